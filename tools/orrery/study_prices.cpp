// What the money studies read from flags alike: hourly demand, prices of terms, blocks and spot.
#include "tools/orrery/study_prices.hpp"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cmath>

#include "sim/engine/run.hpp"
#include "sim/ingest/csv.hpp"
#include "tools/orrery/flags.hpp"

namespace orrery::cli {

std::vector<std::string> parts_of(const std::string& text) {
    std::vector<std::string> parts(1);
    for (const char c : text) {
        if (c == ':') {
            parts.emplace_back();
        } else {
            parts.back() += c;
        }
    }
    return parts;
}

/// "2.35 USD/h", or a share of the on-demand price.
double price_of(const std::string& text, double on_demand, const char* flag, Diagnostics& d) {
    if (text.find('%') != std::string::npos) {
        return on_demand * positive(text, Measure::share, flag, "60 %", d);
    }
    return positive(text, Measure::money_hour, flag, "2.35 USD/h, or 60 %", d);
}

int term_hours(const std::string& text, const char* flag, Diagnostics& d) {
    // A year of a term is 365 days, though the unit "y" is a quarter of a day longer.
    const double s = positive(text, Measure::duration, flag, "1 y, 90 d", d);
    const double years = s / (365.25 * 86400);
    const double rounded = std::floor(years + .5);
    if (rounded > 0 && std::fabs(years - rounded) < 1e-9) {
        return static_cast<int>(rounded * commitments::kHoursPerYear);
    }
    return std::max(1, static_cast<int>(s / 3600 + .5));
}

namespace {

int whole(const std::string& text, const char* flag, Diagnostics& d) {
    return static_cast<int>(positive(text, Measure::number, flag, "1000", d));
}

/// TERM:PRICE[:MOST]
void read_levels(const DemandFlags& v, CommitmentQuestion& q, Diagnostics& d) {
    for (const std::string& text : v.levels) {
        const auto parts = parts_of(text);
        if (parts.size() < 2 || parts.size() > 3) {
            complain(d, "--level", "\"" + text + "\" is no term with a price",
                     "--level '1 y:2.35 USD/h', or '3 y:45 %', or '1 y:2.35 USD/h:200'");
            continue;
        }
        commitments::Level level;
        level.name = parts[0];
        level.term_h = term_hours(parts[0], "--level", d);
        level.usd_server_h = price_of(parts[1], q.market.on_demand_usd_h, "--level", d);
        if (parts.size() == 3) level.most = whole(parts[2], "--level", d);
        level.source = "--level";
        q.levels.push_back(level);
    }
}

/// START:LENGTH:PRICE[:MOST]
void read_blocks(const DemandFlags& v, CommitmentQuestion& q, Diagnostics& d) {
    for (const std::string& text : v.blocks) {
        const auto parts = parts_of(text);
        if (parts.size() < 3 || parts.size() > 4) {
            complain(d, "--block", "\"" + text + "\" is no block with a price",
                     "--block '30 d:14 d:2.9 USD/h', or with servers at the end: …:64");
            continue;
        }
        commitments::Level block;
        block.name = "block at " + parts[0];
        block.from_h =
            static_cast<int>(quantity(parts[0], Measure::duration, "--block", d) / 3600 + .5);
        block.term_h = term_hours(parts[1], "--block", d);
        block.usd_server_h = price_of(parts[2], q.market.on_demand_usd_h, "--block", d);
        if (parts.size() == 4) block.most = whole(parts[3], "--block", d);
        block.source = "--block";
        q.levels.push_back(block);
    }
}

void read_spot(const DemandFlags& v, CommitmentQuestion& q, Diagnostics& d) {
    if (v.spot.empty()) return;
    const auto parts = parts_of(v.spot);
    if (parts.size() != 2) {
        complain(
            d, "--spot", "\"" + v.spot + "\" is no price and share",
            "--spot '1.2 USD/h:30 %': price with what interruptions cost, share of demand that "
            "may be interrupted");
        return;
    }
    q.market.spot_usd_h = price_of(parts[0], q.market.on_demand_usd_h, "--spot", d);
    q.market.spot_share = quantity(parts[1], Measure::share, "--spot", d);
    if (q.market.spot_share < 0 || q.market.spot_share > 1) {
        complain(d, "--spot", "the share is not between 0 and 100 %", "30 %");
    }
}

void uniform_demand(const DemandFlags& v, CommitmentQuestion& q, Diagnostics& d) {
    const auto parts = parts_of(v.uniform);
    const double low = quantity(parts[0], Measure::number, "--uniform", d);
    const double high =
        parts.size() == 2 ? quantity(parts[1], Measure::number, "--uniform", d) : -1;
    if (parts.size() != 2 || low < 0 || high <= low) {
        complain(d, "--uniform", "\"" + v.uniform + "\" is no range of servers", "0:100");
        return;
    }
    const int hours = static_cast<int>(commitments::kHoursPerYear);
    for (int h = 0; h < hours; ++h) {
        q.hours.push_back(low + (high - low) * (h + .5) / hours);
    }
    q.demand_source = fmt::format("--uniform: between {:.4g} and {:.4g}", low, high);
}

void demand_of_file(const DemandFlags& v, CommitmentQuestion& q, Diagnostics& d) {
    CsvReader csv(v.file);
    const int column =
        v.column.empty() ? csv.column({"servers", "demand", "value"}) : csv.column({v.column});
    if (column < 0) {
        complain(d, "--column", v.file + " has no such column",
                 "--column with one of its header's names");
        return;
    }
    std::vector<std::string> cells;
    while (csv.next(cells)) {
        const auto at = static_cast<std::size_t>(column);
        const auto value = at < cells.size() ? parse_number(cells[at]) : std::nullopt;
        if (!value || *value < 0) {
            complain(d, "--demand", fmt::format("{}:{}: no number of servers", v.file, csv.line()),
                     "a row an hour, servers wanted in it");
            return;
        }
        q.hours.push_back(*value);
    }
    q.demand_source = v.file;
}

/// Rented pools that the question may be about; a complaint unless it is one.
std::size_t pool_of(const DemandFlags& v, const World& world, Diagnostics& d) {
    std::vector<std::size_t> rented;
    std::string names;
    for (std::size_t p = 0; p < world.pools.size(); ++p) {
        const Pool& pool = world.pools[p];
        if (pool.tokens) continue;
        if (pool.name == v.pool) return p;
        if (pool.terms.kind != contracts::ComputeKind::on_demand) continue;
        rented.push_back(p);
        names += (names.empty() ? "" : ", ") + pool.name;
    }
    if (v.pool.empty() && rented.size() == 1) return rented[0];
    if (rented.empty()) {
        complain(d, "--base", "the scenario rents no servers",
                 "a pool with contract: on_demand, or --demand or --uniform without a base");
    } else {
        complain(d, "--pool", "which rented pool is meant is not known", "one of: " + names);
    }
    return 0;
}

void from_base(const DemandFlags& v, const StudyBase& base, const World& world,
               CommitmentQuestion& q, Diagnostics& d) {
    const std::size_t p = pool_of(v, world, d);
    if (d.has_errors()) return;
    const Pool& pool = world.pools[p];
    const bool rented = pool.terms.kind == contracts::ComputeKind::on_demand;
    if (v.on_demand.empty() && rented) {
        q.market.on_demand_usd_h = pool.terms.contracted_usd_server_h;
        q.market.source = pool.terms.price_source;
    }
    q.levels = levels_of_pool(world, p);
    if (!q.hours.empty()) return;
    const std::uint64_t seed = base.seed_given ? base.seed : world.seed;
    const BaseDemand demand = demand_of_pool(world, seed, p, v.busy, v.utilisation);
    q.hours = demand.hours;
    q.demand_source = fmt::format("servers of {} {} in {}, simulated", pool.name,
                                  v.busy ? "that work" : "present", world.name);
    if (v.busy) {
        q.demand_source += fmt::format(", at {} of their time", share_words(v.utilisation));
    }
    if (demand.hours.empty()) {
        complain(d, "--base", "the scenario is shorter than an hour",
                 "--set 'horizon=7 d', or --demand");
    }
}

void need(const CommitmentQuestion& q, Diagnostics& d) {
    const auto peak = std::max_element(q.hours.begin(), q.hours.end());
    if (q.hours.empty() || *peak <= 0) {
        complain(d, "--base", "there is no demand",
                 "--base SCENARIO, --demand FILE.csv or --uniform 0:100");
    }
    if (q.market.on_demand_usd_h <= 0) {
        complain(d, "--on-demand", "what an hour costs without a commitment is not known",
                 "--on-demand '3.9 USD/h', or a base that rents servers");
    }
}

}  // namespace

void add_demand_flags(CLI::App& sub, DemandFlags& v) {
    sub.add_option("--pool", v.pool, "Which rented pool of the base");
    sub.add_flag("--busy", v.busy, "Servers that work instead of those present in the base");
    sub.add_option("--utilisation", v.utilisation, "With --busy: share of time they may work")
        ->check(CLI::Range(0.01, 1.0));
    sub.add_option("--demand", v.file, "CSV of servers wanted, a row an hour");
    sub.add_option("--column", v.column, "Of it; default servers, demand or value");
    sub.add_option("--uniform", v.uniform, "Demand uniform between so many servers: 0:100");
    sub.add_option("--on-demand", v.on_demand, "Price of a server hour; default the base's");
    sub.add_option("--level", v.levels, "TERM:PRICE[:MOST], repeatable: '1 y:2.35 USD/h'")
        ->take_all();
    sub.add_option("--block", v.blocks, "START:LENGTH:PRICE[:MOST], repeatable")->take_all();
    sub.add_option("--spot", v.spot, "PRICE:SHARE of demand that may be interrupted");
}

void read_demand(const DemandFlags& v, const StudyBase& base, const World* world,
                 CommitmentQuestion& q, Diagnostics& d) {
    if (!v.on_demand.empty()) {
        q.market.on_demand_usd_h =
            positive(v.on_demand, Measure::money_hour, "--on-demand", "3.9 USD/h", d);
        q.market.source = "--on-demand";
    }
    if (!v.uniform.empty()) uniform_demand(v, q, d);
    if (!v.file.empty()) demand_of_file(v, q, d);
    if (world) from_base(v, base, *world, q, d);
    read_levels(v, q, d);
    read_blocks(v, q, d);
    read_spot(v, q, d);
    if (!d.has_errors()) need(q, d);
}

}  // namespace orrery::cli
