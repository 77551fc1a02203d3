// The study `placement` as text, JSON and CSV.
#include "sim/report/study_placement.hpp"

#include <fmt/format.h>

#include <map>
#include <nlohmann/json.hpp>

#include "models/contracts/month.hpp"
#include "sim/analysis/wording.hpp"
#include "sim/report/report.hpp"
#include "sim/report/text_page.hpp"

namespace orrery {
namespace {

using placement::Constraint;
using placement::Demand;
using placement::Deployment;
using placement::Flip;
using placement::Pool;
using placement::Problem;
using placement::Result;
using placement::Route;
using placement::Shadow;

using contracts::kHoursPerMonth;
constexpr double kShown = 1e-6;  ///< shares and savings below it are rounding

/// A row of the placement: equal sites and their demands as one.
struct Row {
    std::string workload;
    std::string deployment;
    int members = 0;
    double share = 0;  ///< of the entry's demand
    double rate = 0;
    double rtt_s = 0;
    double ttft_s = 0;
};

std::vector<Row> rows_of(const Result& r) {
    std::map<std::pair<std::string, std::string>, Row> rows;
    std::map<std::string, double> all;
    const Problem& p = r.problem;
    for (const Demand& d : p.demands) all[d.name] += d.rate;
    for (std::size_t i = 0; i < p.routes.size(); ++i) {
        if (r.best.share[i] <= kShown) continue;
        const Route& route = p.routes[i];
        const Demand& demand = p.demands[static_cast<std::size_t>(route.demand)];
        const Deployment& d = p.deployments[static_cast<std::size_t>(route.deployment)];
        Row& row = rows[{demand.name, d.name}];
        row.workload = demand.name;
        row.deployment = d.name;
        row.members = demand.members;
        row.rate += r.best.share[i] * demand.rate;
        row.rtt_s = std::max(row.rtt_s, route.rtt_s);
        row.ttft_s = std::max(row.ttft_s, route.ttft_s);
    }
    std::vector<Row> list;
    for (auto& [key, row] : rows) {
        row.share = all[row.workload] > 0 ? row.rate / all[row.workload] : 0;
        list.push_back(row);
    }
    return list;
}

/// USD as the scenario's currency.
std::string money(const Result& r, double usd) {
    return analysis::money_text(usd / r.usd_per_currency);
}
std::string by_hour(const Result& r) {
    return r.currency + "/h";
}

/// "recognition (400)": of so many equal sites.
std::string with_count(const Row& row) {
    return row.members > 1 ? fmt::format("{} ({})", row.workload, row.members) : row.workload;
}

std::string where_text(const Row& row) {
    return row.share > 1 - 1e-6
               ? fmt::format("{} at {}", row.workload, row.deployment)
               : fmt::format("{} by {:.0f} % at {}", row.workload, 100 * row.share, row.deployment);
}

std::string answer(const Result& r) {
    if (!r.best.feasible) {
        std::string text =
            "Answer: nothing is feasible. These entries conflict, and without any "
            "one of them the others can hold:\n";
        for (const std::string& one : r.conflict) text += "  " + one + "\n";
        for (const auto& i : r.impossible) {
            text += fmt::format("  {} at {}: {}\n", i.demand, i.deployment, i.why);
        }
        return text;
    }
    std::string text = "Answer: ";
    for (const Row& row : rows_of(r)) text += where_text(row) + ", ";
    for (std::size_t j = 0; j < r.problem.jobs.size(); ++j) {
        const auto& job = r.problem.jobs[j];
        const auto& place = job.places[static_cast<std::size_t>(r.best.job_place[j])];
        text += fmt::format("{} in {}, ", job.name,
                            r.problem.pools[static_cast<std::size_t>(place.pool)].name);
    }
    text += fmt::format("for {} {} ({} {} a month)", money(r, r.best.usd_h), by_hour(r),
                        money(r, r.best.usd_h * kHoursPerMonth), r.currency);
    for (const Shadow& s : r.shadows) {
        if (s.usd_h <= kShown) break;
        text += fmt::format("; the dearest constraint is {} at {} {}", s.constraint.text,
                            money(r, s.usd_h), by_hour(r));
        break;
    }
    return text + ".\n";
}

void place_table(const Result& r, text::Page& page) {
    std::vector<std::vector<std::string>> rows{
        {"workload", "deployment", "share", "req/s", "rtt", "TTFT*"}};
    for (const Row& row : rows_of(r)) {
        rows.push_back({with_count(row), row.deployment, fmt::format("{:.0f} %", 100 * row.share),
                        fmt::format("{:.3g}", row.rate), fmt::format("{:.0f} ms", 1e3 * row.rtt_s),
                        fmt::format("{:.0f} ms", 1e3 * row.ttft_s)});
    }
    page.out += "\n";
    page.table(rows);
}

double pool_cost(const Result& r, std::size_t pool) {
    const Pool& p = r.problem.pools[pool];
    return r.best.servers[pool] == 0 ? 0 : r.best.servers[pool] * p.usd_h + p.fixed_usd_h;
}

/// What requests cost beside the servers that are there for them.
double request_cost(const Result& r) {
    double usd_h = 0;
    for (std::size_t i = 0; i < r.problem.routes.size(); ++i) {
        const Route& route = r.problem.routes[i];
        const Demand& demand = r.problem.demands[static_cast<std::size_t>(route.demand)];
        usd_h += r.best.share[i] * demand.rate * 3600 * route.usd_request;
    }
    return usd_h;
}

void server_table(const Result& r, text::Page& page) {
    std::vector<std::vector<std::string>> rows{
        {"pool", "servers", "at most", r.currency + "/server-h", by_hour(r)}};
    for (std::size_t i = 0; i < r.problem.pools.size(); ++i) {
        const Pool& pool = r.problem.pools[i];
        const int n = r.best.servers[i];
        if (n == 0) continue;
        rows.push_back({pool.name, fmt::format("{}", n), fmt::format("{}", pool.most),
                        analysis::price_text(pool.usd_h / r.usd_per_currency),
                        money(r, pool_cost(r, i))});
    }
    rows.push_back({"requests: energy, tokens, traffic", "", "", "", money(r, request_cost(r))});
    rows.push_back({"all", "", "", "", money(r, r.best.usd_h)});
    page.out += "\n";
    page.table(rows);
}

std::string one_more(const Result& r, const Shadow& s) {
    if (s.unit.empty()) return "";
    return fmt::format("{} for one {} more", s.one_more > kShown ? money(r, s.one_more) : "nothing",
                       s.unit);
}

void shadow_table(const Result& r, text::Page& page) {
    page.heading("What each constraint costs: cost with all less cost without it");
    std::vector<std::vector<std::string>> rows;
    std::size_t none = 0;
    for (const Shadow& s : r.shadows) {
        if (s.usd_h > kShown) {
            rows.push_back(
                {s.constraint.text, money(r, s.usd_h) + " " + by_hour(r), one_more(r, s)});
        } else {
            ++none;
        }
    }
    page.table(rows);
    if (none > 0) {
        page.paragraph(
            fmt::format("{} {} nothing", none, none == 1 ? "other costs" : "others cost"), "  ");
    }
}

std::string percent(double share) {
    return share < .1 ? fmt::format("{:.2g} %", 100 * share) : fmt::format("{:.0f} %", 100 * share);
}

std::string flip_text(const Flip& f) {
    constexpr double kEqual = 5e-4;
    if (f.what == "demand") {
        return fmt::format("demand grows by {} (then {})", percent(f.change),
                           f.possible ? f.instead : "nothing is feasible");
    }
    if (!f.possible) return fmt::format("never by {}: nothing can stand in for it", f.what);
    if (f.change < kEqual)
        return fmt::format("{} rises at all: {} costs the same", f.what, f.instead);
    return fmt::format("{} rises by {} (then {})", f.what, percent(f.change), f.instead);
}

std::string flips(const Result& r) {
    std::string text;
    for (std::size_t i = 0; i < std::min<std::size_t>(r.flips.size(), 3); ++i) {
        text += (i > 0 ? "; " : "") + flip_text(r.flips[i]);
    }
    return "Flips if: " + (text.empty() ? "nothing that was tried" : text) + ".";
}

void verification(const Result& r, text::Page& page) {
    if (!r.verified) return;
    page.out += "\n";
    page.paragraph(fmt::format("Simulated: {} {}, {} requests where their data may not be",
                               money(r, r.verified->usd_h), by_hour(r), r.verified->violations),
                   "");
    constexpr std::size_t kMostRows = 12;
    std::size_t shown = 0;
    for (const auto& row : r.verified->rows) {
        if (++shown > kMostRows) break;
        std::string text = fmt::format("{}: {} requests, TTFT p99 {:.0f} ms", row.workload,
                                       row.completed, 1e3 * row.ttft_p99_s);
        if (row.target > 0) {
            text += fmt::format(", service levels met {:.1f} % (wanted {:.4g} %)",
                                100 * row.attainment, 100 * row.target);
        }
        page.paragraph(text, "  ");
    }
    if (r.verified->rows.size() > kMostRows) {
        page.paragraph(fmt::format("… and {} more", r.verified->rows.size() - kMostRows), "  ");
    }
}

std::string assumptions(const Result& r) {
    return fmt::format(
        "* of a mean request alone, network included. Replicas are loaded to {:.0f} % of their "
        "closed-form rate at peak; owned servers cost depreciation, care and idle energy by the "
        "hour and nothing where they are not used; failures, spare servers and batching across "
        "bursts are not in it: simulate with --verify.{}",
        100 * r.utilisation,
        r.best.proven ? "" : " The node limit was reached: a cheaper placement may exist.");
}

/// Lines as they are, each wrapped; those that begin with two blanks stay indented.
void add_lines(const std::string& text, text::Page& page) {
    std::size_t from = 0;
    while (from < text.size()) {
        const std::size_t end = std::min(text.find('\n', from), text.size());
        const bool inner = text.compare(from, 2, "  ") == 0;
        from += inner ? 2 : 0;
        page.paragraph(text.substr(from, end - from), inner ? "  " : "");
        from = end + 1;
    }
}

using Json = nlohmann::ordered_json;

Json metric(double value, const std::string& unit, const char* formula) {
    return {{"value", value}, {"unit", unit}, {"formula", formula}};
}
/// USD an hour as the scenario's currency.
Json rate(const Result& r, double usd_h, const char* formula) {
    return metric(usd_h / r.usd_per_currency, by_hour(r), formula);
}

Json impossible_json(const Result& r) {
    Json list = Json::array();
    for (const auto& i : r.impossible) {
        list.push_back({{"workload", i.demand}, {"deployment", i.deployment}, {"why", i.why}});
    }
    return list;
}

Json excluded_json(const Result& r) {
    Json list = Json::array();
    for (const ExcludedRoute& e : r.excluded) {
        list.push_back({{"subject", e.subject},
                        {"deployment", e.deployment},
                        {"site", e.site},
                        {"constraint", e.rule},
                        {"kind", e.reason}});
    }
    return list;
}

Json placement_json(const Result& r) {
    Json list = Json::array();
    for (const Row& row : rows_of(r)) {
        list.push_back({{"workload", row.workload},
                        {"deployment", row.deployment},
                        {"members", row.members},
                        {"share", row.share},
                        {"rate", metric(row.rate, "1/s", "share × mean rate")},
                        {"rtt", metric(row.rtt_s, "s", "round trip")},
                        {"ttft", metric(row.ttft_s, "s", "mean request alone + round trip")}});
    }
    return list;
}

Json pools_json(const Result& r) {
    Json list = Json::array();
    for (std::size_t i = 0; i < r.problem.pools.size(); ++i) {
        const Pool& pool = r.problem.pools[i];
        list.push_back({{"pool", pool.name},
                        {"servers", r.best.servers[i]},
                        {"cost", rate(r, pool_cost(r, i), "servers × price of an hour + staff")}});
    }
    return list;
}

Json shadows_json(const Result& r) {
    Json list = Json::array();
    for (const Shadow& s : r.shadows) {
        list.push_back(
            {{"constraint", s.constraint.text},
             {"shadow_price", rate(r, s.usd_h, "cost with − cost without")},
             {"unit", s.unit},
             {"one_more", rate(r, s.one_more, "cost − cost with one unit more, solved again")},
             {"dual_of_relaxation", s.dual}});
    }
    return list;
}

Json flips_json(const Result& r) {
    Json list = Json::array();
    for (const Flip& f : r.flips) {
        list.push_back({{"what", f.what},
                        {"change", f.change},
                        {"instead", f.instead},
                        {"possible", f.possible}});
    }
    return list;
}

}  // namespace

std::string render_placement_text(const Result& r, int width) {
    text::Page page(width);
    add_lines(answer(r), page);
    if (!r.best.feasible) return page.out;
    place_table(r, page);
    server_table(r, page);
    shadow_table(r, page);
    verification(r, page);
    page.out += "\n";
    page.paragraph(assumptions(r), "");
    page.out += "\n";
    page.paragraph(flips(r), "");
    return page.out;
}

std::string render_placement_json(const Result& r) {
    Json all{{"schema_version", 1},         {"study", "placement"},
             {"answer", answer(r)},         {"feasible", r.best.feasible},
             {"conflict", r.conflict},      {"impossible", impossible_json(r)},
             {"excluded", excluded_json(r)}};
    if (!r.best.feasible) return all.dump(2) + "\n";
    all["cost"] = rate(r, r.best.usd_h, "servers × price of an hour + requests × their cost");
    all["proven"] = r.best.proven;
    all["placement"] = placement_json(r);
    all["pools"] = pools_json(r);
    all["requests"] = rate(r, request_cost(r), "Σ requests × energy, tokens, traffic");
    all["shadow_prices"] = shadows_json(r);
    all["flips_if"] = flips_json(r);
    if (r.verified) {
        all["verified"] = {{"cost", rate(r, r.verified->usd_h, "simulated")},
                           {"residency_violations", r.verified->violations}};
    }
    return all.dump(2) + "\n";
}

std::string render_placement_csv(const Result& r) {
    std::string out = "workload,deployment,share,rate_per_s,rtt_s,ttft_s\n";
    if (!r.best.feasible) return out;
    for (const Row& row : rows_of(r)) {
        out += fmt::format("{},{},{:.6f},{:.6g},{:.6g},{:.6g}\n", csv_cell(row.workload),
                           csv_cell(row.deployment), row.share, row.rate, row.rtt_s, row.ttft_s);
    }
    return out;
}

}  // namespace orrery
