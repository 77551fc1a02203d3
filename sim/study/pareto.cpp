// The study `pareto`: variants that no other beats in cost, carbon and time at once.
#include "sim/study/pareto.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <tuple>

#include "sim/kernel/samplers.hpp"

namespace orrery {
namespace {

/// Objectives that differ by less along the front weigh less: two figures that are each off by 5 %
/// tell no smaller difference.
constexpr double kTelling = .1;

std::vector<std::vector<double>> lists_of(const std::vector<Objectives>& points) {
    std::vector<std::vector<double>> lists;
    for (const Objectives& p : points) lists.emplace_back(p.begin(), p.end());
    return lists;
}

}  // namespace

bool beats(std::span<const double> a, std::span<const double> b) {
    bool better = false;
    for (std::size_t k = 0; k < a.size(); ++k) {
        if (a[k] > b[k]) return false;
        better = better || a[k] < b[k];
    }
    return better;
}

std::vector<std::size_t> front_of(const std::vector<std::vector<double>>& points) {
    std::vector<std::size_t> front;
    for (std::size_t i = 0; i < points.size(); ++i) {
        const bool beaten = std::any_of(points.begin(), points.end(),
                                        [&](const auto& p) { return beats(p, points[i]); });
        if (!beaten) front.push_back(i);
    }
    return front;
}

std::size_t front_knee(const std::vector<std::vector<double>>& points,
                       const std::vector<std::size_t>& front) {
    std::vector<double> least = points[front.front()];
    std::vector<double> most = least;
    for (const std::size_t i : front) {
        for (std::size_t k = 0; k < least.size(); ++k) {
            least[k] = std::min(least[k], points[i][k]);
            most[k] = std::max(most[k], points[i][k]);
        }
    }
    std::size_t best = front.front();
    double nearest = 0;
    for (const std::size_t i : front) {
        double squares = 0;
        for (std::size_t k = 0; k < least.size(); ++k) {
            const double span = std::max(most[k] - least[k], kTelling * most[k]);
            const double x = span > 0 ? (points[i][k] - least[k]) / span : 0;
            squares += x * x;
        }
        if (i != front.front() && squares >= nearest) continue;
        best = i;
        nearest = squares;
    }
    return best;
}

bool dominates(const Objectives& a, const Objectives& b) {
    return beats(a, b);
}

std::vector<std::size_t> pareto_front(const std::vector<Objectives>& points) {
    return front_of(lists_of(points));
}

std::size_t knee_of_front(const std::vector<Objectives>& points,
                          const std::vector<std::size_t>& front) {
    return front_knee(lists_of(points), front);
}

std::vector<double> knee_shares(const std::vector<Objectives>& points, double noise, int draws,
                                std::uint64_t seed) {
    std::vector<double> shares(points.size(), 0.0);
    Stream stream(seed, "pareto noise", "front");
    for (int d = 0; d < draws; ++d) {
        std::vector<Objectives> noisy = points;
        for (Objectives& point : noisy) {
            for (double& x : point) x *= uniform_between(stream, 1 - noise, 1 + noise);
        }
        shares[knee_of_front(noisy, pareto_front(noisy))] += 1.0 / draws;
    }
    return shares;
}

namespace {

/// Drops those with more than the least of the figure, of those not dropped yet, and some room.
template <class Figure, class Room>
void keep_least(const std::vector<RunOutcome>& outcomes, Figure figure, Room room,
                std::vector<bool>& kept) {
    double least = std::numeric_limits<double>::infinity();
    for (std::size_t i = 0; i < outcomes.size(); ++i) {
        if (kept[i]) least = std::min(least, outcomes[i].*figure);
    }
    for (std::size_t i = 0; i < outcomes.size(); ++i) {
        if (outcomes[i].*figure > least + room(outcomes[i])) kept[i] = false;
    }
}

}  // namespace

std::vector<bool> doing_work(const std::vector<RunOutcome>& outcomes) {
    std::vector<bool> kept(outcomes.size(), true);
    keep_least(
        outcomes, &RunOutcome::jobs_left, [](const RunOutcome&) { return 1e-9; }, kept);
    keep_least(
        outcomes, &RunOutcome::refused, [](const RunOutcome& o) { return 1e-3 * o.arrived; }, kept);
    keep_least(
        outcomes, &RunOutcome::in_flight,
        [](const RunOutcome& o) { return std::max(10.0, 1e-2 * o.arrived); }, kept);
    return kept;
}

Variation parse_variation(const std::string& text) {
    Variation v;
    // The path may hold "=" only in the value: keys have none.
    const std::size_t equals = text.find('=');
    if (equals == std::string::npos || equals == 0) return v;
    v.path = text.substr(0, equals);
    std::string value;
    int depth = 0;
    bool quoted = false;
    for (const char c : text.substr(equals + 1) + ",") {
        if (c == '"') quoted = !quoted;
        if (!quoted && (c == '{' || c == '[')) ++depth;
        if (!quoted && (c == '}' || c == ']')) --depth;
        if (c != ',' || depth > 0 || quoted) {
            value += c;
            continue;
        }
        if (!value.empty()) v.values.push_back(value);
        value.clear();
    }
    return v;
}

std::vector<std::vector<std::string>> grid_of(const std::vector<Variation>& variations) {
    std::vector<std::vector<std::string>> grid{{}};
    for (const Variation& v : variations) {
        std::vector<std::vector<std::string>> longer;
        for (const auto& row : grid) {
            for (const std::string& value : v.values) {
                longer.push_back(row);
                longer.back().push_back(v.path + "=" + value);
            }
        }
        grid = std::move(longer);
    }
    return grid;
}

namespace {

/// An earlier variant with the same figures: what is varied changes nothing between the two.
const ParetoRow* twin_of(const std::vector<ParetoRow>& rows, const ParetoRow& row) {
    const auto figures = [](const ParetoRow& r) {
        const RunOutcome& o = r.outcome;
        return std::tuple(r.objectives, o.kwh, o.peak_w, o.slo, o.missed, o.jobs_left, o.refused,
                          o.in_flight);
    };
    const auto it = std::find_if(rows.begin(), rows.end(), [&](const ParetoRow& other) {
        return other.does_work == row.does_work && figures(other) == figures(row);
    });
    return it == rows.end() ? nullptr : &*it;
}

}  // namespace

ParetoResult study_pareto(const std::vector<Variation>& variations,
                          const std::vector<World>& worlds, const VariantOptions& options) {
    ParetoResult result;
    result.variations = variations;
    const std::vector<RunOutcome> outcomes = run_variants(worlds, options);
    const auto grid = grid_of(variations);
    result.by_jobs = std::any_of(outcomes.begin(), outcomes.end(),
                                 [](const RunOutcome& o) { return o.ttft_p99_s < 0; });
    const std::vector<bool> works = doing_work(outcomes);
    std::vector<Objectives> points;  // of those that do the work
    std::vector<std::size_t> rows;
    for (std::size_t i = 0; i < outcomes.size(); ++i) {
        const RunOutcome& o = outcomes[i];
        ParetoRow row;
        for (std::size_t v = 0; v < variations.size(); ++v) {
            row.values.push_back(grid[i][v].substr(variations[v].path.size() + 1));
        }
        row.outcome = o;
        row.objectives = {o.cost, (o.location_g + o.embodied_g) * 1e-3,
                          result.by_jobs ? o.job_s : o.ttft_p99_s};
        row.does_work = works[i];
        if (const auto* twin = twin_of(result.rows, row)) {
            row.same_as = twin->same_as.empty() ? fmt::format("{}", fmt::join(twin->values, ", "))
                                                : twin->same_as;
        }
        if (row.does_work && row.same_as.empty()) {
            points.push_back(row.objectives);
            rows.push_back(i);
        }
        result.rows.push_back(std::move(row));
    }
    const std::vector<std::size_t> front = pareto_front(points);
    for (const std::size_t i : front) result.rows[rows[i]].in_front = true;
    result.knee = rows[knee_of_front(points, front)];
    const auto shares = knee_shares(points, result.noise, result.draws, options.seed);
    for (std::size_t i = 0; i < shares.size(); ++i) result.rows[rows[i]].knee_share = shares[i];
    return result;
}

}  // namespace orrery
