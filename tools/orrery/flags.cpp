// Values of command-line flags that carry units, and complaints about them.
#include "tools/orrery/flags.hpp"

#include <algorithm>
#include <utility>

#include "tools/orrery/verbs.hpp"

namespace orrery::cli {

void complain(Diagnostics& diagnostics, const char* flag, std::string message, std::string hint) {
    Diagnostic d;
    d.code = "E0113";
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

double positive(const std::string& text, Measure measure, const char* flag, const char* example,
                Diagnostics& diagnostics) {
    const Parsed parsed = parse_quantity(text, measure);
    if (!parsed.problem.empty()) {
        complain(diagnostics, flag, parsed.problem, parsed.hint);
    } else if (parsed.value <= 0) {
        complain(diagnostics, flag, "\"" + text + "\" is not above zero", example);
    }
    return parsed.value;
}

double held_out_share(const std::string& text, Diagnostics& diagnostics) {
    const double share = quantity(text, Measure::share, "--holdout", diagnostics);
    if (!diagnostics.has_errors() && !(share > 0 && share < 1)) {
        complain(diagnostics, "--holdout", "a share above 0 and below 100 %", "25 %");
    }
    return share;
}

int flags_exit_code(const Diagnostics& diagnostics) {
    const auto& items = diagnostics.items();
    const bool flags = std::all_of(items.begin(), items.end(), [](const Diagnostic& d) {
        return d.severity != Severity::error || d.path.rfind("--", 0) == 0;
    });
    return diagnostics.has_errors() && flags ? kUsage : diagnostics.exit_code();
}

}  // namespace orrery::cli
