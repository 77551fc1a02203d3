// `study NAME|FILE`: a question that stands as data, from its file to its answer.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <filesystem>
#include <memory>

#include "sim/kernel/limits.hpp"
#include "sim/report/study_page.hpp"
#include "sim/study/plan/read_study.hpp"
#include "sim/study/ready_study.hpp"
#include "tools/orrery/output_folder.hpp"
#include "tools/orrery/progress.hpp"
#include "tools/orrery/study_base.hpp"
#include "tools/orrery/study_files.hpp"
#include "tools/orrery/terminal.hpp"

namespace orrery::cli {
namespace {

namespace fs = std::filesystem;

struct FileVerb {
    StudyBase base;
    std::string file;
    std::optional<StudySpec> spec;
    std::vector<std::pair<std::string, std::string>> flags;
    int replications = 0;
    std::string fidelity = "event";
    std::string shard;
    std::vector<std::string> pilots;
    bool resume = false;
};

/// "2/8": this process computes the second of eight parts; "0/8" none of them.
Shard shard_of(const std::string& text, Diagnostics& diagnostics) {
    Shard shard;
    if (text.empty()) return shard;
    const std::size_t slash = text.find('/');
    try {
        shard.index = std::stoi(text.substr(0, slash));
        shard.of = slash == std::string::npos ? 0 : std::stoi(text.substr(slash + 1));
    } catch (const std::exception&) {
        shard.of = 0;
    }
    if (shard.of >= 1 && shard.index >= 0 && shard.index <= shard.of) return shard;
    Diagnostic d;
    d.code = "E0113";
    d.path = "--shard";
    d.message = "\"" + text + "\" is no part of a whole";
    d.hint = "--shard 1/4 … --shard 4/4";
    diagnostics.add(std::move(d));
    return Shard{};
}

std::string out_folder(const FileVerb& verb) {
    return verb.base.out.empty() ? "out/study-" + verb.spec->name : verb.base.out;
}

/// The results file: kept where it may be wanted again, begun anew where it is not resumed.
std::unique_ptr<ResultsFile> results_file(FileVerb& verb, const Outcome& outcome, bool leads) {
    const bool wanted = verb.resume || !verb.shard.empty() || !verb.base.out.empty();
    if (!wanted || !leads) return nullptr;
    verb.base.folder = std::make_shared<OutputFolder>(out_folder(verb));
    const std::string path = out_folder(verb) + "/study.db";
    auto file = std::make_unique<ResultsFile>(path, verb.spec->name);
    if (!verb.resume) file->clear();
    file->set_command(outcome.arguments);
    return file;
}

void finish(FileVerb& verb, const StudyPage& page, const Rounds& rounds) {
    finish_page(verb.base, page);
    if (rounds.found() > 0) {
        fmt::print(stderr, "{} runs were known already, {} are new.\n", rounds.found(),
                   rounds.computed());
    }
}

void run_ready(FileVerb& verb, const StudyRequest& request, const ReadyStudy& study,
               Catalog catalog, const CompileOptions& compile, Outcome& outcome,
               Diagnostics& diagnostics) {
    const auto bed = bed_of(study, request, std::move(catalog), compile, diagnostics);
    if (verb.base.seed_given) bed->seed = verb.base.seed;
    bed->sampled = verb.fidelity == "sampled";
    const Shard shard = shard_of(verb.shard, diagnostics);
    if (diagnostics.has_errors()) return;
    ThreadHandOut threads(verb.base.jobs);
    HandOut& hand_out = outcome.ranks ? *outcome.ranks : threads;
    const auto results = results_file(verb, outcome, hand_out.leads());
    Rounds rounds(*bed, hand_out);
    rounds.file = results.get();
    rounds.shard = shard;
    UnitProgress progress;
    rounds.progress = [&progress](const RoundProgress& p) { progress.show(p); };
    StudyPage page = answer_study(study.spec, request, rounds, study.currency, diagnostics);
    if (!is_shipped(verb.file)) page.names = names_of(study.spec);
    progress.clear();
    if (diagnostics.has_errors() || !hand_out.leads()) return;
    finish(verb, page, rounds);
    if (rounds.complete()) {
        if (rounds.cut()) outcome.code = kPartial;
        return;
    }
    outcome.code = interrupt_requested() ? kInterrupted : shard.index == 0 ? kPartial : kOk;
}

void execute(FileVerb& verb, Outcome& outcome) {
    Diagnostics diagnostics;
    if (!verb.pilots.empty()) {
        auto spec = read_study(verb.file, verb.pilots, diagnostics);
        if (!spec) {
            print(diagnostics);
            outcome.code = diagnostics.exit_code();
            return;
        }
        verb.spec = std::move(spec);
    }
    StudyRequest request;
    const ScenarioOptions& from = verb.base.scenario;
    request.base = {from.scenario, from.overlays, from.sets};
    for (const auto& [name, value] : verb.flags) {
        if (!value.empty()) request.flags.emplace_back(name, value);
    }
    request.replications = verb.replications;
    Catalog catalog = load_catalog(from.catalogs, diagnostics);
    const CompileOptions compile{data_folder(), from.allow_path, today()};
    const std::string library = studies_folder() + "/library/disruptions.yaml";
    const auto study = ready_study(*verb.spec, request, library, catalog, compile, diagnostics);
    if (study && !diagnostics.has_errors()) {
        run_ready(verb, request, *study, std::move(catalog), compile, outcome, diagnostics);
    }
    if (!outcome.ranks || outcome.ranks->leads()) print(diagnostics);
    if (diagnostics.has_errors()) outcome.code = diagnostics.exit_code();
    apply_strict(from, diagnostics, outcome);
}

void add_options(CLI::App& sub, FileVerb& verb, const Outcome& outcome) {
    verb.base.tells_partial = true;
    add_study_base(sub, verb.base, outcome, false);
    sub.add_option("--replications", verb.replications, "Of each point, instead of the study's")
        ->check(CLI::Range(1, 1000000));
    sub.add_option("--fidelity", verb.fidelity,
                   "event: every request; sampled: those of representative days")
        ->check(CLI::IsMember({"event", "sampled"}));
    sub.add_flag("--resume", verb.resume, "Go on with the results in the output folder");
    sub.add_option("--pilot", verb.pilots,
                   "Study overlay of `calibrate gates`: what a pilot measured; repeatable");
    sub.add_option("--shard", verb.shard,
                   "i/n: this part of all runs alone, for `merge`; 0/n: none, what is known");
    for (const FlagSpec& flag : verb.spec->flags) {
        verb.flags.emplace_back(flag.name, "");
    }
    for (std::size_t i = 0; i < verb.flags.size(); ++i) {
        const FlagSpec& flag = verb.spec->flags[i];
        const std::string unless = flag.value.empty() ? "" : " (" + flag.value + ")";
        sub.add_option("--" + flag.name, verb.flags[i].second, flag.help + unless);
    }
}

/// The base of a study that does not read: what is wrong with both is told in one round. What such
/// a study sets in its own base is not known, so that one that does is left to the next.
void check_base(FileVerb& verb, Diagnostics& diagnostics) {
    ScenarioOptions& from = verb.base.scenario;
    if (from.scenario.empty()) {
        Diagnostics told;
        const auto root = read_document(verb.file, told);
        const Node* base = root ? root->find("base") : nullptr;
        const bool plain = base && base->kind == Node::Kind::scalar && !base->scalar.empty();
        if (!plain || root->find("set") || root->find("overlay")) return;
        from.scenario = (fs::path(verb.file).parent_path() / base->scalar).lexically_normal();
    }
    Diagnostics of_base;
    load(from, of_base);
    diagnostics.append(of_base);
}

/// A file that does not read is told as soon as it is asked for; others are left out of the help.
void add_one(CLI::App& study, const std::string& word, const std::string& file, bool asked,
             Outcome& outcome) {
    Diagnostics diagnostics;
    auto verb = std::make_shared<FileVerb>();
    verb->file = file;
    verb->spec = read_study(file, diagnostics);
    // A procedure has its own kind, under its own name; a file of the user that does not read has
    // not.
    const bool readable = verb->spec || word != file;
    if ((names_procedure(file) && readable) || (!verb->spec && !asked)) return;
    CLI::App* sub = study.add_subcommand(word, verb->spec ? verb->spec->question : "a study");
    if (!verb->spec) {
        sub->allow_extras();
        add_study_base(*sub, verb->base, outcome, false);
        sub->callback([verb, diagnostics, &outcome]() mutable {
            check_base(*verb, diagnostics);
            print(diagnostics);
            outcome.code = diagnostics.exit_code();
        });
        return;
    }
    add_options(*sub, *verb, outcome);
    sub->callback([verb, &outcome] { execute(*verb, outcome); });
}

}  // namespace

void add_study_files(CLI::App& study, Outcome& outcome) {
    const auto& words = outcome.arguments;
    const std::string asked = words.size() > 1 && words[0] == "study" ? words[1] : std::string();
    const bool wanted =
        !words.empty() && (words[0] == "study" || words[0] == "completion" || words[0] == "man");
    if (!wanted) return;
    std::vector<std::string> names;
    for (const auto& entry : fs::directory_iterator(studies_folder())) {
        const bool yaml = entry.path().extension() == ".yaml";
        if (yaml && is_study_file(entry.path().string())) names.push_back(entry.path().stem());
    }
    std::sort(names.begin(), names.end());
    // One that is asked for needs no others; the list of all is for the help.
    const bool known = std::find(names.begin(), names.end(), asked) != names.end();
    for (const std::string& name : names) {
        if (known && name != asked) continue;
        add_one(study, name, study_file(name), name == asked, outcome);
    }
    if (!known && !study_file(asked).empty()) add_one(study, asked, asked, true, outcome);
}

void add_unknown_study(CLI::App& study, Outcome& outcome) {
    const auto& words = outcome.arguments;
    if (words.size() < 2 || words[0] != "study" || words[1].empty() || words[1][0] == '-') return;
    std::vector<std::string> names;
    for (const CLI::App* one : study.get_subcommands([](CLI::App*) { return true; })) {
        names.push_back(one->get_name());
    }
    const std::string asked = words[1];
    if (std::find(names.begin(), names.end(), asked) != names.end()) return;
    CLI::App* sub = study.add_subcommand(asked, "")->group("")->allow_extras();
    sub->callback([names, asked, &outcome] {
        const std::string like = closest(asked, names);
        fmt::print(stderr, "orrery: there is no study \"{}\"\n  hint: {}\n", asked,
                   like.empty() ? "`orrery study --help` lists them; a file ends in .yaml"
                                : "did you mean " + like + "?");
        outcome.code = kUsage;
    });
}

}  // namespace orrery::cli
