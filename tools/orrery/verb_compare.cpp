// `compare`: scenarios or results side by side, on the same demand and seeds, and why they differ.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cmath>
#include <filesystem>
#include <map>
#include <memory>
#include <set>

#include "sim/analysis/basis.hpp"
#include "sim/analysis/wording.hpp"
#include "sim/kernel/limits.hpp"
#include "sim/report/compare_diff.hpp"
#include "sim/report/compare_levels.hpp"
#include "sim/report/compare_once.hpp"
#include "sim/report/markdown.hpp"
#include "sim/report/plan_facts.hpp"
#include "sim/report/study_page.hpp"
#include "sim/scenario/overlay.hpp"
#include "sim/store/stored_run.hpp"
#include "sim/study/answer_study.hpp"
#include "tools/orrery/progress.hpp"
#include "tools/orrery/study_base.hpp"
#include "tools/orrery/terminal.hpp"

namespace orrery::cli {
namespace {

namespace fs = std::filesystem;

struct CompareVerb {
    StudyBase base;
    std::vector<std::string> sides;
    int replications = 5;
    std::vector<std::string> results;  ///< sides that are folders, with their replications
};

/// A scenario's document, or that of a result folder as it was run.
std::optional<Node> document_of(const std::string& side, CompareVerb& verb, std::string& file,
                                Diagnostics& diagnostics) {
    const ScenarioOptions& options = verb.base.scenario;
    std::optional<Node> root;
    file = side;
    if (fs::is_directory(side)) {
        want_result(side);
        const StoredRun run = read_stored_run(side + "/results.db");
        verb.results.push_back(fmt::format("{} ({})", side, run.replications));
        root = merged_layers(run.layers, diagnostics);
        file = run.folder + "/" + fs::path(run.layers.front().name).filename().string();
    } else {
        root = read_document(side, diagnostics);
    }
    for (const std::string& overlay : options.overlays) {
        const auto over = read_document(overlay, diagnostics);
        if (root && over) merge_overlay(*root, as_overlay(*over));
    }
    for (const std::string& set : options.sets) {
        if (root) apply_set(*root, set, diagnostics);
    }
    return root;
}

/// The scenario's name; where two share it, the words that were given.
void name_sides(const CompareVerb& verb, std::vector<StudyAlternative>& sides) {
    for (StudyAlternative& side : sides) {
        const Node* name = side.document->find("name");
        side.name = name ? name->scalar : fs::path(side.file).stem().string();
    }
    for (std::size_t i = 0; i < sides.size(); ++i) {
        const bool twice = std::count_if(sides.begin(), sides.end(), [&](const auto& s) {
                               return s.name == sides[i].name;
                           }) > 1;
        if (!twice) continue;
        for (std::size_t j = 0; j < sides.size(); ++j) {
            if (sides[j].name != sides[i].name || j == i) continue;
            sides[j].name = verb.sides[j];
        }
        sides[i].name = verb.sides[i];
    }
}

struct Shown {
    const char* name;
    const char* formula;
    FigureFormat format;
    bool larger_is_better;
};
constexpr Shown kShown[] = {
    {"cost", "cost.total", FigureFormat::money, false},
    {"per million tokens", "cost.per_million_tokens", FigureFormat::money, false},
    {"TTFT P99", "latency.ttft.p99", FigureFormat::plain, false},
    {"SLO attainment", "slo.attainment", FigureFormat::share, true},
    {"jobs done", "jobs.completed", FigureFormat::plain, true},
    {"useful", "utilisation.useful", FigureFormat::share, true},
    {"CO2e", "carbon.total / 1000", FigureFormat::plain, false},
    {"HHI of spend", "risk.hhi.spend", FigureFormat::plain, false}};

/// Those that no run has are left out of the tables.
std::vector<MetricSpec> metrics_of() {
    std::vector<MetricSpec> all;
    for (const Shown& shown : kShown) {
        MetricSpec m;
        m.name = shown.name;
        m.formula = parse_formula(shown.formula);
        m.format = shown.format;
        m.larger_is_better = shown.larger_is_better;
        if (m.name == "CO2e") m.unit = "kg";
        m.optional = m.name != "cost";
        all.push_back(std::move(m));
    }
    return all;
}

StudySpec spec_of(const CompareVerb& verb, std::vector<StudyAlternative> sides) {
    StudySpec spec;
    spec.name = "compare";
    spec.question = "What changes from the first to the others, and why?";
    spec.alternatives = std::move(sides);
    StepSpec step;
    step.kind = StepKind::compare;
    step.name = "compare";
    step.metric = "cost";
    step.explain = "cost.by_category";
    step.replications = verb.replications;
    spec.steps = {step};
    spec.answer = parse_sentence(
        "{compare.best} costs least: {compare.best.cost | money}; the baseline {compare.baseline} "
        "costs {compare.baseline.cost | money}.");
    return spec;
}

/// Keeps the units of the study's only round as they come: what differs is told from all of them.
class KeepingHandOut final : public ThreadHandOut {
public:
    using ThreadHandOut::ThreadHandOut;
    void run(const std::vector<std::size_t>& wanted, const Work& work, const Done& done) override {
        ThreadHandOut::run(wanted, work, [&](std::size_t i, const std::string& bytes) {
            units_[i] = unpack(bytes);
            done(i, bytes);
        });
    }
    /// Means over the replications that have the figure, of those in which no plan was cut.
    [[nodiscard]] std::vector<ComparedPlan> plans(const StudySpec& spec, int replications) const {
        std::vector<ComparedPlan> out;
        for (const StudyAlternative& a : spec.alternatives) out.push_back({a.name, {}});
        std::vector<std::map<std::string, int>> counts(out.size());
        const auto each = static_cast<std::size_t>(replications);
        std::set<std::size_t> cut;
        for (const auto& [i, unit] : units_) {
            if (unit.partial) cut.insert(i % each);
        }
        for (const auto& [i, unit] : units_) {
            const std::size_t plan = i / each;
            if (cut.count(i % each) > 0 && cut.size() < each) continue;
            for (const auto& [path, value] : unit.members) {
                out[plan].figures[path] += value;
                ++counts[plan][path];
            }
        }
        for (std::size_t plan = 0; plan < out.size(); ++plan) {
            for (auto& [path, value] : out[plan].figures) value /= counts[plan][path];
        }
        return out;
    }

private:
    std::map<std::size_t, UnitResult> units_;
};

/// Folders are not read for their figures: that is told, with how many runs each result has.
std::string ran_again(const CompareVerb& verb, std::uint64_t seed) {
    const bool one = verb.results.size() == 1;
    return fmt::format(
        "Results are not compared as they are: the scenario{} of {} {} run again, with {} "
        "replication{} (--replications) and the seed {} for all sides; in brackets the result's "
        "own.",
        one ? "" : "s", fmt::join(verb.results, ", "), one ? "was" : "were", verb.replications,
        verb.replications == 1 ? "" : "s", seed);
}

/// The diff stands between the answer and the tables, as --format wants it; JSON and CSV are those
/// of any study. What the diff says of what is paid once, files and JSON have as a table.
void finish(const CompareVerb& verb, const StudyPage& page, const std::vector<ComparedPlan>& plans,
            const CompareFrame& frame) {
    StudyBase base = verb.base;
    const bool text = base.format == "text";
    const bool markdown = base.format == "md";
    if (text || markdown) base.format = kSilent;
    StudyPage whole = page;
    if (auto once = once_table(plans, frame)) whole.tables.push_back(std::move(*once));
    finish_page(base, whole);
    if (markdown) fmt::print("{}", render_study_markdown(page, render_diff_markdown(plans, frame)));
    if (!text) return;
    std::string words = render_study_text(page, terminal_width());
    const std::size_t tables = words.find("\n\n");
    const std::string diff = "\n" + render_diff_text(plans, frame, terminal_width());
    words.insert(tables == std::string::npos ? words.size() : tables,
                 diff.substr(0, diff.size() - 1));
    fmt::print("{}", words);
}

/// What the figures of each side rest on, and what the others plan otherwise than the first.
void add_plans(const StudySpec& spec, const Bed& bed, StudyPage& page) {
    constexpr std::size_t kMost = 40;
    Diagnostics ignored;  // what is wrong with a side the step tells
    std::vector<PlanFact> first;
    std::pair<std::string, std::string> told;  // a side, and what it rests on
    for (std::size_t i = 0; i < spec.alternatives.size(); ++i) {
        const StudyAlternative& side = spec.alternatives[i];
        const auto world = bed.world(Point{side.name, &*side.document, side.file}, 0, ignored);
        if (!world) continue;
        const std::string rests = analysis::bases_text(analysis::bases_of(*world));
        page.rests_on += page.rests_on.empty() ? "" : " ";
        page.rests_on += rests != told.second ? analysis::bases_sentence(*world, " of " + side.name)
                                              : fmt::format("Those of {} rest on the same as {}'s.",
                                                            side.name, told.first);
        told = {side.name, rests};
        if (i == 0) first = plan_facts(*world);
        if (i == 0 || first.empty()) continue;
        const auto changes = plan_changes(first, plan_facts(*world));
        for (std::size_t k = 0; k < std::min(changes.size(), kMost); ++k) {
            page.notes.push_back(fmt::format("Plan of {}. {}", side.name, changes[k]));
        }
        if (changes.size() > kMost) {
            page.notes.push_back(
                fmt::format("Plan of {}. … and {} further {}: `diff` the plan.md of both results.",
                            side.name, changes.size() - kMost,
                            changes.size() - kMost == 1 ? "line differs" : "lines differ"));
        }
    }
}

/// With one random seed for all, so that the same demand goes through each.
void run(CompareVerb& verb, std::vector<StudyAlternative> sides, Catalog catalog, Outcome& outcome,
         Diagnostics& diagnostics) {
    StudySpec spec = spec_of(verb, std::move(sides));
    const StudyAlternative& first = spec.alternatives.front();
    const Node* currency = first.document->find("currency");
    Bed bed(*first.document, first.file, std::move(catalog),
            {data_folder(), verb.base.scenario.allow_path, std::string()});
    const auto scenario = read_scenario_node(*first.document, first.file, diagnostics);
    if (!scenario) return;
    // The baseline is compiled once with its warnings; the step tells what the others add.
    compile_world(*scenario, bed.catalog(), {data_folder(), verb.base.scenario.allow_path, today()},
                  diagnostics);
    if (diagnostics.has_errors()) return;
    bed.seed = verb.base.seed_given ? verb.base.seed : scenario->seed;
    spec.metrics = metrics_of();
    bed.question = question_of(spec);
    std::vector<std::string> families = compared_families();
    families.emplace_back(kLevels);
    for (const std::string& family : families) {
        auto& kept = bed.question.families;
        if (std::find(kept.begin(), kept.end(), family) == kept.end()) kept.push_back(family);
    }
    KeepingHandOut threads(verb.base.jobs);
    Rounds rounds(bed, threads);
    UnitProgress progress;
    rounds.progress = [&progress](const RoundProgress& p) { progress.show(p); };
    StudyPage page = answer_study(spec, StudyRequest{}, rounds, currency ? currency->scalar : "USD",
                                  diagnostics);
    page.flips_if.clear();  // two texts have no uncertain inputs
    if (!diagnostics.has_errors()) add_plans(spec, bed, page);
    progress.clear();
    if (diagnostics.has_errors()) return;
    if (!verb.results.empty()) {
        page.notes.insert(page.notes.begin(), ran_again(verb, bed.seed));
    }
    if (rounds.complete()) {
        const auto plans = threads.plans(spec, verb.replications);
        const std::string kept = cheapest_that_keeps(plans, page.currency);
        const std::string said = kept.empty() ? stays_cheapest(plans, page.currency) : kept;
        if (!said.empty()) page.answer = said;
        for (const ComparedPlan& plan : plans) page.names.push_back(plan.name);
        const CompareFrame frame{page.currency, scenario->horizon.seconds()};
        page.answer += once_sentence(plans, frame) + missed_levels_text(plans);
        finish(verb, page, plans, frame);
    } else {
        finish_page(verb.base, page);
    }
    if (rounds.cut()) outcome.code = kPartial;
    if (!rounds.complete()) outcome.code = kInterrupted;
}

void execute(CompareVerb& verb, Outcome& outcome) {
    Diagnostics diagnostics;
    std::vector<StudyAlternative> sides;
    for (const std::string& side : verb.sides) {
        StudyAlternative a;
        a.document = document_of(side, verb, a.file, diagnostics);
        if (a.document) sides.push_back(std::move(a));
    }
    Catalog catalog = load_catalog(verb.base.scenario.catalogs, diagnostics);
    if (!diagnostics.has_errors()) {
        name_sides(verb, sides);
        run(verb, std::move(sides), std::move(catalog), outcome, diagnostics);
    }
    print(diagnostics);
    if (diagnostics.has_errors()) outcome.code = diagnostics.exit_code();
    apply_strict(verb.base.scenario, diagnostics, outcome);
}

}  // namespace

void add_compare(CLI::App& app, Outcome& outcome) {
    auto verb = std::make_shared<CompareVerb>();
    verb->base.tells_partial = true;
    CLI::App* sub = app.add_subcommand(
        "compare", "Scenarios or results side by side: the same demand and seeds through each");
    sub->add_option("sides", verb->sides,
                    "Scenario files or result folders; the first is the baseline")
        ->required()
        ->expected(2, 100);
    sub->add_option("-f,--overlay", verb->base.scenario.overlays, "Merged over each; repeatable");
    sub->add_option("--set", verb->base.scenario.sets, "path=value in each; repeatable")
        ->take_all();
    sub->add_option("--catalog", verb->base.scenario.catalogs, "Folder of facts that override");
    sub->add_flag("--allow-path", verb->base.scenario.allow_path, "Paths may lie anywhere");
    sub->add_flag("--strict", verb->base.scenario.strict, "Warnings are errors");
    CLI::Option* seed =
        sub->add_option("--seed", verb->base.seed, "Of all; default the baseline's");
    sub->add_option("--replications", verb->replications, "Of each")->check(CLI::Range(1, 100000));
    sub->add_option("--jobs", verb->base.jobs, "Threads, default one a processor")
        ->check(CLI::Range(1, 1024));
    sub->add_option("-o,--out", verb->base.out, "Folder for report.html, study.json and study.csv");
    sub->add_option("--format", verb->base.format, "md: for a comment on a pull request")
        ->check(CLI::IsMember({"text", "json", "csv", "md"}));
    sub->callback([verb, seed, &outcome] {
        verb->base.seed_given = seed->count() > 0;
        execute(*verb, outcome);
    });
}

}  // namespace orrery::cli
