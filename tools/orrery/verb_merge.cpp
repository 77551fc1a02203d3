// `merge`: results of shards joined, and the answer of the whole study.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <filesystem>
#include <memory>

#include "sim/study/units/results_file.hpp"
#include "tools/orrery/dispatch.hpp"
#include "tools/orrery/verbs.hpp"

namespace orrery::cli {
namespace {

struct MergeVerb {
    std::vector<std::string> folders;
    std::string out = "out/merged";
    bool no_run = false;
};

/// The shards' own command without what makes it one of a shard.
std::vector<std::string> bare_command(const std::vector<std::string>& words) {
    std::vector<std::string> bare;
    for (std::size_t i = 0; i < words.size(); ++i) {
        const std::string name = words[i].substr(0, words[i].find('='));
        if (name == "--resume") continue;
        if (name == "--shard" || name == "-o" || name == "--out") {
            if (words[i].find('=') == std::string::npos) ++i;  // its value is the next word
            continue;
        }
        bare.push_back(words[i]);
    }
    return bare;
}

std::vector<std::string> whole_command(const MergeVerb& verb,
                                       const std::vector<std::string>& words) {
    std::vector<std::string> whole = bare_command(words);
    whole.insert(whole.end(), {"-o", verb.out, "--resume"});
    if (verb.no_run) whole.insert(whole.end(), {"--shard", "0/1"});
    return whole;
}

/// Each part knows then what all know: the shards go on from there.
void give_back(const MergeVerb& verb) {
    ResultsFile whole(verb.out + "/study.db");
    for (const std::string& folder : verb.folders) {
        ResultsFile part(folder + "/study.db");
        part.take(whole);
    }
    fmt::print(stderr,
               "A further round is needed. Every part knows now what all know: run each with its "
               "--shard i/n and --resume again, then merge again.\n");
}

void execute(const MergeVerb& verb, Outcome& outcome) {
    std::vector<std::string> command;
    std::size_t units = 0;
    {
        std::filesystem::create_directories(verb.out);
        std::unique_ptr<ResultsFile> whole;
        for (const std::string& folder : verb.folders) {
            ResultsFile part(folder + "/study.db");
            if (!whole) {
                whole = std::make_unique<ResultsFile>(verb.out + "/study.db", part.name());
                command = part.command();
            }
            whole->take(part);
        }
        units = whole->size();
    }
    fmt::print(stderr, "Joined {} parts: {} runs.\n", verb.folders.size(), units);
    outcome.code = dispatch(whole_command(verb, command), nullptr);
    if (verb.no_run && outcome.code == kPartial) give_back(verb);
}

}  // namespace

void add_merge(CLI::App& app, Outcome& outcome) {
    auto verb = std::make_shared<MergeVerb>();
    CLI::App* sub = app.add_subcommand(
        "merge", "Join the results of a study's shards, and answer it from all of them");
    sub->add_option("folders", verb->folders, "Output folders of the shards")->required();
    sub->add_option("-o,--out", verb->out, "Folder of the whole");
    sub->add_flag("--no-run", verb->no_run,
                  "Run nothing here: where a further round is needed, hand what is known back to "
                  "the shards and exit with 6");
    sub->callback([verb, &outcome] { execute(*verb, outcome); });
}

}  // namespace orrery::cli
