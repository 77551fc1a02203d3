// What studies of a base scenario share: its options, its seeds, and where their answers go.
#pragma once
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "sim/report/study_page.hpp"
#include "sim/study/parallel.hpp"
#include "sim/study/variant.hpp"
#include "tools/orrery/pipeline.hpp"
#include "tools/orrery/procedure_goal.hpp"

namespace CLI {
class App;
}

namespace orrery::cli {

class OutputFolder;

/// A format that prints nothing: of a verb that prints the page itself.
inline constexpr const char* kSilent = "silent";

struct StudyBase {
    ScenarioOptions scenario;
    std::uint64_t seed = 0;
    bool seed_given = false;
    int seeds = 3;
    int jobs = processors_here();
    std::string out;
    std::string format = "text";

    std::string table = "study.csv";  ///< what the CSV is called
    /// Writes what else goes into a folder, together with the rest.
    std::function<void(const std::string&)> beside;
    /// Held from the beginning where results of runs are kept in it.
    std::shared_ptr<OutputFolder> folder;
    /// The page itself says how far an interrupted study came; else it would look finished.
    bool tells_partial = false;
    /// What the study's file says, of a built-in procedure: its goal is judged on the answer.
    std::shared_ptr<const StudySpec> asked;

    [[nodiscard]] VariantOptions variants(const World& world) const {
        return {seed_given ? seed : world.seed, seeds, jobs};
    }
};

/// --base, -f, --set, --catalog, --allow-path, --strict, --seed, and those of every study. A study
/// whose main inputs are flags as well needs no base.
void add_study_base(CLI::App& sub, StudyBase& base, const Outcome& outcome, bool required = true);
/// --jobs, -o, --format: of every study. Threads of one that makes a single run change nothing.
void add_study_answer(CLI::App& sub, StudyBase& base, const Outcome& outcome);
/// --seeds: of studies that run variants.
void add_study_variants(CLI::App& sub, StudyBase& base);

/// Prints what --format says, and writes report.html, study.json and the table where -o says.
/// Throws Interrupted instead where runs were cut short.
void finish_study(const StudyBase& base, const StudyPages& pages);
/// The figures rest on what this base rests on, which is said with them.
void finish_study(const StudyBase& base, const StudyPages& pages, const World& world);
/// With the sentence that says so.
void finish_study(const StudyBase& base, const StudyPages& pages, const std::string& rests_on);
/// Of a study that takes a scenario and compiles worlds of its own.
void finish_study(const StudyBase& base, const StudyPages& pages, const Scenario& scenario,
                  const Catalog& catalog);
/// A page that does not say what its figures rest on rests on its assumptions.
void finish_page(const StudyBase& base, StudyPage page);

/// A complaint where the base holds options of which one is taken: the study would add them up.
void refuse_options(const Scenario& scenario, const char* study, Diagnostics& diagnostics);

}  // namespace orrery::cli
