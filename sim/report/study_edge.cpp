// The study `edge` as text and JSON.
#include "sim/report/study_edge.hpp"

#include <fmt/format.h>

#include <cmath>
#include <nlohmann/json.hpp>

namespace orrery {
namespace {

using edge::Row;
using edge::TierRow;

std::string seconds(double s) {
    if (s < 0) return "–";
    if (std::isinf(s)) return "∞";
    return s < 1 ? fmt::format("{:.1f} ms", 1e3 * s) : fmt::format("{:.3f} s", s);
}

std::string threshold_text(const Row& row) {
    if (row.threshold <= 0) return "at any load";
    if (std::isinf(row.threshold)) return "at no load";
    return fmt::format("from {:.3g} times a site's demand ({:.3g} requests/s)", row.threshold,
                       row.threshold * row.rate);
}

std::string answer(const Row& row) {
    const bool wins = row.gain_s() > 0;
    std::string text = fmt::format(
        "Answer: {} is faster {} ({} against {} in the mean, closed form); offloading pays {}.",
        row.workload, wins ? "at the edge" : "centrally",
        seconds(wins ? row.edge.analytic_s() : row.central.analytic_s()),
        seconds(wins ? row.central.analytic_s() : row.edge.analytic_s()), threshold_text(row));
    if (row.edge.served > 0) {
        text += fmt::format(" A request costs {:.3g} at the edge", row.edge.usd_per_request);
        if (row.central.served > 0) {
            text += fmt::format(" and {:.3g} centrally", row.central.usd_per_request);
        }
        text += ".";
    }
    return text + "\n";
}

std::string tier_line(const char* name, const TierRow& t) {
    return fmt::format("  {:<10}{:>10}{:>12}{:>12}{:>12}{:>12}{:>12}{:>14}\n", name,
                       seconds(t.rtt_s), seconds(t.analytic.alone_s), seconds(t.analytic.wait_s),
                       seconds(t.analytic_s()), seconds(t.simulated_s), t.served,
                       fmt::format("{:.3g}", t.usd_per_request));
}

/// The two sides of the rule, and whether the simulation agrees.
std::string rule(const Row& row) {
    const double saved = row.central.rtt_s - row.edge.rtt_s;
    const double lost = row.edge.analytic.total() - row.central.analytic.total();
    std::string text = fmt::format(
        "  The edge wins iff the round trip saved ({}) exceeds what service and queue are longer "
        "there ({}): {}",
        seconds(std::max(saved, 0.0)),
        lost < 0 ? "they are shorter by " + seconds(-lost) : seconds(lost),
        row.gain_s() > 0 ? "it does" : "it does not");
    if (row.edge.simulated_s >= 0 && row.central.simulated_s >= 0) {
        const bool same = (row.edge.simulated_s < row.central.simulated_s) == (row.gain_s() > 0);
        text += same ? "; the simulation agrees" : "; the simulation DISAGREES";
    }
    return text + ".\n";
}

std::string flips(const edge::Result& r) {
    std::string text = "\nFlips if: ";
    for (std::size_t i = 0; i < r.rows.size(); ++i) {
        const Row& row = r.rows[i];
        const double even = row.edge.analytic.total() - row.central.analytic.total();
        text += i > 0 ? "; " : "";
        if (std::isinf(even)) {
            text += fmt::format("{}: one tier is overloaded, more replicas there", row.workload);
        } else if (even <= 0) {
            text += fmt::format("{}: by no distance, the centre serves no faster", row.workload);
        } else {
            text += fmt::format(
                "{}: the round trip to the centre is {} than {} longer than to "
                "the edge",
                row.workload, row.gain_s() > 0 ? "less" : "more", seconds(even));
        }
        if (row.threshold > 0 && !std::isinf(row.threshold)) {
            text += fmt::format(", or a site's demand passes {:.3g} times today's", row.threshold);
        }
    }
    return text + ".\n";
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
            {"served", t.served},
            {"cost_per_request", t.usd_per_request}};
}

}  // namespace

std::string render_edge_text(const edge::Result& r) {
    if (!r.problem.empty()) return "Answer: nothing to compare: " + r.problem + ".\n";
    std::string text;
    for (const Row& row : r.rows) text += answer(row);
    for (const Row& row : r.rows) {
        text += fmt::format("\n{}: {} site{}, {:.3g} requests/s each\n", row.workload, row.sites,
                            row.sites == 1 ? "" : "s", row.rate);
        text +=
            fmt::format("  {:<10}{:>10}{:>12}{:>12}{:>12}{:>12}{:>12}{:>14}\n", "tier", "rtt",
                        "service", "queue", "mean", "simulated", "served", r.currency + "/request");
        text += tier_line("edge", row.edge) + tier_line("central", row.central) + rule(row);
    }
    text += "\nTTFT as the scenario routes, by tier (whole distribution: edge_cdf.csv)\n";
    for (const int tier : {0, 1}) {
        text += fmt::format("  {:<10}p50 {:>10}  p90 {:>10}  p99 {:>10}\n",
                            tier == 0 ? "edge" : "central", seconds(r.ttft[tier][0]),
                            seconds(r.ttft[tier][1]), seconds(r.ttft[tier][2]));
    }
    text +=
        "\nMeans: closed form with all of the workload's demand at that tier (M/G/c of slots, or "
        "Little's law of a\nbatch) beside a simulated run with that tier alone and nothing down. "
        "Costs are of the run as the scenario\nroutes, idle time included. The threshold compares "
        "the edge with a centre that serves only what has no edge.\n";
    return text + flips(r);
}

std::string render_edge_json(const edge::Result& r) {
    using Json = nlohmann::ordered_json;
    Json all{{"schema_version", 1}, {"study", "edge"}, {"currency", r.currency}};
    if (!r.problem.empty()) all["problem"] = r.problem;
    Json rows = Json::array();
    for (const Row& row : r.rows) {
        Json j{{"workload", row.workload},     {"answer", answer(row)},
               {"sites", row.sites},           {"rate_per_site", row.rate},
               {"edge", tier_json(row.edge)},  {"central", tier_json(row.central)},
               {"edge_wins", row.gain_s() > 0}};
        if (std::isinf(row.threshold)) {
            j["threshold_multiple"] = nullptr;
        } else {
            j["threshold_multiple"] = row.threshold;
        }
        rows.push_back(std::move(j));
    }
    all["rows"] = std::move(rows);
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
