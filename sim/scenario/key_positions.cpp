// Where a key of the scenario was written, from the register of origins: errors point at the key.
#include "sim/scenario/key_positions.hpp"

#include <algorithm>
#include <optional>

namespace orrery {
namespace {

/// "file:12", or "--set path=value" whole; nothing of "default".
std::optional<SourcePosition> position_of(const std::string& origin) {
    if (origin.rfind("--set ", 0) == 0) return SourcePosition{origin, 0, 0};
    const std::size_t colon = origin.rfind(':');
    if (colon == std::string::npos || colon + 1 == origin.size()) return std::nullopt;
    const std::string line = origin.substr(colon + 1);
    const bool digits =
        std::all_of(line.begin(), line.end(), [](char c) { return c >= '0' && c <= '9'; });
    if (!digits || line.size() > 9) return std::nullopt;
    return SourcePosition{origin.substr(0, colon), std::stoi(line), 0};
}

/// Names of list items by the path of each: "sites[0]" is hall.
std::map<std::string, std::string> item_names(const std::vector<Origin>& origins) {
    std::map<std::string, std::string> names;
    const std::string tail = "].name";
    for (const Origin& o : origins) {
        if (o.path.size() <= tail.size()) continue;
        const std::size_t end = o.path.size() - tail.size();
        if (o.path.compare(end, tail.size(), tail) == 0) names[o.path.substr(0, end + 1)] = o.value;
    }
    return names;
}

/// The path with names instead of indices, as the compiler writes it.
std::string named(const std::string& path, const std::map<std::string, std::string>& names) {
    std::string out;
    std::size_t from = 0;
    for (std::size_t open = path.find('['); open != std::string::npos;
         open = path.find('[', from)) {
        const std::size_t close = path.find(']', open);
        if (close == std::string::npos) break;
        const auto name = names.find(path.substr(0, close + 1));
        out += path.substr(from, open + 1 - from);
        out += name == names.end() ? path.substr(open + 1, close - open - 1) : name->second;
        out += ']';
        from = close + 1;
    }
    return out + path.substr(from);
}

}  // namespace

KeyPositions::KeyPositions(const std::vector<Origin>& origins) {
    const auto names = item_names(origins);
    for (const Origin& o : origins) {
        const auto at = position_of(o.origin);
        if (!at) continue;
        by_path_.emplace(o.path, *at);
        by_path_.emplace(named(o.path, names), *at);
    }
}

SourcePosition KeyPositions::of(const std::string& path, const SourcePosition& otherwise) const {
    const auto it = by_path_.find(path);
    if (it == by_path_.end()) return otherwise;
    const bool same = it->second.file == otherwise.file && it->second.line == otherwise.line;
    return same ? otherwise : it->second;
}

}  // namespace orrery
