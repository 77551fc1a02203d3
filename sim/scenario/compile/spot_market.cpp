// Recorded spot markets: ticks of availability, changes of price.
#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "sim/ingest/csv.hpp"
#include "sim/scenario/compile/context.hpp"
#include "sim/scenario/quantity.hpp"

namespace orrery::compile {
namespace {

struct Ticks {
    double gap_s = 0;
    std::vector<double> values;
};

struct Row {
    std::int64_t unix_s = 0;
    double usd = 0;
};

void bad_recording(Context& context, const SpotSpec& spec, const std::string& path,
                   std::string message, std::string hint) {
    context.error(spec.where, "E0715", path, std::move(message), std::move(hint));
}

std::string whole_text(const std::string& file) {
    std::string text;
    LineReader lines(file);
    for (std::string line; lines.next(line);) text += line + "\n";
    return text;
}

/// {"metadata": {"gap_seconds": 600}, "data": [1, 0, …]}, as spot trace collections have it.
std::optional<Ticks> parse_ticks(const std::string& text, std::string& problem) {
    const auto json = nlohmann::json::parse(text, nullptr, false);
    if (json.is_discarded() || !json.is_object()) return problem = "it is not JSON", std::nullopt;
    Ticks ticks;
    const auto meta = json.find("metadata");
    const bool gap = meta != json.end() && meta->is_object() && meta->contains("gap_seconds") &&
                     meta->at("gap_seconds").is_number();
    if (gap) ticks.gap_s = meta->at("gap_seconds").get<double>();
    if (!gap || !(ticks.gap_s > 0)) return problem = "no metadata.gap_seconds", std::nullopt;
    const auto data = json.find("data");
    if (data == json.end() || !data->is_array() || data->empty()) {
        return problem = "no list data", std::nullopt;
    }
    for (const auto& value : *data) {
        const bool fine = value.is_number() && value.get<double>() >= 0;
        if (!fine) {
            problem = fmt::format("tick {} is no number of servers", ticks.values.size());
            return std::nullopt;
        }
        ticks.values.push_back(value.get<double>());
    }
    return ticks;
}

/// The largest value seen means all servers of the pool; others their share, rounded down.
std::vector<CapacityChange> changes_of(const Ticks& ticks, int servers, Nanos offset) {
    const double most = *std::max_element(ticks.values.begin(), ticks.values.end());
    std::vector<CapacityChange> changes;
    for (std::size_t i = 0; i < ticks.values.size(); ++i) {
        const double at = static_cast<double>(i) * ticks.gap_s - offset.seconds();
        const int had = most > 0 ? static_cast<int>(ticks.values[i] / most * servers + 1e-9) : 0;
        if (at <= 0) changes.assign(1, {Nanos{0}, had});
        if (at > 0 && had != changes.back().servers) {
            changes.push_back({Nanos::from_seconds(at), had});
        }
    }
    return changes;
}

void read_availability(Context& context, const SpotSpec& spec, const std::string& path,
                       SpotMarket& market, int servers) {
    const std::string where = path + ".availability";
    const std::string file = resolve_path(context, spec.availability, spec.where, where);
    if (file.empty()) return;
    std::string problem;
    const auto ticks = parse_ticks(whole_text(file), problem);
    if (!ticks) {
        return bad_recording(context, spec, where, file + ": " + problem,
                             "{\"metadata\": {\"gap_seconds\": 600}, \"data\": [1, 0]}");
    }
    market.recorded = changes_of(*ticks, servers, spec.offset);
    const double length = static_cast<double>(ticks->values.size()) * ticks->gap_s;
    context.assume(where, fmt::format("{} ticks of {} s", ticks->values.size(), ticks->gap_s),
                   length - spec.offset.seconds() < context.world.horizon.seconds()
                       ? "recorded; the last tick holds until the horizon"
                       : "recorded");
}

/// "2019-12-20T06:39:10.000Z" → seconds since 1970.
std::optional<std::int64_t> instant_of(std::string text) {
    const std::size_t dot = text.find('.');
    if (dot != std::string::npos) text.replace(dot, std::string::npos, "Z");
    if (text.size() > 10 && text[10] == ' ') text[10] = 'T';
    if (text.size() == 19) text += 'Z';
    return parse_date(text);
}

/// Rows of one zone and instance; a column without filter must not mix several.
std::vector<Row> read_rows(CsvReader& csv, const SpotSpec& spec, std::string& problem) {
    const int time = csv.column({"timestamp", "timestamp_utc", "datetime_utc", "date"});
    const int price = csv.column({"price", "spot_usd_per_hour", "spotprice", "usd_per_hour"});
    const int zone = csv.column({"zone", "availability_zone", "region"});
    const int type = csv.column({"instance_type", "vm", "instance"});
    if (time < 0 || price < 0)
        return problem = "columns timestamp and price are wanted", std::vector<Row>{};
    std::vector<Row> rows;
    std::vector<std::string> cells;
    std::string seen;
    while (csv.next(cells)) {
        const auto cell = [&](int c) {
            const bool there = c >= 0 && static_cast<std::size_t>(c) < cells.size();
            return there ? cells[static_cast<std::size_t>(c)] : std::string();
        };
        if (!spec.zone.empty() && cell(zone) != spec.zone) continue;
        if (!spec.instance.empty() && cell(type) != spec.instance) continue;
        const auto at = instant_of(cell(time));
        const auto usd = parse_number(cell(price));
        if (!at || !usd || *usd < 0) {
            problem = fmt::format("line {} has no timestamp and price", csv.line());
            return {};
        }
        const std::string key = cell(zone) + " " + cell(type);
        if (!rows.empty() && key != seen) {
            problem = "several zones or instances: " + seen + ", " + key;
            return {};
        }
        seen = key;
        rows.push_back({*at, *usd});
    }
    if (rows.empty()) problem = "no row of that zone and instance";
    return rows;
}

void read_prices(Context& context, const SpotSpec& spec, const std::string& path,
                 SpotMarket& market, int servers) {
    const std::string where = path + ".prices";
    const std::string file = resolve_path(context, spec.prices, spec.where, where);
    if (file.empty()) return;
    CsvReader csv(file);
    std::string problem;
    std::vector<Row> rows = read_rows(csv, spec, problem);
    if (!problem.empty()) {
        return bad_recording(context, spec, where, file + ": " + problem,
                             "timestamp,price; zone: and instance: choose rows");
    }
    std::stable_sort(rows.begin(), rows.end(),
                     [](const Row& a, const Row& b) { return a.unix_s < b.unix_s; });
    const std::int64_t origin = rows.front().unix_s;
    for (const Row& row : rows) {
        const Nanos at = Nanos{(row.unix_s - origin) * kSecond.ns} - spec.offset;
        if (at <= Nanos{0}) market.prices.assign(1, {Nanos{0}, row.usd});
        if (at > Nanos{0}) market.prices.push_back({at, row.usd});
    }
    context.assume(where, fmt::format("{} price changes", rows.size()), "recorded");
    if (spec.bid_usd_server_h < 0) return;
    for (const PriceChange& change : market.prices) {
        const int had = change.usd_server_h <= spec.bid_usd_server_h ? servers : 0;
        if (!market.recorded.empty() && market.recorded.back().servers == had) continue;
        market.recorded.push_back({change.at, had});
    }
}

/// Prices that are written down.
void take_steps(const SpotSpec& spec, SpotMarket& market) {
    for (const SpotPriceSpec& step : spec.steps) {
        market.prices.push_back({step.from, step.usd_server_h});
    }
    std::stable_sort(market.prices.begin(), market.prices.end(),
                     [](const PriceChange& a, const PriceChange& b) { return a.at < b.at; });
    if (!market.prices.empty()) market.prices.front().at = Nanos{0};
}

}  // namespace

void read_spot_market(Context& context, const SpotSpec& spec, const std::string& path, Pool& pool) {
    SpotMarket market;
    market.spec = spec;
    if (!spec.availability.empty()) {
        read_availability(context, spec, path, market, pool.servers);
    }
    if (!spec.prices.empty()) read_prices(context, spec, path, market, pool.servers);
    if (spec.prices.empty()) take_steps(spec, market);
    pool.spot = std::move(market);
}

}  // namespace orrery::compile
