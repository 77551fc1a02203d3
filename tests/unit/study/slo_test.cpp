// Service levels as studies read them: requests that nobody served, and limits met or missed.
#include "sim/study/slo.hpp"

#include "tests/support/catch.hpp"

namespace slo_test {

using namespace orrery;

TEST_CASE("the worst share of requests that were refused, timed out or lost", "[study][slo]") {
    std::vector<Observations> runs(2);
    runs[0].workloads.resize(2);
    WorkloadCounts& c = runs[0].workloads[0];
    c.arrived = 20;
    c.rejected = 1;
    c.timed_out = 2;
    c.lost = 4;
    runs[0].workloads[1].arrived = 0;  // nobody came: no share
    runs[1].workloads.resize(1);
    runs[1].workloads[0].arrived = 10;
    runs[1].workloads[0].lost = 1;
    CHECK(worst_lost_share(runs) == .35);  // 7 of 20
    CHECK(worst_lost_share({}) == 0);
}

TEST_CASE("a request meets its limits at exactly the limit", "[study][slo]") {
    SloSpec slo;
    slo.ttft_s = 1;
    slo.tpot_s = .5;
    slo.e2e_s = 3;
    RequestRow r;
    r.status = "completed";
    r.arrival = kSecond;
    r.first_token = kSecond * 2;
    r.finish = kSecond * 4;  // two seconds for the four tokens after the first
    r.output_tokens = 5;
    CHECK(within_slo(slo, r));
    r.first_token = kSecond * 2 + Nanos{1};
    CHECK_FALSE(within_slo(slo, r));
    r.first_token = kSecond * 2;
    r.output_tokens = 4;  // 2/3 s a token
    CHECK_FALSE(within_slo(slo, r));
    r.output_tokens = 5;
    r.finish = kSecond * 4 + Nanos{1};
    CHECK_FALSE(within_slo(slo, r));
    r.finish = kSecond * 4;
    r.status = "timed_out";
    CHECK_FALSE(within_slo(slo, r));
}

}  // namespace slo_test
