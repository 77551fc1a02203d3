// Diagnostics as the façade hands them out.
#pragma once
#include "orrery/base/diagnostics.hpp"
#include "orrery/problem.hpp"

namespace orrery::api {

std::vector<Problem> problems_of(const Diagnostics& diagnostics);

/// Throws InvalidInput where there are errors.
void refuse_errors(const Diagnostics& diagnostics);

/// `work()`, with what the world gets wrong as the façade's exception.
template <class Work>
auto guarded(const Work& work) {
    try {
        return work();
    } catch (const EnvironmentError& e) {
        throw Unavailable(e.message());
    }
}

}  // namespace orrery::api
