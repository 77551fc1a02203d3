// The study `edge` as text and JSON.
#include "sim/report/study_edge.hpp"

#include <fmt/format.h>

#include <cmath>
#include <nlohmann/json.hpp>

#include "sim/report/text_page.hpp"

namespace orrery {
namespace {

using edge::Row;
using edge::TierRow;

std::string seconds(double s) {
    if (s < 0) return "–";
    if (std::isinf(s)) return "overloaded";
    return s < 1 ? fmt::format("{:.1f} ms", 1e3 * s) : fmt::format("{:.3f} s", s);
}

std::string threshold_text(const Row& row) {
    if (row.threshold <= 0) return "at any load";
    if (std::isinf(row.threshold)) return "at no load";
    return fmt::format("from {:.3g} times a site's demand ({:.3g} requests/s)", row.threshold,
                       row.threshold * row.rate);
}

/// What the closed form, which takes demand as steady and every tier as up, does not see.
std::string why(const Row& row) {
    std::string text;
    for (const TierRow* t : {&row.edge, &row.central}) {
        if (t->unserved * 100 <= t->requests) continue;
        text +=
            fmt::format("{}{} is overloaded at times and leaves {} of {} requests unserved",
                        text.empty() ? "" : ", and ", t == &row.edge ? "the edge" : "the centre",
                        t->unserved, t->unserved + t->requests);
    }
    if (!text.empty()) return text;
    const double near = row.edge.simulated_s;
    const double far = row.central.simulated_s;
    if (std::fabs(near - far) < .1 * std::max(near, far)) {
        return "the two differ by less than the closed form is exact to (10 %)";
    }
    return "bursts of demand queue longer than its steady mean does";
}

std::string versus(const Row& row, bool wins, double edge_s, double central_s) {
    if (std::isinf(wins ? central_s : edge_s)) {
        return fmt::format("{} is faster {} ({} in the mean; {} would be overloaded with all of it",
                           row.workload, wins ? "at the edge" : "centrally",
                           seconds(wins ? edge_s : central_s), wins ? "the centre" : "the edge");
    }
    return fmt::format("{} is faster {} ({} against {} in the mean", row.workload,
                       wins ? "at the edge" : "centrally", seconds(wins ? edge_s : central_s),
                       seconds(wins ? central_s : edge_s));
}

std::string verdict(const Row& row) {
    const double near = row.edge.analytic_s();
    const double far = row.central.analytic_s();
    if (row.disagrees()) {
        return versus(row, row.edge_wins(), row.edge.simulated_s, row.central.simulated_s) +
               fmt::format(
                   ", simulated). The closed form says otherwise ({} at the edge, {} "
                   "centrally): {}",
                   seconds(near), seconds(far), why(row));
    }
    if (std::isinf(near) && std::isinf(far)) {
        return row.workload + " overloads either tier alone (closed form)";
    }
    return versus(row, row.edge_wins(), near, far) + ", closed form); offloading pays " +
           threshold_text(row);
}

/// What a request costs at a tier, or what the tier costs that serves none.
std::string cost_text(const edge::Result& r, const TierRow& t, int tier) {
    const char* where = tier == 0 ? "at the edge" : "centrally";
    if (r.served[tier] == 0) {
        return fmt::format("none is served {}, which costs {:.2f} {} all the same", where,
                           r.cost[tier], r.currency);
    }
    return fmt::format("a request {} costs {:.3g} {}", where, t.usd_per_request, r.currency);
}

std::string answer(const edge::Result& r, const Row& row) {
    std::string text = fmt::format("{}. As the scenario routes, {}, and {}.", verdict(row),
                                   cost_text(r, row.edge, 0), cost_text(r, row.central, 1));
    for (const int tier : {0, 1}) {
        if (r.down_h[tier] <= 0) continue;
        text += fmt::format(" Outages ({:.3g} h {}) are in these costs and not in the means above.",
                            r.down_h[tier], tier == 0 ? "at the edge" : "centrally");
    }
    return text;
}

std::vector<std::string> tier_cells(const char* name, const TierRow& t) {
    return {name,
            seconds(t.rtt_s),
            seconds(t.analytic.alone_s),
            seconds(t.analytic.wait_s),
            seconds(t.analytic_s()),
            seconds(t.simulated_s),
            t.served > 0 ? fmt::format("{}", t.served) : "none",
            t.served > 0 ? fmt::format("{:.3g}", t.usd_per_request) : "–"};
}

/// The two sides of the rule, and whether the simulation agrees.
std::string rule(const Row& row) {
    const double saved = row.central.rtt_s - row.edge.rtt_s;
    const double lost = row.edge.analytic.total() - row.central.analytic.total();
    std::string text = fmt::format(
        "The edge wins iff the round trip saved ({}) exceeds what service and queue are longer "
        "there ({}): {}",
        seconds(std::max(saved, 0.0)),
        std::isnan(lost)               ? "both are overloaded"
        : std::isinf(lost) && lost > 0 ? "without end: the edge is overloaded"
        : std::isinf(lost)             ? "they are shorter without end: the centre is overloaded"
        : lost < 0                     ? "they are shorter by " + seconds(-lost)
                                       : seconds(lost),
        row.gain_s() > 0 ? "it does" : "it does not");
    if (row.edge.simulated_s >= 0 && row.central.simulated_s >= 0) {
        text +=
            row.disagrees() ? "; the simulation DISAGREES: " + why(row) : "; the simulation agrees";
    }
    return text + ".";
}

/// The round trip at which the tiers are even, in words.
std::string even_text(const Row& row) {
    const double even = row.edge.analytic.total() - row.central.analytic.total();
    if (!std::isfinite(even)) return "a tier is overloaded: more replicas there";
    if (even > 0) {
        return fmt::format("the round trip to the centre is {} than {} longer than to the edge",
                           row.gain_s() > 0 ? "less" : "more", seconds(even));
    }
    if (row.gain_s() > 0) {
        return fmt::format(
            "not by a nearer centre: a request takes {} there and {} at the edge, round trips left "
            "out",
            seconds(row.central.analytic.total()), seconds(row.edge.analytic.total()));
    }
    return fmt::format("the round trip to the edge is less than {} longer than to the centre",
                       seconds(-even));
}

std::string flips(const edge::Result& r) {
    std::string text = "Flips if: ";
    for (std::size_t i = 0; i < r.rows.size(); ++i) {
        const Row& row = r.rows[i];
        text += fmt::format("{}{}: {}{}", i > 0 ? "; " : "", row.workload,
                            row.disagrees() ? "by the closed form, which the simulation does not "
                                              "bear out, "
                                            : "",
                            even_text(row));
        if (row.threshold > 0 && !std::isinf(row.threshold)) {
            text += fmt::format(", or a site's demand passes {:.3g} times today's", row.threshold);
        }
    }
    return text + ".";
}

std::vector<std::vector<std::string>> ttft_table(const edge::Result& r) {
    std::vector<std::vector<std::string>> rows{{"tier", "p50", "p90", "p99"}};
    for (const int tier : {0, 1}) {
        const char* name = tier == 0 ? "edge" : "central";
        if (r.served[tier] == 0) {
            rows.push_back({name, "none", "served", ""});
            continue;
        }
        const double* ttft = r.ttft[tier];
        rows.push_back({name, seconds(ttft[0]), seconds(ttft[1]), seconds(ttft[2])});
    }
    return rows;
}

nlohmann::ordered_json tier_json(const TierRow& t) {
    const auto number = [](double v) -> nlohmann::ordered_json {
        if (std::isinf(v) || v < 0) return nullptr;
        return v;
    };
    return {{"rtt_s", t.rtt_s},
            {"service_s", number(t.analytic.alone_s)},
            {"queue_s", number(t.analytic.wait_s)},
            {"mean_analytic_s", number(t.analytic_s())},
            {"mean_simulated_s", number(t.simulated_s)},
            {"unserved_simulated", t.unserved},
            {"served", t.served},
            {"cost_per_request", number(t.served > 0 ? t.usd_per_request : -1)}};
}

}  // namespace

std::string render_edge_text(const edge::Result& r, int width) {
    text::Page page(width);
    if (!r.problem.empty()) {
        page.paragraph("Answer: nothing to compare: " + r.problem + ".", "");
        return page.out;
    }
    for (const Row& row : r.rows) {
        page.paragraph((&row == &r.rows.front() ? "Answer: " : "") + answer(r, row), "");
    }
    for (const Row& row : r.rows) {
        page.heading(fmt::format("{}: {} site{}, {:.3g} requests/s each", row.workload, row.sites,
                                 row.sites == 1 ? "" : "s", row.rate));
        page.table({{"tier", "rtt", "service", "queue", "mean", "simulated", "served",
                     r.currency + "/req"},
                    tier_cells("edge", row.edge),
                    tier_cells("central", row.central)});
        page.paragraph(rule(row), "  ");
    }
    page.heading("TTFT as the scenario routes, by tier");
    page.table(ttft_table(r));
    page.out += "\n";
    page.paragraph(
        "Means: closed form with all of the workload's demand at that tier (M/G/c of slots, or "
        "Little's law of a batch) beside a simulated run with that tier alone and nothing down. "
        "Costs are of the run as the scenario routes, idle time included. The threshold compares "
        "the edge with a centre that serves only what has no edge. The whole distribution of TTFT "
        "is in edge_cdf.csv.",
        "");
    page.out += "\n";
    page.paragraph(flips(r), "");
    return page.out;
}

std::string render_edge_json(const edge::Result& r) {
    using Json = nlohmann::ordered_json;
    Json all{{"schema_version", 1}, {"study", "edge"}, {"currency", r.currency}};
    if (!r.problem.empty()) all["problem"] = r.problem;
    Json rows = Json::array();
    for (const Row& row : r.rows) {
        Json j{{"workload", row.workload},     {"answer", "Answer: " + answer(r, row)},
               {"sites", row.sites},           {"rate_per_site", row.rate},
               {"edge", tier_json(row.edge)},  {"central", tier_json(row.central)},
               {"edge_wins", row.edge_wins()}, {"simulation_disagrees", row.disagrees()}};
        if (std::isinf(row.threshold)) {
            j["threshold_multiple"] = nullptr;
        } else {
            j["threshold_multiple"] = row.threshold;
        }
        rows.push_back(std::move(j));
    }
    all["rows"] = std::move(rows);
    const auto ttft = [&](int tier, int quantile) {
        const bool known = r.served[tier] > 0;
        return Json{{"value", known ? Json(r.ttft[tier][quantile]) : Json(nullptr)}, {"unit", "s"}};
    };
    for (const int tier : {0, 1}) {
        all[tier == 0 ? "edge_total" : "central_total"] = {
            {"served", r.served[tier]},  {"cost", r.cost[tier]},      {"outage_h", r.down_h[tier]},
            {"ttft_p50", ttft(tier, 0)}, {"ttft_p90", ttft(tier, 1)}, {"ttft_p99", ttft(tier, 2)}};
    }
    return all.dump(2) + "\n";
}

std::string render_edge_csv(const edge::Result& r) {
    std::string out = "tier,ttft_s,share\n";
    for (const Cdf& cdf : r.cdfs) {
        for (const Sketch::Point& p : cdf.points) {
            out += fmt::format("{},{:.6g},{:.6g}\n", cdf.workload, p.seconds, p.share);
        }
    }
    return out;
}

}  // namespace orrery
