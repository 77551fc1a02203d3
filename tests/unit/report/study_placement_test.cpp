// The study `placement` in words: sums that add up, thresholds that say something, lines that fit.
#include "sim/report/study_placement.hpp"

#include <algorithm>

#include "tests/support/catch.hpp"

namespace study_placement_test {

using namespace orrery;

namespace {

int widest(const std::string& text) {
    int most = 0;
    int line = 0;
    for (const char c : text) {
        line = c == '\n' ? 0 : line + ((static_cast<unsigned char>(c) & 0xC0) != 0x80);
        most = std::max(most, line);
    }
    return most;
}

/// The text with its lines joined.
std::string joined(std::string text) {
    std::replace(text.begin(), text.end(), '\n', ' ');
    return text;
}

/// Two servers at 1.5 USD/h with 0.25 of staff, and 3,600 requests an hour at 0.0001 USD.
placement::Result result() {
    placement::Result r;
    placement::Problem& p = r.problem;
    p.sites.push_back({"hall"});
    p.demands.push_back({"a-workload-with-a-name-that-is-long", 1, 1, 2});
    placement::Pool pool;
    pool.name = "own";
    pool.most = 4;
    pool.usd_h = 1.5;
    pool.fixed_usd_h = .25;
    p.pools.push_back(pool);
    placement::Deployment d;
    d.name = "a-deployment-with-a-name-that-is-longer";
    p.deployments.push_back(d);
    placement::Route route;
    route.usd_request = 1e-4;
    p.routes.push_back(route);
    r.best.feasible = true;
    r.best.usd_h = 2 * 1.5 + .25 + .36;
    r.best.share = {1};
    r.best.replicas = {2};
    r.best.servers = {2};
    placement::Shadow s;
    s.constraint.text = "pools[own].servers = at most 4";
    s.usd_h = 1.1;
    s.dual = 3.01;
    s.unit = "server";
    s.one_more = .5;
    r.shadows.push_back(s);
    r.flips.push_back({"the price of own", 0, "rented", true});
    r.flips.push_back({"the price of own", .004, "rented", true});
    return r;
}

}  // namespace

TEST_CASE("placement: servers, staff and requests add up to the answer") {
    const std::string text = render_placement_text(result(), 100);
    CHECK(joined(text).find("for 3.61 USD/h") != std::string::npos);
    // 3.25 of the pool and 0.36 of requests.
    const std::size_t pool = text.find("3.25\n");
    const std::size_t requests = text.find("0.36\n");
    const std::size_t all = text.rfind("3.61\n");
    CHECK(pool < requests);
    CHECK(requests < all);
    CHECK(all != std::string::npos);
}

TEST_CASE("placement: a unit more is the whole-number saving, and no price rises by 0 %") {
    const std::string text = joined(render_placement_text(result(), 100));
    CHECK(text.find("1.10 USD/h") != std::string::npos);
    CHECK(text.find("0.50 for one server more") != std::string::npos);
    CHECK(text.find("3.01") == std::string::npos);
    CHECK(text.find("rises by 0 %") == std::string::npos);
    CHECK(text.find("rises at all: rented costs the same") != std::string::npos);
    CHECK(text.find("rises by 0.4 % (then rented)") != std::string::npos);
}

TEST_CASE("placement: no line is wider than the window") {
    for (const int width : {60, 80, 100}) {
        CHECK(widest(render_placement_text(result(), width)) <= width);
    }
    placement::Result none;
    none.conflict.push_back("workloads[records].demand = 3.2 /s at peak, and so on and on and on");
    CHECK(widest(render_placement_text(none, 60)) <= 60);
    CHECK(render_placement_text(none, 60).find("\n  workloads[records]") != std::string::npos);
}

}  // namespace study_placement_test
