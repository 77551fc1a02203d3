// What studies of a base scenario share: its options, its seeds, and where their answers go.
#pragma once
#include <cstdint>
#include <string>

#include "sim/report/study_page.hpp"
#include "sim/study/variant.hpp"
#include "tools/orrery/pipeline.hpp"

namespace CLI {
class App;
}

namespace orrery::cli {

struct StudyBase {
    ScenarioOptions scenario;
    std::uint64_t seed = 0;
    bool seed_given = false;
    int seeds = 3;
    int jobs = 1;
    std::string out;
    std::string format = "text";

    std::string table = "study.csv";  ///< what the CSV is called
    /// The page itself says how far an interrupted study came; else it would look finished.
    bool tells_partial = false;

    [[nodiscard]] VariantOptions variants(const World& world) const {
        return {seed_given ? seed : world.seed, seeds, jobs};
    }
};

/// --base, -f, --set, --catalog, --allow-path, --strict, --seed, -o, --format. A study whose main
/// inputs are flags as well needs no base.
void add_study_base(CLI::App& sub, StudyBase& base, bool required = true);
/// --seeds, --jobs: of studies that run variants.
void add_study_variants(CLI::App& sub, StudyBase& base);

struct StudyPages {
    std::string text;
    std::string json;
    std::string csv;
};

/// Prints what --format says, and writes report.html, study.json and the table where -o says.
/// Throws Interrupted instead where runs were cut short.
void finish_study(const StudyBase& base, const StudyPages& pages);
void finish_page(const StudyBase& base, StudyPage page);

}  // namespace orrery::cli
