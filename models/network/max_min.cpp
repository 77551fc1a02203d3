// Max–min fair rates of flows that share links: progressive filling, with weights and rate caps.
#include "models/network/max_min.hpp"

#include <algorithm>

namespace orrery::network {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

/// What the flows that are not bound yet see of a link.
struct Residue {
    double left = 0;    ///< capacity that bound flows leave
    double weight = 0;  ///< of the flows that still rise
    int rising = 0;     ///< their number: a sum of weights need not come back to zero
    [[nodiscard]] double level() const {
        return rising > 0 ? std::max(left, 0.0) / weight : kInfinity;
    }
};

class Filling {
public:
    Filling(const std::vector<double>& capacities, const std::vector<SharedFlow>& flows)
        : flows_(flows), rates_(flows.size(), 0.0), bound_(flows.size(), 0) {
        for (const double c : capacities) links_.push_back({c, 0, 0});
        for (const SharedFlow& flow : flows) {
            routes_.push_back(flow.links);
            std::sort(routes_.back().begin(), routes_.back().end());
            routes_.back().erase(std::unique(routes_.back().begin(), routes_.back().end()),
                                 routes_.back().end());
            for (const std::uint32_t l : routes_.back()) {
                links_[l].weight += flow.weight;
                ++links_[l].rising;
            }
        }
    }

    std::vector<double> run() {
        for (std::size_t left = flows_.size(); left > 0;) left -= bind_at(next_level());
        return std::move(rates_);
    }

private:
    [[nodiscard]] double own_level(std::size_t f) const { return flows_[f].cap / flows_[f].weight; }

    /// The lowest level at which something binds.
    [[nodiscard]] double next_level() const {
        double level = kInfinity;
        for (const Residue& link : links_) level = std::min(level, link.level());
        for (std::size_t f = 0; f < flows_.size(); ++f) {
            if (!bound_[f]) level = std::min(level, own_level(f));
        }
        return level;
    }

    /// Binds every flow that cannot rise beyond the level; how many those are. All are found
    /// before any is bound, for that changes the links' levels by rounding.
    std::size_t bind_at(double level) {
        std::vector<std::size_t> stopped;
        for (std::size_t f = 0; f < flows_.size(); ++f) {
            if (bound_[f]) continue;
            const bool full = std::any_of(routes_[f].begin(), routes_[f].end(),
                                          [&](auto l) { return links_[l].level() <= level; });
            if (full || own_level(f) <= level) stopped.push_back(f);
        }
        for (const std::size_t f : stopped) bind(f, level);
        return stopped.size();
    }

    void bind(std::size_t f, double level) {
        bound_[f] = 1;
        rates_[f] = std::min(flows_[f].cap, level * flows_[f].weight);
        for (const std::uint32_t l : routes_[f]) {
            links_[l].left -= rates_[f];
            links_[l].weight -= flows_[f].weight;
            --links_[l].rising;
        }
    }

    const std::vector<SharedFlow>& flows_;
    std::vector<double> rates_;
    std::vector<char> bound_;
    std::vector<Residue> links_;
    std::vector<std::vector<std::uint32_t>> routes_;
};

}  // namespace

std::vector<double> max_min_rates(const std::vector<double>& capacities,
                                  const std::vector<SharedFlow>& flows) {
    return Filling(capacities, flows).run();
}

}  // namespace orrery::network
