// The questions that stand as files: where they are, and what they say of built-in procedures.
#include "tools/orrery/study_files.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <utility>

#include "orrery/facts.hpp"
#include "sim/study/plan/read_study.hpp"
#include "tools/orrery/pipeline.hpp"

namespace orrery::cli {
namespace {

namespace fs = std::filesystem;

bool ends_as_yaml(const std::string& word) {
    const std::string ending = fs::path(word).extension().string();
    return ending == ".yaml" || ending == ".yml";
}

bool given(const std::vector<std::string>& arguments, const std::string& flag) {
    const std::string name = flag.substr(0, flag.find('='));
    return std::any_of(arguments.begin(), arguments.end(), [&name](const std::string& a) {
        return a == name || a.rfind(name + "=", 0) == 0;
    });
}

/// The value of --base on the command line, or nothing.
std::string base_given(const std::vector<std::string>& arguments) {
    for (std::size_t i = 0; i < arguments.size(); ++i) {
        if (arguments[i] == "--base" && i + 1 < arguments.size()) return arguments[i + 1];
        if (arguments[i].rfind("--base=", 0) == 0) return arguments[i].substr(7);
    }
    return {};
}

bool same_file(const std::string& a, const std::string& b) {
    std::error_code none;
    return fs::equivalent(a, b, none);
}

bool asks_own(const StudySpec& spec, const std::vector<std::string>& words) {
    return std::any_of(spec.own_question.begin(), spec.own_question.end(),
                       [&](const std::string& flag) { return given(words, flag); });
}

/// Base and flags of the file that the command line lacks. Those that name what its own base has
/// would not fit another one.
std::vector<std::string> defaults_of(const StudySpec& spec, const std::vector<std::string>& words) {
    if (asks_own(spec, words)) return {};
    std::vector<std::string> defaults;
    const auto folder = fs::path(spec.file).parent_path();
    const std::string own = spec.base.empty() ? "" : (folder / spec.base).lexically_normal();
    const std::string base = base_given(words);
    if (base.empty() && !own.empty()) defaults.push_back("--base=" + own);
    const auto add = [&](const std::vector<std::string>& flags) {
        for (const std::string& flag : flags) {
            if (!given(words, flag)) defaults.push_back(flag);
        }
    };
    add(spec.arguments);
    if (base.empty() || same_file(base, own)) add(spec.base_arguments);
    return defaults;
}

}  // namespace

std::string studies_folder() {
    return api::share_folder() + "/scenarios/studies";
}

std::string study_file(const std::string& word) {
    if (ends_as_yaml(word)) return word;
    const std::string file = studies_folder() + "/" + word + ".yaml";
    const bool plain = word.find('/') == std::string::npos;
    return plain && fs::exists(file) && is_study_file(file) ? file : std::string();
}

bool is_shipped(const std::string& file) {
    const fs::path folder = fs::absolute(file).parent_path();
    return same_file(folder, studies_folder()) || same_file(folder, studies_folder() + "/library");
}

bool names_procedure(const std::string& file) {
    std::ifstream in(file);
    for (std::string line; std::getline(in, line);) {
        if (line.rfind("procedure:", 0) == 0) return true;
    }
    if (in.bad()) throw EnvironmentError(file + ": cannot be read");
    return false;
}

void take_study_defaults(Outcome& outcome) {
    std::vector<std::string>& words = outcome.arguments;
    if (words.size() < 2 || words[0] != "study") return;
    const std::string file = study_file(words[1]);
    if (file.empty() || !names_procedure(file)) return;
    Diagnostics diagnostics;
    const auto spec = read_study(file, diagnostics);
    // A file of the user that does not read is told where it is asked for.
    if (!spec && !ends_as_yaml(words[1])) {
        print(diagnostics);
        throw Refused{diagnostics.exit_code()};
    }
    if (!spec || spec->procedure.empty()) return;
    const std::string file_word = std::exchange(words[1], spec->procedure);
    auto known = std::make_shared<StudySpec>(*spec);
    // A question that ships has a goal for its own base; the user's own question has none.
    if (asks_own(*spec, words) && !ends_as_yaml(file_word)) known->goal.reset();
    outcome.asked = known;
    if (given(words, "--help") || given(words, "-h")) return;
    const std::vector<std::string> defaults = defaults_of(*spec, words);
    words.insert(words.begin() + 2, defaults.begin(), defaults.end());
}

}  // namespace orrery::cli
