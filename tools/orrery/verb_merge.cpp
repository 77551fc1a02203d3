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
};

/// The shards' own command without what makes it one of a shard.
std::vector<std::string> whole_command(const std::vector<std::string>& words,
                                       const std::string& out) {
    std::vector<std::string> whole;
    for (std::size_t i = 0; i < words.size(); ++i) {
        const std::string name = words[i].substr(0, words[i].find('='));
        if (name == "--resume") continue;
        if (name == "--shard" || name == "-o" || name == "--out") {
            if (words[i].find('=') == std::string::npos) ++i;  // its value is the next word
            continue;
        }
        whole.push_back(words[i]);
    }
    whole.insert(whole.end(), {"-o", out, "--resume"});
    return whole;
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
    outcome.code = dispatch(whole_command(command, verb.out), nullptr);
}

}  // namespace

void add_merge(CLI::App& app, Outcome& outcome) {
    auto verb = std::make_shared<MergeVerb>();
    CLI::App* sub = app.add_subcommand(
        "merge", "Join the results of a study's shards, and answer it from all of them");
    sub->add_option("folders", verb->folders, "Output folders of the shards")->required();
    sub->add_option("-o,--out", verb->out, "Folder of the whole");
    sub->callback([verb, &outcome] { execute(*verb, outcome); });
}

}  // namespace orrery::cli
