// The event queue on every schedule of at most six events, and the indexed heap on every program of
// three steps, against models of the standard library.
#include <algorithm>
#include <array>
#include <map>
#include <utility>
#include <vector>

#include "sim/kernel/event_queue.hpp"
#include "sim/kernel/indexed_heap.hpp"
#include "tests/support/catch.hpp"

namespace exhaustive_queue_test {

using orrery::EventKey;
using orrery::EventQueue;
using orrery::IndexedHeap;
using orrery::Nanos;

namespace {

/// Ranks in order; two follow each other within an instant, so that ties of time are among them.
EventKey ranked_key(int rank) {
    return EventKey::make(Nanos{rank / 2}, static_cast<std::uint8_t>(rank % 2), 7, 3);
}

/// All sequences of `n` ranks in which each rank up to the largest occurs: every order with every
/// pattern of ties, once.
std::vector<std::vector<int>> weak_orders(int n) {
    std::vector<std::vector<int>> all;
    std::vector<int> ranks(static_cast<std::size_t>(n), 0);
    while (true) {
        std::array<bool, 8> seen{};
        int most = 0;
        for (const int r : ranks) {
            seen[static_cast<std::size_t>(r)] = true;
            most = std::max(most, r);
        }
        bool whole = true;
        for (int r = 0; r <= most; ++r) whole = whole && seen[static_cast<std::size_t>(r)];
        if (whole) all.push_back(ranks);
        int i = 0;
        while (i < n && ++ranks[static_cast<std::size_t>(i)] == n) {
            ranks[static_cast<std::size_t>(i++)] = 0;
        }
        if (i == n) return all;
    }
}

/// All orders of n pushes and n pops in which no pop comes before its push: true is a push.
void interleavings(int pushes, int pops, std::vector<bool>& so_far,
                   std::vector<std::vector<bool>>& all) {
    if (pushes == 0 && pops == 0) {
        all.push_back(so_far);
        return;
    }
    for (const bool push : {true, false}) {
        if (push ? pushes == 0 : pops <= pushes) continue;
        so_far.push_back(push);
        interleavings(pushes - (push ? 1 : 0), pops - (push ? 0 : 1), so_far, all);
        so_far.pop_back();
    }
}

/// One schedule; with `replace`, a pop and the push after it are one step.
bool schedule_agrees(const std::vector<int>& ranks, const std::vector<bool>& steps, bool replace) {
    EventQueue queue;
    std::multimap<std::pair<int, int>, int> model;  // by instant and class
    std::size_t next = 0;
    for (std::size_t i = 0; i < steps.size(); ++i) {
        if (steps[i]) {
            const int rank = ranks[next++];
            queue.push(ranked_key(rank));
            model.emplace(std::pair(rank / 2, rank % 2), rank);
            continue;
        }
        if (!(queue.top() == ranked_key(model.begin()->second))) return false;
        model.erase(model.begin());
        if (replace && i + 1 < steps.size() && steps[i + 1]) {
            const int rank = ranks[next++];
            queue.replace_top(ranked_key(rank));
            model.emplace(std::pair(rank / 2, rank % 2), rank);
            ++i;
        } else {
            queue.pop();
        }
        if (queue.size() != model.size()) return false;
    }
    return queue.empty();
}

constexpr std::uint32_t kEntities = 7;         ///< two levels of a 4-ary heap
using HeapModel = std::array<int, kEntities>;  ///< rank by entity; −1: not in

std::uint32_t first_of(const HeapModel& model) {
    std::uint32_t first = kEntities;
    for (std::uint32_t e = 0; e < kEntities; ++e) {
        if (model[e] >= 0 && (first == kEntities || model[e] < model[first])) first = e;
    }
    return first;
}

/// Everything comes out in the order of the model: by rank, then by entity.
bool drains_alike(IndexedHeap heap, HeapModel model) {
    for (std::uint32_t e = first_of(model); e < kEntities; e = first_of(model)) {
        if (heap.empty() || heap.top_entity() != e || heap.top_time().ns != model[e]) return false;
        heap.pop();
        model[e] = -1;
    }
    return heap.empty() && heap.top_time() == Nanos::never();
}

/// Every program of so many steps, each of which gives an entity a rank or takes it out; how many
/// programs, or −1 where one disagrees.
std::int64_t heap_programs(const IndexedHeap& heap, const HeapModel& model, int steps) {
    if (steps == 0) return drains_alike(heap, model) ? 1 : -1;
    std::int64_t tried = 0;
    for (std::uint32_t e = 0; e < kEntities; ++e) {
        for (int rank = -1; rank < 3; ++rank) {
            IndexedHeap then = heap;
            HeapModel there = model;
            if (rank < 0) {
                then.remove(e);
            } else {
                then.update(e, Nanos{rank}, 0);
            }
            there[e] = rank;
            const std::int64_t more = heap_programs(then, there, steps - 1);
            if (more < 0) return -1;
            tried += more;
        }
    }
    return tried;
}

}  // namespace

TEST_CASE("every schedule of at most six events leaves the queue as it leaves a multimap") {
    std::int64_t schedules = 0;
    for (int n = 1; n <= 6; ++n) {
        std::vector<std::vector<bool>> steps;
        std::vector<bool> so_far;
        interleavings(n, n, so_far, steps);
        for (const std::vector<int>& ranks : weak_orders(n)) {
            for (const auto& one : steps) {
                const bool agree =
                    schedule_agrees(ranks, one, false) && schedule_agrees(ranks, one, true);
                if (!agree) {
                    CAPTURE(ranks);
                    REQUIRE(agree);
                }
                ++schedules;
            }
        }
    }
    // Weak orders (Fubini numbers) 1, 3, 13, 75, 541, 4683 times the orders of pushes and pops
    // (Catalan numbers) 1, 2, 5, 14, 42, 132.
    CHECK(schedules == 1 + 3 * 2 + 13 * 5 + 75 * 14 + 541 * 42 + 4683 * 132);
}

TEST_CASE("every program of three steps leaves a full indexed heap as its model") {
    IndexedHeap heap(kEntities);
    HeapModel model;
    for (std::uint32_t e = 0; e < kEntities; ++e) {
        model[e] = static_cast<int>(e % 3);
        heap.update(e, Nanos{model[e]}, 0);
    }
    CHECK(heap_programs(heap, model, 3) == 28 * 28 * 28);  // 7 entities × 3 ranks or out
}

}  // namespace exhaustive_queue_test
