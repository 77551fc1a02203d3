// Prices of SkyPilot's catalog: what each shape costs in each region, on demand and spot.
#include "sim/scenario/import/skypilot.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <map>
#include <set>

#include "orrery/base/words.hpp"
#include "sim/ingest/csv.hpp"
#include "sim/ingest/listing.hpp"
#include "sim/scenario/import/rows.hpp"
#include "sim/scenario/import/server_match.hpp"
#include "sim/scenario/import/skypilot_parts.hpp"
#include "sim/scenario/import/splice.hpp"
#include "sim/scenario/quantity.hpp"

namespace orrery {
namespace {

struct Columns {
    explicit Columns(const CsvReader& csv)
        : instance(csv.column({"InstanceType"})),
          accelerator(csv.column({"AcceleratorName"})),
          count(csv.column({"AcceleratorCount"})),
          price(csv.column({"Price"})),
          spot(csv.column({"SpotPrice"})),
          region(csv.column({"Region"})),
          zone(csv.column({"AvailabilityZone"})) {}
    int instance, accelerator, count, price, spot, region, zone;
    [[nodiscard]] bool complete() const {
        return instance >= 0 && accelerator >= 0 && price >= 0 && region >= 0;
    }
};

class QuoteReader {
public:
    QuoteReader(const std::string& file, const std::string& vendor, const Catalog& catalog)
        : csv_(file), columns_(csv_), vendor_(vendor), catalog_(catalog) {
        for (const auto& [name, offer] : catalog.offers) {
            if (offer.vendor != vendor) continue;
            by_sku_[lower_case(offer.sku)] = offer.server;
            const auto server = catalog.servers.find(offer.server);
            if (server != catalog.servers.end()) own_.servers.insert(*server);
        }
        own_.accelerators = catalog.accelerators;
    }

    Quotes read() {
        note_unused();
        if (!columns_.complete()) {
            list_.note("columns InstanceType, AcceleratorName, Price and Region are wanted");
            return {};
        }
        while (csv_.next(cells_)) take();
        list_.note_letters(csv_.other_letters());
        join_parts();
        drop_dearer();
        return std::move(quotes_);
    }
    Listing& list() { return list_; }
    [[nodiscard]] std::int64_t rows() const { return rows_; }
    /// Prices that are sums of two rows.
    [[nodiscard]] std::int64_t joined() const { return joined_; }

private:
    void note_unused() {
        const std::set<int> used{columns_.instance, columns_.accelerator, columns_.count,
                                 columns_.price,    columns_.spot,        columns_.region,
                                 columns_.zone};
        list_.note_unused(csv_.header(), used);
    }
    [[nodiscard]] std::string at(int column) const { return cell(cells_, column); }
    void refuse(const std::string& kind, const std::string& why) {
        list_.add(fmt::format("line {}", csv_.line()), kind, why);
    }

    void take() {
        ++rows_;
        if (cells_.size() != csv_.header().size()) {
            return refuse(kOtherCells, other_cells(cells_.size(), csv_.header().size()));
        }
        const std::string sku = sku_of(at(columns_.instance));
        const std::string region = vendor_ + "/" + at(columns_.region);
        const std::string accelerator = at(columns_.accelerator);
        if (at(columns_.instance).empty())
            return parts_.add_accelerators(part(region, accelerator));
        if (accelerator.empty()) {
            const auto bare = by_sku_.find(lower_case(sku));
            if (bare == by_sku_.end()) {
                return refuse("shapes without an accelerator",
                              fmt::format("\"{}\" has no accelerator", sku));
            }
            PricedPart machine = part(region, {});
            machine.server = bare->second;
            machine.name = sku;
            return parts_.add_machine(std::move(machine));
        }
        if (!is_sku(sku)) {
            return refuse("no names of shapes",
                          fmt::format("\"{}\" is not the name of a shape", sku));
        }
        if (catalog_.regions.count(region) == 0) {
            return refuse("regions that the catalog does not have",
                          fmt::format("the catalog has no region \"{}\"", region));
        }
        const auto price = parse_number(at(columns_.price));
        const auto spot = parse_number(at(columns_.spot));
        if (!(price && *price > 0) && !(spot && *spot > 0)) {
            return refuse("rows without a price",
                          fmt::format("\"{}\" is not a price", at(columns_.price)));
        }
        Quote quote;
        if (!find_server(sku, accelerator, quote)) {
            return refuse("shapes whose server the catalog does not have",
                          fmt::format("the catalog has no server of {} with {} x {}", vendor_,
                                      at(columns_.count), accelerator));
        }
        add(quotes_.emplace(std::pair{region, sku}, quote).first->second, at(columns_.zone), price,
            spot);
    }

