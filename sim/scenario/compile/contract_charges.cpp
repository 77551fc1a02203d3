// Contracts on volume, spend, storage, support, licences, taxes, service levels and prices.
#include <fmt/format.h>

#include "sim/scenario/compile/contract_names.hpp"
#include "sim/scenario/contract_hour.hpp"

namespace orrery::compile {
namespace {

class Charges {
public:
    Charges(Context& context, ContractNames& names)
        : c_(context),
          names_(names),
          book_(context.world.contracts),
          s_(context.scenario.contracts) {}

    void run() {
        for (const std::size_t i : by_name(s_.volume)) add(s_.volume[i], i);
        for (const std::size_t i : by_name(s_.sustained_use)) add(s_.sustained_use[i], i);
        for (const std::size_t i : by_name(s_.spend)) add(s_.spend[i], i);
        for (const std::size_t i : by_name(s_.storage)) add(s_.storage[i], i);
        for (const std::size_t i : by_name(s_.support)) add(s_.support[i], i);
        for (const std::size_t i : by_name(s_.licences)) add(s_.licences[i], i);
        for (const std::size_t i : by_name(s_.taxes)) add(s_.taxes[i], i);
        for (const std::size_t i : by_name(s_.sla)) add(s_.sla[i], i);
        for (const std::size_t i : by_name(s_.standby)) add(s_.standby[i], i);
        add_price_changes();
    }

private:
    static std::string path_of(const char* list, std::size_t i) {
        return fmt::format("contracts.{}[{}]", list, i);
    }

    void ascending(const std::vector<TierSpec>& tiers, const SourcePosition& at,
                   const std::string& path) {
        double before = 0;
        for (std::size_t i = 0; i < tiers.size(); ++i) {
            const bool open = tiers[i].up_to <= 0;
            const bool last = i + 1 == tiers.size();
            if (open ? last : tiers[i].up_to > before) {
                before = tiers[i].up_to;
                if (!last || open) continue;
                c_.error(at, "E0831", fmt::format("{}.tiers[{}]", path, i),
                         "the tiers end, and nothing is said of what is beyond",
                         "add a tier without up_to for the rest");
                return;
            }
            c_.error(at, "E0831", fmt::format("{}.tiers[{}]", path, i), "the tiers do not ascend",
                     "list them by up_to; the last one is without it");
            return;
        }
    }

    void add(const VolumeSpec& s, std::size_t i) {
        const std::string path = path_of("volume", i);
        names_.take(s.name, s.where, path);
        if (!names_.vendor(s.vendor, s.where, path + ".vendor")) return;
        ascending(s.tiers, s.where, path);
        VolumeTiers v{
            s.name, names_.pools_or_all(s.pools, s.vendor, s.where, path + ".pools"), s.law, {}};
        for (const TierSpec& tier : s.tiers) v.tiers.push_back({tier.up_to, tier.factor});
        book_.volume.push_back(std::move(v));
    }

    void add(const SustainedUseSpec& s, std::size_t i) {
        const std::string path = path_of("sustained_use", i);
        names_.take(s.name, s.where, path);
        if (!names_.vendor(s.vendor, s.where, path + ".vendor")) return;
        for (const double step : s.steps) {
            if (step >= 0 && step <= 1) continue;
            c_.error(s.where, "E0831", path + ".steps", fmt::format("{:g} is no factor", step),
                     "factors lie between 0 and 1: [1, 0.8, 0.6, 0.4]");
            break;
        }
        book_.sustained.push_back(
            {s.name, names_.pools_or_all(s.pools, s.vendor, s.where, path + ".pools"), s.steps});
    }

    void add(const SpendSpec& s, std::size_t i) {
        const std::string path = path_of("spend", i);
        names_.take(s.name, s.where, path);
        names_.currency(s.currency, s.where, path);
        const Nanos term = kDay * static_cast<std::int64_t>(365 * s.usd_year.size());
        names_.within(s.start, term, s.where, path);
        names_.vendor(s.vendor, s.where, path + ".vendor");
        if (s.start + term > c_.world.horizon && s.start < c_.world.horizon) {
            c_.warn(s.where, "E0835", path + ".years",
                    "a year ends after the run: what is missing of its part in the run is accrued, "
                    "not billed",
                    "lengthen the horizon to the year's end to see the bill");
        }
        if (s.spent_usd >= 0 && s.start >= Nanos{0}) {
            c_.error(s.where, "E0839", path + ".spent",
                     "nothing of it can be spent before the run: its first year begins in it",
                     "leave it out, or write the date on which the year began: start: 2026-01-01");
        }
        book_.spend.push_back(s);
    }

