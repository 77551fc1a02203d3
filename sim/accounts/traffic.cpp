// What traffic costs: to the internet by tiers, between sites by pair, purpose and day, and links.
#include "sim/accounts/traffic.hpp"

#include <date/date.h>

#include <map>
#include <optional>
#include <utility>

#include "models/contracts/owed.hpp"
#include "sim/accounts/posting.hpp"

namespace orrery {
namespace {

constexpr std::int64_t kDaySeconds = 86400;

class TrafficAccount {
public:
    TrafficAccount(const World& world, const Observations& o, Ledger& ledger)
        : world_(world), o_(o), ledger_(ledger), periods_(periods_of(world, o.ended_at)) {}

    void run() {
        post_responses();
        for (const ChargedTraffic& row : o_.traffic.charged) post_transfer(row);
        for (std::size_t l = 0; l < o_.traffic.links.size(); ++l) post_link(l);
    }

private:
    using ByPeriod = std::map<std::size_t, double>;  ///< index of the period → GB

    [[nodiscard]] Nanos begin_of(std::size_t interval) const {
        return world_.meter_interval * static_cast<std::int64_t>(interval);
    }
    [[nodiscard]] std::size_t period_of(std::size_t interval) const {
        return period_at(periods_, begin_of(interval));
    }

    void add(ByPeriod& gb, const std::vector<std::int64_t>& bytes) const {
        for (std::size_t i = 0; i < bytes.size(); ++i) {
            if (bytes[i] != 0) gb[period_of(i)] += static_cast<double>(bytes[i]) * 1e-9;
        }
    }

    [[nodiscard]] Charge traffic_charge(const Site& site, const std::string& vendor,
                                        const char* purpose, std::string formula,
                                        std::string price_source) const {
        Charge c;
        c.category = "egress";
        c.vendor = vendor;
        c.site = site.name;
        c.purpose = purpose;
        c.unit = "GB";
        c.formula = std::string(purpose) + ": " + std::move(formula);
        c.price_source = std::move(price_source);
        return c;
    }

    void post(std::uint32_t charge, std::size_t period, double gb, double usd) {
        add_posting(world_, ledger_, charge, periods_[period], gb, usd);
    }

    /// Tiers run over a vendor's traffic of a calendar month: answers first, sites in name order.
    void post_tiers(const Site& site, const char* purpose, const ByPeriod& traffic) {
        if (site.egress.tiers.empty() || traffic.empty()) return;
        const std::uint32_t charge = add_charge(
            ledger_, traffic_charge(site, site.egress.vendor, purpose,
                                    "graduated tiers over the vendor's traffic of the month",
                                    site.egress.price_source));
        for (const auto& [period, gb] : traffic) {
            double& before = running_[{site.egress.vendor, periods_[period].month}];
            post(charge, period, gb, contracts::egress(site.egress, before, before + gb));
            before += gb;
        }
    }

    void post_responses() {
        for (std::size_t s = 0; s < world_.sites.size(); ++s) {
            ByPeriod traffic;
            add(traffic, o_.egress_bytes[s]);
            post_tiers(world_.sites[s], "response", traffic);
        }
    }

    /// GB of a row by price (USD, source); those without a price apart.
    struct Priced {
        std::map<std::pair<double, std::string>, ByPeriod> by_price;
        ByPeriod internet;
    };

    /// The price of each day; traffic without one goes by the tiers of the internet.
    [[nodiscard]] Priced price(const ChargedTraffic& row, const char* purpose) const {
        const Site& from = world_.sites[row.from.index()];
        const Site& to = world_.sites[row.to.index()];
        contracts::Shipment shipment{from.vendor, to.vendor, from.country, to.country, purpose, ""};
        Priced out;
        std::int64_t day = -1;
        std::optional<contracts::TransferPrice> price;
        for (std::size_t i = 0; i < row.bytes.size(); ++i) {
            if (row.bytes[i] == 0) continue;
            const std::int64_t at = world_.start_unix_s + begin_of(i).ns / kSecond.ns;
            if (at / kDaySeconds != day) {
                day = at / kDaySeconds;
                shipment.day = date::format("%F", date::sys_seconds{std::chrono::seconds{at}});
                price = contracts::transfer_price(world_.network.transfers, shipment);
            }
            const double gb = static_cast<double>(row.bytes[i]) * 1e-9;
            if (price) out.by_price[{price->usd_gb, price->price_source}][period_of(i)] += gb;
            if (!price) out.internet[period_of(i)] += gb;
        }
        return out;
    }

    void post_transfer(const ChargedTraffic& row) {
        const Site& from = world_.sites[row.from.index()];
        const Site& to = world_.sites[row.to.index()];
        const char* purpose = kPurposeNames[static_cast<std::size_t>(row.purpose)];
        const Priced priced = price(row, purpose);
        for (const auto& [rate, traffic] : priced.by_price) {
            const std::uint32_t charge = add_charge(
                ledger_, traffic_charge(from, from.vendor, purpose,
                                        "GB sent to " + to.name + " × price of a GB on that day",
                                        rate.second));
            for (const auto& [period, gb] : traffic) post(charge, period, gb, gb * rate.first);
        }
        post_tiers(from, purpose, priced.internet);
    }

    /// A private line: what crosses it, in both directions.
    void post_link(std::size_t l) {
        const Link& link = world_.network.links[l];
        if (link.usd_gb < 0) return;
        const network::Edge& edge = world_.network.edges[2 * l];
        const std::size_t end = edge.from < world_.sites.size() ? edge.from : edge.to;
        if (end >= world_.sites.size()) return;
        for (std::size_t p = 0; p < kPurposes; ++p) {
            ByPeriod traffic;
            for (const auto& direction : o_.traffic.links[l].bytes) add(traffic, direction[p]);
            if (traffic.empty()) continue;
            const std::uint32_t charge = add_charge(
                ledger_, traffic_charge(world_.sites[end], link.name, kPurposeNames[p],
                                        "GB over the link × its price of a GB", "scenario"));
            for (const auto& [period, gb] : traffic) post(charge, period, gb, gb * link.usd_gb);
        }
    }

    const World& world_;
    const Observations& o_;
    Ledger& ledger_;
    std::vector<Period> periods_;
    std::map<std::pair<std::string, std::int32_t>, double> running_;  ///< vendor, month → GB
};

}  // namespace

void account_traffic(const World& world, const Observations& observations, Ledger& ledger) {
    TrafficAccount(world, observations, ledger).run();
}

}  // namespace orrery
