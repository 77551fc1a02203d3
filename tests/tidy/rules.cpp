// The house rules as functions from a file's path and text to complaints.
#include "tests/tidy/rules.hpp"

#include <algorithm>
#include <array>
#include <regex>
#include <sstream>

namespace orrery::tidy {
namespace {

bool starts(const std::string& text, const std::string& prefix) {
    return text.rfind(prefix, 0) == 0;
}
bool ends(const std::string& text, const std::string& suffix) {
    return text.size() >= suffix.size() &&
           text.compare(text.size() - suffix.size(), suffix.size(), suffix) == 0;
}

std::vector<std::string> lines_of(const std::string& text) {
    std::vector<std::string> lines;
    std::istringstream in(text);
    for (std::string line; std::getline(in, line);) lines.push_back(line);
    return lines;
}

/// The chain of rooms: a file may include its own room and those before it.
constexpr std::array<const char*, 14> kChain{
    "include/orrery/base/", "models/",       "sim/kernel/",   "sim/ingest/", "sim/scenario/",
    "sim/engine/",          "sim/accounts/", "sim/analysis/", "sim/store/",  "sim/evidence/",
    "sim/study/",           "sim/report/",   "sim/api/",      "tools/"};

int rank(const std::string& path) {
    for (std::size_t i = 0; i < kChain.size(); ++i) {
        if (starts(path, kChain[i])) return static_cast<int>(i);
    }
    // The façade's headers and their sources are one room.
    return starts(path, "include/orrery/") ? rank("sim/api/") : -1;
}

/// Where an include of the project leads, or empty for the system's.
std::string target_of(const std::string& line) {
    if (!starts(line, "#include \"")) return {};
    const std::size_t end = line.find('"', 10);
    const std::string name = line.substr(10, end - 10);
    return starts(name, "orrery/") ? "include/" + name : name;
}

std::string at(const std::string& path, std::size_t line) {
    return path + ":" + std::to_string(line + 1) + ": ";
}

std::size_t columns(const std::string& line) {
    return static_cast<std::size_t>(std::count_if(line.begin(), line.end(), [](char c) {
        return (static_cast<unsigned char>(c) & 0xC0) != 0x80;
    }));
}

struct Ban {
    const char* word;
    const char* where;  ///< path prefix
    const char* why;
};

const std::vector<Ban>& bans() {
    static const std::vector<Ban> list{
        {"std::normal_distribution", "", "differs between standard libraries"},
        {"std::exponential_distribution", "", "differs between standard libraries"},
        {"mt19937", "", "streams are Philox, by cause"},
        {"random_device", "", "runs are reproducible"},
        {"std::log(", "models/", "libm's bits differ between CPUs"},
        {"std::log2(", "models/", "libm's bits differ between CPUs"},
        {"std::log2(", "sim/", "libm's bits differ between CPUs"},
        {"std::exp(", "models/", "libm's bits differ between CPUs"},
        {"std::pow(", "models/", "libm's bits differ between CPUs"},
        {"std::log(", "sim/", "libm's bits differ between CPUs"},
        {"std::exp(", "sim/", "libm's bits differ between CPUs"},
        {"std::pow(", "sim/", "libm's bits differ between CPUs"},
        {"<regex>", "", "slow to compile and to run"},
        {"<iostream>", "sim/", "output is rendered to strings"},
        {"std::function", "sim/kernel/", "allocates in the hot path"},
        {"std::function", "sim/engine/", "allocates in the hot path"},
        {"unordered_map", "sim/", "iteration order is not defined"},
        {"unordered_set", "sim/", "iteration order is not defined"},
        {"/root/", "", "a path of one machine"},
        {"\"resolved\"", "tools/", "lock files hold no download addresses"},
    };
    return list;
}

}  // namespace

std::vector<std::string> check_includes(const std::string& path, const std::string& text) {
    std::vector<std::string> found;
    const int own = rank(path);
    const bool test = starts(path, "tests/");
    const auto lines = lines_of(text);
    for (std::size_t i = 0; i < lines.size(); ++i) {
        const std::string target = target_of(lines[i]);
        if (target.empty() || test) continue;
        const int theirs = rank(target);
        if (theirs < 0) {
            found.push_back(at(path, i) + "includes " + target + ", which is no room");
        } else if (theirs > own) {
            found.push_back(at(path, i) + "an arrow back: includes " + target);
        }
    }
    return found;
}

std::vector<std::string> check_shape(const std::string& path, const std::string& text) {
    std::vector<std::string> found;
    const auto lines = lines_of(text);
    if (lines.size() > 400) {
        found.push_back(path + ": " + std::to_string(lines.size()) + " lines, at most 400");
    }
    if (lines.empty() || !starts(lines[0], "// ")) {
        found.push_back(path + ": the first line does not say what the file is for");
    }
    if (!text.empty() && text.back() != '\n') found.push_back(path + ": no final newline");
    const bool header = ends(path, ".hpp");
    if (header && text.find("#pragma once") == std::string::npos) {
        found.push_back(path + ": no #pragma once");
    }
    for (std::size_t i = 0; i < lines.size(); ++i) {
        if (columns(lines[i]) > 100) found.push_back(at(path, i) + "longer than 100 columns");
        if (lines[i].find('\t') != std::string::npos) found.push_back(at(path, i) + "a tab");
    }
    return found;
}

std::vector<std::string> check_functions(const std::string& path, const std::string& text) {
    std::vector<std::string> found;
    const auto lines = lines_of(text);
    // A definition opens with `…) {` (or const, override) at some indentation and closes with `}`
    // at the same one; types and namespaces do not end in a parenthesis.
    for (std::size_t i = 0; i < lines.size(); ++i) {
        const std::size_t indent = lines[i].find_first_not_of(' ');
        const bool opens = ends(lines[i], ") {") || ends(lines[i], ") const {") ||
                           ends(lines[i], ") override {") || ends(lines[i], ") const override {");
        if (indent == std::string::npos || indent > 4 || !opens) continue;
        const std::string close(indent, ' ');
        for (std::size_t j = i + 1; j < lines.size(); ++j) {
            if (lines[j] != close + "}" && lines[j] != close + "};") continue;
            if (j - i > 60) {
                found.push_back(at(path, i) + std::to_string(j - i) + " lines, at most 60");
            }
            break;
        }
    }
    return found;
}

std::vector<std::string> check_words(const std::string& path, const std::string& text) {
    std::vector<std::string> found;
    for (const Ban& ban : bans()) {
        if (!starts(path, ban.where)) continue;
        if (text.find(ban.word) == std::string::npos) continue;
        found.push_back(path + ": \"" + ban.word + "\" is banned here: " + ban.why);
    }
    return found;
}

std::vector<std::string> check_test_namespace(const std::string& path, const std::string& text) {
    const std::size_t slash = path.rfind('/') + 1;
    const std::string stem = path.substr(slash, path.rfind('.') - slash);
    const std::string tail = "_test";
    if (stem.size() <= tail.size() || stem.substr(stem.size() - tail.size()) != tail) return {};
    const std::size_t at = text.find(stem + " {\n");
    const std::size_t first = text.find("\nTEST_CASE");
    const std::size_t shared = text.find("\nusing namespace");
    if (at != std::string::npos && at < first && at < shared) return {};
    return {path + ": begins with `namespace " + stem + " {`, after its includes"};
}

std::vector<std::string> check_pipes(const std::string& path, const std::string& text) {
    static const std::regex early(
        R"((^|[^|])\|\s*(grep\s+(-\w*[qm]\w*|--quiet|--max-count)|head\b))");
    std::vector<std::string> found;
    const auto lines = lines_of(text);
    for (std::size_t i = 0; i < lines.size(); ++i) {
        if (!std::regex_search(lines[i], early)) continue;
        found.push_back(at(path, i) + "a pipe into a reader that stops early; use <<< \"$(…)\"");
    }
    return found;
}

}  // namespace orrery::tidy
