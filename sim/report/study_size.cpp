// The study `size` as text, JSON and CSV.
#include "sim/report/study_size.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "orrery/base/version.hpp"
#include "sim/analysis/wording.hpp"
#include "sim/report/report.hpp"
#include "sim/report/result_json.hpp"
#include "sim/report/study_page.hpp"
#include "sim/report/text_page.hpp"

namespace orrery {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t kSizesShown = 8;  ///< candidates in the terminal; all are in the files

std::string reason_of(const SizeRow& row, bool answer) {
    return answer ? "the answer" : row.why;
}

std::string fleet_text(const SizeRow& row) {
    if (row.complete) return fmt::format("{}", row.accelerators);
    if (row.bound_replicas == 0) return "–";
    const int known = row.stages.empty() ? row.bound_replicas : row.stages.back().replicas;
    return fmt::format("≥ {}", known * row.tp);
}

std::string cost_text(const SizeRow& row) {
    if (row.complete) return analysis::price_text(row.usd_h);
    return row.bound_usd_h > 0 ? "≥ " + analysis::price_text(row.bound_usd_h) : "–";
}

/// The rows worth a line: those searched to the end, and the best of each other server.
std::vector<const SizeRow*> notable(const SizeResult& r) {
    std::vector<const SizeRow*> rows;
    std::vector<std::string> servers;
    for (const SizeRow& row : r.rows) {
        const bool known = std::find(servers.begin(), servers.end(), row.server) != servers.end();
        if (!row.complete && known) continue;
        servers.push_back(row.server);
        rows.push_back(&row);
    }
    return rows;
}

void candidates(const SizeResult& r, text::Page& page) {
    page.heading("Candidates (accelerators; USD/h with the spare server)");
    std::vector<std::vector<std::string>> rows{{"hardware", "acc.", "USD/h", "kW"}};
    const std::vector<const SizeRow*> list = notable(r);
    const std::size_t shown = std::min(list.size(), kSizesShown);
    for (std::size_t i = 0; i < shown; ++i) {
        const SizeRow& row = *list[i];
        rows.push_back({row.name + (row.offer == "own" ? " (bought)" : ""), fleet_text(row),
                        cost_text(row),
                        row.complete ? fmt::format("{:.1f}", row.power_w / 1000) : "–"});
    }
    page.table(rows);
    for (std::size_t i = r.answered() ? 1 : 0; i < shown; ++i) {
        page.paragraph(list[i]->name + ": " + list[i]->why + ".", "    ");
    }
    if (r.rows.size() > shown) {
        page.paragraph(fmt::format("… and {} more, all in study.csv.", r.rows.size() - shown),
                       "  ");
    }
}

void ladder(const SizeRow& row, text::Page& page) {
    page.heading("From the load to the fleet: " + row.name);
    std::vector<std::vector<std::string>> rows{{"", "replicas"}};
    rows.push_back({"bound: below, queues grow for ever", std::to_string(row.bound_replicas)});
    for (const SizeStage& stage : row.stages) {
        rows.push_back({stage.name + ": " + stage.what, std::to_string(stage.replicas)});
    }
    page.table(rows);
}

std::string milliseconds(double s) {
    return s < 1 ? fmt::format("{:.0f} ms", 1e3 * s) : fmt::format("{:.2f} s", s);
}

void targets(const SizeRow& row, text::Page& page) {
    page.heading("Targets (mean of runs; 95 % interval)");
    std::vector<std::vector<std::string>> rows{{"", "as stated", "stressed", "interval"}};
    for (std::size_t i = 0; i < row.nominal.size() && i < row.verified.size(); ++i) {
        const Metric& m = row.verified[i].value;
        const std::string interval =
            m.lo ? milliseconds(*m.lo) + " … " + milliseconds(*m.hi) : std::string();
        rows.push_back({row.nominal[i].target.text + " " + row.nominal[i].workload,
                        milliseconds(row.nominal[i].value.value), milliseconds(m.value), interval});
    }
    page.table(rows);
}

void growth(const SizeResult& r, text::Page& page) {
    if (r.growth.empty()) return;
    page.heading("If demand grows (model error, bursts and spare server included)");
    std::vector<std::vector<std::string>> rows{
        {"demand", "req/s", "replicas", "servers", "USD/h", "replicas per demand"}};
    for (const SizeGrowth& g : r.growth) {
        rows.push_back({fmt::format("× {:g}", g.multiple), fmt::format("{:.4g}", g.rate),
                        std::to_string(g.replicas), std::to_string(g.servers),
                        analysis::price_text(g.usd_h), fmt::format("{:.2f}", g.per_demand)});
    }
    page.table(rows);
}

Json values_json(const std::vector<SloValue>& values) {
    Json list = Json::array();
    for (const SloValue& v : values) {
        list.push_back({{"target", v.target.text},
                        {"workload", v.workload},
                        {"limit_s", v.target.limit_s},
                        {"met", v.met()},
                        {"observed", metric_json(v.value)}});
    }
    return list;
}

Json number(double value, const char* unit, std::string formula) {
    Metric m;
    m.value = value;
    m.unit = unit;
    m.formula = std::move(formula);
    return metric_json(m);
}

Json bound_json(const SizeRow& row) {
    return {{"replicas", row.bound_replicas},
            {"requests_per_replica",
             number(row.bound.rate, "1/s", "max over B of B / ((E[output] − 1) · t(B))")},
            {"batch", row.bound.batch},
            {"iteration", number(row.bound.iteration_s, "s", "t of that batch")},
            {"limit", row.bound.limit},
            {"infeasible", row.bound.infeasible}};
}

Json row_json(const SizeRow& row, bool answer) {
    Json stages = Json::array();
    for (const SizeStage& s : row.stages) {
        stages.push_back({{"name", s.name}, {"what", s.what}, {"replicas", s.replicas}});
    }
    return {{"name", row.name},
            {"server", row.server},
            {"accelerator", row.accelerator},
            {"vendor", row.vendor},
            {"offer", row.offer},
            {"tp", row.tp},
            {"precision", row.precision},
            {"token_budget", row.token_budget},
            {"verdict", reason_of(row, answer)},
            {"replicas", row.replicas},
            {"servers", row.servers},
            {"accelerators", row.accelerators},
            {"complete", row.complete},
            {"holds", row.holds},
            {"cost_per_hour", number(row.usd_h, "USD/h", "ledger of the run / simulated hours")},
            {"cost_at_bound", number(row.bound_usd_h, "USD/h",
                                     "servers at the last count known, and spare, × price")},
            {"power", number(row.power_w, "W", "facility energy of the run / simulated time")},
            {"utilisation", number(row.utilisation, "", "time in which an iteration ran")},
            {"model_error", number(row.error_pct, "%",
                                   row.error_fitted ? "held-out error of the profile"
                                                    : "worst of the engine's fits")},
            {"bound", bound_json(row)},
            {"stages", stages},
            {"as_stated", values_json(row.nominal)},
            {"stressed", values_json(row.verified)},
            {"bottleneck", row.binding},
            {"remedy", row.remedy}};
}

Json growth_json(const SizeResult& r) {
    Json list = Json::array();
    for (const SizeGrowth& g : r.growth) {
        list.push_back({{"multiple", g.multiple},
                        {"rate", number(g.rate, "1/s", "demand × multiple")},
                        {"replicas", g.replicas},
                        {"servers", g.servers},
                        {"cost_per_hour", number(g.usd_h, "USD/h", "servers × price")},
                        {"replicas_per_demand",
                         number(g.per_demand, "", "replicas / (multiple × replicas at × 1)")}});
    }
    return list;
}

}  // namespace

