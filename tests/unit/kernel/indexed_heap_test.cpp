// The heap of movable events against a plain array, and its agreement with the event queue.
#include "sim/kernel/indexed_heap.hpp"

#include <algorithm>
#include <vector>

#include "sim/kernel/event_queue.hpp"
#include "sim/kernel/samplers.hpp"
#include "tests/support/catch.hpp"

namespace indexed_heap_test {

using orrery::EventKey;
using orrery::IndexedHeap;
using orrery::Nanos;
using orrery::Stream;

namespace {

/// The obvious implementation: a key for each entity, the minimum by search.
struct Model {
    std::vector<EventKey> keys;
    [[nodiscard]] EventKey top() const { return *std::min_element(keys.begin(), keys.end()); }
};

}  // namespace

TEST_CASE("any mix of update, remove and pop agrees with a plain array") {
    Stream stream(1, "indexed", "model");
    for (const std::uint32_t n : {1u, 2u, 4u, 5u, 6u, 17u, 100u}) {
        IndexedHeap heap(n);
        Model model{std::vector<EventKey>(n, EventKey::last())};
        for (int step = 0; step < 20'000; ++step) {
            const auto entity = static_cast<std::uint32_t>(uniform_int(stream, n));
            const std::uint64_t what = uniform_int(stream, 10);
            if (what < 6) {
                const Nanos time{static_cast<std::int64_t>(uniform_int(stream, 12))};
                const auto event_class = static_cast<std::uint8_t>(uniform_int(stream, 2));
                heap.update(entity, time, event_class);
                model.keys[entity] = EventKey::make(time, event_class, entity, 0);
                REQUIRE(heap.time(entity) == time);
            } else if (what < 8) {
                heap.remove(entity);
                model.keys[entity] = EventKey::last();
            } else if (!heap.empty()) {
                model.keys[heap.top_entity()] = EventKey::last();
                heap.pop();
            }
            REQUIRE(heap.top_key() == model.top());
            REQUIRE(heap.contains(entity) == !(model.keys[entity] == EventKey::last()));
        }
    }
}

TEST_CASE("equal times come out by class, then by entity, whatever the order of insertion") {
    for (int order = 0; order < 6; ++order) {
        std::vector<std::uint32_t> entities = {0, 1, 2};
        for (int i = 0; i < order; ++i) std::next_permutation(entities.begin(), entities.end());
        IndexedHeap heap(3);
        // Entity 2 has the smaller class and therefore precedes 0 and 1.
        for (const std::uint32_t e : entities) heap.update(e, Nanos{7}, e == 2 ? 1 : 4);
        std::vector<std::uint32_t> seen;
        for (; !heap.empty(); heap.pop()) seen.push_back(heap.top_entity());
        CHECK(seen == std::vector<std::uint32_t>{2, 0, 1});
    }
}

TEST_CASE("an empty heap is later than any event, so that two queues merge without a test") {
    IndexedHeap heap(4);
    CHECK(heap.top_key() == EventKey::last());
    CHECK(heap.top_time() == Nanos::never());
    heap.update(3, Nanos{5}, 2);
    orrery::EventQueue queue;
    queue.push(EventKey::make(Nanos{5}, 2, 3, 1));
    CHECK(heap.top_key() < queue.top());  // same time, class and entity: slot 0 before slot 1
    heap.remove(3);
    heap.remove(3);  // nothing left to remove
    CHECK(heap.empty());
    CHECK(queue.top() < heap.top_key());
}

TEST_CASE("resize keeps the entries, clear forgets them") {
    IndexedHeap heap(2);
    heap.update(0, Nanos{9}, 0);
    heap.update(1, Nanos{8}, 0);
    heap.resize(500);
    for (std::uint32_t e = 2; e < 500; ++e) heap.update(e, Nanos{1000 - e}, 0);
    CHECK(heap.size() == 500);
    CHECK(heap.top_entity() == 1);
    heap.clear();
    CHECK(heap.empty());
    CHECK_FALSE(heap.contains(1));
    heap.update(7, Nanos{1}, 0);
    CHECK(heap.top_entity() == 7);
}

}  // namespace indexed_heap_test
