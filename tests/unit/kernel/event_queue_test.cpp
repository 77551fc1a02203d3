// The event queue against a multiset, ties and independence of the order of insertion.
#include "sim/kernel/event_queue.hpp"

#include <algorithm>
#include <set>
#include <vector>

#include "sim/kernel/samplers.hpp"
#include "tests/support/catch.hpp"

namespace event_queue_test {

using orrery::EventKey;
using orrery::EventQueue;
using orrery::Nanos;
using orrery::Stream;

namespace {

/// A key out of few times, classes, entities and slots, so that most comparisons are ties.
EventKey tied_key(Stream& stream, std::int64_t times) {
    const auto time =
        static_cast<std::int64_t>(uniform_int(stream, static_cast<std::uint64_t>(times)));
    const auto event_class = static_cast<std::uint8_t>(uniform_int(stream, 3));
    const auto entity = static_cast<std::uint32_t>(uniform_int(stream, 4));
    const auto slot = static_cast<std::uint32_t>(uniform_int(stream, 5));
    return EventKey::make(Nanos{time}, event_class, entity, slot);
}

std::vector<EventKey> drain(EventQueue& queue) {
    std::vector<EventKey> keys;
    while (!queue.empty()) {
        keys.push_back(queue.top());
        queue.pop();
    }
    return keys;
}

}  // namespace

TEST_CASE("a key gives back what was packed, at the ends of every field") {
    const auto entity = GENERATE(0u, 1u, 0xFFFFFFFFu);
    const auto slot = GENERATE(0u, 7u, (1u << 24) - 1);
    const auto time = GENERATE(std::int64_t{0}, std::int64_t{-5}, Nanos::never().ns);
    const EventKey k = EventKey::make(Nanos{time}, 255, entity, slot);
    CHECK(k.time().ns == time);
    CHECK(k.event_class() == 255);
    CHECK(k.entity() == entity);
    CHECK(k.slot() == slot);
    CHECK(sizeof k == 16);
}

TEST_CASE("keys are ordered by time, then class, then entity, then slot") {
    const EventKey k = EventKey::make(Nanos{5}, 2, 7, 9);
    CHECK(EventKey::make(Nanos{4}, 9, 9, 9) < k);
    CHECK(EventKey::make(Nanos{-4}, 9, 9, 9) < EventKey::make(Nanos{4}, 0, 0, 0));
    CHECK(EventKey::make(Nanos{5}, 1, 9, 9) < k);
    CHECK(EventKey::make(Nanos{5}, 2, 6, 9) < k);
    CHECK(EventKey::make(Nanos{5}, 2, 7, 8) < k);
    CHECK(EventKey::make(Nanos{5}, 2, 7, 9) == k);
    CHECK(k < EventKey::last());
}

TEST_CASE("any mix of push, pop and replace_top agrees with a multiset") {
    Stream stream(1, "queue", "model");
    for (int round = 0; round < 200; ++round) {
        EventQueue queue;
        std::multiset<EventKey> model;
        const std::int64_t times = 1 + static_cast<std::int64_t>(uniform_int(stream, 50));
        const std::uint64_t push_share = 4 + uniform_int(stream, 4);
        for (int step = 0; step < 2'000; ++step) {
            const std::uint64_t what = uniform_int(stream, 10);
            if (model.empty() || what < push_share) {
                const EventKey k = tied_key(stream, times);
                queue.push(k);
                model.insert(k);
            } else {
                REQUIRE(queue.top() == *model.begin());
                model.erase(model.begin());
                if (what == 9) {
                    const EventKey k = tied_key(stream, times);
                    queue.replace_top(k);
                    model.insert(k);
                } else {
                    queue.pop();
                }
            }
            REQUIRE(queue.size() == model.size());
        }
        const std::vector<EventKey> expected(model.begin(), model.end());
        REQUIRE(drain(queue) == expected);
    }
}

TEST_CASE("the order of insertion does not matter, at every size up to 200") {
    Stream stream(2, "queue", "order");
    for (std::size_t n = 1; n <= 200; ++n) {
        std::vector<EventKey> keys;
        for (std::size_t i = 0; i < n; ++i) keys.push_back(tied_key(stream, 6));
        std::vector<EventKey> sorted = keys;
        std::sort(sorted.begin(), sorted.end());
        for (int shuffle = 0; shuffle < 5; ++shuffle) {
            for (std::size_t i = n; i > 1; --i) {
                std::swap(keys[i - 1], keys[uniform_int(stream, i)]);
            }
            EventQueue queue;
            for (const EventKey k : keys) queue.push(k);
            REQUIRE(drain(queue) == sorted);
        }
    }
}

TEST_CASE("pop twice, pop then push, and clear leave no hole behind") {
    EventQueue queue;
    const auto at = [](std::int64_t t) { return EventKey::make(Nanos{t}, 0, 0, 0); };
    for (const int t : {3, 1, 2, 5, 4}) queue.push(at(t));
    queue.pop();
    queue.pop();
    CHECK(queue.size() == 3);
    CHECK(queue.top() == at(3));
    queue.pop();
    queue.push(at(0));  // earlier than all: fills the hole and stays on top
    CHECK(queue.size() == 3);
    CHECK(queue.top() == at(0));
    queue.pop();
    queue.clear();
    CHECK(queue.empty());
    queue.push(at(9));
    CHECK(queue.top() == at(9));
    queue.pop();
    CHECK(queue.empty());
    CHECK(queue.size() == 0);
}

TEST_CASE("a queue of 300,000 events comes out sorted") {
    Stream stream(3, "queue", "large");
    EventQueue queue;
    queue.reserve(300'000);
    for (std::uint32_t i = 0; i < 300'000; ++i) {
        const auto t = static_cast<std::int64_t>(uniform_int(stream, 1'000'000));
        queue.push(EventKey::make(Nanos{t}, 0, i, 0));
    }
    const std::vector<EventKey> keys = drain(queue);
    CHECK(keys.size() == 300'000);
    CHECK(std::is_sorted(keys.begin(), keys.end()));
}

}  // namespace event_queue_test
