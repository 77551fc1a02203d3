// Diagnostics as the façade hands them out.
#pragma once
#include "orrery/base/diagnostics.hpp"
#include "orrery/problem.hpp"
#include "sim/accounts/beyond_money.hpp"
#include "sim/analysis/cut_run.hpp"

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
    } catch (const BeyondMoney& amount) {
        Diagnostics all;
        all.add(too_much_money(amount));
        throw InvalidInput(problems_of(all));
    } catch (const CutRun& cut) {
        Diagnostics all;
        all.add(analysis::cut_error(cut));
        throw InvalidInput(problems_of(all));
    }
}

}  // namespace orrery::api
