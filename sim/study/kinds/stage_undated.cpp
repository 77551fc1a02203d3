// What a stage would change from the start of the run on, before its gate decides.
#include "sim/study/kinds/stage_undated.hpp"

#include <algorithm>

#include "sim/scenario/overlay.hpp"
#include "sim/study/plan/stage_change.hpp"

namespace orrery::study {
namespace {

using Paths = std::vector<std::string>;

bool begins(const std::string& text, const std::string& with) {
    return text.compare(0, with.size(), with) == 0;
}

/// Anywhere in it.
bool has_date(const Node& n) {
    return is_stage_date(n) || std::any_of(n.items.begin(), n.items.end(), has_date) ||
           std::any_of(n.entries.begin(), n.entries.end(),
                       [](const Entry& e) { return has_date(e.value); });
}

/// The item whose date a setting states: "contracts.reserved[more]" of "….start={at}" and of
/// "contracts.reserved[+]={name: more, start: {at}}".
std::string dated_item(const std::string& path, const std::string& value) {
    if (path.size() > 3 && path.compare(path.size() - 3, 3, "[+]") == 0) {
        const std::size_t key = value.find("name:");
        if (key == std::string::npos) return path;
        const std::size_t from = value.find_first_not_of(" '\"", key + 5);
        const std::size_t to = value.find_first_of(",}'\"", from);
        if (from == std::string::npos) return path;
        return path.substr(0, path.size() - 2) + value.substr(from, to - from) + "]";
    }
    return path.substr(0, path.rfind('.'));
}

void of_sets(const StageSpec& stage, Paths& out) {
    Paths dated;
    const auto split = [](const std::string& set) {
        const std::size_t equals = set.find('=');
        return std::pair(set.substr(0, equals),
                         equals == std::string::npos ? std::string() : set.substr(equals + 1));
    };
    for (const std::string& set : stage.sets) {
        const auto [path, value] = split(set);
        if (is_stage_date(value)) dated.push_back(dated_item(path, value));
    }
    for (const std::string& set : stage.sets) {
        const auto [path, value] = split(set);
        const bool fine = is_stage_date(value) ||
                          std::any_of(dated.begin(), dated.end(), [&, own = path](const auto& d) {
                              return begins(own, d + ".");
                          });
        if (!fine) out.push_back(path);
    }
}

void visit(const Node& n, const Node& base, const std::string& path, Paths& out) {
    if (is_stage_date(n)) return;
    if (n.kind == Node::Kind::mapping) {
        const bool dated = std::any_of(n.entries.begin(), n.entries.end(),
                                       [](const Entry& e) { return is_stage_date(e.value); });
        for (const Entry& e : n.entries) {
            if (dated || e.key == "name") continue;
            visit(e.value, base, path.empty() ? e.key : path + "." + e.key, out);
        }
        return;
    }
    if (n.kind == Node::Kind::sequence) {
        for (std::size_t i = 0; i < n.items.size(); ++i) {
            const Node* name = n.items[i].find("name");
            const std::string at = path + "[" + (name ? name->scalar : std::to_string(i)) + "]";
            const bool added = !name || !find_path(base, at);
            if (!added || !has_date(n.items[i])) visit(n.items[i], base, at, out);
        }
        return;
    }
    const Node* there = find_path(base, path);
    if (!there || there->kind != n.kind || there->scalar != n.scalar) out.push_back(path);
}

}  // namespace

std::vector<std::string> undated_changes(const StageSpec& stage, const Node& base) {
    Paths out;
    of_sets(stage, out);
    if (stage.overlay) visit(*stage.overlay, base, "", out);
    return out;
}

std::string dated_hint(const std::string& path) {
    if (begins(path, "contracts.")) {
        return "a contract of its own with its start: contracts.reserved[+]={name: …, start: "
               "'{at}', …}";
    }
    if (begins(path, "pools") && path.find("price") != std::string::npos) {
        return "disruptions[+]={name: …, kind: price, at: '{at}', factor: 0.8}";
    }
    if (begins(path, "pools")) {
        return "a pool that is ordered then: pools[+]={name: …, purchase: {date: '{date}'}, …}, or "
               "a "
               "contract with start: '{at}'";
    }
    if (begins(path, "workloads") && path.find(".demand") != std::string::npos) {
        return "growth: {law: steps, steps: [{at: '{at}', multiple: 2}]}";
    }
    return "write the change with its date, {at} or {date}; what has no date in the language "
           "cannot be part "
           "of a stage: set it in the base";
}

}  // namespace orrery::study
