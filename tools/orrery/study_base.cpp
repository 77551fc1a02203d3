// What studies of a base scenario share: its options, its seeds, and where their answers go.
#include "tools/orrery/study_base.hpp"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <filesystem>
#include <functional>
#include <nlohmann/json.hpp>

#include "orrery/base/atomic_file.hpp"
#include "sim/analysis/basis.hpp"
#include "sim/kernel/limits.hpp"
#include "sim/report/markdown.hpp"
#include "sim/report/study_document.hpp"
#include "sim/report/text_page.hpp"
#include "sim/scenario/overlay.hpp"
#include "sim/scenario/reader/reader.hpp"
#include "sim/study/plan/check_units.hpp"
#include "tools/orrery/output_folder.hpp"
#include "tools/orrery/pipeline.hpp"
#include "tools/orrery/procedure_limits.hpp"
#include "tools/orrery/program.hpp"
#include "tools/orrery/study_report.hpp"
#include "tools/orrery/terminal.hpp"

namespace orrery::cli {

namespace {

void tell(const StudyBase& base, const Diagnostics& diagnostics) {
    print(diagnostics);
    Outcome outcome;
    outcome.code = diagnostics.exit_code();
    apply_strict(base.scenario, diagnostics, outcome);
    if (outcome.code != kOk) throw Refused{outcome.code};
}

/// Of the base as it will be read; what is wrong with it is told where it is.
Currencies currencies_in(const ScenarioOptions& options) {
    Diagnostics unsaid;
    std::error_code none;
    if (!std::filesystem::exists(options.scenario, none)) return {};
    auto root = read_document(options.scenario, unsaid);
    if (!root) return {};
    for (const std::string& overlay : options.overlays) {
        const auto over = read_document(overlay, unsaid);
        if (over) merge_overlay(*root, as_overlay(*over));
    }
    for (const std::string& set : options.sets) apply_set(*root, set, unsaid);
    return currencies_of(*root);
}

/// The goal of a procedure's file, before anything runs.
void check_goal(StudyBase& base) {
    Diagnostics diagnostics;
    auto spec = std::make_shared<StudySpec>(*base.asked);
    check_procedure_goal(*spec, currencies_in(base.scenario), diagnostics);
    base.asked = spec;
    tell(base, diagnostics);
}

}  // namespace

void add_study_base(CLI::App& sub, StudyBase& base, const Outcome& outcome, bool required) {
    sub.add_option("--base", base.scenario.scenario, "Scenario that the question is about")
        ->required(required);
    sub.add_option("-f,--overlay", base.scenario.overlays, "Overlay merged over it; repeatable");
    sub.add_option("--set", base.scenario.sets, "path=value in it; repeatable")->take_all();
    sub.add_option("--catalog", base.scenario.catalogs, "Folder of facts that override");
    sub.add_flag("--allow-path", base.scenario.allow_path, "Paths may lie anywhere");
    sub.add_flag("--strict", base.scenario.strict, "Warnings are errors");
    sub.add_option_function<std::uint64_t>(
        "--seed",
        [&base](const std::uint64_t& seed) {
            base.seed = seed;
            base.seed_given = true;
        },
        "Seed of all random streams; default the scenario's");
    add_study_answer(sub, base, outcome);
}

void add_study_answer(CLI::App& sub, StudyBase& base, const Outcome& outcome) {
    base.asked = outcome.asked;
    if (base.asked && base.asked->goal) {
        sub.parse_complete_callback([&base] { check_goal(base); });
    }
    sub.add_option("--jobs", base.jobs, "Threads, default one a processor; the answer is the same")
        ->check(CLI::Range(1, 1024));
    sub.add_option("-o,--out", base.out, "Folder for report.html, study.json and " + base.table);
    sub.add_option("--format", base.format, "md: for a comment on a pull request")
        ->check(CLI::IsMember({"text", "json", "csv", "md"}));
}

void add_study_variants(CLI::App& sub, StudyBase& base) {
    sub.add_option("--seeds", base.seeds, "Replications of each variant")
        ->check(CLI::Range(1, 1000));
}

namespace {

/// Whether the file of the question has a base of its own and another one is asked about.
bool foreign(const StudyBase& base) {
    const std::string& asked = base.scenario.scenario;
    if (base.asked->base.empty() || asked.empty()) return false;
    const auto folder = std::filesystem::path(base.asked->file).parent_path();
    std::error_code none;
    return !std::filesystem::equivalent(folder / base.asked->base, asked, none);
}

/// Of a procedure, with the goal of its file.
StudyPages judged(const StudyBase& base, const StudyPages& answer) {
    if (!base.asked) return answer;
    Diagnostics diagnostics;
    StudyPages pages = with_goal(*base.asked, answer, terminal_width(), foreign(base), diagnostics);
    tell(base, diagnostics);
    return pages;
}

/// With what its figures rest on.
StudyPages with_bases(const std::string& rests, StudyPages pages) {
    text::Page note(terminal_width());
    note.paragraph(rests, "");
    pages.text += "\n" + note.out;
    auto json = nlohmann::ordered_json::parse(pages.json);
    json["rests_on"] = rests;
    pages.json = json.dump(2) + "\n";
    return pages;
}

/// With what else belongs into the folder. Throws Interrupted instead where runs were cut short.
void write_study(const StudyBase& base, const StudyPages& pages,
                 const std::function<void(const std::string&)>& report) {
    if (interrupt_requested() && !base.tells_partial) throw Interrupted();
    if (base.out.empty()) return;
    const auto write = [&](const std::string& folder) {
        write_file(folder + "/study.json", pages.json);
        if (!pages.csv.empty()) write_file(folder + "/" + base.table, pages.csv);
        if (base.beside) base.beside(folder);
        report(folder);
    };
    // What a study of before wrote beside its page.
    const std::vector<std::string> optional{base.table, "focus.csv", "focus_metadata.json"};
    if (base.folder) return base.folder->put(write, optional);
    OutputFolder(base.out).put(write, optional);
}

void print_study(const StudyBase& base, const StudyPages& pages) {
    if (base.format == kSilent || base.format == "md") return;
    fmt::print("{}", base.format == "json"  ? pages.json
                     : base.format == "csv" ? pages.csv
                                            : pages.text);
}

/// Of a study with a text of its own the page is read back from its JSON.
StudyPage page_of(const StudyPages& pages) {
    StudyPage page = study_page_of(pages.json, pages.text);
    take_goal(pages.json, page);
    complete_page(page);
    return page;
}

void finish(const StudyBase& base, const StudyPages& pages) {
    write_study(base, pages, [&](const std::string& folder) {
        write_study_report(folder, pages.json, pages.text);
    });
    print_study(base, pages);
    if (base.format == "md") fmt::print("{}", render_study_markdown(page_of(pages)));
}

}  // namespace

void finish_study(const StudyBase& base, const StudyPages& pages) {
    finish(base, judged(base, pages));
}

void finish_study(const StudyBase& base, const StudyPages& pages, const World& world) {
    finish_study(base, pages, analysis::bases_sentence(world));
}

void finish_study(const StudyBase& base, const StudyPages& pages, const std::string& rests_on) {
    finish(base, with_bases(rests_on, judged(base, pages)));
}

void finish_study(const StudyBase& base, const StudyPages& pages, const Scenario& scenario,
                  const Catalog& catalog) {
    Diagnostics unsaid;  // what is wrong with it has been told
    const CompileOptions options{data_folder(), base.scenario.allow_path, std::string()};
    const auto world = compile_world(scenario, catalog, options, unsaid);
    if (world) return finish_study(base, pages, *world);
    finish_study(base, pages);
}

void refuse_options(const Scenario& scenario, const char* study, Diagnostics& diagnostics) {
    const auto& options = scenario.finance.alternatives;
    if (options.size() < 2) return;
    std::string names;
    for (const AlternativeSpec& a : options) names += (names.empty() ? "" : ", ") + a.name;
    Diagnostic d;
    d.code = "E0922";
    d.at = options.front().where;
    d.path = "finance.alternatives";
    d.message = fmt::format("\"{}\" holds {} options of which one is taken ({}): {} adds them up",
                            scenario.name, options.size(), names, study);
    d.hint =
        "keep the sites of one of them and leave out finance.alternatives; `orrery run` shows "
        "them side by side";
    diagnostics.add(std::move(d));
}

void finish_page(const StudyBase& base, StudyPage page) {
    complete_page(page);
    if (page.rests_on.empty()) page.rests_on = rests_on_assumptions(page);
    const StudyPages pages = judged(base, {render_study_text(page, terminal_width()),
                                           render_study_json(page), render_study_csv(page)});
    if (base.asked) take_goal(pages.json, page);
    write_study(base, pages, [&](const std::string& folder) { write_study_report(folder, page); });
    print_study(base, pages);
    if (base.format == "md") fmt::print("{}", render_study_markdown(page));
}

}  // namespace orrery::cli
