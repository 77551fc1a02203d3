// The study `pareto`: variants that no other beats in cost, carbon and time at once.
#pragma once
#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "sim/study/variant.hpp"

namespace orrery {

/// Any number of objectives, less is better in each: not worse in any, and better in one.
bool beats(std::span<const double> a, std::span<const double> b);
/// Indices of the points that no point beats, in order; all of one length.
std::vector<std::size_t> front_of(const std::vector<std::vector<double>>& points);
/// Of the front's points the one nearest to the best of every objective, each measured from the
/// least (0) to the greatest (1) of the front, as the straight line goes; the first of equals. An
/// objective that spans less than a tenth of its greatest value counts as if it spanned that much.
std::size_t front_knee(const std::vector<std::vector<double>>& points,
                       const std::vector<std::size_t>& front);

/// Cost, carbon (location-based and embodied), time (P99 of the time to first token, or of jobs
/// the mean completion where there are no requests); less is better in each.
using Objectives = std::array<double, 3>;

/// As beats, front_of and front_knee.
bool dominates(const Objectives& a, const Objectives& b);

std::vector<std::size_t> pareto_front(const std::vector<Objectives>& points);
std::size_t knee_of_front(const std::vector<Objectives>& points,
                          const std::vector<std::size_t>& front);

/// In how many of so many draws each point is the knee, if every objective of every point is off by
/// up to `noise`, relative and uniform.
std::vector<double> knee_shares(const std::vector<Objectives>& points, double noise, int draws,
                                std::uint64_t seed);

/// A path of the scenario and the values that it takes.
struct Variation {
    std::string path;
    std::vector<std::string> values;
};

struct ParetoRow {
    std::vector<std::string> values;  ///< one a variation
    RunOutcome outcome;
    Objectives objectives{};
    bool does_work = true;  ///< else it is in no front: what is not done costs nothing
    bool in_front = false;
    std::string same_as;  ///< values of an earlier variant that agrees in every figure: one with it
    double knee_share = 0;  ///< of draws with noise
};

struct ParetoResult {
    std::vector<Variation> variations;
    std::vector<ParetoRow> rows;
    std::size_t knee = 0;
    bool by_jobs = false;  ///< time is of jobs
    double noise = .05;
    int draws = 1000;
};

/// Which variants do the work that some variant does: no more jobs left than the fewest; of these
/// no more requests refused (by over 0.1 % of those that arrived), and of these no more in flight
/// at the end (by over 1 %, and ten). At least one does.
std::vector<bool> doing_work(const std::vector<RunOutcome>& outcomes);

/// "path=a,b,c"; commas inside brackets, braces and quotes do not separate. Empty values: none.
Variation parse_variation(const std::string& text);

/// All combinations, the last variation fastest; a set of "path=value" lines each.
std::vector<std::vector<std::string>> grid_of(const std::vector<Variation>& variations);

/// The rows of worlds that follow grid_of.
ParetoResult study_pareto(const std::vector<Variation>& variations,
                          const std::vector<World>& worlds, const VariantOptions& options);

}  // namespace orrery