    [[nodiscard]] double dataset_bytes(const StorageSpec& s) const {
        double bytes = 0;
        for (const std::string& name : s.datasets) {
            const auto& all = c_.scenario.datasets;
            const auto it = std::find_if(all.begin(), all.end(),
                                         [&](const DatasetSpec& d) { return d.name == name; });
            if (it != all.end()) bytes += it->size_bytes;
        }
        return bytes;
    }

    [[nodiscard]] double checkpoint_bytes(const StorageSpec& s, SiteId site) const {
        double bytes = 0;
        for (const Job& job : c_.world.jobs) {
            const bool here = c_.world.pools[job.pool.index()].site == site;
            if (here) bytes += static_cast<double>(job.checkpoint_bytes);
        }
        return bytes * s.checkpoints;
    }

    void add(const StorageSpec& s, std::size_t i) {
        const std::string path = path_of("storage", i);
        names_.take(s.name, s.where, path);
        names_.currency(s.currency, s.where, path);
        const auto site = c_.sites.find(s.site);
        if (site == c_.sites.end()) return;  // told by check_references
        StorageVolume d{s, site->second, c_.world.sites[site->second.index()].vendor, 0,
                        c_.written_at("contracts.storage", s.name, "", "price", s.where)};
        if (s.price.empty() == (s.usd_gb_month < 0)) {
            c_.error(s.where, "E0828", path,
                     s.price.empty() ? "it has no price" : "it has two prices",
                     "give class: aws/s3-standard or price: 0.02 USD/GB-month");
        }
        if (!s.price.empty()) take_class(d, path);
        d.gb = (s.size_bytes + dataset_bytes(s) + checkpoint_bytes(s, site->second)) * 1e-9;
        book_.storage.push_back(std::move(d));
    }

    void take_class(StorageVolume& d, const std::string& path) {
        const StorageFact* fact = find_fact(c_, c_.catalog.storage, d.spec.price, d.spec.where,
                                            path + ".class", "storage class");
        if (!fact) return;
        d.spec.usd_gb_month = fact->usd_gb_month;
        if (d.spec.usd_gb_retrieval <= 0) d.spec.usd_gb_retrieval = fact->usd_gb_retrieval;
        if (d.spec.usd_1000_requests <= 0) d.spec.usd_1000_requests = fact->usd_1000_requests;
        d.spec.minimum = max(d.spec.minimum, Nanos::from_seconds(fact->minimum_s));
        d.vendor = fact->vendor;
        d.source = fact->name + ", " + cite(fact->provenance);
        c_.assume(path + ".price", fmt::format("{:g} USD/GB-month", fact->usd_gb_month), d.source);
    }

    void nothing(const SourcePosition& at, const std::string& path, std::string hint) {
        c_.error(at, "E0834", path, "it asks for nothing", std::move(hint));
    }

    void add(const SupportSpec& s, std::size_t i) {
        const std::string path = path_of("support", i);
        names_.take(s.name, s.where, path);
        names_.currency(s.currency, s.where, path);
        names_.vendor(s.vendor, s.where, path + ".vendor");
        ascending(s.tiers, s.where, path);
        if (s.tiers.empty() && s.minimum_usd_month <= 0) {
            nothing(s.where, path, "add minimum: 100 USD/month, or tiers");
        }
        book_.support.push_back(s);
    }

    void add(const LicenceSpec& s, std::size_t i) {
        const std::string path = path_of("licences", i);
        names_.take(s.name, s.where, path);
        names_.currency(s.currency, s.where, path);
        const bool each = s.usd_accelerator_year > 0 || s.usd_server_year > 0;
        if (!each && s.usd_year <= 0) nothing(s.where, path, "add per_accelerator: 4500 USD/y");
        if (each && s.pools.empty()) {
            c_.error(s.where, "E0823", path + ".pools", "it names no pool whose servers count",
                     "pools: [h100]");
        }
        book_.licences.push_back({s, names_.pools(s.pools, s.where, path + ".pools")});
    }

