// `validate jobs`: how much of a cluster with shared GPUs a placement fills before tasks fail.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <filesystem>
#include <map>

#include "orrery/base/diagnostics.hpp"
#include "sim/engine/cluster/gang_place.hpp"
#include "sim/evidence/jobs_oracle.hpp"
#include "sim/ingest/csv.hpp"
#include "sim/ingest/jobs.hpp"
#include "sim/kernel/samplers.hpp"

namespace orrery {
namespace {

namespace fs = std::filesystem;

constexpr int kSeeds = 10;
constexpr int kFirstSeed = 42;
constexpr double kInflate = 1.3;  ///< arrivals in total, of the cluster's GPUs
constexpr int kBins = 132;

std::vector<gang::NodeSpec> read_nodes(const std::string& file) {
    CsvReader csv(file);
    std::vector<std::string> cells;
    std::vector<gang::NodeSpec> nodes;
    while (csv.next(cells)) {
        gang::NodeSpec n;
        n.gpus = static_cast<int>(number_in(csv, cells, "gpu"));
        n.cpu_milli = static_cast<int>(number_in(csv, cells, "cpu_milli"));
        n.memory_mib = static_cast<int>(number_in(csv, cells, "memory_mib"));
        nodes.push_back(n);
    }
    return nodes;
}

std::vector<gang::Demand> read_tasks(const std::string& file) {
    JobReader reader(file, JobFormat::openb, Nanos::never());
    RecordedJob job;
    std::vector<gang::Demand> tasks;
    while (reader.next(job)) {
        tasks.push_back({job.gpus, job.gpus > 0 ? job.milli : 0, job.cpu_milli, job.memory_mib});
    }
    return tasks;
}

template <class T>
void shuffle(std::vector<T>& list, Stream& stream) {
    for (std::size_t i = list.size(); i > 1; --i) {
        std::swap(list[i - 1], list[uniform_int(stream, i)]);
    }
}

/// All tasks in random order, then random ones of them until `kInflate` of the GPUs are asked for.
std::vector<gang::Demand> arrivals(const std::vector<gang::Demand>& tasks, double capacity_milli,
                                   Stream& stream) {
    std::vector<gang::Demand> list = tasks;
    shuffle(list, stream);
    double asked = 0;
    for (const gang::Demand& d : list) asked += static_cast<double>(d.total_milli());
    while (true) {
        const gang::Demand& d = tasks[uniform_int(stream, tasks.size())];
        if (asked + d.milli > kInflate * capacity_milli) return list;
        asked += static_cast<double>(d.total_milli());
        list.push_back(d);
    }
}

struct Filled {
    std::array<double, kBins> allocation{};  ///< percent of the GPUs, by percent that arrived
    std::array<double, kBins> fragmented{};  ///< percent of what is free
    std::array<std::int64_t, kBins> count{};
};

Filled fill(std::vector<gang::NodeSpec> specs, const std::vector<gang::Demand>& tasks,
            const gang::TaskMix& mix, gang::Place place, std::uint64_t seed) {
    Stream stream(seed, "fragmentation", "");
    shuffle(specs, stream);
    gang::Nodes nodes(specs);
    const double capacity = 1000.0 * static_cast<double>(nodes.capacity());
    gang::Placer placer(place, false, seed);
    placer.set_mix(mix);
    const gang::FragmentationScores scores(mix);
    double fragmented = scores.cluster(nodes).first;
    double arrived = 0;
    Filled out;
    gang::Allocation where;
    for (const gang::Demand& d : arrivals(tasks, capacity, stream)) {
        arrived += static_cast<double>(d.total_milli());
        if (placer.choose(nodes, d, where)) {
            gang::Piece& piece = where.front();
            fragmented -= scores.node(nodes, piece.node);
            nodes.take(piece, d);
            fragmented += scores.node(nodes, piece.node);
        }
        const auto bin = static_cast<std::size_t>(std::lround(100 * arrived / capacity));
        if (bin >= kBins) continue;
        const auto free = static_cast<double>(nodes.free_milli());
        out.allocation[bin] += 100 * (1 - free / capacity);
        out.fragmented[bin] += 100 * fragmented / std::max(free, 1.0);
        ++out.count[bin];
    }
    for (std::size_t b = 0; b < kBins; ++b) {
        const auto n = static_cast<double>(std::max<std::int64_t>(out.count[b], 1));
        out.allocation[b] /= n;
        out.fragmented[b] /= n;
    }
    return out;
}

/// workload,policy → cells by the table's columns.
std::map<std::string, std::map<std::string, double>> read_table(const std::string& file) {
    CsvReader csv(file);
    std::map<std::string, std::map<std::string, double>> out;
    std::vector<std::string> cells;
    while (csv.next(cells)) {
        for (std::size_t i = 2; i < cells.size(); ++i) {
            out[cells[0] + "/" + cells[1]][csv.header()[i]] = parse_number(cells[i]).value_or(0);
        }
    }
    return out;
}

struct Policy {
    const char* name;
    gang::Place place;
};
constexpr std::array<Policy, 3> kPolicies{{{"01-Random", gang::Place::random},
                                           {"05-BestFit", gang::Place::best_fit},
                                           {"06-FGD", gang::Place::fragmentation}}};

}  // namespace

void compare_fragmentation(const std::string& folder, JobsReport& report) {
    const auto file = [&](const std::string& name) { return (fs::path(folder) / name).string(); };
    const auto allocation = read_table(file("alloc_pct_mean_by_policy.csv"));
    const auto fragmented = read_table(file("frag_ratio_pct_mean_by_policy.csv"));
    const auto nodes = read_nodes(file("openb_node_list_gpu_node.csv"));
    std::map<std::string, std::vector<gang::Demand>> tasks;
    for (const auto& [key, table] : allocation) {
        const std::string workload = key.substr(0, key.find('/'));
        const std::string policy = key.substr(key.find('/') + 1);
        const auto ours = std::find_if(kPolicies.begin(), kPolicies.end(),
                                       [&](const Policy& p) { return policy == p.name; });
        const std::string list = file(workload + ".csv");
        if (ours == kPolicies.end() || !fs::exists(list)) {
            report.validation.skipped.push_back({key, ours == kPolicies.end()
                                                          ? "not a placement modelled"
                                                          : "the task list is not there"});
            continue;
        }
        if (!tasks.count(workload)) tasks[workload] = read_tasks(list);
        const gang::TaskMix mix = gang::task_mix(tasks[workload]);
        double at_100 = 0;
        double at_130 = 0;
        double fragmented_90 = 0;
        for (int seed = kFirstSeed; seed < kFirstSeed + kSeeds; ++seed) {
            const Filled f =
                fill(nodes, tasks[workload], mix, ours->place, static_cast<std::uint64_t>(seed));
            at_100 += f.allocation[100] / kSeeds;
            at_130 += f.allocation[130] / kSeeds;
            fragmented_90 += f.fragmented[90] / kSeeds;
        }
        const std::vector<std::string> group{"fragmentation " + policy.substr(3)};
        report.validation.rows.push_back(
            {key, "allocation_100_pct", table.at("100"), at_100, group});
        report.validation.rows.push_back(
            {key, "allocation_130_pct", table.at("130"), at_130, group});
        report.validation.rows.push_back(
            {key, "fragmented_90_pct", fragmented.at(key).at("90"), fragmented_90, group});
    }
}

}  // namespace orrery
