// The study `edge` in words: it follows the simulation, tiers that serve nobody, and lines that
// fit.
#include "sim/report/study_edge.hpp"

#include <algorithm>
#include <limits>

#include "tests/support/catch.hpp"

namespace study_edge_test {

using namespace orrery;

namespace {

/// A sentence in text that is wrapped anywhere.
bool holds(std::string text, const std::string& sentence) {
    std::replace(text.begin(), text.end(), '\n', ' ');
    return text.find(sentence) != std::string::npos;
}

int widest(const std::string& text) {
    int most = 0;
    int line = 0;
    for (const char c : text) {
        line = c == '\n' ? 0 : line + ((static_cast<unsigned char>(c) & 0xC0) != 0x80);
        most = std::max(most, line);
    }
    return most;
}

}  // namespace

TEST_CASE("where the simulation disagrees the answer follows it, and says why") {
    edge::Result r;
    r.currency = "EUR";
    edge::Row row;
    row.workload = "till";
    row.central.rtt_s = .3;
    row.edge.analytic = {.1, .1};
    row.central.analytic = {.05, 0};
    row.edge.simulated_s = .2;
    row.central.simulated_s = .35;
    CHECK(row.edge_wins());
    CHECK(!row.disagrees());
    row.edge.simulated_s = 234;
    row.edge.requests = 900;
    row.edge.unserved = 100;
    CHECK(row.gain_s() > 0);
    CHECK(row.disagrees());
    CHECK(!row.edge_wins());
    row.edge.served = r.served[0] = 10;
    row.edge.usd_per_request = .25;
    r.cost[1] = 12;
    r.down_h[0] = .75;
    r.rows.push_back(row);
    const std::string text = render_edge_text(r, 80);
    CHECK(text.rfind("Answer: till is faster centrally (350.0 ms against 234.000 s", 0) == 0);
    CHECK(holds(text, "the edge is overloaded at times and leaves 100 of 1000 requests unserved"));
    CHECK(holds(text, "a request at the edge costs 0.25 EUR"));
    // The centre served nobody: no percentiles and no price of a request, but what it costs.
    CHECK(holds(text, "none is served centrally, which costs 12.00 EUR all the same"));
    CHECK(holds(text, "Outages (0.75 h at the edge)"));
    CHECK(render_edge_json(r).find("\"edge_wins\": false") != std::string::npos);
    for (const int width : {60, 80}) CHECK(widest(render_edge_text(r, width)) <= width);
    // Of two workloads there is one answer, and what has no end is said in words.
    r.rows.push_back(row);
    r.rows[1].workload = "camera";
    r.rows[1].edge.simulated_s = r.rows[1].central.simulated_s = -1;
    r.rows[1].edge.analytic.wait_s = std::numeric_limits<double>::infinity();
    const std::string two = render_edge_text(r, 400);
    CHECK(two.find("Answer: ") == two.rfind("Answer: "));
    CHECK(holds(two, "camera is faster centrally"));
    CHECK(holds(two, "the edge would be overloaded with all of it"));
    CHECK_FALSE(holds(two, "∞"));
}

}  // namespace study_edge_test
