// Supply priors: checks, and rows of text.
#include <fmt/format.h>

#include <algorithm>

#include "sim/scenario/catalog/checker.hpp"
#include "sim/scenario/catalog/describe.hpp"

namespace orrery::catalog {
namespace {

std::string hours(double seconds) {
    return fmt::format("{:.4g} h", seconds / 3600);
}

std::string interval(double lo, double hi) {
    return hi > 0 ? fmt::format("{:g} to {:g}", lo, hi) : "not known";
}

std::string observations(double n) {
    return n > 0 ? fmt::format("{:g}", n) : "not known";
}

}  // namespace

void check_outage(const Checker& check, const OutageFact& o) {
    const bool known =
        o.plane == "data" || o.plane == "control" || o.plane == "edge" || o.plane == "stock";
    check.require(known, "E0880", "plane", "\"" + o.plane + "\" is no plane",
                  "data, control, edge or stock");
    check.require(o.p90_s >= o.p50_s, "E0881", "p90", "p90 is shorter than p50");
    check.require(o.hi <= 0 || (o.lo <= o.per_year && o.per_year <= o.hi), "E0882", "lo",
                  "the interval does not hold the rate");
}

void check_fill_rate(const Checker& check, const FillRateFact& f) {
    check.require(f.hi <= 0 || (f.lo <= f.rate && f.rate <= f.hi), "E0882", "lo",
                  "the interval does not hold the rate");
}

void check_fab(const Checker& check, const FabFact& f) {
    const auto& all = check.catalog().accelerators;
    const bool used = std::any_of(all.begin(), all.end(),
                                  [&](const auto& entry) { return entry.second.family == f.name; });
    check.require(used, "E0883", "", "no accelerator is of the family \"" + f.name + "\"");
}

Rows describe(const OutageFact& o) {
    return {{"vendor", o.vendor},
            {"plane", o.plane},
            {"a year", fmt::format("{:g}", o.per_year)},
            {"90 % interval", interval(o.lo, o.hi)},
            {"observations", observations(o.n)},
            {"median", hours(o.p50_s)},
            {"p90", hours(o.p90_s)}};
}

Rows describe(const FillRateFact& f) {
    return {{"vendor", f.vendor},
            {"filled at once", fmt::format("{:g}", f.rate)},
            {"90 % interval", interval(f.lo, f.hi)},
            {"observations", observations(f.n)},
            {"mean wait of the others", hours(f.wait_s)}};
}

Rows describe(const FabFact& f) {
    return {{"family", f.name}, {"fab", f.fab}};
}

Cells summarise(const OutageFact& o) {
    return {o.plane, fmt::format("{:g}", o.per_year), hours(o.p50_s), observations(o.n)};
}
Cells summarise(const FillRateFact& f) {
    return {fmt::format("{:g}", f.rate), observations(f.n)};
}
Cells summarise(const FabFact& f) {
    return {f.fab};
}

}  // namespace orrery::catalog
