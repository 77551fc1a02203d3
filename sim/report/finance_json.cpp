// The tables of finance in result.json, and their schema, from one list of columns.
#include "sim/report/finance_json.hpp"

#include <functional>
#include <nlohmann/json.hpp>
#include <vector>

namespace orrery {
namespace {

using Json = nlohmann::ordered_json;

template <class Row>
struct Column {
    const char* key;
    const char* type;
    std::function<Json(const Row&)> value;
};
template <class Row>
using Columns = std::vector<Column<Row>>;

template <class Row>
Column<Row> number(const char* key, double Row::*m) {
    return {key, "number", [m](const Row& row) { return Json(row.*m); }};
}
template <class Row>
Column<Row> text(const char* key, std::string Row::*m) {
    return {key, "string", [m](const Row& row) { return Json(row.*m); }};
}
template <class Row>
Column<Row> truth(const char* key, bool Row::*m) {
    return {key, "boolean", [m](const Row& row) { return Json(row.*m); }};
}

Columns<CashFlowRow> cash_columns() {
    using R = CashFlowRow;
    return {text("month", &R::month),
            text("date", &R::date),
            number("days", &R::days),
            number("capex", &R::capex),
            number("opex", &R::opex),
            number("revenue", &R::revenue),
            number("tax", &R::tax),
            number("financing", &R::financing),
            number("net", &R::net),
            number("cumulative", &R::cumulative),
            number("discounted", &R::discounted)};
}

Columns<ProfitRow> year_columns() {
    using R = ProfitRow;
    return {text("year", &R::year),
            number("revenue", &R::revenue),
            number("opex", &R::opex),
            number("depreciation", &R::depreciation),
            number("tax_depreciation", &R::tax_depreciation),
            number("tax", &R::tax),
            number("profit", &R::profit)};
}

Columns<CostSplitRow> split_columns() {
    using R = CostSplitRow;
    return {text("category", &R::category),
            number("cash_capex", &R::cash_capex),
            number("cash_opex", &R::cash_opex),
            number("financing", &R::financing),
            number("accrual_capex", &R::accrual_capex),
            number("accrual_opex", &R::accrual_opex)};
}

Columns<BudgetRow> budget_columns() {
    using R = BudgetRow;
    return {text("name", &R::name),
            text("period", &R::period),
            text("kind", &R::kind),
            text("vendor", &R::vendor),
            text("category", &R::category),
            text("owner", &R::owner),
            number("budget", &R::budget),
            number("actual", &R::actual),
            number("variance", &R::variance),
            {"letter", "string", [](const R& row) { return Json(std::string(1, row.letter)); }},
            truth("hard", &R::hard),
            text("breached", &R::breached),
            number("p_over", &R::p_over)};
}

Columns<ValueRow> value_columns() {
    using R = ValueRow;
    return {text("name", &R::name),
            text("kind", &R::kind),
            text("owner", &R::owner),
            text("source", &R::source),
            number("probability", &R::probability),
            number("value", &R::value)};
}

Columns<ConcentrationRow> concentration_columns() {
    using R = ConcentrationRow;
    return {text("basis", &R::basis),     text("level", &R::level),
            number("hhi", &R::hhi),       number("n_effective", &R::n_effective),
            text("largest", &R::largest), number("largest_share", &R::largest_share)};
}

Columns<NpvPoint> profile_columns() {
    return {number("rate", &NpvPoint::rate), number("npv", &NpvPoint::npv)};
}

Columns<HurdleVerdict> hurdle_columns() {
    using R = HurdleVerdict;
    return {text("figure", &R::figure),
            number("value", &R::value),
            number("hurdle", &R::hurdle),
            text("basis", &R::basis),
            {"verdict", "string", [](const R& row) { return Json(row.verdict()); }}};
}

Columns<RefusedFigure> refused_columns() {
    return {text("name", &RefusedFigure::name), text("reason", &RefusedFigure::reason)};
}

template <class Row>
Json row_json(const Row& row, const Columns<Row>& columns) {
    Json j;
    for (const auto& column : columns) j[column.key] = column.value(row);
    return j;
}

template <class Row>
Json rows_json(const std::vector<Row>& rows, const Columns<Row>& columns) {
    Json list = Json::array();
    for (const Row& row : rows) list.push_back(row_json(row, columns));
    return list;
}

template <class Row>
Json rows_schema(const Columns<Row>& columns) {
    Json properties = Json::object();
    Json required = Json::array();
    for (const auto& column : columns) {
        properties[column.key] = Json{{"type", column.type}};
        required.push_back(column.key);
    }
    return Json{{"type", "array"},
                {"items",
                 {{"type", "object"},
                  {"properties", properties},
                  {"required", required},
                  {"additionalProperties", false}}}};
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
