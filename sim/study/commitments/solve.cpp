// The cheapest mix of commitments as a mixed-integer programme over slices of demand.
#include <CbcModel.hpp>
#include <CoinPackedMatrix.hpp>
#include <OsiClpSolverInterface.hpp>
#include <algorithm>
#include <cmath>

#include "orrery/base/assert.hpp"
#include "sim/study/commitments/problem.hpp"

namespace orrery::commitments {
namespace {

/// Hours between two dates on which some purchase begins or ends.
struct Span {
    int from_h = 0;
    int until_h = 0;
    /// What the n-th committed server saves at the market, not increasing; equal ones together.
    std::vector<std::pair<double, int>> savings;
};

std::vector<Span> spans_of(const Problem& p, const std::vector<Purchase>& purchases) {
    const int horizon = static_cast<int>(p.demand.size());
    std::vector<int> dates{0, horizon};
    for (const Purchase& one : purchases) {
        dates.push_back(one.from_h);
        dates.push_back(std::min(one.until_h, horizon));
    }
    std::sort(dates.begin(), dates.end());
    dates.erase(std::unique(dates.begin(), dates.end()), dates.end());
    std::vector<Span> spans;
    for (std::size_t i = 0; i + 1 < dates.size(); ++i) {
        spans.push_back({dates[i], dates[i + 1], {}});
    }
    return spans;
}

/// Adds `usd` for every server up to `level`, the last one in part.
void add_below(double level, double usd, std::vector<double>& whole, std::vector<double>& part) {
    const double floor = std::floor(level);
    const auto full = static_cast<std::size_t>(floor);
    whole[full] += usd;
    if (full < part.size()) part[full] += usd * (level - floor);
}

/// Committed servers first save what is bought on demand, then what the spot market would serve.
std::vector<double> savings_of(const Problem& p, const Span& span) {
    const auto first = p.demand.begin() + span.from_h;
    const auto last = p.demand.begin() + span.until_h;
    const double most = std::max(*std::max_element(first, last), 0.0);
    std::vector<double> part(static_cast<std::size_t>(std::ceil(most)), 0.0);
    std::vector<double> whole(part.size() + 1, 0.0);
    const Market& m = p.market;
    const bool spot = m.spot_usd_h >= 0 && m.spot_usd_h < m.on_demand_usd_h;
    const double low = spot ? m.spot_usd_h : m.on_demand_usd_h;
    for (auto d = first; d != last; ++d) {
        add_below(*d, low, whole, part);
        if (spot) add_below(*d * (1 - m.spot_share), m.on_demand_usd_h - low, whole, part);
    }
    double above = 0;
    for (std::size_t n = part.size(); n-- > 0;) {
        above += whole[n + 1];
        part[n] += above;
    }
    return part;
}

void fill(const Problem& p, Span& span) {
    for (const double usd : savings_of(p, span)) {
        if (!span.savings.empty() && span.savings.back().first == usd) {
            ++span.savings.back().second;
        } else {
            span.savings.emplace_back(usd, 1);
        }
    }
}

struct Columns {
    std::vector<double> cost;
    std::vector<double> most;
    CoinPackedMatrix rows{false, 0, 0};
};

/// Servers of purchases, then used slices of spans; no more slices than servers in each span.
Columns columns_of(const std::vector<Purchase>& purchases, const std::vector<Span>& spans) {
    Columns c;
    for (const Purchase& one : purchases) {
        c.cost.push_back(one.usd);
        c.most.push_back(one.most);
    }
    std::vector<CoinPackedVector> rows;
    for (const Span& span : spans) {
        CoinPackedVector row;
        for (std::size_t k = 0; k < purchases.size(); ++k) {
            const bool covers =
                purchases[k].from_h <= span.from_h && span.until_h <= purchases[k].until_h;
            if (covers) row.insert(static_cast<int>(k), -1);
        }
        for (const auto& [usd, count] : span.savings) {
            row.insert(static_cast<int>(c.cost.size()), 1);
            c.cost.push_back(-usd);
            c.most.push_back(count);
        }
        rows.push_back(std::move(row));
    }
    c.rows.setDimensions(0, static_cast<int>(c.cost.size()));
    for (const CoinPackedVector& row : rows) c.rows.appendRow(row);
    return c;
}

constexpr int kMostNodes = 20'000;

}  // namespace

Mix cheapest(const Problem& p) {
    Mix mix;
    mix.purchases = possible_purchases(p);
    if (mix.purchases.empty() || p.demand.empty()) return mix;
    std::vector<Span> spans = spans_of(p, mix.purchases);
    for (Span& span : spans) fill(p, span);
    const Columns c = columns_of(mix.purchases, spans);
    const std::vector<double> zero(c.cost.size(), 0.0);
    const std::vector<double> low(spans.size(), -COIN_DBL_MAX);
    const std::vector<double> high(spans.size(), 0.0);
    OsiClpSolverInterface solver;
    solver.messageHandler()->setLogLevel(0);
    solver.loadProblem(c.rows, zero.data(), c.most.data(), c.cost.data(), low.data(), high.data());
    for (std::size_t k = 0; k < mix.purchases.size(); ++k) solver.setInteger(static_cast<int>(k));
    solver.initialSolve();
    ORRERY_ASSERT(solver.isProvenOptimal(), "no commitments at all is feasible");
    CbcModel model(solver);
    model.setLogLevel(0);
    model.messageHandler()->setLogLevel(0);
    model.setMaximumNodes(kMostNodes);
    model.setAllowableGap(1e-9);
    model.setAllowableFractionGap(1e-12);
    model.setIntegerTolerance(1e-7);
    model.branchAndBound();
    const double* x = model.bestSolution();
    ORRERY_ASSERT(x != nullptr, "no commitments at all is feasible");
    mix.proven = model.isProvenOptimal();
    for (std::size_t k = 0; k < mix.purchases.size(); ++k) {
        mix.purchases[k].servers = static_cast<int>(std::floor(x[k] + .5));
    }
    return mix;
}

}  // namespace orrery::commitments
