// The prefix cache alone: what is evicted, and where it goes.
#include "sim/engine/serving/prefix_cache.hpp"

#include "tests/support/catch.hpp"

namespace prefix_cache_test {

using namespace orrery;

TEST_CASE("what is evicted goes to disk where there is no host memory") {
    PrefixCache cache;
    cache.configure(16, {0, 10});
    std::vector<Span> text{{7, 64, false}};
    cache.release(text, 0, 4, false);
    cache.trim(0);
    CHECK(cache.match(text).disk == 4);
    cache.configure(16, {10, 0});
    cache.clear();
    cache.release(text, 0, 4, false);
    cache.trim(0);
    CHECK(cache.match(text).host == 4);
}

}  // namespace prefix_cache_test
