// Alternatives, hours by pool, outages and deliveries in result.json, and their schema.
#include "sim/report/money_json.hpp"

#include "sim/report/json_columns.hpp"

namespace orrery {
namespace {

using namespace columns;

Columns<AlternativeRow> alternative_columns() {
    using R = AlternativeRow;
    return {of("name", &R::name),
            of("sites", &R::sites),
            of("cost", &R::cost),
            of("accelerator_hours", &R::accelerator_hours),
            of("per_accelerator_hour", &R::per_hour),
            of("difference", &R::difference),
            of("cheapest", &R::cheapest)};
}

Columns<PoolCostRow> pool_columns() {
    using R = PoolCostRow;
    return {of("site", &R::site),         of("pool", &R::pool),
            of("terms", &R::terms),       of("accelerator_hours", &R::accelerator_hours),
            of("useful", &R::useful),     of("cost", &R::cost),
            of("per_hour", &R::per_hour), of("per_useful_hour", &R::per_useful_hour)};
}

Columns<OutageRow> outage_columns() {
    using R = OutageRow;
    return {of("vendor", &R::vendor), of("name", &R::name),   of("plane", &R::plane),
            of("from", &R::from),     of("until", &R::until), of("hours", &R::hours),
            of("lost", &R::lost),     of("late", &R::late),   of("recovered_h", &R::recovered_h)};
}

Columns<DeliveryRow> delivery_columns() {
    using R = DeliveryRow;
    return {of("pool", &R::pool),           of("servers", &R::servers),
            of("ordered", &R::ordered),     of("planned", &R::planned),
            of("delivered", &R::delivered), of("in_service", &R::in_service),
            of("late_days", &R::late_days), of("in_run", &R::in_run)};
}

template <class Row>
void add_rows(Json& result, const char* key, const std::vector<Row>& rows,
              const Columns<Row>& columns) {
    if (!rows.empty()) result[key] = rows_json(rows, columns);
}

}  // namespace

void add_money_lists(const Findings& f, Json& result) {
    add_rows(result, "alternatives", f.alternatives, alternative_columns());
    if (!f.alternatives.empty()) {
        result["alternatives_by"] = f.alternatives_by_hour ? "accelerator_hour" : "total";
    }
    add_rows(result, "pool_costs", f.pool_costs, pool_columns());
    add_rows(result, "outages", f.outages, outage_columns());
    add_rows(result, "deliveries", f.deliveries, delivery_columns());
}

void add_money_schema(Json& properties) {
    properties["alternatives"] = rows_schema(alternative_columns());
    properties["alternatives_by"] = Json{{"enum", {"total", "accelerator_hour"}}};
    properties["pool_costs"] = rows_schema(pool_columns());
    properties["outages"] = rows_schema(outage_columns());
    properties["deliveries"] = rows_schema(delivery_columns());
}

}  // namespace orrery
