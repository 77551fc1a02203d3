// The study `edge` as text and JSON.
#pragma once
#include <string>

#include "sim/study/edge/edge.hpp"

namespace orrery {

std::string render_edge_text(const edge::Result& result, int width = 80);
std::string render_edge_json(const edge::Result& result);
/// tier, seconds, share: the distribution of TTFT by tier.
std::string render_edge_csv(const edge::Result& result);

}  // namespace orrery
