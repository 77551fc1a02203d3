// Max–min sharing: hand arithmetic, an exhaustive search over bottlenecks, and SimGrid's rates.
#include "models/network/max_min.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <optional>

#include "models/network/path.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/flow_topologies.hpp"
#include "tests/support/simgrid_recorded.hpp"

#ifdef ORRERY_HAS_SIMGRID
#include "tests/support/simgrid_rates.hpp"
#endif

namespace max_min_test {

using namespace orrery;
using network::max_min_rates;
using network::SharedFlow;
using test::FlowTopology;

namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

bool same(double a, double b) {
    return std::fabs(a - b) <= 1e-9 * std::max(std::fabs(a), std::fabs(b));
}

bool same(const std::vector<double>& a, const std::vector<double>& b) {
    bool all = a.size() == b.size();
    for (std::size_t i = 0; all && i < a.size(); ++i) all = same(a[i], b[i]);
    return all;
}

/// Solves a·x = b by elimination with pivots; nothing if it is singular.
std::optional<std::vector<double>> solve(std::vector<std::vector<double>> a,
                                         std::vector<double> b) {
    const std::size_t n = b.size();
    for (std::size_t c = 0; c < n; ++c) {
        std::size_t pivot = c;
        for (std::size_t r = c; r < n; ++r) {
            if (std::fabs(a[r][c]) > std::fabs(a[pivot][c])) pivot = r;
        }
        if (std::fabs(a[pivot][c]) < 1e-12) return std::nullopt;
        std::swap(a[c], a[pivot]);
        std::swap(b[c], b[pivot]);
        for (std::size_t r = 0; r < n; ++r) {
            const double times = r == c ? 0 : a[r][c] / a[c][c];
            for (std::size_t k = c; k < n; ++k) a[r][k] -= times * a[c][k];
            b[r] -= times * b[c];
        }
    }
    for (std::size_t c = 0; c < n; ++c) b[c] /= a[c][c];
    return b;
}

/// Rates are max–min fair if and only if no link is beyond its capacity and every flow has a
/// bottleneck: its cap, or a full link on which no flow has a higher level. Here each flow is given
/// each of its possible bottlenecks in turn; the levels of the links then solve linear equations.
class Search {
public:
    explicit Search(const FlowTopology& t) : t_(t), choice_(t.flows.size()) {}

    std::vector<double> run() {
        choose(0);
        return found_;
    }

private:
    static constexpr std::size_t kCap = 99;

    void choose(std::size_t f) {
        if (!found_.empty()) return;
        if (f == t_.flows.size()) return consider();
        for (const std::uint32_t l : t_.flows[f].links) {
            choice_[f] = l;
            choose(f + 1);
        }
        if (t_.flows[f].cap == kInfinity) return;
        choice_[f] = kCap;
        choose(f + 1);
    }

    void consider() {
        const std::size_t n = t_.capacities.size();
        std::vector<std::vector<double>> a(n, std::vector<double>(n));
        std::vector<double> b(n);
        for (std::size_t l = 0; l < n; ++l) {
            const bool used = std::count(choice_.begin(), choice_.end(), l) > 0;
            if (!used) a[l][l] = 1;
            if (!used) continue;
            b[l] = t_.capacities[l];
            for (std::size_t f = 0; f < choice_.size(); ++f) {
                const auto& links = t_.flows[f].links;
                if (std::count(links.begin(), links.end(), l) == 0) continue;
                if (choice_[f] == kCap) b[l] -= t_.flows[f].cap;
                if (choice_[f] != kCap) a[l][choice_[f]] += t_.flows[f].weight;
            }
        }
        const auto levels = solve(a, b);
        if (levels && fair(*levels)) found_ = rates(*levels);
    }

    [[nodiscard]] std::vector<double> rates(const std::vector<double>& levels) const {
        std::vector<double> r;
        for (std::size_t f = 0; f < choice_.size(); ++f) {
            const SharedFlow& flow = t_.flows[f];
            r.push_back(choice_[f] == kCap ? flow.cap : levels[choice_[f]] * flow.weight);
        }
        return r;
    }

    [[nodiscard]] bool fair(const std::vector<double>& levels) const {
        const std::vector<double> r = rates(levels);
        std::vector<double> load(levels.size());
        for (std::size_t f = 0; f < r.size(); ++f) {
            if (r[f] < 0 || r[f] > t_.flows[f].cap * (1 + 1e-12)) return false;
            for (const std::uint32_t l : t_.flows[f].links) {
                load[l] += r[f];
                const bool bound_here = std::count(choice_.begin(), choice_.end(), l) > 0;
                const double level = r[f] / t_.flows[f].weight;
                if (bound_here && level > levels[l] * (1 + 1e-12)) return false;
            }
        }
        for (std::size_t l = 0; l < load.size(); ++l) {
            if (load[l] > t_.capacities[l] * (1 + 1e-12)) return false;
        }
        return true;
    }

