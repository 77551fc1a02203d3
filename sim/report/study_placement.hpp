// The study `placement` as text, JSON and CSV.
#pragma once
#include <string>

#include "sim/study/placement/study.hpp"

namespace orrery {

/// The answer first, then who runs where, on what, at what, and what each constraint costs.
std::string render_placement_text(const placement::Result& result, int width = 80);
std::string render_placement_json(const placement::Result& result);
/// workload, deployment, share, rtt_s, ttft_s: who runs where.
std::string render_placement_csv(const placement::Result& result);

}  // namespace orrery
