// One run of an alternative: its ledger by parts and vendors, and the hours that missed an SLO.
#include "sim/study/vendors/run.hpp"

#include <algorithm>
#include <set>

#include "models/contracts/owed.hpp"

namespace orrery {
namespace {

VendorCost part_of(const Charge& charge) {
    const std::string& c = charge.category;
    if (charge.status == CommitmentStatus::unused) return VendorCost::unused;
    if (c == "compute" || c == "tokens") return VendorCost::compute;
    if (c == "support") return VendorCost::support;
    if (c == "staff" || c == "tooling") return VendorCost::people;
    if (c == "qualification" || c == "porting") return VendorCost::qualification;
    if (c == "egress") return VendorCost::egress;
    return VendorCost::other;
}

const VendorSpec* vendor_of(const World& world, const std::string& name) {
    for (const VendorSpec& v : world.vendors) {
        if (v.name == name) return &v;
    }
    return nullptr;
}

}  // namespace

double discount_at(const VendorSpec& vendor, double usd_year, Nanos longest_term) {
    double discount = 0;
    for (const DiscountPointSpec& point : vendor.discounts) {
        const bool reached = usd_year >= point.usd_year && point.term <= longest_term;
        if (reached) discount = std::max(discount, point.discount);
    }
    return discount;
}

VendorRun vendor_run(const World& world, const Ledger& ledger, const VendorQuestion& q) {
    VendorRun run;
    const double hours = world.horizon.seconds() / 3600;
    const double yearly = contracts::kHoursPerYear / hours;
    std::map<std::string, double> compute;
    for (const Posting& posting : ledger.postings) {
        const Charge& charge = ledger.of(posting);
        const VendorCost part = part_of(charge);
        const bool once = part == VendorCost::qualification;
        const double year = once ? 1 / q.spread_years : yearly;
        const double usd = posting.effective() * world.usd_per_currency * year;
        run.parts[static_cast<std::size_t>(part)] += usd;
        if (part == VendorCost::compute) compute[charge.vendor] += usd;
        const bool paid = !charge.vendor.empty() && charge.vendor != "own" && !charge.capital &&
                          charge.counter == "payable:" + charge.vendor;
        if (paid) run.spend[charge.vendor] += usd;
    }
    for (const auto& [name, usd] : compute) {
        const VendorSpec* vendor = vendor_of(world, name);
        if (!vendor) continue;
        // Of the hours on such hardware this share would not be needed without the penalty.
        const double lost = usd * vendor->performance_penalty;
        const double off = usd * discount_at(*vendor, usd, q.discount_term);
        run.parts[static_cast<std::size_t>(VendorCost::compute)] -= lost;
        run.parts[static_cast<std::size_t>(VendorCost::penalty)] += lost;
        run.parts[static_cast<std::size_t>(VendorCost::discount)] -= off;
        run.spend[name] -= off;
    }
    return run;
}

MissedHours::MissedHours(const World& world) : world_(world) {
    const auto hours = static_cast<std::size_t>((world.horizon.ns + kHour.ns - 1) / kHour.ns);
    counts_.assign(world.workloads.size(), std::vector<Count>(hours));
}

void MissedHours::row(const RequestRow& r) {
    if (r.arrival < world_.warmup) return;
    const SloSpec& slo = world_.workloads[r.workload.index()].spec.slo;
    auto& hours = counts_[r.workload.index()];
    const auto h = std::min(static_cast<std::size_t>(r.arrival.ns / kHour.ns), hours.size() - 1);
    ++hours[h].arrived;
    if (std::string_view(r.status) != "completed") return;
    const double first = (r.first_token - r.arrival).seconds();
    const double whole = (r.finish - r.arrival).seconds();
    const double each =
        r.output_tokens > 1 ? (r.finish - r.first_token).seconds() / (r.output_tokens - 1) : 0;
    const bool met = (slo.ttft_s < 0 || first <= slo.ttft_s) &&
                     (slo.tpot_s < 0 || each <= slo.tpot_s) &&
                     (slo.e2e_s < 0 || whole <= slo.e2e_s);
    hours[h].met += met ? 1 : 0;
}

double MissedHours::a_year() const {
    std::set<std::size_t> missed;
    for (std::size_t w = 0; w < counts_.size(); ++w) {
        const double target = world_.workloads[w].spec.slo.target;
        for (std::size_t h = 0; h < counts_[w].size(); ++h) {
            const Count& c = counts_[w][h];
            if (static_cast<double>(c.met) < target * static_cast<double>(c.arrived)) {
                missed.insert(h);
            }
        }
    }
    const double hours = world_.horizon.seconds() / 3600;
    return static_cast<double>(missed.size()) * contracts::kHoursPerYear / hours;
}

}  // namespace orrery
