// Checks of commitments, storage classes and taxes, and their rows of text.
#include <fmt/format.h>

#include <array>

#include "sim/scenario/catalog/checker.hpp"
#include "sim/scenario/catalog/describe.hpp"

namespace orrery::catalog {
namespace {

bool known_kind(const std::string& kind) {
    for (const char* k : {"reserved", "savings_plan", "resource", "sustained_use"}) {
        if (kind == k) return true;
    }
    return false;
}

std::string percent(double share) {
    return fmt::format("{:.4g} %", 100 * share);
}

}  // namespace

void check_commitment(const Checker& check, const CommitmentFact& fact) {
    check.require(known_kind(fact.kind), "E0652", "kind",
                  "\"" + fact.kind + "\" is no kind of commitment",
                  "reserved, savings_plan, resource or sustained_use");
    check.require(fact.discount > 0 && fact.discount < .95, "E0652", "discount",
                  percent(fact.discount) + " is implausible", "between 1 % and 95 %");
    check.require(fact.upfront >= 0 && fact.upfront <= 1, "E0652", "upfront",
                  "a share lies between 0 % and 100 %");
}

void check_storage(const Checker& check, const StorageFact& fact) {
    check.require(fact.usd_gb_month > 0 && fact.usd_gb_month < 10, "E0652", "price",
                  fmt::format("{:g} USD a GB and month is implausible", fact.usd_gb_month),
                  "between 0.0005 and 1");
    check.require(fact.usd_gb_retrieval >= 0 && fact.usd_1000_requests >= 0, "E0652", "",
                  "a price must not be negative");
}

void check_tax(const Checker& check, const TaxFact& fact) {
    check.require(fact.rate >= 0 && fact.rate < .5, "E0652", "rate",
                  percent(fact.rate) + " is implausible", "below 50 %");
}

Rows describe(const CommitmentFact& f) {
    return {{"vendor", f.vendor},
            {"kind", f.kind},
            {"discount", percent(f.discount) + (f.at_most ? " at most" : "")},
            {"term", fmt::format("{:g} d", f.term_s / 86400)},
            {"paid ahead", percent(f.upfront)}};
}

Rows describe(const StorageFact& f) {
    return {{"vendor", f.vendor},
            {"price", fmt::format("{:g} USD/GB-month", f.usd_gb_month)},
            {"retrieval", fmt::format("{:g} USD/GB", f.usd_gb_retrieval)},
            {"1000 requests", fmt::format("{:g} USD", f.usd_1000_requests)},
            {"at least", fmt::format("{:g} d", f.minimum_s / 86400)}};
}

Rows describe(const TaxFact& f) {
    return {{"rate", percent(f.rate)}};
}

Cells summarise(const CommitmentFact& f) {
    return {percent(f.discount), f.kind, f.provenance.as_of};
}

Cells summarise(const StorageFact& f) {
    return {fmt::format("{:g} USD/GB-month", f.usd_gb_month), f.provenance.as_of};
}

Cells summarise(const TaxFact& f) {
    return {percent(f.rate), f.provenance.as_of};
}

}  // namespace orrery::catalog
