// Free GPUs of a cluster's nodes, whole and shared, indexed by how many are free.
#pragma once
#include <bit>
#include <cstdint>
#include <vector>

#include "sim/engine/cluster/gang_types.hpp"

namespace orrery::gang {

inline constexpr std::uint32_t kNoNode = 0xFFFFFFFFu;

/// Plain data: a copy is a what-if.
class Nodes {
public:
    explicit Nodes(std::vector<NodeSpec> specs);

    [[nodiscard]] std::uint32_t size() const { return static_cast<std::uint32_t>(specs_.size()); }
    [[nodiscard]] const NodeSpec& spec(std::uint32_t n) const { return specs_[n]; }
    [[nodiscard]] int width() const { return width_; }                 ///< GPUs of the largest node
    [[nodiscard]] std::int64_t capacity() const { return capacity_; }  ///< GPUs, down ones too
    /// Fully free GPUs of nodes that are up, and of a node.
    [[nodiscard]] std::int64_t free() const { return free_; }
    /// Thousandths of GPUs free on nodes that are up, shared GPUs included.
    [[nodiscard]] std::int64_t free_milli() const { return free_milli_; }
    [[nodiscard]] std::int64_t up_capacity() const { return up_capacity_; }
    /// GPUs of the largest domain.
    [[nodiscard]] std::int64_t largest_domain() const { return largest_domain_; }
    [[nodiscard]] int whole(std::uint32_t n) const { return whole_[n]; }
    [[nodiscard]] bool up(std::uint32_t n) const { return up_[n]; }
    [[nodiscard]] std::int64_t down_free() const { return down_free_; }
    [[nodiscard]] std::int32_t cpu_left(std::uint32_t n) const { return cpu_left_[n]; }
    /// Thousandths of GPUs that are free, shared ones included.
    [[nodiscard]] std::int64_t milli_left(std::uint32_t n) const;
    [[nodiscard]] bool models_hosts() const { return hosts_; }
    /// Free thousandths of a GPU that is shared, or −1 where it is not.
    [[nodiscard]] int left(std::uint32_t n, int slot) const {
        return left_.empty() ? -1 : left_[n * static_cast<std::uint32_t>(width_) + slot];
    }
    /// The shared GPU with least left that has room, or −1.
    [[nodiscard]] int tightest(std::uint32_t n, int milli) const;
    /// Changes whenever the node does.
    [[nodiscard]] std::uint32_t version(std::uint32_t n) const { return version_[n]; }

    /// The host has cores and memory for `count` GPUs of the gang.
    [[nodiscard]] bool host_has(std::uint32_t n, int count, const Demand& d) const;
    /// All of it on one node that is up.
    [[nodiscard]] bool fits(std::uint32_t n, const Demand& d) const;
    /// The first node with exactly `level` free GPUs at or after `from`, in node order; kNoNode.
    [[nodiscard]] std::uint32_t at_level(int level, std::uint32_t from = 0) const;
    /// The node with the fewest, but at least `gpus` free GPUs, first in order; kNoNode.
    [[nodiscard]] std::uint32_t least_with(int gpus) const;
    [[nodiscard]] std::int64_t domain_free(std::uint32_t d) const { return domain_free_[d]; }
    [[nodiscard]] std::uint32_t domains() const {
        return static_cast<std::uint32_t>(domain_free_.size());
    }
    [[nodiscard]] const std::vector<std::uint32_t>& members(std::uint32_t d) const {
        return members_[d];
    }

    /// Takes or gives back a piece of a gang. The share of a GPU writes its slot where it had none.
    void take(Piece& piece, const Demand& d);
    void give(const Piece& piece, const Demand& d);
    void set_up(std::uint32_t n, bool up);
    /// Fully free GPUs of a node whose others somebody else took or gave back.
    void set_whole(std::uint32_t n, int gpus);

private:
    void change_whole(std::uint32_t n, int by);
    void index(std::uint32_t n, bool in);
    void take_share(Piece& piece, int milli);

    std::vector<NodeSpec> specs_;
    std::vector<std::int32_t> whole_;
    std::vector<std::int32_t> cpu_left_;
    std::vector<std::int32_t> memory_left_;
    std::vector<std::uint8_t> up_;
    std::vector<std::uint32_t> version_;
    std::vector<std::int16_t> left_;  ///< node · width + slot; empty until something is shared
    std::vector<std::vector<std::uint64_t>> level_;  ///< bit n: node n has so many free
    std::vector<std::uint32_t> at_;                  ///< nodes at each level
    std::vector<std::int64_t> domain_free_;
    std::vector<std::vector<std::uint32_t>> members_;
    std::int64_t free_ = 0;
    std::int64_t free_milli_ = 0;
    std::int64_t down_free_ = 0;
    std::int64_t capacity_ = 0;
    std::int64_t up_capacity_ = 0;
    std::int64_t largest_domain_ = 0;
    int width_ = 0;
    bool hosts_ = false;
};

}  // namespace orrery::gang
