// Values of command-line flags that carry units, and complaints about them.
#include "tools/orrery/flags.hpp"

#include <utility>

namespace orrery::cli {

void complain(Diagnostics& diagnostics, const char* flag, std::string message, std::string hint) {
    Diagnostic d;
    d.code = "E0202";
    d.path = flag;
    d.message = std::move(message);
    d.hint = std::move(hint);
    diagnostics.add(std::move(d));
}

double quantity(const std::string& text, Measure measure, const char* flag,
                Diagnostics& diagnostics) {
    const Parsed parsed = parse_quantity(text, measure);
    if (!parsed.problem.empty()) complain(diagnostics, flag, parsed.problem, parsed.hint);
    return parsed.value;
}

}  // namespace orrery::cli
