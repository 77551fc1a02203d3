// What a stage changes, and when: its settings and piece with the moment it comes into force.
#include "sim/study/plan/stage_change.hpp"

#include "sim/scenario/quantity.hpp"

namespace orrery {
namespace {

struct Moment {
    std::string at;
    std::string date;
};

std::string with(std::string text, const Moment& moment) {
    for (const auto& [place, by] :
         {std::pair<std::string, std::string>{"{at}", moment.at}, {"{date}", moment.date}}) {
        for (std::size_t i = text.find(place); i != std::string::npos; i = text.find(place, i)) {
            text.replace(i, place.size(), by);
            i += by.size();
        }
    }
    return text;
}

/// `at: {at}` without quotes reads as a mapping with one empty entry: it is the same wish.
bool is_place(const Node& node) {
    return node.kind == Node::Kind::mapping && node.entries.size() == 1 &&
           (node.entries[0].key == "at" || node.entries[0].key == "date") &&
           node.entries[0].value.kind == Node::Kind::null;
}

void put(Node& node, const Moment& moment) {
    if (is_place(node)) {
        node.kind = Node::Kind::scalar;
        node.scalar = with("{" + node.entries[0].key + "}", moment);
        node.entries.clear();
        return;
    }
    if (node.kind == Node::Kind::scalar) node.scalar = with(node.scalar, moment);
    for (Node& item : node.items) put(item, moment);
    for (Entry& entry : node.entries) put(entry.value, moment);
}

}  // namespace

std::optional<Nanos> stage_moment(const std::string& text, const Node& base) {
    const Parsed span = parse_quantity(text, Measure::duration);
    if (span.problem.empty()) return Nanos::from_seconds(span.value);
    const Node* start = base.find("start");
    const auto from = start ? parse_date(start->scalar) : std::nullopt;
    const auto date = parse_date(text);
    if (!from || !date) return std::nullopt;
    return kSecond * (*date - *from);
}

std::optional<Nanos> stage_start(const StageSpec& stage, const Node& base) {
    const auto at = stage_moment(stage.at, base);
    if (!at || stage.approval.empty()) return at;
    const Parsed approval = parse_quantity(stage.approval, Measure::duration);
    if (!approval.problem.empty()) return std::nullopt;
    return *at + Nanos::from_seconds(approval.value);
}

bool is_stage_date(const std::string& value) {
    return value.find("{at}") != std::string::npos || value.find("{date}") != std::string::npos;
}

bool is_stage_date(const Node& value) {
    return is_place(value) || (value.kind == Node::Kind::scalar && is_stage_date(value.scalar));
}

StageChange change_at(const StageSpec& stage, Nanos at, const Node& base) {
    const Node* start = base.find("start");
    const std::int64_t from = start ? parse_date(start->scalar).value_or(0) : 0;
    const Moment moment{print_number(at.seconds()) + " s", print_date(from + at.ns / kSecond.ns)};
    StageChange change;
    for (const std::string& set : stage.sets) change.sets.push_back(with(set, moment));
    change.overlay = stage.overlay;
    if (change.overlay) put(*change.overlay, moment);
    return change;
}

}  // namespace orrery
