// `bench studies`: what handing out runs costs, how threads scale, and runs a second of a grid.
#include "tools/bench/studies.hpp"

#include <fmt/format.h>
#include <time.h>

#include <algorithm>
#include <chrono>
#include <nlohmann/json.hpp>
#include <numeric>
#include <thread>

#include "models/statistics/risk.hpp"
#include "orrery/base/cpu_time.hpp"
#include "sim/scenario/overlay.hpp"
#include "sim/study/answer_study.hpp"
#include "sim/study/kinds/axes.hpp"

namespace orrery {
namespace {

using Clock = std::chrono::steady_clock;

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

struct HandOutTime {
    double wait_s = 0;   ///< of one who computes, from a finished unit to the next
    double serve_s = 0;  ///< CPU time of who hands out, a unit; looks for nobody included
};

double thread_cpu_s() {
    timespec t{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
    return static_cast<double>(t.tv_sec) + static_cast<double>(t.tv_nsec) * 1e-9;
}

/// Units that are nothing: what remains is the overhead of each. Rank 0 sleeps over those of its
/// own, so that nearly all are handed to others.
HandOutTime overhead(HandOut& hand_out) {
    std::vector<std::size_t> wanted(hand_out.shared() ? 20000 : 100000);
    std::iota(wanted.begin(), wanted.end(), std::size_t{0});
    const bool sleeps = hand_out.shared() && hand_out.leads();
    const auto begun = Clock::now();
    const double cpu = thread_cpu_s();
    std::size_t bytes = 0;
    hand_out.run(
        wanted,
        [sleeps](std::size_t) {
            if (sleeps) std::this_thread::sleep_for(std::chrono::milliseconds(20));
            return std::string(64, 'x');
        },
        [&bytes](std::size_t, const std::string& text) { bytes += text.size(); });
    const auto units = static_cast<double>(wanted.size());
    const double others = hand_out.shared() ? hand_out.workers() - 1 : 1;
    return {since(begun) * others / units, (thread_cpu_s() - cpu) / units};
}

struct GridTime {
    double wall_s = 0;
    double cpu_s = 0;     ///< of this process
    double serve_s = 0;   ///< of the calling thread; over ranks it hands out and nothing else
    double requests = 0;  ///< of a run, mean
};

GridTime grid_time(const StudyBench& bench, const Catalog& catalog, HandOut& hand_out) {
    Bed bed(base_of(bench), bench.root + "/scenarios/examples/quickstart.yaml", catalog, {});
    bed.question.leaves = {"cost.total", "requests.arrived"};
    Rounds rounds(bed, hand_out);
    const std::vector<Point> points = points_of(bench.points);
    const auto begun = Clock::now();
    const double cpu = cpu_seconds();
    const double own = thread_cpu_s();
    const UnitTable table = rounds.run(points, 0, bench.replications);
    GridTime time{since(begun), cpu_seconds() - cpu, thread_cpu_s() - own, 0};
    for (const auto& row : table) {
        for (const UnitResult& unit : row) {
            if (!unit.problem.empty()) throw EnvironmentError("a point failed: " + unit.problem);
            time.requests += unit.values[1] / static_cast<double>(points.size() * row.size());
        }
    }
    return time;
}

double median(std::vector<double> values) {
    return statistics::quantile(statistics::sorted(values), 0.5);
}

struct Figures {
    HandOutTime alone;
    HandOutTime shared;
    std::vector<double> alone_s;   ///< wall time of the grid, by repetition
    std::vector<double> shared_s;  ///< right after it: a pair sees nearly the same machine
    std::vector<double> efficiency;
    std::vector<double> served;  ///< share of a core that handing out took
    double alone_cpu_s = 0;
    double requests = 0;
};

/// All ranks take the same steps; what rank 0 does alone the others wait for.
Figures measured(const StudyBench& bench, HandOut& many) {
    Diagnostics d;
    const Catalog catalog = read_catalog({bench.root + "/scenarios/catalog"}, d);
    ThreadHandOut one(1);
    Figures f;
    f.shared = overhead(many);
    if (many.leads()) f.alone = overhead(one);
    for (int r = 0; r < bench.repeats; ++r) {
        GridTime alone;
        if (many.leads()) alone = grid_time(bench, catalog, one);
        std::string together;
        many.share(together);
        const GridTime shared = grid_time(bench, catalog, many);
        f.alone_s.push_back(alone.wall_s);
        f.shared_s.push_back(shared.wall_s);
        f.efficiency.push_back(alone.wall_s / (many.workers() * shared.wall_s));
        f.served.push_back(shared.serve_s / shared.wall_s);
        f.alone_cpu_s = alone.cpu_s;
        f.requests = alone.requests;
    }
    return f;
}

/// Hand-out by one leader to many ranks: the share of time in which ranks with units of that length
/// are busy. A queue of one server (M/D/1 at most) before each wait.
double ranks_efficiency(const HandOutTime& t, double unit_s, int ranks) {
    const double demand = ranks / unit_s * t.serve_s;
    if (demand >= 1) return 1 / demand;
    const double queue_s = t.serve_s * demand / (2 * (1 - demand));
    return unit_s / (unit_s + t.wait_s + queue_s);
}

void print_json(const Figures& f, const HandOut& many, double runs) {
    fmt::print("{}\n", nlohmann::json{{"overhead_us_one_thread", 1e6 * f.alone.wait_s},
                                      {"overhead_us_shared", 1e6 * f.shared.wait_s},
                                      {"serve_cpu_us", 1e6 * f.shared.serve_s},
                                      {"serve_share_of_a_core", f.served},
                                      {"ranks", many.shared()},
                                      {"workers", many.workers()},
                                      {"runs", runs},
                                      {"requests_a_run", f.requests},
                                      {"wall_s_one_thread", f.alone_s},
                                      {"wall_s_shared", f.shared_s},
                                      {"cpu_s_one_thread", f.alone_cpu_s},
                                      {"parallel_efficiency", f.efficiency},
                                      {"parallel_efficiency_median", median(f.efficiency)},
                                      {"wall_s_of_10000_runs", median(f.shared_s) / runs * 10000}}
                           .dump(2));
}

void print_text(const Figures& f, const HandOut& many, double runs) {
    const std::string who =
        fmt::format("{} {}", many.workers(), many.shared() ? "ranks" : "threads");
    const double unit_s = median(f.alone_s) / runs;
    fmt::print("waiting for the next run      {:8.2f} us on one thread, {:.2f} us on {}\n",
               1e6 * f.alone.wait_s, 1e6 * f.shared.wait_s, who);
    fmt::print("{:.0f} runs of {:.0f} requests    {:8.2f} s on one thread, {:.2f} s on {}\n", runs,
               f.requests, median(f.alone_s), median(f.shared_s), who);
    fmt::print("a run                         {:8.2f} ms ({:.2f} ms of CPU)\n", 1e3 * unit_s,
               1e3 * f.alone_cpu_s / runs);
    const auto [least, most] = std::minmax_element(f.efficiency.begin(), f.efficiency.end());
    fmt::print("parallel efficiency           {:8.1f} % ({:.1f} to {:.1f} %, {} repetitions)\n",
               100 * median(f.efficiency), 100 * *least, 100 * *most, f.efficiency.size());
    fmt::print("10,000 such runs on {} {:7.1f} s (extrapolated)\n", who,
               median(f.shared_s) / runs * 10000);
    if (!many.shared()) return;
    fmt::print(
        "handing out a run to a rank   {:8.2f} us of rank 0's CPU, looks for nobody included\n",
        1e6 * f.shared.serve_s);
    fmt::print("rank 0 beside its own runs    {:8.2f} % of a core\n", 100 * median(f.served));
    for (const double seconds : {unit_s, 0.1, 1.0}) {
        fmt::print("1,024 ranks, runs of {:.3f} s   {:8.1f} % busy by these figures (on paper)\n",
                   seconds, 100 * ranks_efficiency(f.shared, seconds, 1024));
    }
}

}  // namespace

int bench_studies(const StudyBench& bench, HandOut* ranks, bool json) {
    ThreadHandOut threads(bench.threads);
    HandOut& many = ranks ? *ranks : threads;
    const Figures f = measured(bench, many);
    if (!many.leads()) return 0;
    const double runs = static_cast<double>(bench.points) * bench.replications;
    if (json) {
        print_json(f, many, runs);
    } else {
        print_text(f, many, runs);
    }
    return 0;
}

}  // namespace orrery
