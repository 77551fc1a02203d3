// Measured collectives beside the model: with the catalog, or refitted without what is predicted.
#include "sim/evidence/collective_validate.hpp"

#include <fmt/format.h>

#include <set>

namespace orrery {
namespace {

constexpr double kKilo = 1024;
constexpr double kMega = kKilo * 1024;
constexpr double kGiga = kMega * 1024;

const char* size_class(double bytes) {
    if (bytes < 64 * kKilo) return "below 64 kB";
    if (bytes < kMega) return "64 kB to 1 MB";
    if (bytes < 16 * kMega) return "1 to 16 MB";
    return bytes <= kGiga ? "16 MB to 1 GB" : "above 1 GB";
}

std::string group_of(const MeasuredCollective& r) {
    if (r.ranks <= r.per_server) return fmt::format("{:>3} in a server", r.ranks);
    return fmt::format("{:>3}, {} a server", r.ranks, r.per_server);
}

/// The rows that the field compares itself by.
std::string target_of(const MeasuredCollective& r) {
    const bool target = r.operation == network::Collective::all_reduce && r.bytes >= kMega &&
                        r.bytes <= kGiga && r.ranks <= r.per_server;
    return target ? r.library + " all_reduce 1 MB-1 GB" : "other";
}

ValidationReport report_of(const CollectiveCases& cases) {
    ValidationReport report;
    report.kind = "collectives";
    report.group_names = {"accelerator", "library", "ranks", "size", "target"};
    report.skipped = cases.skipped;
    return report;
}

void add(ValidationReport& report, const CollectiveCase& c, double seconds) {
    const MeasuredCollective& r = *c.row;
    if (seconds <= 0) {
        report.skipped.push_back({r.id, "no coefficients of " + c.level()});
        return;
    }
    report.rows.push_back(
        {r.id,
         collective_name(r.operation),
         r.seconds * 1e6,
         seconds * 1e6,
         {c.accelerator->name, r.library, group_of(r), size_class(r.bytes), target_of(r)}});
}

/// The fold of a case: cases of one fold are predicted by a fit on the others.
int fold_of(const CollectiveCase& c, CollectiveHoldOut hold_out) {
    return hold_out == CollectiveHoldOut::sizes ? c.size_index % 2 : c.row->ranks;
}

}  // namespace

ValidationReport validate_collectives(const CollectiveCases& cases,
                                      const CollectiveProfiles& profiles) {
    ValidationReport report = report_of(cases);
    CollectivePredictor predictor(profiles);
    for (const CollectiveCase& c : cases.cases) add(report, c, predictor.seconds(c));
    return report;
}

ValidationReport cross_validate_collectives(const CollectiveCases& cases,
                                            CollectiveHoldOut hold_out) {
    ValidationReport report = report_of(cases);
    std::set<int> folds;
    for (const CollectiveCase& c : cases.cases) folds.insert(fold_of(c, hold_out));
    for (const int held : folds) {
        std::vector<const CollectiveCase*> seen;
        for (const CollectiveCase& c : cases.cases) {
            if (fold_of(c, hold_out) != held) seen.push_back(&c);
        }
        const CollectiveProfiles profiles =
            fit_collectives(seen, hold_out == CollectiveHoldOut::sizes);
        CollectivePredictor predictor(profiles);
        for (const CollectiveCase& c : cases.cases) {
            if (fold_of(c, hold_out) == held) add(report, c, predictor.seconds(c));
        }
    }
    return report;
}

}  // namespace orrery
