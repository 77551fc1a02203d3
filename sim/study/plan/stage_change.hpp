// What a stage changes, and when: its settings and piece with the moment it comes into force.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "orrery/base/time.hpp"
#include "sim/study/plan/study_spec.hpp"

namespace orrery {

/// A span since the start ("30 d"), or a date between the base's start and later. Nothing: it is
/// neither.
std::optional<Nanos> stage_moment(const std::string& text, const Node& base);
/// When a stage comes into force: its decision and the approval after it.
std::optional<Nanos> stage_start(const StageSpec& stage, const Node& base);

/// In settings and pieces `{at}` stands for a span since the start, `{date}` for the same as a
/// date.
struct StageChange {
    std::vector<std::string> sets;
    std::optional<Node> overlay;
};
StageChange change_at(const StageSpec& stage, Nanos at, const Node& base);
/// Whether the value says when: holds `{at}` or `{date}`, with quotes or without.
bool is_stage_date(const Node& value);
bool is_stage_date(const std::string& value);

}  // namespace orrery
