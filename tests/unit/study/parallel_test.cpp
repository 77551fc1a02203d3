// Work on threads: each piece once, the first error, and how many processors there are.
#include "sim/study/parallel.hpp"

#include <atomic>
#include <stdexcept>
#include <string>
#include <vector>

#include "tests/support/catch.hpp"

namespace parallel_test {

using namespace orrery;

TEST_CASE("each piece of work is done once, on any number of threads") {
    for (const int threads : {1, 2, 7}) {
        std::vector<std::atomic<int>> done(100);
        parallel_for(done.size(), threads, [&](std::size_t i) { ++done[i]; });
        for (const auto& times : done) CHECK(times == 1);
    }
}

TEST_CASE("of several errors the one of the lowest index is thrown on") {
    const auto work = [](std::size_t i) {
        if (i >= 1) throw std::runtime_error(std::to_string(i));
    };
    // Often: a thread that has taken its index may be overtaken before it begins.
    std::size_t others = 0;
    for (int k = 0; k < 3000; ++k) {
        try {
            parallel_for(8, 1 + k % 4, work);
            ++others;
        } catch (const std::runtime_error& e) {
            others += std::string(e.what()) == "1" ? 0 : 1;
        }
    }
    CHECK(others == 0);
}

TEST_CASE("processors under the quota of a container") {
    CHECK(processors_within(8, "max 100000") == 8);
    CHECK(processors_within(8, "200000 100000") == 2);
    CHECK(processors_within(8, "150000 100000") == 2);  // one and a half: two threads
    CHECK(processors_within(8, "50000 100000") == 1);
    CHECK(processors_within(2, "800000 100000") == 2);
    CHECK(processors_within(64, "9e18 1") == 64);
    CHECK(processors_within(8, "") == 8);
    CHECK(processors_within(8, "0 100000") == 8);
    CHECK(processors_within(8, "200000") == 8);
    CHECK(processors_within(0, "max 100000") == 1);  // not known
    CHECK(processors_here() >= 1);
}

}  // namespace parallel_test
