// Expected fragmentation of a node over a task mix, and the node where a task lets it grow least.
#pragma once
#include <cstdint>
#include <vector>

#include "sim/engine/cluster/gang_nodes.hpp"

namespace orrery::gang {

/// Q. Weng et al., "Beware of Fragmentation", USENIX ATC 2023: a task drawn from the mix cannot use
/// some of a node's free GPU share; the expectation of that is the node's fragmentation.
struct TaskType {
    Demand demand;
    double share = 0;  ///< of all tasks; sums to 1
};
using TaskMix = std::vector<TaskType>;

/// The most frequent types that make up `popularity` of the tasks, shares over those kept.
TaskMix task_mix(const std::vector<Demand>& tasks, double popularity = 0.95);

/// Thousandths of free GPUs of a node that a task of the mix cannot use, expected.
class NodeFragmentation {
public:
    explicit NodeFragmentation(const TaskMix& mix);
    /// `left`: free thousandths of each GPU of the node, in any order.
    [[nodiscard]] double operator()(std::int32_t cpu_left, std::vector<std::int32_t>& left) const;

private:
    std::vector<TaskType> types_;  ///< GPU tasks by rising share of a GPU
    double without_gpu_ = 0;       ///< share of tasks that use no GPU
};

/// Scores of nodes by type of task, kept until the node changes.
class FragmentationScores {
public:
    FragmentationScores() : FragmentationScores(TaskMix{}) {}
    explicit FragmentationScores(const TaskMix& mix) : fragmentation_(mix) {}

    /// The node and GPU with the best score; first in order on ties. A gang fits one node.
    bool choose(const Nodes& nodes, const Demand& demand, Allocation& out);
    /// Of all nodes: fragmented and free thousandths of GPUs.
    [[nodiscard]] std::pair<double, double> cluster(const Nodes& nodes) const;
    [[nodiscard]] double node(const Nodes& nodes, std::uint32_t n) const;

private:
    struct Score {
        std::uint32_t version = 0xFFFFFFFFu;
        std::int16_t score = -1;  ///< −1: does not fit
        std::int16_t slot = kTightest;
    };
    [[nodiscard]] Score score(const Nodes& nodes, std::uint32_t n, const Demand& demand) const;
    std::vector<Score>& row(const Nodes& nodes, const Demand& demand);

    NodeFragmentation fragmentation_;
    std::vector<Demand> demands_;
    std::vector<std::vector<Score>> rows_;
};

}  // namespace orrery::gang
