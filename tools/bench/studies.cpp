// `bench studies`: what handing out runs costs, how threads scale, and runs a second of a grid.
#include "tools/bench/studies.hpp"

#include <fmt/format.h>
#include <time.h>

#include <chrono>
#include <nlohmann/json.hpp>

#include "sim/scenario/overlay.hpp"
#include "sim/study/answer_study.hpp"
#include "sim/study/kinds/axes.hpp"

namespace orrery {
namespace {

using Clock = std::chrono::steady_clock;

double cpu_s() {
    timespec t{};
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return static_cast<double>(t.tv_sec) + static_cast<double>(t.tv_nsec) * 1e-9;
}

double since(Clock::time_point begun) {
    return std::chrono::duration<double>(Clock::now() - begun).count();
}

/// About 10⁴ requests of the quickstart.
Node base_of(const StudyBench& bench) {
    Diagnostics d;
    auto root = read_document(bench.root + "/scenarios/examples/quickstart.yaml", d);
    if (!root) throw EnvironmentError(bench.root + ": the quickstart cannot be read");
    for (const char* set : {"horizon=12000 s", "warmup=0 s", "jobs=[]", "assert=[]",
                            "sites[frankfurt-hall].outages=[]",
                            "workloads[support-chat].demand.synthetic.rate=4.5 /s"}) {
        apply_set(*root, set, d);
    }
    if (d.has_errors()) throw EnvironmentError(render(d));
    return *root;
}

std::vector<Point> points_of(int count) {
    AxisSpec axis;
    axis.name = "pue";
    axis.paths = {"sites[frankfurt-hall].pue"};
    for (int i = 0; i < count; ++i) axis.values.push_back(fmt::format("{:.4f}", 1.1 + 1e-4 * i));
    return study::points_of({axis}, study::combinations_of({axis}));
}

/// Threads that hand out nothing: what remains is the overhead of a unit.
double overhead_s(int threads) {
    std::vector<std::size_t> wanted(100000);
    for (std::size_t i = 0; i < wanted.size(); ++i) wanted[i] = i;
    ThreadHandOut hand_out(threads);
    const auto begun = Clock::now();
    std::size_t bytes = 0;
    hand_out.run(
        wanted, [](std::size_t) { return std::string(64, 'x'); },
        [&bytes](std::size_t, const std::string& text) { bytes += text.size(); });
    return bytes == 0 ? 0 : since(begun) / static_cast<double>(wanted.size());
}

struct GridTime {
    double wall_s = 0;
    double cpu_s = 0;
    double requests = 0;  ///< of a run, mean
};

GridTime grid_time(const StudyBench& bench, const Catalog& catalog, int threads) {
    Bed bed(base_of(bench), bench.root + "/scenarios/examples/quickstart.yaml", catalog, {});
    bed.question.leaves = {"cost.total", "requests.arrived"};
    ThreadHandOut hand_out(threads);
    Rounds rounds(bed, hand_out);
    const std::vector<Point> points = points_of(bench.points);
    const auto begun = Clock::now();
    const double cpu = cpu_s();
    const UnitTable table = rounds.run(points, 0, bench.replications);
    GridTime time{since(begun), cpu_s() - cpu, 0};
    for (const auto& row : table) {
        for (const UnitResult& unit : row) {
            if (!unit.problem.empty()) throw EnvironmentError("a point failed: " + unit.problem);
            time.requests += unit.values[1] / static_cast<double>(points.size() * row.size());
        }
    }
    return time;
}

/// Hand-out by one leader to many ranks: units a second that it can serve, and the share of time
/// for which ranks with units of that length would wait. A queue of one server (M/D/1 at most).
double ranks_efficiency(double serve_s, double unit_s, int ranks) {
    const double demand = ranks / unit_s * serve_s;
    return demand < 1 ? unit_s / (unit_s + serve_s * (1 + demand / (2 * (1 - demand))))
                      : 1 / demand;
}

}  // namespace

int bench_studies(const StudyBench& bench, bool json) {
    Diagnostics d;
    const Catalog catalog = read_catalog({bench.root + "/scenarios/catalog"}, d);
    const double one = overhead_s(1);
    const double many = overhead_s(bench.threads);
    const GridTime alone = grid_time(bench, catalog, 1);
    const GridTime shared = grid_time(bench, catalog, bench.threads);
    const double runs = static_cast<double>(bench.points) * bench.replications;
    const double efficiency = alone.wall_s / (bench.threads * shared.wall_s);
    const double whole = shared.wall_s / runs * 10000;
    const double unit_s = alone.wall_s / runs;
    if (json) {
        fmt::print("{}\n", nlohmann::json{{"overhead_us_one_thread", 1e6 * one},
                                          {"overhead_us_threads", 1e6 * many},
                                          {"threads", bench.threads},
                                          {"runs", runs},
                                          {"requests_a_run", alone.requests},
                                          {"wall_s_one_thread", alone.wall_s},
                                          {"wall_s_threads", shared.wall_s},
                                          {"cpu_s_one_thread", alone.cpu_s},
                                          {"parallel_efficiency", efficiency},
                                          {"wall_s_of_10000_runs", whole}}
                               .dump(2));
        return 0;
    }
    fmt::print("handing out an empty run      {:8.2f} us on one thread, {:.2f} us on {}\n",
               1e6 * one, 1e6 * many, bench.threads);
    fmt::print("{:.0f} runs of {:.0f} requests    {:8.2f} s on one thread, {:.2f} s on {}\n", runs,
               alone.requests, alone.wall_s, shared.wall_s, bench.threads);
    fmt::print("a run                         {:8.2f} ms ({:.2f} ms of CPU)\n", 1e3 * unit_s,
               1e3 * alone.cpu_s / runs);
    fmt::print("parallel efficiency           {:8.1f} %\n", 100 * efficiency);
    fmt::print("10,000 such runs on {} threads {:7.1f} s (extrapolated)\n", bench.threads, whole);
    for (const double seconds : {unit_s, 0.1, 1.0}) {
        fmt::print(
            "1,024 ranks, runs of {:.3f} s   {:8.1f} % busy if a hand-out takes 20 us (on paper)\n",
            seconds, 100 * ranks_efficiency(20e-6, seconds, 1024));
    }
    return 0;
}

}  // namespace orrery
