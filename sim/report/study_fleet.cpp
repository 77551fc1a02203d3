// Planning cases of others, as text and JSON.
#include "sim/report/study_fleet.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "orrery/base/version.hpp"
#include "sim/report/result_json.hpp"
#include "sim/report/text_page.hpp"

namespace orrery {
namespace {

using Json = nlohmann::ordered_json;

const char* outcome_name(fleet::Outcome outcome) {
    switch (outcome) {
        case fleet::Outcome::none:
            return "";
        case fleet::Outcome::passes:
            return "passes";
        case fleet::Outcome::marginal:
            return "marginal";
        case fleet::Outcome::fails:
            return "fails";
    }
    return "";
}

std::string milliseconds(double s) {
    return s < 10 ? fmt::format("{:.0f}", 1e3 * s) : fmt::format("{:.0f} s", s);
}

std::string p99_text(const fleet::PoolRow& p) {
    if (p.p99.n == 0) return "refused";
    if (!p.p99.lo) return milliseconds(p.p99.value);
    const double half = *p.p99.hi - p.p99.value;
    if (p.p99.value < 10) return fmt::format("{:.0f} ± {:.0f}", 1e3 * p.p99.value, 1e3 * half);
    return fmt::format("{:.0f} ± {:.0f} s", p.p99.value, half);
}

/// Costs or, where the question is about power, output tokens a joule.
std::string value_text(const fleet::CaseRow& c, const fleet::FleetRow& f) {
    return c.what->power ? fmt::format("{:.2f}", f.tokens_per_watt())
                         : fmt::format("{:.0f}", f.usd_year() / 1000);
}

std::string verdict_text(const fleet::FleetRow& f) {
    return std::string(outcome_name(f.outcome)) + (f.as_expected() ? "" : " (!)");
}

void fleets(const fleet::CaseRow& c, text::Page& page) {
    std::vector<std::vector<std::string>> rows{
        {"", "GPUs", "rule", "load", "P99, ms", "over", c.what->power ? "tok/J" : "K$/y", ""}};
    for (const fleet::FleetRow& f : c.fleets) {
        for (std::size_t i = 0; i < f.pools.size(); ++i) {
            const fleet::PoolRow& p = f.pools[i];
            const bool first = i == 0;
            rows.push_back({first ? f.fleet->name : "  and " + p.pool.gpu, std::to_string(p.count),
                            std::to_string(p.by_rule), fmt::format("{:.2f}", p.load), p99_text(p),
                            std::to_string(p.failing), first ? value_text(c, f) : "",
                            first ? verdict_text(f) : ""});
        }
    }
    page.table(rows);
}

void disaggregated(const fleet::CaseRow& c, text::Page& page) {
    std::vector<std::vector<std::string>> rows{
        {"", "req/s", "TTFT", "TPOT", "P99 TTFT simulated", ""}};
    for (const fleet::DisaggregatedRow& d : c.disaggregated) {
        rows.push_back(
            {d.fleet->name, fmt::format("{:.1f}", d.rate), milliseconds(d.ttft_s),
             milliseconds(d.tpot_s), p99_text(d.prefill),
             std::string(outcome_name(d.prefill.outcome)) + (d.as_expected() ? "" : " (!)")});
    }
    page.table(rows);
}

Json pool_json(const fleet::PoolRow& p) {
    return {{"gpu", p.pool.gpu},
            {"count", p.count},
            {"published", p.pool.published},
            {"by_rule", p.by_rule},
            {"context", p.pool.context},
            {"above", p.pool.above},
            {"upto", p.pool.upto},
            {"slots", p.law.slots},
            {"load", p.load},
            {"mean_service_s", p.law.mean_s},
            {"cv2", p.law.cv2},
            {"refused", p.law.refused},
            {"analytic_p99_s", p.analytic_s},
            {"ttft_p99", metric_json(p.p99)},
            {"worst_s", p.worst_s},
            {"next_run_s", p.next_s},
            {"seeds_beyond", p.failing},
            {"outcome", outcome_name(p.outcome)}};
}

Json fleet_json(const fleet::FleetRow& f) {
    Json pools = Json::array();
    for (const fleet::PoolRow& p : f.pools) pools.push_back(pool_json(p));
    return {{"name", f.fleet->name},
            {"rate", f.rate},
            {"gpus", f.gpus()},
            {"usd_year", f.usd_year()},
            {"tokens_per_joule", f.tokens_per_watt()},
            {"published", f.fleet->published},
            {"outcome", outcome_name(f.outcome)},
            {"expected", outcome_name(f.fleet->expect)},
            {"as_expected", f.as_expected()},
            {"pools", pools}};
}

Json case_json(const fleet::CaseRow& c) {
    Json list = Json::array();
    for (const fleet::FleetRow& f : c.fleets) list.push_back(fleet_json(f));
    Json apart = Json::array();
    for (const fleet::DisaggregatedRow& d : c.disaggregated) {
        apart.push_back({{"name", d.fleet->name},
                         {"rate", d.rate},
                         {"ttft_s", d.ttft_s},
                         {"tpot_s", d.tpot_s},
                         {"published_rate", d.fleet->published_rate},
                         {"published_ttft_s", d.fleet->published_ttft_s},
                         {"published_tpot_s", d.fleet->published_tpot_s},
                         {"prefill", pool_json(d.prefill)}});
    }
    return {{"id", c.what->id},
            {"title", c.what->title},
            {"slo_s", c.what->slo_s},
            {"published", c.what->published},
            {"survives", c.what->survives},
            {"conclusion", c.what->conclusion},
            {"why", c.what->why},
            {"holds", c.holds()},
            {"fleets", list},
            {"disaggregated", apart}};
}

}  // namespace

std::string render_fleet_text(const std::vector<fleet::CaseRow>& cases, int width) {
    text::Page page(width);
    for (const fleet::CaseRow& c : cases) {
        const fleet::Case& what = *c.what;
        page.heading(fmt::format("{}: {}", what.id, what.title));
        if (!c.fleets.empty()) fleets(c, page);
        if (!c.disaggregated.empty()) disaggregated(c, page);
        page.paragraph(
            "Published: " + what.published + (what.survives ? " It holds." : " It does not hold."),
            "  ");
        page.paragraph("Here: " + what.conclusion, "  ");
        if (!what.why.empty()) page.paragraph("Why: " + what.why, "  ");
    }
    return page.out;
}

std::string render_fleet_json(const std::vector<fleet::CaseRow>& cases) {
    Json list = Json::array();
    for (const fleet::CaseRow& c : cases) list.push_back(case_json(c));
    const Json root{{"schema_version", kResultSchemaVersion},
                    {"orrery", kVersion},
                    {"study", "fleet"},
                    {"cases", list}};
    return root.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace orrery
