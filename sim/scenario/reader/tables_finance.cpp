// The vocabulary of money: rates, taxes, budgets, what workloads bring in.
#include "sim/scenario/reader/tables.hpp"

namespace orrery {

using namespace fields;

const Table<FinanceSpec>& finance_table() {
    using F = FinanceSpec;
    static const Table<F> t{
        "What money is worth.",
        {quantity("tax_rate", &F::tax_rate, Measure::share, "On profit").min(0).max(1)}};
    return t;
}

const Table<ValueSpec>& value_table() {
    using V = ValueSpec;
    static const Table<V> t{
        "What a workload or job brings in.",
        {text("owner", &V::owner, "Who answers for the figure"),
         quantity("probability", &V::probability, Measure::share, "That it comes").min(0).max(1)}};
    return t;
}

}  // namespace orrery
