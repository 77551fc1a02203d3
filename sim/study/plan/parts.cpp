// Parts of a base that a study names: $(flag) in its texts, so that another base's names fit.
#include "sim/study/plan/parts.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "sim/scenario/overlay.hpp"

namespace orrery {
namespace {

std::string part_text(const Node& item, const char* key) {
    const Node* node = item.find(key);
    return node && node->kind == Node::Kind::scalar ? node->scalar : std::string();
}

/// One pass: what is put in is not looked through again.
std::string filled_parts(const std::string& text, const PartNames& names) {
    std::string out;
    std::size_t from = 0;
    for (std::size_t open = text.find("$("); open != std::string::npos;
         open = text.find("$(", from)) {
        const std::size_t close = text.find(')', open);
        if (close == std::string::npos) break;
        const auto name = names.find(text.substr(open + 2, close - open - 2));
        out += text.substr(from, open - from);
        out += name == names.end() ? text.substr(open, close + 1 - open) : name->second;
        from = close + 1;
    }
    return out + text.substr(from);
}

void fill_parts(Node& node, const PartNames& names) {
    node.scalar = filled_parts(node.scalar, names);
    for (Node& item : node.items) fill_parts(item, names);
    for (Entry& entry : node.entries) {
        entry.key = filled_parts(entry.key, names);
        fill_parts(entry.value, names);
    }
}

class BaseParts {
public:
    BaseParts(const StudySpec& spec, const Node& base, Diagnostics& diagnostics)
        : spec_(spec), base_(base), out_(diagnostics) {}

    PartNames names(const std::vector<std::pair<std::string, std::string>>& flags) {
        for (const auto& [name, value] : flags) given_[name] = value;
        // What is known without a choice comes first: it is not chosen for another part.
        for (const FlagSpec& flag : spec_.flags) settle(flag, false);
        for (const FlagSpec& flag : spec_.flags) settle(flag, true);
        for (const FlagSpec& flag : spec_.flags) look_up(flag);
        return std::move(names_);
    }

private:
    [[nodiscard]] std::vector<std::string> entries(const std::string& part) const {
        const std::size_t dot = part.find('.');
        const Node* list = base_.find(part.substr(0, dot));
        std::vector<std::string> out;
        for (std::size_t i = 0; list && i < list->items.size(); ++i) {
            const Node& item = list->items[i];
            if (dot != std::string::npos && !item.find(part.substr(dot + 1))) continue;
            out.push_back(part_text(item, "name"));
        }
        return out;
    }

    void settle(const FlagSpec& flag, bool choose) {
        if (flag.part.empty() || names_.count(flag.name) > 0) return;
        const std::string list = flag.part.substr(0, flag.part.find('.'));
        const std::vector<std::string> all = entries(list);
        const auto has = [&all](const std::string& name) {
            return std::find(all.begin(), all.end(), name) != all.end();
        };
        const auto given = given_.find(flag.name);
        const bool stated = given != given_.end();
        const std::string name = stated ? given->second : flag.value;
        if (has(name)) return take(flag, list, name);
        if (!choose && !stated) return;
        std::vector<std::string> left = entries(flag.part);
        std::erase_if(left, [&](const std::string& n) { return taken_.count(list + "." + n) > 0; });
        if (!stated && left.size() == 1) return take(flag, list, left.front());
        complain(flag, list, name, left.empty() ? all : left);
    }
    void take(const FlagSpec& flag, const std::string& list, const std::string& name) {
        names_[flag.name] = name;
        taken_.insert(list + "." + name);
    }
    void complain(const FlagSpec& flag, const std::string& list, const std::string& name,
                  const std::vector<std::string>& left) {
        names_[flag.name] = name;
        Diagnostic d;
        d.code = "E0914";
        d.at = flag.where;
        d.path = "--" + flag.name;
        d.message = fmt::format("the base has no \"{}\" under {}: {}", name, list, flag.help);
        d.hint = left.empty() ? fmt::format("the base has no {}", list)
                              : fmt::format("--{}, one of: {}", flag.name, fmt::join(left, ", "));
        out_.add(std::move(d));
    }

    void look_up(const FlagSpec& flag) {
        if (flag.from.empty()) return;
        const auto given = given_.find(flag.name);
        const Node* node = find_path(base_, filled_parts(flag.from, names_));
        const bool stated = node && node->kind == Node::Kind::scalar;
        names_[flag.name] = given != given_.end() ? given->second
                            : stated              ? node->scalar
                                                  : flag.value;
    }

    const StudySpec& spec_;
    const Node& base_;
    Diagnostics& out_;
    PartNames given_;
    PartNames names_;
    std::set<std::string> taken_;  ///< "pools.spot"
};

}  // namespace

PartNames part_names(const Node& study, const PartNames& given) {
    PartNames names;
    const Node* flags = study.find("flags");
    for (std::size_t i = 0; flags && i < flags->items.size(); ++i) {
        const Node& flag = flags->items[i];
        if (!flag.find("part") && !flag.find("from")) continue;
        const std::string name = part_text(flag, "name");
        const auto known = given.find(name);
        names[name] = known == given.end() ? part_text(flag, "value") : known->second;
    }
    return names;
}

Node with_parts(const Node& study, const PartNames& names) {
    Node out = study;
    for (Entry& entry : out.entries) {
        if (entry.key != "flags") fill_parts(entry.value, names);
    }
    return out;
}

std::optional<StudySpec> on_parts_of(const StudySpec& spec, const Node& base,
                                     const std::vector<std::pair<std::string, std::string>>& flags,
                                     Diagnostics& diagnostics) {
    if (!spec.document) return spec;
    Diagnostics found;
    const PartNames names = BaseParts(spec, base, found).names(flags);
    diagnostics.append(found);
    if (found.has_errors()) return std::nullopt;
    return with_part_names(spec, names, diagnostics);
}

}  // namespace orrery
