// Inputs that were whole, damaged at random: what readers meet where no fuzzer is at hand.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

namespace orrery::fuzz {

/// The same for the same number: one of the whole inputs with one to eight damages, such as bytes
/// changed, a piece lost, doubled or taken from another input, a number at an edge.
std::string damaged(const std::vector<std::string>& whole, std::uint64_t number);

}  // namespace orrery::fuzz
