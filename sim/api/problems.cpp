// Diagnostics as the façade hands them out.
#include "sim/api/problems.hpp"

namespace orrery::api {
namespace {

Diagnostic diagnostic_of(const Problem& p) {
    Diagnostic d;
    d.severity = p.error ? Severity::error : Severity::warning;
    d.code = p.code;
    d.at = {p.file, p.line, p.column};
    d.path = p.path;
    d.message = p.message;
    d.hint = p.hint;
    return d;
}

}  // namespace

InvalidInput::InvalidInput(std::vector<Problem> problems) : problems_(std::move(problems)) {
    for (const Problem& p : problems_) text_ += render(diagnostic_of(p));
}

std::vector<Problem> problems_of(const Diagnostics& diagnostics) {
    std::vector<Problem> out;
    for (const Diagnostic& d : diagnostics.items()) {
        if (d.severity == Severity::note) continue;
        out.push_back({d.severity == Severity::error, d.code, d.at.file, d.at.line, d.at.col,
                       d.path, d.message, d.hint});
    }
    return out;
}

void refuse_errors(const Diagnostics& diagnostics) {
    if (diagnostics.has_errors()) throw InvalidInput(problems_of(diagnostics));
}

}  // namespace orrery::api
