// Data, contracts and prices of a base scenario that leaving a vendor touches.
#include <algorithm>

#include "models/contracts/month.hpp"
#include "sim/analysis/wording.hpp"
#include "sim/study/exit.hpp"

namespace orrery {
namespace {

using contracts::kHoursPerMonth;

class Base {
public:
    Base(const World& world, const std::string& vendor, const std::string& to)
        : world_(world), vendor_(vendor), start_(world.start_unix_s) {
        for (const Site& site : world.sites) {
            if (site.name == to) to_ = &site;
        }
        for (const Site& site : world.sites) {
            if (!to_ && site.vendor != vendor) to_ = &site;
        }
    }

    ExitQuestion question() {
        q_.vendor = vendor_;
        q_.from_unix_s = start_;
        q_.transfers = world_.network.transfers;
        take_exits();
        if (q_.parcels.empty()) take_datasets();
        take_storage();
        take_bandwidth();
        take_held();
        take_plans();
        take_spend();
        take_rooms();
        for (const VendorSpec& v : world_.vendors) {
            if (v.name == vendor_) {
                q_.fee_usd = v.exit_fee_usd;
                amount("exit fee", q_.fee_usd, v.name);
            }
            if (to_ && v.name == to_->vendor) {
                q_.porting_usd = v.porting_usd + v.qualification_usd;
                amount("porting and qualification", q_.porting_usd, v.name);
            }
        }
        return q_;
    }

private:
    [[nodiscard]] bool theirs(const Site& site) const { return site.vendor == vendor_; }
    [[nodiscard]] const Pool* pool(const std::string& name) const {
        for (const Pool& p : world_.pools) {
            if (p.name == name && theirs(world_.sites[p.site.index()])) return &p;
        }
        return nullptr;
    }
    [[nodiscard]] std::int64_t date(Nanos t) const { return start_ + t.ns / kSecond.ns; }

    void amount(const std::string& name, double usd, const std::string& vendor) {
        if (usd <= 0) return;
        q_.inputs.push_back(
            {name, analysis::amount_text(usd, "USD"), "scenario, vendor " + vendor});
    }

    void parcel(const std::string& name, double bytes, const Site& from, const Site* to) {
        if (bytes <= 0) return;
        ExitParcel p{name, bytes * 1e-9, {}};
        p.way.from_vendor = from.vendor;
        p.way.from_country = from.country;
        p.way.to_vendor = to ? to->vendor : "";
        p.way.to_country = to ? to->country : from.country;
        p.way.purpose = "exit";
        if (q_.internet.tiers.empty()) q_.internet = from.egress;
        q_.parcels.push_back(p);
    }

    void take_exits() {
        for (const ExitMove& move : world_.network.exits) {
            const Site& from = world_.sites[move.from.index()];
            if (!theirs(from)) continue;
            parcel("exit of " + from.name, static_cast<double>(move.bytes), from,
                   &world_.sites[move.to.index()]);
        }
    }

    /// A copy elsewhere need not be moved.
    void take_datasets() {
        for (const Dataset& set : world_.network.datasets) {
            const Site* from = nullptr;
            bool elsewhere = false;
            for (const SiteId at : set.at) {
                const Site& site = world_.sites[at.index()];
                if (theirs(site)) from = &site;
                elsewhere = elsewhere || !theirs(site);
            }
            if (from && !elsewhere) {
                parcel(set.name, static_cast<double>(set.bytes), *from, to_);
            }
        }
    }
    void take_storage() {
        for (const StorageVolume& s : world_.contracts.storage) {
            const Site& site = world_.sites[s.site.index()];
            if (theirs(site)) parcel(s.spec.name, s.spec.size_bytes, site, to_);
        }
    }

    void take_bandwidth() {
        for (std::size_t l = 0; l < world_.network.links.size(); ++l) {
            const network::Edge& edge = world_.network.edges[2 * l];
            const std::size_t n = world_.sites.size();
            if (edge.from >= n || edge.to >= n) continue;
            if (theirs(world_.sites[edge.from]) == theirs(world_.sites[edge.to])) continue;
            q_.bandwidth = std::max(q_.bandwidth, world_.network.links[l].bandwidth);
        }
    }

    void owe(const std::string& name, double usd_hour, Nanos start, Nanos term, double recovered) {
        if (usd_hour <= 0) return;
        q_.obligations.push_back({name, usd_hour * kHoursPerMonth, date(start), date(start + term),
                                  recovered, "scenario, contract " + name});
    }
    void take_held() {
        for (const HeldServers& c : world_.contracts.held) {
            if (c.vendor != vendor_ || c.kind == HeldKind::reservation) continue;
            owe(c.name, c.servers * c.usd_server_h * (1 - c.upfront), c.from, c.until - c.from,
                c.sublease);
        }
    }
    void take_plans() {
        for (const HourlyPlan& c : world_.contracts.plans) {
            if (c.vendor != vendor_) continue;
            owe(c.name, c.usd_hour * (1 - c.upfront), c.from, c.until - c.from, 0);
        }
    }
    /// Spread over its year: what was spent until then counts, the rest is missing.
    void take_spend() {
        for (const SpendSpec& c : world_.contracts.spend) {
            if (c.vendor != vendor_) continue;
            for (std::size_t y = 0; y < c.usd_year.size(); ++y) {
                const Nanos year{365 * kDay.ns};
                owe(c.name, c.usd_year[y] / contracts::kHoursPerYear,
                    c.start + year * static_cast<std::int64_t>(y), year, 0);
            }
        }
    }
    void take_rooms() {
        for (const Site& site : world_.sites) {
            if (!theirs(site) || !site.colocation) continue;
            const ColocationSpec& c = *site.colocation;
            owe("colocation " + site.name, c.contracted_w * 1e-3 * c.usd_kw_month / kHoursPerMonth,
                c.from, c.term, 0);
        }
    }

    const World& world_;
    std::string vendor_;
    std::int64_t start_;
    const Site* to_ = nullptr;
    ExitQuestion q_;
};

}  // namespace

ExitQuestion exit_of_base(const World& world, const std::string& vendor, const std::string& to) {
    return Base(world, vendor, to).question();
}

}  // namespace orrery
