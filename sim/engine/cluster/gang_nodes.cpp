// Free GPUs of a cluster's nodes, whole and shared, indexed by how many are free.
#include "sim/engine/cluster/gang_nodes.hpp"

#include <algorithm>

#include "orrery/base/assert.hpp"

namespace orrery::gang {
namespace {

/// The part of a host's cores or memory that goes with so many GPUs of the gang.
std::int32_t part(std::int32_t all, int count, const Demand& d) {
    if (d.gpus <= 1 || count == d.gpus) return all;
    return static_cast<std::int32_t>(std::int64_t{all} * count / d.gpus);
}

}  // namespace

Nodes::Nodes(std::vector<NodeSpec> specs) : specs_(std::move(specs)) {
    const std::size_t n = specs_.size();
    for (const NodeSpec& s : specs_) width_ = std::max(width_, s.gpus);
    whole_.assign(n, 0);
    up_.assign(n, 1);
    version_.assign(n, 0);
    level_.assign(static_cast<std::size_t>(width_) + 1,
                  std::vector<std::uint64_t>((n + 63) / 64 + 1));
    at_.assign(static_cast<std::size_t>(width_) + 1, 0);
    for (std::uint32_t i = 0; i < n; ++i) {
        const NodeSpec& s = specs_[i];
        cpu_left_.push_back(s.cpu_milli);
        memory_left_.push_back(s.memory_mib);
        hosts_ = hosts_ || s.cpu_milli > 0 || s.memory_mib > 0;
        if (s.domain >= domain_free_.size()) {
            domain_free_.resize(s.domain + 1);
            members_.resize(s.domain + 1);
        }
        members_[s.domain].push_back(i);
        whole_[i] = s.gpus;
        capacity_ += s.gpus;
        index(i, true);
    }
    up_capacity_ = capacity_;
    free_milli_ = capacity_ * 1000;
    for (const std::int64_t d : domain_free_) largest_domain_ = std::max(largest_domain_, d);
}

/// Puts a node into the index, or takes it out.
void Nodes::index(std::uint32_t n, bool in) {
    const auto level = static_cast<std::size_t>(whole_[n]);
    const std::uint64_t bit = std::uint64_t{1} << (n & 63);
    if (in) {
        level_[level][n >> 6] |= bit;
    } else {
        level_[level][n >> 6] &= ~bit;
    }
    at_[level] += in ? 1 : -1;
    const std::int64_t by = in ? whole_[n] : -whole_[n];
    free_ += by;
    domain_free_[specs_[n].domain] += by;
}

void Nodes::change_whole(std::uint32_t n, int by) {
    if (by == 0) return;
    if (up_[n]) index(n, false);
    whole_[n] += by;
    if (up_[n]) {
        index(n, true);
    } else {
        down_free_ += by;
    }
    ORRERY_ASSERT(whole_[n] >= 0 && whole_[n] <= specs_[n].gpus, "GPUs of a node do not add up");
}

std::int64_t Nodes::milli_left(std::uint32_t n) const {
    std::int64_t sum = std::int64_t{whole_[n]} * 1000;
    for (int s = 0; s < width_ && !left_.empty(); ++s) sum += std::max(left(n, s), 0);
    return sum;
}

int Nodes::tightest(std::uint32_t n, int milli) const {
    int best = -1;
    for (int s = 0; s < width_ && !left_.empty(); ++s) {
        const int has = left(n, s);
        if (has >= milli && (best < 0 || has < left(n, best))) best = s;
    }
    return best;
}

bool Nodes::host_has(std::uint32_t n, int count, const Demand& d) const {
    return !hosts_ || (cpu_left_[n] >= part(d.cpu_milli, count, d) &&
                       memory_left_[n] >= part(d.memory_mib, count, d));
}

bool Nodes::fits(std::uint32_t n, const Demand& d) const {
    if (!up_[n] || !host_has(n, d.gpus, d)) return false;
    if (d.shares()) return whole_[n] > 0 || tightest(n, d.milli) >= 0;
    return whole_[n] >= d.gpus;
}

std::uint32_t Nodes::at_level(int level, std::uint32_t from) const {
    if (at_[static_cast<std::size_t>(level)] == 0 || from >= size()) return kNoNode;
    const auto& bits = level_[static_cast<std::size_t>(level)];
    std::size_t word = from >> 6;
    std::uint64_t rest = bits[word] & (~std::uint64_t{0} << (from & 63));
    while (rest == 0) {
        if (++word >= bits.size()) return kNoNode;
        rest = bits[word];
    }
    return static_cast<std::uint32_t>(word * 64) +
           static_cast<std::uint32_t>(std::countr_zero(rest));
}

std::uint32_t Nodes::least_with(int gpus) const {
    for (int level = gpus; level <= width_; ++level) {
        if (at_[static_cast<std::size_t>(level)] > 0) return at_level(level);
    }
    return kNoNode;
}

void Nodes::take_share(Piece& piece, int milli) {
    if (left_.empty()) {
        left_.assign(static_cast<std::size_t>(size()) * static_cast<std::size_t>(width_), -1);
    }
    if (piece.slot == kTightest) piece.slot = tightest(piece.node, milli);
    if (piece.slot < 0) {
        piece.slot = 0;
        while (left(piece.node, piece.slot) >= 0) ++piece.slot;
    }
    std::int16_t& has = left_[piece.node * static_cast<std::uint32_t>(width_) + piece.slot];
    if (has < 0) {
        change_whole(piece.node, -1);
        has = 1000;
    }
    has = static_cast<std::int16_t>(has - milli);
    ORRERY_ASSERT(has >= 0, "a shared GPU is overbooked");
}

void Nodes::take(Piece& piece, const Demand& d) {
    if (d.shares()) {
        take_share(piece, d.milli);
    } else {
        change_whole(piece.node, -piece.count);
    }
    if (up_[piece.node]) free_milli_ -= std::int64_t{piece.count} * d.milli;
    cpu_left_[piece.node] -= part(d.cpu_milli, piece.count, d);
    memory_left_[piece.node] -= part(d.memory_mib, piece.count, d);
    ++version_[piece.node];
}

void Nodes::give(const Piece& piece, const Demand& d) {
    if (d.shares()) {
        std::int16_t& has = left_[piece.node * static_cast<std::uint32_t>(width_) + piece.slot];
        has = static_cast<std::int16_t>(has + d.milli);
        if (has == 1000) {
            has = -1;
            change_whole(piece.node, 1);
        }
    } else {
        change_whole(piece.node, piece.count);
    }
    if (up_[piece.node]) free_milli_ += std::int64_t{piece.count} * d.milli;
    cpu_left_[piece.node] += part(d.cpu_milli, piece.count, d);
    memory_left_[piece.node] += part(d.memory_mib, piece.count, d);
    ++version_[piece.node];
}

void Nodes::set_whole(std::uint32_t n, int gpus) {
    const int by = gpus - whole_[n];
    if (by == 0) return;
    change_whole(n, by);
    if (up_[n]) free_milli_ += std::int64_t{by} * 1000;
    ++version_[n];
}

void Nodes::set_up(std::uint32_t n, bool up) {
    if (up_[n] == static_cast<std::uint8_t>(up)) return;
    if (!up) index(n, false);
    up_[n] = up ? 1 : 0;
    if (up) index(n, true);
    down_free_ += up ? -whole_[n] : whole_[n];
    up_capacity_ += up ? specs_[n].gpus : -specs_[n].gpus;
    free_milli_ += up ? milli_left(n) : -milli_left(n);
    ++version_[n];
}

}  // namespace orrery::gang