    /// What the row says of a machine or of the accelerators in one, which it names.
    PricedPart part(const std::string& region, const std::string& accelerator) {
        PricedPart out{region, at(columns_.zone), {}, accelerator};
        out.price = parse_number(at(columns_.price)).value_or(-1);
        out.spot = parse_number(at(columns_.spot)).value_or(-1);
        out.line = csv_.line();
        Quote quote;
        if (accelerator.empty() || !find_server({}, accelerator, quote)) return out;
        const auto server = own_.servers.find(quote.server);
        const bool whole =
            server != own_.servers.end() && all_words_name(own_, accelerator, server->second);
        if (whole) out.server = quote.server;
        return out;
    }

    void join_parts() {
        const auto whole = [this](const PricedPart& m) {
            if (catalog_.regions.count(m.region) == 0 || !(m.price > 0 || m.spot > 0)) {
                const bool known = catalog_.regions.count(m.region) > 0;
                return list_.add(
                    fmt::format("line {}", m.line),
                    known ? "rows without a price" : "regions that the catalog does not have",
                    known ? fmt::format("\"{}\" has no price", m.name)
                          : fmt::format("the catalog has no region \"{}\"", m.region));
            }
            ++joined_;
            const Quote quote{m.server, true};
            add(quotes_.emplace(std::pair{m.region, m.name}, quote).first->second, m.zone, m.price,
                m.spot);
        };
        parts_.join(whole, [this](const PricedPart& p, bool machine) {
            list_.add(fmt::format("line {}", p.line),
                      machine ? "machines that are priced without their accelerators"
                              : "accelerators that are priced apart from their machine",
                      machine ? fmt::format("\"{}\" is priced without its accelerators", p.name)
                              : fmt::format("{} is priced apart from its machine", p.name));
        });
    }

    /// The server of that SKU, else the vendor's with as many of that accelerator.
    bool find_server(const std::string& sku, const std::string& accelerator, Quote& quote) {
        const auto known = by_sku_.find(lower_case(sku));
        quote.exact = known != by_sku_.end();
        if (quote.exact) {
            quote.server = known->second;
            return true;
        }
        const double count = std::clamp(parse_number(at(columns_.count)).value_or(0), 0.0, 1e6);
        const auto [at, fresh] = by_name_.emplace(std::pair{accelerator, count}, std::string());
        if (fresh) {
            Catalog alike;
            alike.accelerators = own_.accelerators;
            for (const auto& [name, server] : own_.servers) {
                if (server.accelerators == count) alike.servers.emplace(name, server);
            }
            const Server* server =
                match_server(alike, accelerator, static_cast<std::int64_t>(count));
            if (server) at->second = server->name;
        }
        quote.server = at->second;
        return !quote.server.empty();
    }

    void add(Quote& quote, const std::string& zone, std::optional<double> price,
             std::optional<double> spot) {
        if (!zone.empty()) quote.zones.insert(zone);
        if (price && *price > 0) {
            if (quote.price > 0 && quote.price != *price) {
                refuse("zones with prices of their own",
                       fmt::format("{} USD/h, in another zone {}: the lower is taken", *price,
                                   quote.price));
            }
            quote.price = quote.price > 0 ? std::min(quote.price, *price) : *price;
        }
        if (spot && *spot > 0) quote.spot = quote.spot > 0 ? std::min(quote.spot, *spot) : *spot;
    }

