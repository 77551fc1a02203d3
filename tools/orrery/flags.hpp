// Values of command-line flags that carry units, and complaints about them.
#pragma once
#include <string>

#include "orrery/base/diagnostics.hpp"
#include "sim/scenario/quantity.hpp"

namespace orrery::cli {

/// An error that names the flag instead of a place in a file.
void complain(Diagnostics& diagnostics, const char* flag, std::string message, std::string hint);

/// The flag's quantity in SI units; 0 with a complaint where it is none.
double quantity(const std::string& text, Measure measure, const char* flag,
                Diagnostics& diagnostics);
/// As `quantity`, above zero; one complaint with the example where it is not.
double positive(const std::string& text, Measure measure, const char* flag, const char* example,
                Diagnostics& diagnostics);

/// The share of a log that is held out: above 0, below 1.
double held_out_share(const std::string& text, Diagnostics& diagnostics);

/// 2 where all that is wrong are flags, else as the diagnostics say.
int flags_exit_code(const Diagnostics& diagnostics);

}  // namespace orrery::cli
