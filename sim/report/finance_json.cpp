// The tables of finance in result.json, and their schema, from one list of columns.
#include "sim/report/finance_json.hpp"

#include "sim/report/json_columns.hpp"

namespace orrery {
namespace {

using namespace columns;

Columns<CashFlowRow> cash_columns() {
    using R = CashFlowRow;
    return {of("month", &R::month),
            of("date", &R::date),
            of("days", &R::days),
            of("capex", &R::capex),
            of("opex", &R::opex),
            of("revenue", &R::revenue),
            of("tax", &R::tax),
            of("financing", &R::financing),
            of("net", &R::net),
            of("cumulative", &R::cumulative),
            of("discounted", &R::discounted)};
}

Columns<ProfitRow> year_columns() {
    using R = ProfitRow;
    return {of("year", &R::year),
            of("revenue", &R::revenue),
            of("opex", &R::opex),
            of("depreciation", &R::depreciation),
            of("tax_depreciation", &R::tax_depreciation),
            of("tax", &R::tax),
            of("profit", &R::profit)};
}

Columns<CostSplitRow> split_columns() {
    using R = CostSplitRow;
    return {of("category", &R::category),           of("cash_capex", &R::cash_capex),
            of("cash_opex", &R::cash_opex),         of("financing", &R::financing),
            of("accrual_capex", &R::accrual_capex), of("accrual_opex", &R::accrual_opex)};
}

Columns<BudgetRow> budget_columns() {
    using R = BudgetRow;
    return {of("name", &R::name),
            of("period", &R::period),
            of("kind", &R::kind),
            of("vendor", &R::vendor),
            of("category", &R::category),
            of("owner", &R::owner),
            of("budget", &R::budget),
            of("actual", &R::actual),
            of("variance", &R::variance),
            {"letter", "string", [](const R& row) { return Json(std::string(1, row.letter)); }},
            of("hard", &R::hard),
            of("breached", &R::breached),
            of("p_over", &R::p_over)};
}

Columns<ValueRow> value_columns() {
    using R = ValueRow;
    return {of("name", &R::name),
            of("kind", &R::kind),
            of("owner", &R::owner),
            of("source", &R::source),
            of("probability", &R::probability),
            of("value", &R::value)};
}

Columns<ConcentrationRow> concentration_columns() {
    using R = ConcentrationRow;
    return {of("basis", &R::basis),     of("level", &R::level),
            of("hhi", &R::hhi),         of("n_effective", &R::n_effective),
            of("largest", &R::largest), of("largest_share", &R::largest_share)};
}

Columns<NpvPoint> profile_columns() {
    return {of("rate", &NpvPoint::rate), of("npv", &NpvPoint::npv)};
}

Columns<HurdleVerdict> hurdle_columns() {
    using R = HurdleVerdict;
    return {of("figure", &R::figure),
            of("value", &R::value),
            of("hurdle", &R::hurdle),
            of("basis", &R::basis),
            {"verdict", "string", [](const R& row) { return Json(row.verdict()); }}};
}

Columns<RefusedFigure> refused_columns() {
    return {of("name", &RefusedFigure::name), of("reason", &RefusedFigure::reason)};
}

}  // namespace

nlohmann::ordered_json finance_json(const FinanceFindings& f) {
    Json j;
    j["cash_flow"] = rows_json(f.cash, cash_columns());
    j["years"] = rows_json(f.years, year_columns());
    j["split"] = rows_json(f.split, split_columns());
    j["budgets"] = rows_json(f.budgets, budget_columns());
    j["values"] = rows_json(f.values, value_columns());
    j["concentration"] = rows_json(f.concentration, concentration_columns());
    j["npv_profile"] = rows_json(f.npv_profile, profile_columns());
    if (f.hurdle) j["hurdle"] = row_json(*f.hurdle, hurdle_columns());
    j["refused"] = rows_json(f.refused, refused_columns());
    j["notes"] = f.notes;
    return j;
}

nlohmann::ordered_json finance_schema() {
    Json properties{{"cash_flow", rows_schema(cash_columns())},
                    {"years", rows_schema(year_columns())},
                    {"split", rows_schema(split_columns())},
                    {"budgets", rows_schema(budget_columns())},
                    {"values", rows_schema(value_columns())},
                    {"concentration", rows_schema(concentration_columns())},
                    {"npv_profile", rows_schema(profile_columns())},
                    {"hurdle", rows_schema(hurdle_columns())["items"]},
                    {"refused", rows_schema(refused_columns())},
                    {"notes", {{"type", "array"}, {"items", {{"type", "string"}}}}}};
    return Json{{"type", "object"},
                {"description", "What is paid is negative, what comes in is positive"},
                {"properties", properties},
                {"additionalProperties", false}};
}

}  // namespace orrery