    /// Shapes that differ in their CPUs alone are one server: the cheapest speaks for it, unless
    /// the catalog's own shape is there.
    void drop_dearer() {
        std::map<std::pair<std::string, std::string>, std::string> best;  // SKU
        for (const auto& [key, q] : quotes_) {
            std::string& sku = best.try_emplace({key.first, q.server}, key.second).first->second;
            const Quote& first = quotes_.at({key.first, sku});
            const bool better =
                (q.exact && !first.exact) || (q.exact == first.exact && q.price > 0 &&
                                              (first.price < 0 || q.price < first.price));
            if (better) sku = key.second;
        }
        for (auto at = quotes_.begin(); at != quotes_.end();) {
            const std::string& kept = best[{at->first.first, at->second.server}];
            if (kept == at->first.second) {
                ++at;
                continue;
            }
            list_.add(at->first.first, "further shapes of the same server",
                      fmt::format("{} has the accelerators of {}, whose price is taken for {}",
                                  at->first.second, kept, at->second.server));
            at = quotes_.erase(at);
        }
    }

    CsvReader csv_;
    Columns columns_;
    std::string vendor_;
    const Catalog& catalog_;
    Catalog own_;  ///< the vendor's servers
    std::map<std::string, std::string> by_sku_;
    std::map<std::pair<std::string, double>, std::string> by_name_;
    std::vector<std::string> cells_;
    std::int64_t rows_ = 0;
    std::int64_t joined_ = 0;
    PartsOfMachines parts_;
    Quotes quotes_;
    Listing list_;
};

std::string money(double price) {
    return price > 0 ? fmt::format("{:.2f}", price) : "-";
}

std::string report_of(const Quotes& quotes, std::int64_t rows) {
    constexpr std::size_t kShown = 40;
    std::string out =
        fmt::format("{:<26}{:<26}{:>10}{:>10}{:>7}\n", "region", "shape", "USD/h", "spot", "zones");
    std::size_t shown = 0;
    for (const auto& [key, q] : quotes) {
        if (++shown > kShown) break;
        out += fmt::format("{:<26}{:<26}{:>10}{:>10}{:>7}\n", key.first.substr(0, 25),
                           key.second.substr(0, 25), money(q.price), money(q.spot),
                           std::max<std::size_t>(q.zones.size(), 1));
    }
    if (quotes.size() > kShown) out += fmt::format("and {} more\n", quotes.size() - kShown);
    return out + fmt::format("{} shapes in regions from {} rows\n", quotes.size(), rows);
}

/// Prices of pools in the scenario's text.
class Pricer {
public:
    Pricer(const Quotes& quotes, const Scenario& scenario, std::string text, ImportResult& result)
        : quotes_(quotes), scenario_(scenario), text_(std::move(text)), result_(result) {}

    std::string run() {
        for (const PoolSpec& pool : scenario_.pools) price(pool);
        return text_;
    }

private:
    void note(const std::string& pool, const std::string& why) {
        result_.not_understood.push_back("pool " + pool + ": " + why);
    }

    void price(const PoolSpec& pool) {
        if (pool.contract != ContractKind::on_demand) return;
        const Quote* quote = nullptr;
        for (const SiteSpec& site : scenario_.sites) {
            if (site.name != pool.site) continue;
            for (const auto& [key, q] : quotes_) {
                if (key.first == site.region && q.server == pool.server) quote = &q;
            }
        }
        if (!quote) return note(pool.name, "the file has no price of its server in its region");
        // A spot market with prices of its own is priced from the price on demand.
        const bool market = pool.spot && (!pool.spot->prices.empty() || !pool.spot->steps.empty() ||
                                          pool.spot->discount > 0);
        const bool spot = pool.spot && !market;
        const double price = spot ? quote->spot : quote->price;
        if (price <= 0) {
            return note(pool.name, spot ? "there is no spot price" : "there is only a spot price");
        }
        bool done = set(pool.name, "price", price);
        if (done && spot && quote->price > 0) done = set(pool.name, "list_price", quote->price);
        if (!done) return note(pool.name, "it is written so that its price cannot be changed");
        result_.report += fmt::format("pool {}: {} USD/h{}\n", pool.name, print_number(price),
                                      spot ? ", spot" : "");
        if (!market || quote->spot <= 0 || quote->price <= 0) return;
        note(pool.name,
             fmt::format("spot is {} USD/h, {:.1f} % off: its `spot:` has a price of "
                         "its own, which stays",
                         print_number(quote->spot), 100 * (1 - quote->spot / quote->price)));
    }

