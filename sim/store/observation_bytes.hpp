// Observations as bytes and back: what a result is priced from again.
#pragma once
#include <string>
#include <string_view>

#include "sim/engine/observations.hpp"

namespace orrery {

/// Of the layout; other versions are refused.
inline constexpr int kObservationBytesVersion = 6;

/// Whole numbers as variable-length integers, doubles by their bits, in the order of the fields;
/// packed with zstd.
std::string pack_observations(const Observations& observations);

/// Equal to what was packed, bit for bit. Throws EnvironmentError if the bytes are damaged.
Observations unpack_observations(std::string_view bytes);

/// A sketch alone, likewise.
std::string pack_sketch(const Sketch& sketch);
Sketch unpack_sketch(std::string_view bytes);

/// zstd of any text, and back; damaged bytes throw EnvironmentError.
std::string pack_text(std::string_view text);
std::string unpack_text(std::string_view bytes);

}  // namespace orrery
