// The terminal summary of supply: outages of vendors, orders, services, runbooks, gaps.
#include "sim/report/text_supply.hpp"

#include "sim/analysis/wording.hpp"

namespace orrery::text {
namespace {

using analysis::value_of;

/// Names under a prefix whose metric ends in `tail`.
std::vector<std::string> members(const Findings& f, const std::string& prefix,
                                 const std::string& tail) {
    std::vector<std::string> names;
    for (const auto& [path, metric] : f.metrics.all()) {
        const bool fits = path.size() > prefix.size() + tail.size() && path.rfind(prefix, 0) == 0 &&
                          path.compare(path.size() - tail.size(), tail.size(), tail) == 0;
        if (fits)
            names.push_back(path.substr(prefix.size(), path.size() - prefix.size() - tail.size()));
    }
    return names;
}

void outages(const Findings& f, Page& page) {
    std::vector<std::vector<std::string>> rows{{"plane", "outages", "hours", "lost", "late"}};
    for (const std::string& plane : members(f, "supply.outages.", ".count")) {
        const std::string path = "supply.outages." + plane;
        if (value_of(f, path + ".count") == 0) continue;
        rows.push_back({plane, fmt::format("{:.0f}", value_of(f, path + ".count")),
                        fmt::format("{:.1f}", value_of(f, path + ".duration") / 3600),
                        analysis::number_text(value_of(f, path + ".lost")),
                        analysis::number_text(value_of(f, path + ".late"))});
    }
    if (rows.size() < 2) return;
    page.heading("Outages of vendors (requests lost, and late against their SLO, meanwhile)");
    page.table(rows);
    page.paragraph(fmt::format("Served as before {:.1f} h after the start at the latest.",
                               value_of(f, "supply.recovery") / 3600),
                   "  ");
}

/// When what of whom was out: the spans behind the sums.
void spans(const Findings& f, Page& page) {
    constexpr std::size_t kSpans = 8;
    if (f.outages.empty()) return;
    if (members(f, "supply.outages.", ".count").empty()) page.heading("Outages");
    std::vector<std::vector<std::string>> rows{{"outage", "from (UTC)", "h", "lost", "late"}};
    for (std::size_t i = 0; i < std::min(f.outages.size(), kSpans); ++i) {
        const OutageRow& r = f.outages[i];
        const bool site = r.vendor.empty() || r.vendor == r.name;
        rows.push_back({(site ? r.name : r.vendor + ", " + r.name) + ": " + r.plane, r.from,
                        analysis::number_text(r.hours), analysis::number_text(r.lost),
                        analysis::number_text(r.late)});
    }
    page.table(rows);
    if (f.outages.size() > kSpans) {
        page.paragraph(fmt::format("and {} more, in result.json.", f.outages.size() - kSpans),
                       "  ");
    }
}

void deliveries(const Findings& f, Page& page) {
    constexpr std::size_t kRows = 12;
    if (f.deliveries.empty()) return;
    page.heading("Deliveries (planned: at the median lead time)");
    std::vector<std::vector<std::string>> rows{
        {"pool", "servers", "ordered", "planned", "delivered", "in service", "late"}};
    for (std::size_t i = 0; i < std::min(f.deliveries.size(), kRows); ++i) {
        const DeliveryRow& r = f.deliveries[i];
        rows.push_back({r.pool, std::to_string(r.servers), r.ordered, r.planned, r.delivered,
                        r.in_service, analysis::grouped(r.late_days, 0) + " d"});
    }
    page.table(rows);
    if (f.deliveries.size() > kRows) {
        page.paragraph(fmt::format("and {} more.", f.deliveries.size() - kRows), "  ");
    }
}

void orders(const Findings& f, Page& page) {
    const auto pools = members(f, "supply.by_pool.", ".fill_rate");
    if (pools.empty()) return;
    page.heading("Servers from vendors");
    std::vector<std::vector<std::string>> rows{{"", "filled", "missing server-h", "later"}};
    for (const std::string& pool : pools) {
        const std::string path = "supply.by_pool." + pool;
        rows.push_back({pool, fmt::format("{:.1f} %", 100 * value_of(f, path + ".fill_rate")),
                        fmt::format("{:.4g}", value_of(f, path + ".missing_server_hours")),
                        fmt::format("{:.0f}", value_of(f, path + ".filled_later"))});
    }
    page.table(rows);
    std::string causes;
    for (const std::string& cause : members(f, "supply.missing.", ".server_hours")) {
        const double missing = value_of(f, "supply.missing." + cause + ".server_hours");
        if (missing <= 0) continue;
        causes += fmt::format("{}{} {:.4g} server-h", causes.empty() ? "" : ", ", cause, missing);
    }
    if (!causes.empty()) page.paragraph("Missing by cause: " + causes + ".", "  ");
}

void runbooks(const Findings& f, Page& page) {
    for (const std::string& name : members(f, "services.", ".out")) {
        const std::string path = "services." + name;
        if (value_of(f, path + ".outages") == 0) continue;
        page.paragraph(
            fmt::format("Service {}: out for {:.1f} h; what it had given out expired "
                        "{:.0f} times.",
                        name, value_of(f, path + ".out") / 3600, value_of(f, path + ".expired")),
            "  ");
    }
    for (const std::string& name : members(f, "runbooks.", ".rto")) {
        const std::string path = "runbooks." + name;
        page.paragraph(
            fmt::format("Runbook {}: response {:.0f} min, served again after {:.0f} min "
                        "at worst; {:.0f} of {:.0f} outages were failed over.",
                        name, value_of(f, path + ".response") / 60, value_of(f, path + ".rto") / 60,
                        value_of(f, path + ".failed_over"), value_of(f, path + ".runs")),
            "  ");
    }
    if (!f.plan_gaps.empty()) page.heading("Gaps of the plan");
    for (const std::string& gap : f.plan_gaps) page.paragraph("! " + gap + ".", "  ");
}

}  // namespace

void supply(const Findings& f, Page& page) {
    outages(f, page);
    spans(f, page);
    deliveries(f, page);
    orders(f, page);
    runbooks(f, page);
}

}  // namespace orrery::text
