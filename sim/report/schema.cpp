// The JSON Schema (draft-07) of result.json.
#include <nlohmann/json.hpp>

#include "sim/report/finance_json.hpp"
#include "sim/report/json_columns.hpp"
#include "sim/report/money_json.hpp"
#include "sim/report/report.hpp"

namespace orrery {
namespace {

using Json = nlohmann::ordered_json;

/// What families of figures rest on.
void add_bases(Json& properties) {
    const Json text{{"type", "string"}};
    const Json number{{"type", "number"}};
    const Json basis{{"enum", {"measured", "calibrated", "modelled"}}};
    const Json inputs = columns::list_schema(
        {{"what", text}, {"basis", basis}, {"error_pct", number}, {"source", text}});
    properties["bases"] = columns::list_schema({{"family", text},
                                                {"paths", {{"type", "array"}, {"items", text}}},
                                                {"basis", basis},
                                                {"error_pct", number},
                                                {"more_inputs", number},
                                                {"inputs", inputs}});
}

/// Where time is lost, and whether it matters.
void add_waits_schema(Json& properties) {
    const Json text{{"type", "string"}};
    const Json number{{"type", "number"}};
    properties["bottlenecks"] = columns::list_schema({{"name", text},
                                                      {"cause", text},
                                                      {"where", text},
                                                      {"lost_s", number},
                                                      {"share", number},
                                                      {"remedy", text},
                                                      {"late_s", number}});
    properties["next_bottleneck"] = Json{{"type", "object"}};
    properties["targets"] = Json{{"enum", {"none", "kept", "missed"}}};
}

/// Lists of rows, each with fixed columns.
void add_lists(Json& properties) {
    const Json text{{"type", "string"}};
    const Json number{{"type", "number"}};
    const Json truth{{"type", "boolean"}};
    add_waits_schema(properties);
    properties["carbon_boundary"] = text;
    properties["scopes"] = columns::list_schema({{"reporter", text},
                                                 {"scope", text},
                                                 {"what", text},
                                                 {"location_based_gco2e", number},
                                                 {"market_annual_gco2e", number},
                                                 {"market_hourly_gco2e", number}});
    properties["energy_flows"] =
        columns::list_schema({{"site", text}, {"from", text}, {"to", text}, {"kwh", number}});
    properties["assets"] = columns::list_schema({{"site", text},
                                                 {"pool", text},
                                                 {"terms", text},
                                                 {"server", text},
                                                 {"servers", number},
                                                 {"in_service", text},
                                                 {"age_years", number},
                                                 {"utilisation", number},
                                                 {"cost", number},
                                                 {"written_off", number},
                                                 {"book", number},
                                                 {"market", number},
                                                 {"life_end", text},
                                                 {"contract_end", text}});
    properties["bounds"] = columns::list_schema({{"deployment", text},
                                                 {"quantity", text},
                                                 {"simulated", number},
                                                 {"bound", number},
                                                 {"unit", text},
                                                 {"law", text},
                                                 {"holds", truth}});
    properties["asserts"] = columns::list_schema({{"text", text},
                                                  {"value", number},
                                                  {"unit", text},
                                                  {"holds", truth},
                                                  {"problem", text},
                                                  {"shown", text}});
    properties["projects"] = columns::list_schema({{"project", text},
                                                   {"tenant", text},
                                                   {"carried_by", text},
                                                   {"placed_at", text},
                                                   {"reason", text},
                                                   {"slo", text}});
    add_money_schema(properties);
    properties["plan_gaps"] = Json{{"type", "array"}, {"items", text}};
    properties["events"] = columns::list_schema(
        {{"at_s", number}, {"until_s", number}, {"kind", text}, {"where", text}, {"text", text}});
    properties["checks"] = columns::list_schema(
        {{"name", text}, {"law", text}, {"left", number}, {"right", number}, {"holds", truth}});
}

}  // namespace

std::string schema_result() {
    const Json text{{"type", "string"}};
    const Json number{{"type", "number"}};
    const Json truth{{"type", "boolean"}};
    const Json group{{"type", "object"},
                     {"description", "Metrics, counts and groups of them by name"},
                     {"additionalProperties", {{"$ref", "#/definitions/node"}}}};
    const Json metric{{"type", "object"},
                      {"properties",
                       {{"value", number},
                        {"unit", text},
                        {"lo", number},
                        {"hi", number},
                        {"n", {{"type", "integer"}}},
                        {"formula", text},
                        {"basis", {{"enum", {"measured", "calibrated", "modelled"}}}},
                        {"error_pct", number}}},
                      {"required", {"value", "unit", "formula", "basis"}},
                      {"additionalProperties", false}};
    Json properties{{"schema_version", {{"const", 1}}},
                    {"orrery", text},
                    {"scenario", text},
                    {"description", text},
                    {"start", text},
                    {"horizon_s", number},
                    {"seed", {{"type", "integer"}}},
                    {"fidelity", {{"enum", {"event", "sampled"}}}},
                    {"currency", text},
                    {"partial", truth},
                    {"partial_reason", text},
                    {"answer", {{"type", "array"}, {"items", text}}}};
    for (const char* key :
         {"requests", "tokens",  "throughput", "latency", "slo",   "waits",  "utilisation",
          "cost",     "energy",  "carbon",     "water",   "cfe",   "sites",  "jobs",
          "power",    "network", "tasks",      "finance", "risk",  "supply", "services",
          "runbooks", "sampled", "headroom",   "lost",    "leases"}) {
        properties[key] = group;
    }
    for (const char* key : {"pue", "wue", "cue", "ref"}) {
        properties[key] = Json{{"$ref", "#/definitions/metric"}};
    }
    add_bases(properties);
    add_lists(properties);
    properties["finance_tables"] = finance_schema();
    const Json schema{
        {"$schema", "http://json-schema.org/draft-07/schema#"},
        {"title", "Orrery result, version 1"},
        {"type", "object"},
        {"definitions",
         {{"metric", metric},
          {"node",
           {{"anyOf",
             {Json{{"type", "integer"}}, Json{{"$ref", "#/definitions/metric"}}, group}}}}}},
        {"properties", properties},
        {"required",
         {"schema_version", "scenario", "seed", "currency", "partial", "answer", "requests",
          "utilisation", "cost", "energy", "carbon", "bottlenecks", "checks"}},
        {"additionalProperties", false}};
    return schema.dump(2) + "\n";
}

}  // namespace orrery
