// What money is worth: rates, taxes, budgets, what workloads bring in.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "orrery/base/diagnostics.hpp"
#include "orrery/base/time.hpp"

namespace orrery {

struct WaccSpec {
    double equity = 1;  ///< share of capital
    double cost_of_equity = 0;
    double cost_of_debt = 0;  ///< before tax
};

struct BudgetSpec {
    SourcePosition where;
    std::string name;
    double usd = 0;
    std::string period = "run";  ///< "month", "quarter", "year" or "run"
    std::string kind = "cost";   ///< "cash", "opex", "capex" or "cost" (effective)
    std::string vendor;          ///< of; empty: all
    std::string category;
    bool hard = false;  ///< a run that breaks it fails
    std::string owner;
};

enum class ValueKind { revenue, avoided_cost };
/// What a workload or job brings in (point 6): with none, ROI and IRR are refused.
struct ValueSpec {
    SourcePosition where;
    ValueKind kind = ValueKind::revenue;
    double usd_million_tokens = 0;  ///< output tokens served …
    double usd_1000_requests = 0;   ///< … requests served …
    double usd_month = 0;           ///< … or so much while it is served
    double usd_once = 0;            ///< of a job: when it is done
    Nanos ramp{0};                  ///< linear from the start until all of it
    double probability = 1;
    double users = 0;  ///< for cost per user
    std::string owner;
    std::string source;
};

/// What alternatives are held against each other by.
enum class CompareBy { total, accelerator_hour };
/// Sites that stand in one scenario beside others instead of which they would be built or rented:
/// nobody pays for all of them.
struct AlternativeSpec {
    SourcePosition where;
    std::string name;
    std::vector<std::string> sites;
};

struct FinanceSpec {
    std::optional<double> discount_rate;  ///< a year, effective; or `wacc`
    std::optional<WaccSpec> wacc;
    bool nominal_monthly = false;  ///< r/12 instead of (1 + r)^(1/12) − 1
    bool mid_period = false;
    double tax_rate = 0;
    double inflation = 0;
    double reinvest_rate = -1;  ///< MIRR; −1: the discount rate
    double finance_rate = -1;
    double hurdle_rate = -1;
    std::vector<BudgetSpec> budgets;
    double budget_usd = 0;                      ///< of the whole run: "finance.budget"
    std::vector<AlternativeSpec> alternatives;  ///< the first is what others are held against
    CompareBy compare_by = CompareBy::total;
};

}  // namespace orrery
