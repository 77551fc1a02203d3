// The vocabulary of money: rates, taxes, budgets, what workloads bring in.
#include "sim/scenario/reader/tables.hpp"

namespace orrery {

using namespace fields;

namespace {

const Table<WaccSpec>& wacc_table() {
    using W = WaccSpec;
    static const Table<W> t{
        "Cost of capital: equity × its cost + (1 − equity) × cost of debt × (1 − tax rate).",
        {quantity("equity", &W::equity, Measure::share, "Share of the capital that is equity")
             .min(0)
             .max(1)
             .required(),
         quantity("cost_of_equity", &W::cost_of_equity, Measure::share, "A year, after tax")
             .min(0)
             .max(1)
             .required(),
         quantity("cost_of_debt", &W::cost_of_debt, Measure::share, "Interest a year, before tax")
             .min(0)
             .max(1)}};
    return t;
}

const Table<BudgetSpec>& budget_table() {
    using B = BudgetSpec;
    static const Choices<std::string> periods{
        {"month", "month"}, {"quarter", "quarter"}, {"year", "year"}, {"run", "run"}};
    static const Choices<std::string> kinds{
        {"cost", "cost"}, {"cash", "cash"}, {"opex", "opex"}, {"capex", "capex"}};
    static const Table<B> t{
        "So much for a period; a period that the run covers in part counts with all of it.",
        {text("name", &B::name, "Name, unique").required(),
         quantity("amount", &B::usd, Measure::money, "For each period").above(0).required(),
         choice("period", &B::period, periods, "Calendar month, quarter, year, or the whole run"),
         choice("kind", &B::kind, kinds,
                "cost: effective; cash: what is paid; opex: effective without wear of assets; "
                "capex: paid for assets"),
         text("vendor", &B::vendor, "Only what this vendor is paid; default: all"),
         text("category", &B::category, "Only this category of cost, for example compute"),
         boolean("hard", &B::hard, "A run that exceeds it fails (exit code 5)"),
         text("owner", &B::owner, "Who answers for it")}};
    return t;
}

const Table<AlternativeSpec>& alternative_table() {
    using A = AlternativeSpec;
    static const Table<A> t{
        "Sites that are an alternative to others of the scenario: their costs are never added up.",
        {text("name", &A::name, "Name, unique").required(),
         texts("sites", &A::sites, "Sites that it is made of").required()}};
    return t;
}

}  // namespace

const Table<FinanceSpec>& finance_table() {
    using F = FinanceSpec;
    static const Choices<CompareBy> by{{"total", CompareBy::total},
                                       {"accelerator_hour", CompareBy::accelerator_hour}};
    static const Table<F> t{
        "What money is worth, what is taxed and how much there is.",
        {optional_quantity("discount_rate", &F::discount_rate, Measure::share,
                           "A year, effective, nominal; without it and wacc nothing is discounted")
             .min(0)
             .max(1),
         optional_object("wacc", &F::wacc, wacc_table, "Or the cost of capital"),
         boolean("nominal_monthly", &F::nominal_monthly,
                 "The rate is nominal: a month is r/12, not (1 + r)^(1/12) − 1"),
         boolean("mid_period", &F::mid_period,
                 "Cash falls in the middle of months, not at the end"),
         quantity("tax_rate", &F::tax_rate, Measure::share, "On profit; losses lower other tax")
             .min(0)
             .max(1),
         quantity("inflation", &F::inflation, Measure::share,
                  "A year: for the real discount rate; amounts are nominal")
             .min(-0.5)
             .max(1),
         quantity("reinvest_rate", &F::reinvest_rate, Measure::share,
                  "A year, of what comes in, for MIRR; default: the discount rate", -1)
             .min(0)
             .max(1),
         quantity("finance_rate", &F::finance_rate, Measure::share,
                  "A year, of what is paid, for MIRR; default: the discount rate", -1)
             .min(0)
             .max(1),
         quantity("hurdle_rate", &F::hurdle_rate, Measure::share,
                  "A year, that a rate of return is held against", -1)
             .min(0)
             .max(10),
         quantity("budget", &F::budget_usd, Measure::money,
                  "Effective cost of the whole run: short for one entry of budgets", 0)
             .above(0),
         objects("budgets", &F::budgets, budget_table, "How much there is, by period"),
         objects("alternatives", &F::alternatives, alternative_table,
                 "Sites that stand beside each other to be compared; the first is the baseline"),
         choice("compare_by", &F::compare_by, by,
                "What alternatives are compared by: what they cost, or an accelerator hour")}};
    return t;
}

const Table<ValueSpec>& value_table() {
    using V = ValueSpec;
    static const Choices<ValueKind> kinds{{"revenue", ValueKind::revenue},
                                          {"avoided_cost", ValueKind::avoided_cost}};
    static const Table<V> t{
        "What a workload or job brings in: at least one amount.",
        {choice("kind", &V::kind, kinds, "Earned, or not spent elsewhere because of it"),
         quantity("per_million_tokens", &V::usd_million_tokens, Measure::money,
                  "Of a workload: for a million output tokens of completed requests", 0)
             .above(0),
         quantity("per_1000_requests", &V::usd_1000_requests, Measure::money,
                  "Of a workload: for a thousand completed requests", 0)
             .above(0),
         quantity("per_month", &V::usd_month, Measure::money,
                  "In a month in which it is served or runs", 0)
             .above(0),
         quantity("once", &V::usd_once, Measure::money, "Of a job: when it is done", 0).above(0),
         span("ramp", &V::ramp, "Until all of it comes, growing evenly from nothing at the start"),
         quantity("probability", &V::probability, Measure::share, "That it comes at all")
             .min(0)
             .max(1),
         quantity("users", &V::users, Measure::number, "Of the workload, for its cost a user", 0)
             .above(0),
         text("owner", &V::owner, "Who answers for the figure"),
         text("source", &V::source, "Where it comes from; default: assumed")}};
    return t;
}

}  // namespace orrery