std::string render_size_text(const SizeResult& r, int width) {
    text::Page page(width);
    for (const std::string& sentence : r.answer) page.paragraph(sentence, "");
    if (!r.rows.empty()) candidates(r, page);
    if (r.answered()) {
        ladder(r.rows.front(), page);
        targets(r.rows.front(), page);
        growth(r, page);
    }
    for (const std::string& note : r.notes) page.paragraph("Note: " + note, "");
    if (!r.rests_on.empty()) page.out += "\n";
    page.paragraph(r.rests_on, "");
    return page.out;
}

std::string render_size_json(const SizeResult& r) {
    Json rows = Json::array();
    for (std::size_t i = 0; i < r.rows.size(); ++i) {
        rows.push_back(row_json(r.rows[i], i == 0 && r.answered()));
    }
    Json assumptions = Json::array();
    for (const Origin& o : r.assumptions) {
        assumptions.push_back({{"path", o.path},
                               {"value", o.value},
                               {"origin", o.origin},
                               {"basis", rests_on_name(o)}});
    }
    const Json root{
        {"schema_version", kResultSchemaVersion},
        {"orrery", kVersion},
        {"study", "size"},
        {"scenario", r.name},
        {"model", r.model},
        {"seed", r.seed},
        {"replications", r.seeds},
        {"answered", r.answered()},
        {"answer", r.answer},
        {"demand",
         {{"rate", number(r.rate, "1/s", "arrivals / time, first replication")},
          {"prompt", number(r.prompt_mean, "tokens", "mean of a sample")},
          {"output", number(r.output_mean, "tokens", "mean of a sample")}}},
        {"candidates", rows},
        {"growth", growth_json(r)},
        {"knee",
         {{"multiple", number(r.knee, "", "largest demand that the sized fleet meets, / demand")},
          {"bound", number(r.knee_bound, "", "replicas × bound of one / demand")},
          {"breaks", r.knee_breaks}}},
        {"notes", r.notes},
        {"rests_on", r.rests_on},
        {"assumptions", assumptions}};
    return root.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

std::string render_size_csv(const SizeResult& r) {
    std::string out =
        "name,server,accelerator,vendor,offer,tp,precision,token_budget,bound_replicas,replicas,"
        "servers,accelerators,cost_usd_h,cost_bound_usd_h,power_w,model_error_pct,complete,holds,"
        "verdict\n";
    for (std::size_t i = 0; i < r.rows.size(); ++i) {
        const SizeRow& row = r.rows[i];
        for (const std::string* text :
             {&row.name, &row.server, &row.accelerator, &row.vendor, &row.offer}) {
            out += csv_cell(*text) + ",";
        }
        out +=
            fmt::format("{},{},{},{},{},{},{},{},{},{},{},{},{},{}\n", row.tp, row.precision,
                        row.token_budget, row.bound_replicas, row.replicas, row.servers,
                        row.accelerators, row.usd_h, row.bound_usd_h, row.power_w, row.error_pct,
                        row.complete, row.holds, csv_cell(reason_of(row, i == 0 && r.answered())));
    }
    return out;
}

}  // namespace orrery
