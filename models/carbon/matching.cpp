// Contracted carbon-free supply against load: matching by year and by hour, CFE, market-based.
#include "models/carbon/matching.hpp"

#include <algorithm>
#include <utility>

#include "orrery/base/math.hpp"

namespace orrery::carbon {
namespace {

using math::NeumaierSum;

/// The value of an interval in a series that may be one constant.
double at(std::span<const double> series, std::size_t i) {
    return series.empty() ? 0 : series[series.size() == 1 ? 0 : i];
}

double total(std::span<const double> series) {
    NeumaierSum sum;
    for (const double x : series) sum.add(x);
    return sum.value();
}

/// Load that no instrument has covered yet, and what was booked so far.
struct Books {
    std::vector<double> remaining;
    MarketBased result;

    explicit Books(std::span<const double> load) : remaining(load.begin(), load.end()) {
        result.g_by_interval.assign(load.size(), 0.0);
    }
    void cover(std::size_t i, double kwh, double g_kwh) {
        remaining[i] -= kwh;
        result.g_by_interval[i] += kwh * g_kwh;
    }
    MarketBased close(std::span<const double> residual) {
        NeumaierSum uncovered;
        NeumaierSum g;
        for (std::size_t i = 0; i < remaining.size(); ++i) {
            result.g_by_interval[i] += remaining[i] * at(residual, i);
            uncovered.add(remaining[i]);
            g.add(result.g_by_interval[i]);
        }
        result.residual_kwh = uncovered.value();
        result.g = g.value();
        return std::move(result);
    }
};

/// The instrument's intervals inside a load of `count`.
std::pair<std::size_t, std::size_t> window(const Instrument& instrument, std::size_t count) {
    const std::size_t last = std::min(instrument.last, count);
    return {std::min(instrument.first, last), last};
}

double volume_of(const Instrument& instrument, std::size_t first, std::size_t last) {
    if (instrument.supply_kwh.empty()) return instrument.volume_kwh;
    const std::span<const double> all(instrument.supply_kwh);
    const std::size_t end = std::min(last, all.size());
    return first < end ? total(all.subspan(first, end - first)) : 0;
}

double cover_year(Books& books, const Instrument& instrument, double volume, std::size_t first,
                  std::size_t last) {
    const double open =
        total(std::span<const double>(books.remaining).subspan(first, last - first));
    if (open <= 0) return 0;
    const double share = std::min(1.0, volume / open);
    for (std::size_t i = first; i < last; ++i) {
        books.cover(i, share < 1 ? books.remaining[i] * share : books.remaining[i],
                    instrument.g_kwh);
    }
    return std::min(volume, open);
}

double cover_hours(Books& books, const Instrument& instrument, std::size_t first,
                   std::size_t last) {
    NeumaierSum covered;
    for (std::size_t i = first; i < std::min(last, instrument.supply_kwh.size()); ++i) {
        const double kwh = std::min(books.remaining[i], instrument.supply_kwh[i]);
        books.cover(i, kwh, instrument.g_kwh);
        covered.add(kwh);
    }
    return covered.value();
}

MarketBased market_based(std::span<const double> load, std::span<const Instrument> instruments,
                         std::span<const double> residual, bool hourly) {
    Books books(load);
    for (const Instrument& instrument : instruments) {
        const auto [first, last] = window(instrument, load.size());
        const double volume = volume_of(instrument, first, last);
        const double covered = hourly ? cover_hours(books, instrument, first, last)
                                      : cover_year(books, instrument, volume, first, last);
        books.result.covered_kwh.push_back(covered);
        books.result.unused_kwh.push_back(std::max(0.0, volume - covered));
    }
    return books.close(residual);
}

}  // namespace

double annual_match(std::span<const double> load, std::span<const double> supply) {
    const double wanted = total(load);
    return wanted > 0 ? std::min(1.0, total(supply) / wanted) : 1;
}

double hourly_match(std::span<const double> load, std::span<const double> supply) {
    const double wanted = total(load);
    if (wanted <= 0) return 1;
    NeumaierSum matched;
    for (std::size_t i = 0; i < load.size(); ++i) matched.add(std::min(load[i], supply[i]));
    return std::min(1.0, matched.value() / wanted);
}

double carbon_free_share(std::span<const double> load, std::span<const double> supply,
                         std::span<const double> grid_cfe) {
    const double wanted = total(load);
    if (wanted <= 0) return 1;
    NeumaierSum free;
    for (std::size_t i = 0; i < load.size(); ++i) {
        const double own = std::min(load[i], supply[i]);
        free.add(own + (load[i] - own) * at(grid_cfe, i));
    }
    return std::min(1.0, free.value() / wanted);
}

MarketBased market_based_annual(std::span<const double> load_kwh,
                                std::span<const Instrument> instruments,
                                std::span<const double> residual_g_kwh) {
    return market_based(load_kwh, instruments, residual_g_kwh, false);
}

MarketBased market_based_hourly(std::span<const double> load_kwh,
                                std::span<const Instrument> instruments,
                                std::span<const double> residual_g_kwh) {
    return market_based(load_kwh, instruments, residual_g_kwh, true);
}

double location_based(std::span<const double> load_kwh, std::span<const double> g_kwh) {
    NeumaierSum g;
    for (std::size_t i = 0; i < load_kwh.size(); ++i) g.add(load_kwh[i] * at(g_kwh, i));
    return g.value();
}

}  // namespace orrery::carbon
