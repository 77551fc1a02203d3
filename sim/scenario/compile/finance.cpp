// Rates, budgets and what workloads bring in.
#include "sim/scenario/compile/money.hpp"

namespace orrery::compile {
namespace {

constexpr Nanos kHourly{400 * kDay.ns};  ///< longest run that is posted by hours

}  // namespace

void compile_finance(Context& context) {
    context.world.finance = context.scenario.finance;
    LedgerPeriod& period = context.world.ledger_period;
    period = context.scenario.ledger_period;
    if (period != LedgerPeriod::automatic) return;
    period = context.world.horizon <= kHourly ? LedgerPeriod::hour : LedgerPeriod::month;
}

}  // namespace orrery::compile
