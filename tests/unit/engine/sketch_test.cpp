// The sketch: its stated error against exact quantiles, and merging in any order.
#include "sim/engine/meters/sketch.hpp"

#include <algorithm>

#include "sim/kernel/samplers.hpp"
#include "tests/support/catch.hpp"

namespace sketch_test {

using namespace orrery;

TEST_CASE("quantiles of a million lognormal values err by at most 0.4 %") {
    Stream s(3, "sketch", "values");
    Sketch sketch;
    std::vector<double> values;
    for (int i = 0; i < 1'000'000; ++i) {
        const Nanos t = Nanos::from_seconds(lognormal_mean_cv(s, 0.3, 2));
        sketch.add(t);
        values.push_back(t.seconds());
    }
    std::sort(values.begin(), values.end());
    for (const double q : {0.001, 0.1, 0.5, 0.9, 0.99, 0.999, 0.99999}) {
        const auto rank = static_cast<std::size_t>(std::ceil(q * 1e6)) - 1;
        CHECK(test::near(sketch.quantile(q), values[rank], Sketch::kRelativeError));
    }
    double sum = 0;
    for (const double v : values) sum += v;
    CHECK(test::near(sketch.mean(), sum / 1e6, 1e-9));
    CHECK(sketch.quantile(0) == values.front());
    CHECK(sketch.quantile(1) == values.back());
    CHECK(test::near(sketch.share_within(Nanos::from_seconds(values[900000])), 0.9, 0, 0.005));
}

TEST_CASE("merging parts in any order gives the whole") {
    Stream s(4, "sketch", "values");
    Sketch whole;
    Sketch parts[3];
    for (int i = 0; i < 3000; ++i) {
        const Nanos t = Nanos::from_seconds(exponential(s, 1.0 + i % 3));
        whole.add(t);
        parts[i % 3].add(t);
    }
    for (std::size_t first = 0; first < 3; ++first) {
        Sketch merged = parts[first];
        merged.merge(parts[(first + 1) % 3]);
        merged.merge(parts[(first + 2) % 3]);
        CHECK(merged.count() == 3000);
        CHECK(merged.total_seconds() == whole.total_seconds());
        // At 0 and 1 the least and the greatest value, exactly.
        for (const double q : {0.0, 0.01, 0.5, 0.99, 1.0}) {
            CHECK(merged.quantile(q) == whole.quantile(q));
        }
        CHECK(merged.cdf().back().share == 1);
    }
}

TEST_CASE("small values are exact, and an empty sketch is zero") {
    Sketch sketch;
    CHECK(sketch.quantile(0.5) == 0);
    for (int i = 1; i <= 100; ++i) sketch.add(Nanos{i});
    CHECK(test::near(sketch.quantile(0.5), 50e-9, 1e-12));
}

}  // namespace sketch_test
