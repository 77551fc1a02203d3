// Expected fragmentation of a node over a task mix, and the node where a task lets it grow least.
#include "sim/engine/cluster/gang_fragmentation.hpp"

#include <algorithm>
#include <map>

#include "orrery/base/math.hpp"

namespace orrery::gang {
namespace {

/// Free thousandths of each GPU of the node; used-up ones are left out.
void lefts(const Nodes& nodes, std::uint32_t n, std::vector<std::int32_t>& out) {
    out.assign(static_cast<std::size_t>(nodes.whole(n)), 1000);
    for (int s = 0; s < nodes.width(); ++s) {
        const int left = nodes.left(n, s);
        if (left > 0) out.push_back(left);
    }
}

/// Whole percent of a sigmoid, as cluster schedulers round their scores.
std::int16_t percent(double growth_milli) {
    return static_cast<std::int16_t>(100.0 / (1.0 + math::exp(growth_milli / 1000)));
}

}  // namespace

TaskMix task_mix(const std::vector<Demand>& tasks, double popularity) {
    std::map<Demand, std::int64_t> counts;
    for (Demand d : tasks) {
        d.memory_mib = 0;
        ++counts[d];
    }
    std::vector<std::pair<std::int64_t, Demand>> sorted;
    for (const auto& [d, n] : counts) sorted.push_back({n, d});
    std::stable_sort(sorted.begin(), sorted.end(),
                     [](const auto& a, const auto& b) { return a.first > b.first; });
    TaskMix mix;
    double kept = 0;
    for (const auto& [n, d] : sorted) {
        if (kept >= popularity * static_cast<double>(tasks.size())) break;
        mix.push_back({d, static_cast<double>(n)});
        kept += static_cast<double>(n);
    }
    for (TaskType& t : mix) t.share /= kept;
    return mix;
}

NodeFragmentation::NodeFragmentation(const TaskMix& mix) {
    for (const TaskType& t : mix) {
        if (t.demand.gpus == 0) {
            without_gpu_ += t.share;
        } else {
            types_.push_back(t);
        }
    }
    std::stable_sort(types_.begin(), types_.end(), [](const TaskType& a, const TaskType& b) {
        return a.demand.milli < b.demand.milli;
    });
}

double NodeFragmentation::operator()(std::int32_t cpu_left, std::vector<std::int32_t>& left) const {
    std::sort(left.begin(), left.end());
    std::int64_t total = 0;
    for (const std::int32_t l : left) total += l;
    double sum = without_gpu_ * static_cast<double>(total);
    std::size_t below = 0;         // GPUs with less than the type's share
    std::int64_t below_milli = 0;  // and what is free on them
    for (const TaskType& t : types_) {
        while (below < left.size() && left[below] < t.demand.milli) below_milli += left[below++];
        const bool enough = left.size() - below >= static_cast<std::size_t>(t.demand.gpus);
        const bool usable = enough && cpu_left >= t.demand.cpu_milli;
        sum += t.share * static_cast<double>(usable ? below_milli : total);
    }
    return sum;
}

double FragmentationScores::node(const Nodes& nodes, std::uint32_t n) const {
    std::vector<std::int32_t> left;
    lefts(nodes, n, left);
    return fragmentation_(nodes.cpu_left(n), left);
}

std::pair<double, double> FragmentationScores::cluster(const Nodes& nodes) const {
    double fragmented = 0;
    double free = 0;
    for (std::uint32_t n = 0; n < nodes.size(); ++n) {
        fragmented += node(nodes, n);
        free += static_cast<double>(nodes.milli_left(n));
    }
    return {fragmented, free};
}

FragmentationScores::Score FragmentationScores::score(const Nodes& nodes, std::uint32_t n,
                                                      const Demand& d) const {
    Score best{nodes.version(n)};
    if (!nodes.fits(n, d)) return best;
    std::vector<std::int32_t> left;
    lefts(nodes, n, left);
    const std::int32_t cpu = nodes.cpu_left(n) - d.cpu_milli;
    std::vector<std::int32_t> after = left;
    const double before = fragmentation_(nodes.cpu_left(n), after);
    const auto consider = [&](std::int16_t slot) {
        const std::int16_t s = percent(fragmentation_(cpu, after) - before);
        if (s > best.score) best = {best.version, s, slot};
    };
    if (!d.shares()) {
        after.assign(left.begin() + d.gpus, left.end());  // whole ones come first
        consider(kTightest);
        return best;
    }
    const auto with = [&](int from, std::int16_t slot) {
        after = left;
        *std::find(after.begin(), after.end(), from) -= d.milli;
        consider(slot);
    };
    for (int s = 0; s < nodes.width(); ++s) {
        if (nodes.left(n, s) >= d.milli) with(nodes.left(n, s), static_cast<std::int16_t>(s));
    }
    if (nodes.whole(n) > 0) with(1000, static_cast<std::int16_t>(kFresh));
    return best;
}

std::vector<FragmentationScores::Score>& FragmentationScores::row(const Nodes& nodes,
                                                                  const Demand& demand) {
    const auto found = std::lower_bound(demands_.begin(), demands_.end(), demand);
    const auto at = found - demands_.begin();
    if (found == demands_.end() || *found != demand) {
        demands_.insert(found, demand);
        rows_.insert(rows_.begin() + at, std::vector<Score>(nodes.size()));
    }
    return rows_[static_cast<std::size_t>(at)];
}

bool FragmentationScores::choose(const Nodes& nodes, const Demand& demand, Allocation& out) {
    std::vector<Score>& scores = row(nodes, demand);
    std::uint32_t best = kNoNode;
    for (std::uint32_t n = 0; n < nodes.size(); ++n) {
        if (scores[n].version != nodes.version(n)) scores[n] = score(nodes, n, demand);
        if (scores[n].score < 0) continue;
        if (best == kNoNode || scores[n].score > scores[best].score) best = n;
    }
    if (best == kNoNode) return false;
    out.push_back({best, demand.gpus, scores[best].slot});
    return true;
}

}  // namespace orrery::gang
