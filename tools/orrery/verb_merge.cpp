// `merge`: results of shards joined, and the answer of the whole study.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <memory>

#include "sim/store/result_problem.hpp"
#include "sim/study/units/results_file.hpp"
#include "tools/orrery/dispatch.hpp"
#include "tools/orrery/pipeline.hpp"
#include "tools/orrery/program.hpp"

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

/// What decides which runs there are: threads do not.
std::vector<std::string> what_runs(const std::vector<std::string>& words) {
    std::vector<std::string> bare = bare_command(words);
    for (std::size_t i = 0; i < bare.size();) {
        const bool joined = bare[i].rfind("--jobs=", 0) == 0;
        const auto at = bare.begin() + static_cast<std::ptrdiff_t>(i);
        if (bare[i] == "--jobs" && i + 1 < bare.size()) {
            bare.erase(at, at + 2);
        } else if (joined) {
            bare.erase(at);
        } else {
            ++i;
        }
    }
    return bare;
}

/// "2/3" of its --shard; "0/0" where the command has none.
std::pair<int, int> shard_of(const std::vector<std::string>& words) {
    std::string text;
    for (std::size_t i = 0; i < words.size(); ++i) {
        if (words[i].rfind("--shard=", 0) == 0) text = words[i].substr(8);
        if (words[i] == "--shard" && i + 1 < words.size()) text = words[i + 1];
    }
    const std::size_t slash = text.find('/');
    if (slash == std::string::npos) return {0, 0};
    return {std::atoi(text.c_str()), std::atoi(text.c_str() + slash + 1)};
}

struct Part {
    std::string folder;
    std::string study;
    std::vector<std::string> command;
};

/// What keeps the parts from being one whole; empty: nothing. Shards of other seeds or flags are
/// of another study, and one that is not there would be run again without a word.
std::string mismatch(const std::vector<Part>& parts) {
    const Part& first = parts.front();
    const int of = shard_of(first.command).second;
    std::vector<bool> there(static_cast<std::size_t>(std::max(of, 0)) + 1, false);
    for (const Part& p : parts) {
        const bool same = what_runs(p.command) == what_runs(first.command);
        const auto [index, count] = shard_of(p.command);
        if (p.study != first.study || !same || count != of) {
            return fmt::format("{} is of another study than {}: orrery {}", p.folder, first.folder,
                               fmt::join(p.command, " "));
        }
        if (index >= 1 && index <= of) there[static_cast<std::size_t>(index)] = true;
    }
    for (int i = 1; i <= of; ++i) {
        if (!there[static_cast<std::size_t>(i)]) {
            return fmt::format("part {}/{} is missing", i, of);
        }
    }
    return {};
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

/// Every folder that holds no part is told, before anything is joined.
void want_parts(const std::vector<std::string>& folders) {
    Diagnostics missing;
    for (const std::string& folder : folders) {
        if (auto problem = part_problem(folder)) missing.add(std::move(*problem));
    }
    print(missing);
    if (missing.has_errors()) throw Refused{missing.exit_code()};
}

void execute(const MergeVerb& verb, Outcome& outcome) {
    want_parts(verb.folders);
    std::vector<Part> parts;
    for (const std::string& folder : verb.folders) {
        ResultsFile part(folder + "/study.db");
        parts.push_back({folder, part.name(), part.command()});
    }
    const std::string problem = mismatch(parts);
    if (!problem.empty()) {
        fmt::print(stderr, "orrery: {}\n  hint: merge takes all parts of one study\n", problem);
        outcome.code = kUsage;
        return;
    }
    const std::vector<std::string>& command = parts.front().command;
    std::size_t units = 0;
    {
        std::filesystem::create_directories(verb.out);
        std::unique_ptr<ResultsFile> whole;
        for (const std::string& folder : verb.folders) {
            ResultsFile part(folder + "/study.db");
            if (!whole) {
                whole = std::make_unique<ResultsFile>(verb.out + "/study.db", part.name());
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
