// Internal rates of return: every real root, or the reason why there is none to be shown.
#pragma once
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace orrery::finance {

/// Rates r > −1 at which the flows are worth nothing.
struct RateOfReturn {
    std::vector<double> roots;   ///< ascending; a root that only touches 0 counts once
    std::optional<double> rate;  ///< the only root; empty where it is refused
    std::string refused;         ///< why; empty where there is a rate
};

/// Of equal periods: Σ vᵢ/(1 + r)ⁱ = 0.
RateOfReturn irr(std::span<const double> values);

/// Of dated flows, Actual/365 from the first one; `days` are day numbers, cut to whole days. None
/// may precede the first.
RateOfReturn xirr(std::span<const double> values, std::span<const double> days);

/// Times that the sign changes along the flows, zeros left out: at least as many as positive roots
/// (Descartes; with any exponents Laguerre 1883), and an even number more.
int sign_changes(std::span<const double> values);

}  // namespace orrery::finance