    const FlowTopology& t_;
    std::vector<std::size_t> choice_;
    std::vector<double> found_;
};

}  // namespace

TEST_CASE("max-min: the textbook's line, by hand") {
    // Links of 10 and 4: the long flow and the second flow share the 4, 2 each; the first takes
    // what the long one leaves of the 10.
    CHECK(max_min_rates({10, 4}, {{{0, 1}}, {{0}}, {{1}}}) == std::vector<double>{2, 8, 2});
    // Weights 3 and 1 on one link of 8: 6 and 2. A cap of 1 leaves 7 to the other.
    CHECK(max_min_rates({8}, {{{0}, kInfinity, 3}, {{0}, kInfinity, 1}}) ==
          std::vector<double>{6, 2});
    CHECK(max_min_rates({8}, {{{0}, 1, 3}, {{0}}}) == std::vector<double>{1, 7});
    // A failed link stops its flows and nobody else; a flow over nothing has no limit but its cap.
    CHECK(max_min_rates({0, 6}, {{{0, 1}}, {{1}}}) == std::vector<double>{0, 6});
    CHECK(max_min_rates({}, {{{}, 5}, {{}}}) == std::vector<double>{5, kInfinity});
    // A link that a route names twice carries the flow once.
    CHECK(max_min_rates({6}, {{{0, 0}}, {{0}}}) == std::vector<double>{3, 3});
    CHECK(max_min_rates({1, 2}, {}).empty());
}

TEST_CASE("max-min: equal to an exhaustive search over bottlenecks, up to five links") {
    int compared = 0;
    for (std::uint64_t seed = 1; seed <= 300; ++seed) {
        test::Dice dice(seed);
        const std::uint32_t links = 1 + dice.below(5);
        FlowTopology t = test::flow_topology(seed, links, 1 + dice.below(7));
        for (SharedFlow& flow : t.flows) flow.weight = 1 + dice.below(4);
        const auto searched = Search(t).run();
        INFO("seed " << seed);
        REQUIRE(searched.size() == t.flows.size());
        CHECK(same(max_min_rates(t.capacities, t.flows), searched));
        ++compared;
    }
    CHECK(compared == 300);
}

TEST_CASE("max-min: the rates that SimGrid gives on twenty topologies") {
    const auto all = test::twenty_topologies();
    const auto recorded = test::recorded_simgrid_rates();
    REQUIRE(recorded.size() == 20);
    for (std::size_t i = 0; i < all.size(); ++i) {
        INFO("topology " << i);
        CHECK(same(max_min_rates(all[i].capacities, all[i].flows), recorded[i]));
    }
}

#ifdef ORRERY_HAS_SIMGRID
TEST_CASE("max-min: SimGrid itself, where it is installed") {
    const auto all = test::twenty_topologies();
    const auto live = test::simgrid_rates(all);
    for (std::size_t i = 0; i < all.size(); ++i) {
        INFO("topology " << i);
        CHECK(same(max_min_rates(all[i].capacities, all[i].flows), live[i]));
    }
}
#endif

TEST_CASE("max-min: nothing is left that somebody could take") {
    for (const FlowTopology& t : test::twenty_topologies()) {
        const auto rates = max_min_rates(t.capacities, t.flows);
        std::vector<double> load(t.capacities.size());
        for (std::size_t f = 0; f < rates.size(); ++f) {
            for (const std::uint32_t l : t.flows[f].links) load[l] += rates[f];
        }
        for (std::size_t f = 0; f < rates.size(); ++f) {
            bool bound = same(rates[f], t.flows[f].cap);
            for (const std::uint32_t l : t.flows[f].links) {
                bound = bound || same(load[l], t.capacities[l]);
            }
            CHECK(bound);
        }
    }
}

TEST_CASE("shortest path: latency first, then fewer links, then the lower last edge") {
    using Path = std::vector<std::uint32_t>;
    // 0 → 1 → 3 takes 2 + 2, 0 → 2 → 3 takes 1 + 3 and 0 → 3 takes 4 at once.
    const std::vector<network::Edge> edges{{0, 1, 2}, {1, 3, 2}, {0, 2, 1}, {2, 3, 3}, {0, 3, 4}};
    std::vector<char> usable(5, 1);
    CHECK(*network::shortest_path(5, edges, usable, 0, 3) == Path{4});
    usable[4] = 0;
    CHECK(*network::shortest_path(5, edges, usable, 0, 3) == Path{0, 1});
    usable[1] = 0;
    CHECK(*network::shortest_path(5, edges, usable, 0, 3) == Path{2, 3});
    usable[3] = 0;
    CHECK(!network::shortest_path(5, edges, usable, 0, 3));
    CHECK(!network::shortest_path(5, edges, usable, 3, 0));
    CHECK(network::shortest_path(5, edges, usable, 4, 4)->empty());
}

}  // namespace max_min_test
