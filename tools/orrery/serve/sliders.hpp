// Which inputs the live page shows first, and how far each may be turned.
#pragma once
#include <vector>

#include "tools/orrery/serve/session.hpp"

namespace orrery::serve {

/// Of marks on the command line; E0218 and E0219 for those that fit no input.
std::vector<Slider> marked_sliders(const std::vector<WhatIf>& marks,
                                   const std::vector<NumericInput>& inputs, const Node& document,
                                   Diagnostics& diagnostics);

/// Of the scenario's `what_if`; without it the numbers that plans turn on: servers, rates, prices.
/// A mark of what an overlay took away has no slider.
std::vector<Slider> sliders_of(const std::vector<NumericInput>& inputs, const Node& document);

/// A slider for any input: around its value, within its bounds.
Slider slider_of(const NumericInput& input);

}  // namespace orrery::serve
