// One run of an alternative: its ledger by parts and vendors, and the hours that missed an SLO.
#include "sim/study/vendors/run.hpp"

#include <algorithm>

#include "models/contracts/owed.hpp"
#include "sim/accounts/paid_once.hpp"
#include "sim/study/slo.hpp"

namespace orrery {
namespace {

VendorCost part_of(const Charge& charge) {
    const std::string& c = charge.category;
    if (charge.status == CommitmentStatus::unused) return VendorCost::unused;
    if (c == "compute" || c == "tokens") return VendorCost::compute;
    if (c == "support") return VendorCost::support;
    if (c == "staff" || c == "tooling") return VendorCost::people;
    if (paid_once(c)) return VendorCost::qualification;
    if (c == "egress") return VendorCost::egress;
    return VendorCost::other;
}

const VendorSpec* vendor_of(const World& world, const std::string& name) {
    for (const VendorSpec& v : world.vendors) {
        if (v.name == name) return &v;
    }
    return nullptr;
}

/// Which hours some outage touches; of those on a date alone, if asked.
std::vector<bool> hours_in(std::size_t hours, const std::vector<StruckHours>& struck,
                           bool dated_alone) {
    std::vector<bool> in(hours, false);
    for (const StruckHours& s : struck) {
        if (dated_alone && !s.dated) continue;
        const auto last = static_cast<std::size_t>(std::max(s.until.ns, s.from.ns) / kHour.ns);
        for (auto h = static_cast<std::size_t>(s.from.ns / kHour.ns); h <= last && h < hours; ++h) {
            in[h] = true;
        }
    }
    return in;
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
        const bool once = paid_once(charge.category);
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
        run.bills[name] = {usd, off};
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
    hours[h].met += within_slo(slo, r) ? 1 : 0;
}

std::vector<bool> MissedHours::missed() const {
    const auto hours = static_cast<std::size_t>((world_.horizon.ns + kHour.ns - 1) / kHour.ns);
    std::vector<bool> missed(hours, false);
    for (std::size_t w = 0; w < counts_.size(); ++w) {
        const double target = world_.workloads[w].spec.slo.target;
        for (std::size_t h = 0; h < counts_[w].size(); ++h) {
            const Count& c = counts_[w][h];
            const bool below = static_cast<double>(c.met) < target * static_cast<double>(c.arrived);
            missed[h] = missed[h] || below;
        }
    }
    return missed;
}

double MissedHours::outside(const std::vector<bool>& hours) const {
    const std::vector<bool> all = missed();
    double rest = 0;
    double misses = 0;
    for (std::size_t h = 0; h < all.size(); ++h) {
        rest += hours[h] ? 0 : 1;
        misses += !hours[h] && all[h] ? 1 : 0;
    }
    return rest > 0 ? misses * contracts::kHoursPerYear / rest : 0;
}

double MissedHours::a_year(const std::vector<StruckHours>& struck) const {
    return outside(hours_in(missed().size(), struck, true));
}

double MissedHours::steady_a_year(const std::vector<StruckHours>& struck) const {
    return outside(hours_in(missed().size(), struck, false));
}

double MissedHours::dated(const std::vector<StruckHours>& struck) const {
    const std::vector<bool> all = missed();
    const std::vector<bool> on_date = hours_in(all.size(), struck, true);
    double misses = 0;
    for (std::size_t h = 0; h < all.size(); ++h) misses += on_date[h] && all[h] ? 1 : 0;
    return misses;
}

std::vector<StruckHours> struck_hours(const World& world, const Observations& o) {
    std::vector<StruckHours> struck;
    for (const PlaneOutage& outage : o.supply.outages) {
        const auto drawn = [&](const OutageProcess& p) {
            return p.vendor == outage.vendor && p.name == outage.name && p.per_year > 0 &&
                   p.at != outage.from;
        };
        const auto& all = world.supply.outages;
        const bool rated = std::any_of(all.begin(), all.end(), drawn);
        struck.push_back({outage.from, min(outage.recovered, o.ended_at), !rated});
    }
    return struck;
}

}  // namespace orrery
