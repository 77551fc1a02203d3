// result.json and manifest.json.
#include <nlohmann/json.hpp>

#include "orrery/base/version.hpp"
#include "sim/analysis/headroom.hpp"
#include "sim/report/finance_json.hpp"
#include "sim/report/money_json.hpp"
#include "sim/report/report.hpp"
#include "sim/report/result_json.hpp"
#include "sim/report/study_page.hpp"

namespace orrery {
namespace {

using Json = nlohmann::ordered_json;

/// "a.b.c" → root["a"]["b"]["c"].
void place(Json& root, const std::string& path, Json value) {
    Json* at = &root;
    std::size_t from = 0;
    for (std::size_t dot = path.find('.'); dot != std::string::npos; dot = path.find('.', from)) {
        at = &(*at)[path.substr(from, dot - from)];
        from = dot + 1;
    }
    (*at)[path.substr(from)] = std::move(value);
}

Json bottlenecks_json(const Findings& f) {
    Json list = Json::array();
    for (const Bottleneck& b : f.bottlenecks) {
        list.push_back({{"name", b.name},
                        {"cause", b.cause},
                        {"where", b.where},
                        {"lost_s", b.lost_s},
                        {"share", b.share},
                        {"remedy", b.remedy},
                        {"late_s", b.late_s}});
    }
    return list;
}

void add_bottlenecks_part(const Findings& f, Json& j) {
    j["targets"] = analysis::targets_name(analysis::targets_of(f));
    j["bottlenecks"] = bottlenecks_json(f);
    if (!f.next) return;
    j["next_bottleneck"] = {{"removed", f.next->removed},
                            {"next", f.next->next},
                            {"ttft_p99_before_s", f.next->ttft_p99_before_s},
                            {"ttft_p99_after_s", f.next->ttft_p99_after_s}};
}

/// The inventory and what flows between the parts of sites.
void add_energy_part(const Findings& f, Json& j) {
    j["carbon_boundary"] = f.carbon_boundary;
    j["scopes"] = Json::array();
    for (const ScopeRow& row : f.scopes) {
        j["scopes"].push_back({{"reporter", row.reporter},
                               {"scope", row.scope},
                               {"what", row.what},
                               {"location_based_gco2e", row.location_g},
                               {"market_annual_gco2e", row.market_annual_g},
                               {"market_hourly_gco2e", row.market_hourly_g}});
    }
    j["energy_flows"] = Json::array();
    for (const EnergyFlow& flow : f.energy_flows) {
        j["energy_flows"].push_back(
            {{"site", flow.site}, {"from", flow.from}, {"to", flow.to}, {"kwh", flow.kwh}});
    }
}

Json lists_json(const Findings& f) {
    Json j = Json::object();
    constexpr std::size_t kMostInputs = 20;
    j["bases"] = bases_json(f, kMostInputs);
    add_bottlenecks_part(f, j);
    add_energy_part(f, j);
    j["bounds"] = Json::array();
    for (const BoundRow& b : f.bounds) {
        j["bounds"].push_back({{"deployment", b.deployment},
                               {"quantity", b.quantity},
                               {"simulated", b.simulated},
                               {"bound", b.bound},
                               {"unit", b.unit},
                               {"law", b.law},
                               {"holds", b.holds}});
    }
    j["asserts"] = Json::array();
    for (const AssertRow& a : f.asserts) {
        j["asserts"].push_back({{"text", a.text},
                                {"value", a.value},
                                {"unit", a.unit},
                                {"holds", a.holds},
                                {"problem", a.problem},
                                {"shown", a.shown}});
    }
    j["projects"] = Json::array();
    for (const ProjectRow& p : f.projects) {
        j["projects"].push_back({{"project", p.project},
                                 {"tenant", p.tenant},
                                 {"carried_by", p.workload},
                                 {"placed_at", p.placed_at},
                                 {"reason", p.reason},
                                 {"slo", p.slo}});
    }
    if (!f.assets.empty()) j["assets"] = assets_json(f.assets);
    add_money_lists(f, j);
    if (!f.plan_gaps.empty()) j["plan_gaps"] = f.plan_gaps;
    j["events"] = events_json(f.events);
    j["checks"] = Json::array();
    for (const Check& c : f.checks) {
        j["checks"].push_back({{"name", c.name},
                               {"law", c.law},
                               {"left", c.left},
                               {"right", c.right},
                               {"holds", c.holds}});
    }
    return j;
}

}  // namespace

nlohmann::ordered_json assets_json(const std::vector<AssetRow>& assets) {
    Json rows = Json::array();
    for (const AssetRow& a : assets) {
        rows.push_back({{"site", a.site},
                        {"pool", a.pool},
                        {"terms", a.terms},
                        {"server", a.server},
                        {"servers", a.servers},
                        {"in_service", a.in_service},
                        {"age_years", a.age_years},
                        {"utilisation", a.utilisation},
                        {"cost", a.cost},
                        {"written_off", a.written_off},
                        {"book", a.book},
                        {"market", a.market},
                        {"life_end", a.life_end},
                        {"contract_end", a.contract_end}});
    }
    return rows;
}

Json events_json(const std::vector<RunEvent>& events) {
    Json list = Json::array();
    for (const RunEvent& e : events) {
        list.push_back({{"at_s", e.at.seconds()},
                        {"until_s", e.until.seconds()},
                        {"kind", e.kind},
                        {"where", e.where},
                        {"text", e.text}});
    }
    return list;
}

Json bases_json(const Findings& f, std::size_t most_inputs) {
    const auto name = [](RestsOn basis) { return kRestsOnNames[static_cast<std::size_t>(basis)]; };
    Json list = Json::array();
    for (const FigureBasis& b : f.bases) {
        Json inputs = Json::array();
        for (const BasisInput& i : b.inputs) {
            if (inputs.size() == most_inputs) break;
            inputs.push_back({{"what", i.what},
                              {"basis", name(i.basis)},
                              {"error_pct", i.error_pct},
                              {"source", i.source}});
        }
        list.push_back({{"family", b.family},
                        {"paths", b.paths},
                        {"basis", name(b.basis)},
                        {"error_pct", b.error_pct},
                        {"more_inputs", b.inputs.size() - inputs.size()},
                        {"inputs", std::move(inputs)}});
    }
    return list;
}

nlohmann::ordered_json metric_json(const Metric& m) {
    if (m.is_count) return Json(static_cast<std::int64_t>(m.value));
    Json j{{"value", m.value}, {"unit", m.unit}};
    if (m.lo) j["lo"] = *m.lo;
    if (m.hi) j["hi"] = *m.hi;
    if (m.n > 0) j["n"] = m.n;
    j["formula"] = m.formula;
    j["basis"] = m.basis;
    if (m.error_pct > 0) j["error_pct"] = m.error_pct;
    return j;
}

nlohmann::ordered_json result_json(const Findings& f) {
    Json root{{"schema_version", kResultSchemaVersion},
              {"orrery", kVersion},
              {"scenario", f.name},
              {"description", f.description},
              {"start", f.start},
              {"horizon_s", f.horizon_s},
              {"seed", f.seed},
              {"fidelity", f.fidelity},
              {"currency", f.currency},
              {"partial", f.partial},
              {"partial_reason", f.partial_reason},
              {"answer", f.answer}};
    for (const auto& [path, metric] : f.metrics.all()) place(root, path, metric_json(metric));
    const Json lists = lists_json(f);
    for (const auto& [key, value] : lists.items()) root[key] = value;
    if (f.finance) root["finance_tables"] = finance_json(*f.finance);
    return root;
}

std::string render_json(const Findings& findings) {
    return result_json(findings).dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

std::string render_manifest(const Manifest& m) {
    Json data = Json::array();
    for (const auto& [path, hash] : m.data_sha256) {
        data.push_back({{"path", path}, {"sha256", hash}});
    }
    Json assumptions = Json::array();
    for (const Origin& o : m.assumptions) {
        assumptions.push_back({{"path", o.path},
                               {"value", o.value},
                               {"origin", o.origin},
                               {"basis", rests_on_name(o)}});
    }
    const Json root{{"orrery", kVersion},
                    {"scenario", m.scenario_file},
                    {"scenario_sha256", m.scenario_sha256},
                    {"catalog_sha256", m.catalog_sha256},
                    {"catalog_as_of", m.catalog_as_of},
                    {"catalog_of_release", m.catalog_of_release},
                    {"data", data},
                    {"seed", m.seed},
                    {"replications", m.replications},
                    {"fidelity", m.fidelity},
                    {"events", m.events},
                    {"wall_s", m.wall_s},
                    {"cpu_s", m.cpu_s},
                    {"host", m.host},
                    {"compiler", m.compiler},
                    {"written_at", m.written_at},
                    {"assumptions", assumptions}};
    return root.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace orrery
