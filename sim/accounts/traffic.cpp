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
        : world_(world), o_(o), ledger_(ledger) {}

    void run() {
        post_responses();
        for (const ChargedTraffic& row : o_.traffic.charged) post_transfer(row);
        for (std::size_t l = 0; l < o_.traffic.links.size(); ++l) post_link(l);
    }

private:
    using Months = std::map<std::string, double>;  ///< GB

    [[nodiscard]] Nanos begin_of(std::size_t interval) const {
        return world_.meter_interval * static_cast<std::int64_t>(interval);
    }

    void add(Months& months, const std::vector<std::int64_t>& bytes) const {
        for (std::size_t i = 0; i < bytes.size(); ++i) {
            if (bytes[i] == 0) continue;
            months[month_of(world_, begin_of(i))] += static_cast<double>(bytes[i]) * 1e-9;
        }
    }

    Posting posting(const Site& site, const std::string& month, const char* purpose,
                    double gb) const {
        Posting traffic;
        traffic.until = o_.ended_at;
        traffic.month = month;
        traffic.category = "egress";
        traffic.account = "expense:egress";
        traffic.vendor = site.vendor;
        traffic.site = site.name;
        traffic.purpose = purpose;
        traffic.quantity = gb;
        traffic.unit = "GB";
        return traffic;
    }

    void post(Posting traffic, double usd) {
        add_posting(world_, std::move(traffic), {usd, usd, usd, usd}, ledger_);
    }

    /// Tiers run over a vendor's traffic of a calendar month: answers first, sites in name order.
    void post_tiers(const Site& site, const std::string& month, const char* purpose, double gb) {
        if (site.egress.tiers.empty() || gb <= 0) return;
        double& before = running_[{site.egress.vendor, month}];
        Posting traffic = posting(site, month, purpose, gb);
        traffic.vendor = site.egress.vendor;
        traffic.formula =
            std::string(purpose) + ": graduated tiers over the vendor's traffic of the month";
        traffic.price_source = site.egress.price_source;
        post(std::move(traffic), contracts::egress(site.egress, before, before + gb));
        before += gb;
    }

    void post_responses() {
        for (std::size_t s = 0; s < world_.sites.size(); ++s) {
            Months months;
            add(months, o_.egress_bytes[s]);
            for (const auto& [month, gb] : months) {
                post_tiers(world_.sites[s], month, "response", gb);
            }
        }
    }

    /// The price of each day; traffic without one goes by the tiers of the internet.
    void post_transfer(const ChargedTraffic& row) {
        const Site& from = world_.sites[row.from.index()];
        const Site& to = world_.sites[row.to.index()];
        const char* purpose = kPurposeNames[static_cast<std::size_t>(row.purpose)];
        contracts::Shipment shipment{from.vendor, to.vendor, from.country, to.country, purpose, ""};
        std::map<std::pair<std::string, std::pair<double, std::string>>, double> priced;
        Months internet;
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
            const std::string month = month_of(world_, begin_of(i));
            const double gb = static_cast<double>(row.bytes[i]) * 1e-9;
            if (price) priced[{month, {price->usd_gb, price->price_source}}] += gb;
            if (!price) internet[month] += gb;
        }
        for (const auto& [key, gb] : priced) {
            Posting traffic = posting(from, key.first, purpose, gb);
            traffic.formula =
                std::string(purpose) + ": GB sent to " + to.name + " × price of a GB on that day";
            traffic.price_source = key.second.second;
            post(std::move(traffic), gb * key.second.first);
        }
        for (const auto& [month, gb] : internet) post_tiers(from, month, purpose, gb);
    }

    /// A private line: what crosses it, in both directions.
    void post_link(std::size_t l) {
        const Link& link = world_.network.links[l];
        if (link.usd_gb < 0) return;
        const network::Edge& edge = world_.network.edges[2 * l];
        const std::size_t end = edge.from < world_.sites.size() ? edge.from : edge.to;
        if (end >= world_.sites.size()) return;
        for (std::size_t p = 0; p < kPurposes; ++p) {
            Months months;
            for (const auto& direction : o_.traffic.links[l].bytes) add(months, direction[p]);
            for (const auto& [month, gb] : months) {
                Posting traffic = posting(world_.sites[end], month, kPurposeNames[p], gb);
                traffic.vendor = link.name;
                traffic.formula =
                    std::string(kPurposeNames[p]) + ": GB over the link × its price of a GB";
                traffic.price_source = "scenario";
                post(std::move(traffic), gb * link.usd_gb);
            }
        }
    }

    const World& world_;
    const Observations& o_;
    Ledger& ledger_;
    std::map<std::pair<std::string, std::string>, double> running_;  ///< vendor, month → GB
};

}  // namespace

void account_traffic(const World& world, const Observations& observations, Ledger& ledger) {
    TrafficAccount(world, observations, ledger).run();
}

}  // namespace orrery
