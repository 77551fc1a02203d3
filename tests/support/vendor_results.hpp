// Alternatives of vendors with figures that one can add up in the head.
#pragma once
#include <string>
#include <utility>
#include <vector>

#include "sim/study/vendors/study.hpp"

namespace orrery::test {

inline VendorRun run_of(double compute, double support, double miss, const char* vendor) {
    VendorRun run;
    run.parts[static_cast<std::size_t>(VendorCost::compute)] = compute;
    run.parts[static_cast<std::size_t>(VendorCost::support)] = support;
    run.miss_h = miss;
    run.spend[vendor] = compute + support;
    return run;
}

inline VendorAlternative alternative(std::vector<std::string> vendors,
                                     std::vector<VendorRun> runs) {
    VendorAlternative a;
    a.vendors = std::move(vendors);
    for (const std::string& v : a.vendors) a.name += (a.name.empty() ? "" : " + ") + v;
    a.runs = std::move(runs);
    if (a.runs.empty()) a.infeasible = "for the test";
    return a;
}

/// a: 100 + 10, 40 h missed; b: 150; both: 118 + 16, 10 h.
inline VendorResult three() {
    VendorResult r;
    r.alternatives = {alternative({"a"}, {run_of(100, 10, 40, "a")}),
                      alternative({"b"}, {run_of(150, 0, 40, "b")}),
                      alternative({"a", "b"}, {run_of(118, 16, 10, "a")})};
    return r;
}

inline World two_vendors() {
    World world;
    VendorSpec a;
    a.name = "a";
    a.discounts.resize(1);
    VendorSpec b;
    b.name = "b";
    world.vendors = {a, b};
    return world;
}

}  // namespace orrery::test
