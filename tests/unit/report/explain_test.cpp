// Why a figure is what it is: postings that sum to it, requests, hours, events, inputs; nothing
// invented, nothing wider than the window.
#include "sim/report/explain.hpp"

#include "sim/report/explain_parts.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/text.hpp"

namespace explain_test {

using namespace orrery;

namespace {

void add(StoredResults& r, const std::string& path, double value, const std::string& unit = "") {
    Metric m;
    m.value = value;
    m.unit = unit;
    m.formula = "formula of " + path;
    r.metrics.set(path, m);
}

void charge(StoredResults& r, const std::string& site, const std::string& category, double amount) {
    Charge c;
    c.site = site;
    c.category = category;
    c.unit = "kWh";
    c.formula = "energy × price";
    c.price_source = "a.yaml:25";
    Posting p;
    p.charge = static_cast<std::uint32_t>(r.ledger.charges.size());
    p.month = 2026 * 12 + 10;
    p.quantity = 2;
    p.amount.fill(round_money(amount));
    r.ledger.charges.push_back(c);
    r.ledger.postings.push_back(p);
    p.month += 1;
    r.ledger.postings.push_back(p);
}

/// Two sites, energy and compute; a workload with slow requests; an outage.
StoredResults results() {
    StoredResults r;
    r.ledger.currency = "EUR";
    charge(r, "hall", "energy", 10);
    charge(r, "hall", "compute", 40);
    charge(r, "edge", "energy", 3);
    add(r, "cost.total", 106, "EUR");
    add(r, "cost.by_site.hall", 100, "EUR");
    add(r, "cost.by_site.edge", 6, "EUR");
    add(r, "cost.by_tenant.x", 50, "EUR");
    add(r, "latency.by_workload.chat.ttft.p99", 1.5, "s");
    add(r, "latency.ttft.p99", 1.5, "s");
    add(r, "requests.rejected", 2);
    add(r, "energy.by_site.hall", 3, "kWh");
    add(r, "supply.outages.data", 1);
    add(r, "risk.hhi.spend", 0.5);
    r.rows.start = "2026-11-02T00:00:00Z";
    r.rows.interval_s = 3600;
    r.rows.warmup_s = 600;
    r.rows.inputs = {{"sites[0].name", "hall", "a.yaml:1"},
                     {"sites[0].pue", "1.35", "a.yaml:17"},
                     {"sites[1].name", "edge", "a.yaml:20"},
                     {"sites[1].pue", "1.6", "a.yaml:27"},
                     {"sites[1].outages[0].at", "2 h", "default"},
                     {"pools[0].name", "own", "a.yaml:31"},
                     {"pools[0].site", "hall", "a.yaml:32"},
                     {"pools[0].life", "5", "default"},
                     {"pools[own].capex", "9 USD", "catalog, as of 2026-11-22, estimated: sheet"},
                     {"workloads[0].name", "chat", "a.yaml:84"},
                     {"workloads[0].slo.ttft", "1 s", "a.yaml:90"}};
    RequestCountRow count;
    count.workload = "chat";
    count.counts.arrived = 10;
    count.counts.measured_arrived = 8;
    count.counts.rejected = 2;
    r.rows.requests.push_back(count);
    ServedRow served;
    served.workload = "chat";
    served.deployment = "d";
    served.slo_met = 5;
    served.wait_s[static_cast<std::size_t>(WaitCause::slots)] = 9;
    served.wait_s[static_cast<std::size_t>(WaitCause::iteration)] = 1;
    r.rows.served.push_back(served);
    SlowRequest slow;
    slow.measure = "ttft";
    slow.workload = "chat";
    slow.rank = 1;
    slow.request_id = 77;
    slow.deployment = "d";
    slow.arrival_s = 3660;
    slow.ttft_s = 1.75;
    slow.wait_s[static_cast<std::size_t>(WaitCause::slots)] = 1.25;
    slow.wait_s[static_cast<std::size_t>(WaitCause::iteration)] = 0.02;
    r.rows.slow.push_back(slow);
    r.series.push_back({"facility power", "hall", "kW", {1, 2}});
    r.series.push_back({"facility power", "edge", "kW", {7, 7}});
    r.events.push_back({kHour * 2, kHour * 3, "outage", "hall", "switchgear"});
    r.events.push_back({kHour * 2, kHour * 2, "delivery", "own", "2 servers"});
    return r;
}

/// Line breaks of the layout are spaces.
std::string flat(const std::string& text) {
    std::string out;
    for (const char c : text) {
        const char d = c == '\n' ? ' ' : c;
        if (d == ' ' && !out.empty() && out.back() == ' ') continue;
        out += d;
    }
    return out;
}

void has(const std::string& text, const std::string& part) {
    INFO(text);
    INFO(part);
    CHECK(flat(text).find(part) != std::string::npos);
}

void lacks(const std::string& text, const std::string& part) {
    INFO(text);
    INFO(part);
    CHECK(flat(text).find(part) == std::string::npos);
}

}  // namespace

TEST_CASE("what an investment is worth is made of payments, a tax of costs without wear") {
    StoredResults r = results();
    add(r, "finance.npv", 7, "EUR");
    add(r, "finance.tax", 3, "EUR");
    add(r, "finance.discount_rate", 0.09);
    for (Charge& c : r.ledger.charges) c.cash = true;
    charge(r, "hall", "purchase", 1000);
    charge(r, "hall", "depreciation", 200);
    Charge& bought = r.ledger.charges[3];
    bought.cash = bought.capital = true;
    r.ledger.charges[4].capital = true;
    const auto only = [&](std::uint32_t charge, CostColumn column) {
        for (Posting& p : r.ledger.postings) {
            if (p.charge != charge) continue;
            const Money amount = p.of(column);
            p.amount.fill(Money{});
            p.amount[static_cast<std::size_t>(column)] = amount;
        }
    };
    only(3, CostColumn::billed);
    only(4, CostColumn::effective);
    const std::string npv = explain_figure(r, "finance.npv", 80);
    has(npv, "Postings behind it, billed cost");
    has(npv, "2000.00 EUR hall · purchase");
    lacks(npv, "depreciation");
    has(npv, "The figure is made of them, of finance.value and of finance.tax");
    const std::string tax = explain_figure(r, "finance.tax", 80);
    has(tax, "effective cost");
    lacks(tax, "depreciation");
    lacks(tax, "purchase");
    has(explain_figure(r, "finance.discount_rate", 80), "No posting belongs to it.");
}

TEST_CASE("figures of a run that was cut say so, of several runs, that they are means") {
    StoredResults r = results();
    lacks(explain_figure(r, "cost.total", 80), "PARTIAL");
    r.rows.partial = "the limit of events was reached";
    has(explain_figure(r, "cost.total", 80), "PARTIAL: the limit of events was reached");
    const auto of_runs = [&](const std::string& path) {
        Metric m = *r.metrics.find(path);
        m.n = 5;
        m.lo = m.value - 1;
        m.hi = m.value + 1;
        r.metrics.set(path, m);
    };
    add(r, "carbon.total", 12, "gCO2e");
    of_runs("carbon.total");
    of_runs("cost.total");
    has(explain_figure(r, "cost.total", 80), "mean of 5 replications");
    has(explain_figure(r, "cost.total", 80), "95 % interval: 105 to 107 EUR");
}

TEST_CASE("a figure of a place rests on the inputs of that place") {
    StoredResults r = results();
    r.rows.inputs.push_back({"contracts[0].name", "deal", "a.yaml:50"});
    r.rows.inputs.push_back({"contracts[0].pool", "own", "a.yaml:51"});
    FigureBasis cost;
    cost.family = "cost";
    cost.paths = {"cost"};
    for (const char* what : {"PUE of hall", "PUE of edge", "price of own", "demand of chat",
                             "price of contract deal", "exchange rates"}) {
        cost.inputs.push_back({what, RestsOn::modelled, 0, "stated"});
    }
    r.bases = {cost};
    const std::string hall = explain_figure(r, "cost.by_site.hall");
    for (const char* what : {"PUE of hall", "price of own", "price of contract deal"}) {
        has(hall, std::string("modelled ") + what);
    }
    lacks(hall, "PUE of edge");
    const std::string edge = explain_figure(r, "cost.by_site.edge");
    has(edge, "modelled PUE of edge");
    has(edge, "modelled exchange rates");
    for (const char* what : {"PUE of hall", "price of own", "contract deal"}) {
        lacks(edge, std::string("modelled ") + what);
        has(explain_figure(r, "cost.total"), what);
    }
}

TEST_CASE("a site's cost names its postings, largest first, and their sum") {
    const std::string text = explain_figure(results(), "cost.by_site.hall");
    has(text, "cost.by_site.hall = 100 EUR");
    has(text, "formula: formula of cost.by_site.hall");
    has(text, "rests on: modelled");
    has(text, "80.00 EUR hall · compute (2026-11 to 2026-12: 4 kWh, 2 postings)");
    has(text, "20.00 EUR hall · energy");
    has(text, "energy × price; price: a.yaml:25");
    has(text, "100.00 EUR together");
    lacks(text, "edge · ");
    lacks(text, "not their plain sum");
    CHECK(text.find("compute") < text.find("energy ×"));
    // Its own inputs with their lines, not the other site's; the catalog's entry with its date.
    has(text, "sites[hall].pue = 1.35 from a.yaml:17");
    has(text, "pools[own].capex = 9 USD from catalog, as of 2026-11-22, estimated: sheet");
    lacks(text, "a.yaml:27");
    has(text, "… and 1 defaults");
}

TEST_CASE("a sum that is not the figure is said") {
    StoredResults r = results();
    add(r, "cost.by_category.energy", 30, "EUR");
    has(explain_figure(r, "cost.by_category.energy"), "not their plain sum");
    Metric m = *r.metrics.find("cost.by_category.energy");
    m.lo = 20;
    m.hi = 40;
    r.metrics.set("cost.by_category.energy", m);
    has(explain_figure(r, "cost.by_category.energy"), "95 % interval: 20 to 40 EUR");
    has(explain_figure(r, "cost.by_category.energy"), "the figure is the mean of all");
}

TEST_CASE("figures have no residue of binary numbers, and money is exact") {
    using explain::exact_text;
    CHECK(exact_text(0.1 + 0.2, "", "EUR") == "0.3");  // 0.30000000000000004
    CHECK(exact_text(38257.943457650596, "gCO2e", "EUR") == "38257.9 gCO2e");
    CHECK(exact_text(1234567.8, "kWh", "EUR") == "1234568 kWh");
    CHECK(exact_text(389488, "", "EUR") == "389488");
    CHECK(exact_text(307.123456, "EUR", "EUR") == "307.123456 EUR");
    CHECK(exact_text(-0.5, "EUR/h", "EUR") == "−0.5 EUR/h");
    CHECK(exact_text(307.123456, "USD", "EUR") == "307.123 USD");
    CHECK(exact_text(2.7505e-309, "s", "EUR") == "below 1 ns");
    CHECK(exact_text(1e-9, "s", "EUR") == "1e-09 s");
    CHECK(exact_text(0, "s", "EUR") == "0 s");
    StoredResults r = results();
    add(r, "latency.ttft.p50", 0.1 + 0.2, "s");
    has(explain_figure(r, "latency.ttft.p50"), "latency.ttft.p50 = 0.3 s");
}

TEST_CASE("what is not kept is said") {
    has(explain_figure(results(), "cost.by_tenant.x"), "which postings, the result does not keep");
    has(explain_figure(results(), "risk.hhi.spend"), "No record behind it is kept");
    StoredResults old = results();
    old.rows = {};
    has(explain_figure(old, "latency.ttft.p99"), "slowest requests are not kept");
    has(explain_figure(old, "latency.ttft.p99"), "Inputs are not kept");
    has(explain_figure(old, "requests.rejected"), "Counts by workload are not kept");
}

TEST_CASE("a latency names its slowest requests and what they waited for") {
    const std::string text = explain_figure(results(), "latency.by_workload.chat.ttft.p99");
    has(text, "1.75 s chat of d, request 77 at 2026-11-02 01:01");
    has(text, "waited: slots 1.25 s, iteration 20 ms");
    has(text, "chat on d slots 9.00 s 90 %");
    has(text, "chat on d iteration 1.00 s 10 %");
    has(text, "workloads[chat].slo.ttft = 1 s from a.yaml:90");
}

TEST_CASE("counts say what was counted, misses are those that arrived and did not meet") {
    StoredResults r = results();
    add(r, "slo.by_workload.chat.attainment", 0.625);
    // 8 arrived after the warm-up, 5 met: 3 missed.
    const std::string text = explain_figure(r, "slo.by_workload.chat.attainment", 100);
    has(text, "missed SLO");
    has(text, "chat 10 0 2 0 0 0 0 3");
    has(text, "first 10.0 min (warm-up)");
}

TEST_CASE("energy names sites and hours, supply its events") {
    const std::string energy = explain_figure(results(), "energy.by_site.hall");
    has(energy, "hall: 3 kWh in 2 intervals of 60.0 min");
    has(energy, "highest: 2 kW at 2026-11-02 01:00");
    lacks(energy, "edge: ");
    const std::string supply = explain_figure(results(), "supply.outages.data");
    has(supply, "2026-11-02 02:00 outage hall for 60.0 min: switchgear");
    has(supply, "1 delivery, 1 outage");
}

TEST_CASE("no explanation is wider than the window, whatever the names") {
    StoredResults r = results();
    const std::string evil = "<b>\x1b[31m" + std::string(400, 'w');
    charge(r, evil, evil, 1);
    add(r, "cost.by_site." + evil, 2, "EUR");
    r.events.push_back({kHour, kHour, evil, evil, evil});
    r.rows.inputs.push_back({"sites[2].name", evil, "a.yaml:3"});
    r.rows.inputs.push_back({"sites[2].pue", evil, evil});
    r.rows.slow.front().workload = evil;
    r.rows.served.front().workload = evil;
    for (const auto& [path, m] : r.metrics.all()) {
        for (const int width : {40, 80}) {
            const std::string text = explain_figure(r, path, width);
            CHECK(test::widest(text) <= static_cast<std::size_t>(width));
            CHECK(text.find('\x1b') == std::string::npos);
        }
    }
    CHECK(test::widest(list_figures(r)) <= 80);
    CHECK(test::widest(list_family(r, "cost")) <= 80);
}

TEST_CASE("many charges are bounded, and the rest is summed") {
    StoredResults r;
    r.ledger.currency = "USD";
    for (int i = 0; i < 100; ++i) charge(r, "s" + std::to_string(i), "energy", 1 + i);
    add(r, "cost.total", 10100, "USD");
    const std::string text = explain_figure(r, "cost.total");
    // Two postings of 1 … 85 each are not among the 15 largest: 2 · 85 · 86 / 2 = 7,310.
    has(text, "7310.00 USD 85 further charges");
    has(text, "10100.00 USD together");
}

TEST_CASE("figures are listed by family") {
    const std::string text = list_figures(results());
    has(text, "10 figures in 6 families");
    has(text, "cost (4): cost.total, cost.by_site.hall, cost.by_site.edge, …");
    has(list_family(results(), "cost"), "cost.by_site.edge = 6 EUR");
    CHECK(list_family(results(), "cost.by").empty());
    CHECK(list_family(results(), "").empty());
}

}  // namespace explain_test