    void add(const TaxSpec& s, std::size_t i) {
        const std::string path = path_of("taxes", i);
        names_.take(s.name, s.where, path);
        TaxSpec tax = s;
        if ((s.rate >= 0) == !s.country.empty()) {
            c_.error(s.where, "E0834", path,
                     s.rate >= 0 ? "it states its rate and takes that of a country"
                                 : "it asks for nothing",
                     "give exactly one of rate: 19 % and country: DE");
        }
        if (!s.country.empty()) {
            const TaxFact* fact =
                find_fact(c_, c_.catalog.taxes, s.country, s.where, path + ".country", "tax rate");
            if (fact) {
                tax.rate = fact->rate;
                c_.assume(path + ".rate", fmt::format("{:.4g} %", 100 * fact->rate),
                          cite(fact->provenance));
            }
        }
        for (std::size_t k = 0; k < s.vendors.size(); ++k) {
            const std::string own = fmt::format("{}.vendors[{}]", path, k);
            names_.vendor(s.vendors[k], s.where, own);
            const auto here = s.vendors.begin() + static_cast<std::ptrdiff_t>(k);
            if (std::find(s.vendors.begin(), here, *here) != here) {
                names_.twice(*here, s.where, own);
            }
        }
        book_.taxes.push_back(std::move(tax));
    }

    void add(const SlaSpec& s, std::size_t i) {
        const std::string path = path_of("sla", i);
        names_.take(s.name, s.where, path);
        if (!names_.vendor(s.vendor, s.where, path + ".vendor")) return;
        ServiceLevel level{s, names_.pools_or_all(s.pools, s.vendor, s.where, path + ".pools"), {}};
        for (const SlaStep& step : s.steps) level.steps.push_back({step.below, step.credit});
        book_.sla.push_back(std::move(level));
    }

    void add(const StandbySpec& s, std::size_t i) {
        const std::string path = path_of("standby", i);
        names_.take(s.name, s.where, path);
        names_.currency(s.currency, s.where, path);
        names_.within(s.start, s.term, s.where, path);
        const auto pools = names_.pool(s.pool, s.where, path + ".pool");
        names_.on_demand(pools, s.where, path + ".pool");
        for (const PoolId id : pools) {
            book_.standby.push_back(
                {s, id, c_.world.pools[id.index()].terms.vendor, s.start + s.term});
        }
    }

    void add_price_changes() {
        book_.changes.assign(c_.world.pools.size(), {});
        std::vector<std::size_t> order(s_.price_changes.size());
        for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
        std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
            return s_.price_changes[a].at < s_.price_changes[b].at;
        });
        for (const std::size_t i : order) add(s_.price_changes[i], i);
    }

    void add(const PriceChangeSpec& s, std::size_t i) {
        const std::string path = path_of("price_changes", i);
        names_.within(s.at, s.where, path);
        if (s.vendor.empty() == s.pool.empty()) {
            c_.error(s.where, "E0823", path, "it names neither or both of vendor and pool",
                     "vendor: aws, or pool: h100");
            return;
        }
        if ((s.usd_server_h >= 0) == (s.change != 0)) {
            c_.error(s.where, "E0828", path, "it has no new price, or two",
                     "give exactly one of price: 55.04 USD/h and change: -44 %");
        }
        const contracts::PriceStep step{at_hour(s.at), s.usd_server_h, s.change, s.cap, s.floor};
        std::vector<PoolId> pools;
        if (!s.pool.empty()) pools = names_.pool(s.pool, s.where, path + ".pool");
        if (s.pool.empty() && names_.vendor(s.vendor, s.where, path + ".vendor")) {
            pools = names_.pools_or_all({}, s.vendor, s.where, path);
            if (s.usd_server_h < 0) book_.vendor_changes[s.vendor].push_back(step);
            if (s.usd_server_h >= 0) keeps_tokens(s, path);
        }
        if (!s.pool.empty()) names_.on_demand(pools, s.where, path + ".pool");
        for (const PoolId id : pools) book_.changes[id.index()].push_back(step);
    }

    /// A price of an hour is none of a token.
    void keeps_tokens(const PriceChangeSpec& s, const std::string& path) {
        for (const Deployment& d : c_.world.deployments) {
            if (!d.tokens || d.tokens->vendor != s.vendor) continue;
            c_.warn(s.where, "E0841", path + ".price",
                    fmt::format("the tokens of \"{}\" keep their prices: this one is of a server "
                                "by the hour",
                                s.vendor),
                    "for tokens write by how much they change: change: -20 %");
            return;
        }
    }

    Context& c_;
    ContractNames& names_;
    ContractBook& book_;
    const ContractsSpec& s_;
};

}  // namespace

void compile_charges(Context& context, ContractNames& names) {
    Charges(context, names).run();
}

}  // namespace orrery::compile
