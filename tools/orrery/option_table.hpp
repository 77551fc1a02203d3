// The command line as a table, from what the verbs declare: completions and the man page come of
// it.
#pragma once
#include <string>
#include <vector>

namespace CLI {
class App;
}

namespace orrery::cli {

struct OptionRow {
    std::vector<std::string> names;  ///< "-o", "--out"; none: a positional
    std::string value;               ///< "TEXT"; empty: a flag
    std::vector<std::string> choices;
    std::string description;
};

struct VerbRow {
    std::vector<std::string> path;  ///< {"study", "vendors"}; empty: the program
    std::string description;
    std::vector<std::string> verbs;  ///< that come next
    std::vector<OptionRow> options;
};

/// The program, then each verb before its kinds, in the order of the help.
std::vector<VerbRow> option_table(const CLI::App& app);

std::string bash_completion(const std::vector<VerbRow>& table);
std::string zsh_completion(const std::vector<VerbRow>& table);
std::string fish_completion(const std::vector<VerbRow>& table);
/// In roff: orrery(1).
std::string man_page(const std::vector<VerbRow>& table, const std::string& version);

}  // namespace orrery::cli
