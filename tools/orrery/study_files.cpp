// The questions that stand as files: where they are, and what they say of built-in procedures.
#include "tools/orrery/study_files.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>

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

bool names_procedure(const std::string& file) {
    std::ifstream in(file);
    for (std::string line; std::getline(in, line);) {
        if (line.rfind("procedure:", 0) == 0) return true;
    }
    return false;
}

std::vector<std::string> with_study_defaults(std::vector<std::string> arguments) {
    if (arguments.size() < 2 || arguments[0] != "study" || ends_as_yaml(arguments[1])) {
        return arguments;
    }
    const std::string file = study_file(arguments[1]);
    if (file.empty() || given(arguments, "--help") || given(arguments, "-h")) return arguments;
    Diagnostics diagnostics;
    const auto spec = read_study(file, diagnostics);
    if (!spec) print(diagnostics);
    if (!spec || spec->procedure.empty()) return arguments;
    for (const std::string& flag : spec->own_question) {
        if (given(arguments, flag)) return arguments;
    }
    std::vector<std::string> defaults;
    // With another base, flags that name its pools and vendors would not fit.
    const bool own_base = !given(arguments, "--base");
    if (own_base && !spec->base.empty()) {
        const auto folder = fs::path(file).parent_path();
        defaults.push_back("--base=" + (folder / spec->base).lexically_normal().string());
    }
    for (const std::string& flag : spec->arguments) {
        if (own_base && !given(arguments, flag)) defaults.push_back(flag);
    }
    arguments.insert(arguments.begin() + 2, defaults.begin(), defaults.end());
    return arguments;
}

}  // namespace orrery::cli