    bool set(const std::string& pool, const std::string& key, double price) {
        const auto changed = with_key_of_entry(
            text_, "pools", pool, key, fmt::format("{}: {} USD/h\n", key, print_number(price)));
        if (changed) text_ = *changed;
        return changed.has_value();
    }

    const Quotes& quotes_;
    const Scenario& scenario_;
    std::string text_;
    ImportResult& result_;
};

}  // namespace

bool is_skypilot_catalog(const FileHead& head) {
    return Columns(CsvReader(head)).complete();
}

std::string skypilot_vendor(const std::string& file, const Catalog& catalog) {
    const std::filesystem::path path(file);
    std::string stem = path.filename().string();
    stem.resize(std::min(stem.find('.'), stem.size()));
    for (const std::string& name : {path.parent_path().filename().string(), stem}) {
        for (const auto& [key, region] : catalog.regions) {
            if (region.vendor == name) return name;
        }
    }
    return {};
}

ImportResult import_skypilot(const std::string& file, const std::string& vendor,
                             const Catalog& catalog, const std::string& today) {
    QuoteReader reader(file, vendor, catalog);
    const Quotes quotes = reader.read();
    ImportResult result;
    for (const auto& [key, q] : quotes) {
        const std::string spot =
            q.spot > 0 ? fmt::format("# spot {} USD/h, the lowest of {} zone(s)",
                                     print_number(q.spot), std::max<std::size_t>(q.zones.size(), 1))
                       : std::string("# no spot price");
        if (q.price <= 0) {
            reader.list().add(key.first, "shapes with a spot price alone",
                              key.second + " has only a spot price");
            continue;
        }
        if (!q.exact) {
            reader.list().add(key.first, "shapes taken for another of the same accelerators",
                              fmt::format("{} is taken for {}", key.second, q.server));
        }
        result.yaml += fmt::format(
            "  {}/{}:\n    {}\n    vendor: {}\n    region: {}\n    server: {}\n    sku: {}\n"
            "    price: {} USD/h\n    source: {}\n    as_of: {}\n    confidence: published\n",
            key.first, lower_case(key.second), spot, vendor, key.first, q.server, key.second,
            print_number(q.price), quoted("SkyPilot catalog of " + vendor), today);
    }
    result.not_understood = reader.list().lines();
    if (result.yaml.empty()) return result;
    result.yaml =
        "# Written by `orrery import prices`: prices on demand, a catalog overlay.\n"
        "offers:\n" +
        result.yaml;
    result.report = report_of(quotes, reader.rows());
    if (reader.joined() > 0) {
        result.report += fmt::format(
            "{} prices are of a machine and its accelerators, which stand in two rows\n",
            reader.joined());
    }
    return result;
}

ImportResult import_skypilot_into(const std::string& file, const std::string& vendor,
                                  const Catalog& catalog, const Scenario& scenario,
                                  const std::string& text) {
    QuoteReader reader(file, vendor, catalog);
    const Quotes quotes = reader.read();
    ImportResult result;
    result.not_understood = reader.list().lines();
    std::string changed = Pricer(quotes, scenario, text, result).run();
    if (!result.report.empty()) result.yaml = std::move(changed);
    return result;
}

}  // namespace orrery
