// What of a scenario could not be read, so that nothing is told that only follows from it.
#include "sim/scenario/reader/unread.hpp"

#include <algorithm>
#include <array>

namespace orrery {
namespace {

template <std::size_t n>
bool code_among(const std::array<const char*, n>& words, const std::string& word) {
    return std::any_of(words.begin(), words.end(), [&](const char* w) { return word == w; });
}

/// The path itself, or a key or item below it.
bool path_within(const std::string& path, const std::string& object) {
    if (object.empty() || path.rfind(object, 0) != 0) return false;
    return path.size() == object.size() || path[object.size()] == '.' || path[object.size()] == '[';
}

/// The object in which a key stands: "pools[0]" of "pools[0].servers"; an item stands for itself.
std::string object_of_path(const std::string& path) {
    if (!path.empty() && path.back() == ']') return path;
    const std::size_t dot = path.rfind('.');
    return dot == std::string::npos ? std::string() : path.substr(0, dot);
}

bool is_root_key(const std::string& path) {
    return path.find_first_of(".[") == std::string::npos;
}

/// Missing and unknown keys are told at the object that should have them.
std::string owner_of_error(const Diagnostic& d) {
    const bool of_object = d.code == "E0201" || d.code == "E0211";
    return of_object ? d.path : object_of_path(d.path);
}

/// Judged where they are found: they rest on names alone, and on lists that `lacks` knows.
constexpr std::array kOfNames{"E0201", "E0217", "E0301", "E0302", "E0370"};
/// Held against the horizon and the start.
constexpr std::array kOfTimes{"E0304", "E0305", "E0308", "E0321"};
constexpr std::array kTimes{"", "horizon", "start", "meter_interval"};
/// A round trip that is not given, beside a network that was not read.
constexpr const char* kOfNetwork = "E0320";

}  // namespace

Unread::Unread(const Diagnostics& reading) {
    for (const Diagnostic& d : reading.items()) {
        if (d.severity == Severity::error) errors_.push_back(d);
    }
}

bool Unread::touches(const std::string& path) const {
    return std::any_of(errors_.begin(), errors_.end(), [&](const Diagnostic& b) {
        return path_within(b.path, path) || (b.code == "E0202" && path_within(path, b.path));
    });
}

bool Unread::misspelt(const std::string& object, const std::string& key) const {
    return std::any_of(errors_.begin(), errors_.end(), [&](const Diagnostic& b) {
        if (b.code != "E0211" || b.path != object) return false;
        // Where another key is the nearest it was that one which was meant.
        const bool other = b.hint.rfind("did you mean ", 0) == 0;
        return !other || b.hint == "did you mean " + key + "?";
    });
}

bool Unread::lacks(const std::string& list, const std::vector<std::string>& names) const {
    if (errors_.empty()) return false;
    if (std::find(names.begin(), names.end(), "") != names.end()) return true;
    const std::string object = object_of_path(list);
    const std::string key = object.empty() ? list : list.substr(object.size() + 1);
    if (names.empty() && misspelt(object, key)) return true;
    return std::any_of(errors_.begin(), errors_.end(), [&](const Diagnostic& b) {
        return b.path == list || (b.code == "E0202" && path_within(list, b.path));
    });
}

bool Unread::explains(const Diagnostic& contradiction) const {
    if (code_among(kOfNames, contradiction.code)) return false;
    const std::string object = object_of_path(contradiction.path);
    return std::any_of(errors_.begin(), errors_.end(), [&](const Diagnostic& b) {
        if (code_among(kOfTimes, contradiction.code) && code_among(kTimes, b.path)) return true;
        if (contradiction.code == kOfNetwork &&
            (b.path.empty() || path_within(b.path, "network"))) {
            return true;
        }
        if (object.empty()) return is_root_key(b.path);
        return path_within(b.path, object) || path_within(object, owner_of_error(b));
    });
}

}  // namespace orrery
