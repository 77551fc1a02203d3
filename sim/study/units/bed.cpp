// How a point and a replication become the figures of a run.
#include "sim/study/units/bed.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "orrery/base/sha256.hpp"
#include "orrery/base/version.hpp"
#include "sim/accounts/beyond_money.hpp"
#include "sim/analysis/cut_run.hpp"
#include "sim/analysis/sketches.hpp"
#include "sim/engine/run.hpp"
#include "sim/scenario/overlay.hpp"
#include "sim/scenario/reader/reader.hpp"
#include "sim/store/data_files.hpp"
#include "sim/study/replica_bound.hpp"
#include "sim/study/units/blame.hpp"
#include "sim/study/units/steady_run.hpp"

namespace orrery {
namespace {

constexpr double kNone = std::numeric_limits<double>::quiet_NaN();
/// Worlds kept: of the points that the threads are at.
constexpr std::size_t kCached = 8;

/// Requests that the closed form of a load is drawn from.
constexpr std::size_t kSampled = 500;

class Nobody : public RequestSource {
public:
    bool next(TraceRequest& /*request*/) override { return false; }
};

std::string files_text(const std::vector<StoredData>& files) {
    std::string text;
    for (const StoredData& file : files) text += file.written + file.ending + file.sha256 + "\n";
    return text;
}

/// Where a point's inputs stand: as it says, or as they fall in this replication.
std::vector<double> quantiles_of(const Bed& bed, const Point& point, std::uint64_t replication) {
    std::vector<double> drawn = bed.inputs.draw(bed.seed, replication);
    for (std::size_t i = 0; i < drawn.size() && i < point.at.size(); ++i) {
        if (!std::isnan(point.at[i])) drawn[i] = point.at[i];
    }
    return drawn;
}

void keep(const Metrics& metrics, const UnitQuestion& question, UnitResult& out) {
    for (const std::string& leaf : question.leaves) {
        const Metric* m = metrics.find(leaf);
        out.values.push_back(m ? m->value : kNone);
        out.units.push_back(m ? m->unit : "");
    }
    if (question.families.empty()) return;
    for (const auto& [path, metric] : metrics.all()) {
        for (const std::string& family : question.families) {
            if (path.rfind(family, 0) == 0) out.members.emplace_back(path, metric.value);
        }
    }
}

UnitResult failed(const Bed& bed, const Diagnostics& diagnostics) {
    UnitResult out;
    out.values.assign(bed.question.leaves.size(), kNone);
    out.problem = "it cannot be compiled";
    for (const Diagnostic& d : diagnostics.items()) {
        if (d.severity != Severity::error) continue;
        out.problem = (d.path.empty() ? "" : d.path + ": ") + d.message + " [" + d.code + "]";
        break;
    }
    out.infeasible = diagnostics.exit_code() == 4;
    return out;
}

/// Of a course that is kept; a longer run has longer steps.
constexpr std::size_t kSteps = 1000;

/// Members "course.step_s" and "course.served.0 …": requests completed in each step of equally many
/// meter intervals, and how long one is.
void add_course(const World& world, const Observations& o, UnitResult& out) {
    const std::size_t n = o.deployments.empty() ? 0 : o.deployments.front().size();
    const std::size_t each = (n + kSteps - 1) / kSteps;
    std::vector<std::int64_t> served(each > 0 ? (n + each - 1) / each : 0);
    for (const auto& deployment : o.deployments) {
        for (std::size_t i = 0; i < deployment.size(); ++i) {
            served[i / each] += deployment[i].completed;
        }
    }
    out.members.emplace_back("course.step_s",
                             world.meter_interval.seconds() * static_cast<double>(each));
    for (std::size_t i = 0; i < served.size(); ++i) {
        out.members.emplace_back("course.served." + std::to_string(i),
                                 static_cast<double>(served[i]));
    }
}

bool wants_course(const UnitQuestion& question) {
    const auto& all = question.families;
    return std::find(all.begin(), all.end(), kCourse) != all.end();
}

struct Ran {
    Observations o;
    Ledger ledger;
    Findings findings;
};

Ran ran(const Bed& bed, const Point& point, const World& world, std::uint64_t replication,
        RequestSink* sink = nullptr) {
    RunOptions options;
    options.seed = bed.seed;
    options.replication = replication;
    options.sink = sink;
    // Days that stand for others are no series.
    const bool sampled = bed.sampled && point.steady.empty();
    options.fidelity = sampled ? Fidelity::sampled : Fidelity::event;
    RequestSources nobody;
    for (std::size_t w = 0; point.idle && w < world.workloads.size(); ++w) {
        nobody.push_back(std::make_unique<Nobody>());
    }
    Ran r;
    r.o = point.idle ? simulate(world, std::move(nobody), options) : simulate(world, options);
    r.ledger = account(world, r.o);
    r.findings = analyse(world, r.o, r.ledger);
    return r;
}

/// What all workloads ask for, over what all replicas serve at best.
double load_of(const Bed& bed, const World& world) {
    const DemandSample sample = sample_demand(world, bed.seed, kSampled);
    double capacity = 0;
    for (std::size_t d = 0; d < world.deployments.size(); ++d) {
        const ReplicaBound bound =
            replica_bound(world, DeploymentId(static_cast<std::uint32_t>(d)), sample, {});
        capacity += bound.rate * world.deployments[d].replicas_max;
    }
    return capacity > 0 ? sample.rate / capacity : 0;
}

bool leaves_queues_alone(const Workload& w) {
    const WorkloadSpec& s = w.spec;
    return s.max_queue == 0 && s.timeout == Nanos::never() && s.deadline == Nanos::never();
}

void add_load(const Bed& bed, const World& world, UnitResult& out) {
    const bool grow =
        std::all_of(world.workloads.begin(), world.workloads.end(), leaves_queues_alone);
    out.members.emplace_back("idle.load", load_of(bed, world));
    out.members.emplace_back("idle.span_s", grow ? world.horizon.seconds() : 0.0);
}

UnitResult not_run(const Bed& bed, const Point& point, std::uint64_t replication,
                   const Diagnostics& diagnostics) {
    UnitResult bad = failed(bed, diagnostics);
    const auto drawn = quantiles_of(bed, point, replication);
    bad.problem = blamed(bed, point, replication, drawn, bad.problem);
    return bad;
}

/// Of a run that did not come to its end: less time costs less, so none of its figures counts.
UnitResult cut_short(const Bed& bed, const World& world, const Observations& o) {
    UnitResult out;
    out.values.assign(bed.question.leaves.size(), kNone);
    out.problem = analysis::cut_text({o.end, o.ended_at, world.horizon});
    out.partial = true;
    out.by_machine =
        o.end == RunEnd::wall || o.end == RunEnd::memory || o.end == RunEnd::interrupted;
    return out;
}

/// Of one run. Throws BeyondMoney where its amounts are.
UnitResult figures_of(const Bed& bed, const Point& point, const World& world,
                      std::uint64_t replication) {
    UnitResult out;
    LatencySeries latencies(world, point.steady);
    const Ran r = ran(bed, point, world, replication, point.steady.empty() ? nullptr : &latencies);
    if (r.o.end != RunEnd::horizon) return cut_short(bed, world, r.o);
    keep(r.findings.metrics, bed.question, out);
    for (const std::string& path : bed.question.sketches) {
        const auto sketch = analysis::latency_sketch({world, r.o, r.ledger}, path);
        out.sketches.push_back(sketch.value_or(Sketch{}));
    }
    if (wants_course(bed.question)) add_course(world, r.o, out);
    if (point.idle) add_load(bed, world, out);
    if (!point.steady.empty()) add_steady(point.steady, world, latencies, r.findings, out);
    return out;
}

}  // namespace

Bed::Bed(Node base, std::string file, Catalog catalog, CompileOptions compile)
    : base_(std::move(base)),
      file_(std::move(file)),
      catalog_(std::move(catalog)),
      compile_(std::move(compile)) {
    base_hash_ = sha256_hex(std::string(kVersion) + print_document(base_) + data_of(Point{}));
}

std::optional<Node> Bed::document(const Point& point, const std::vector<double>* quantiles,
                                  Diagnostics& diagnostics) const {
    Node root = point.base ? *point.base : base_;
    for (const Node* overlay : point.overlays) merge_overlay(root, *overlay);
    for (const std::string& set : point.sets) apply_set(root, set, diagnostics);
    if (quantiles) {
        const Node& base = point.base ? *point.base : base_;
        for (const std::string& set : inputs.sets(*quantiles, root, base)) {
            apply_set(root, set, diagnostics);
        }
    }
    if (diagnostics.has_errors()) return std::nullopt;
    return root;
}

std::string Bed::text_of(const Point& point, const std::vector<double>& quantiles) const {
    std::string text = base_hash_ + "\n";
    if (point.base) text += point.file + "\n" + print_document(*point.base) + "\n---\n";
    for (const Node* overlay : point.overlays) text += print_document(*overlay) + "\n---\n";
    for (const std::string& set : point.sets) text += set + "\n";
    for (const std::string& word : inputs.words(quantiles)) text += word + "\n";
    text += std::to_string(point.horizon_ns);
    return text;
}

/// Hashes of the files that the base names, or a point if it may name others.
std::string Bed::data_of(const Point& point) const {
    std::string text;
    for (const Node* overlay : point.overlays) text += print_document(*overlay);
    for (const std::string& set : point.sets) text += set + "\n";
    if (!base_hash_.empty() && !point.base && !may_name_data(text)) return {};
    Diagnostics ignored;  // the run itself will say what is wrong
    const auto root = document(point, nullptr, ignored);
    const auto scenario = root ? read_scenario_node(*root, file_of(point), ignored) : std::nullopt;
    return scenario ? files_text(data_files(*scenario, compile_.data_folder)) : std::string();
}

std::string Bed::key(const Point& point, std::uint64_t replication) const {
    std::string text = text_of(point, quantiles_of(*this, point, replication)) + data_of(point);
    if (point.idle) text += "\nidle";
    for (const std::string& series : point.steady) text += "\nsteady " + series;
    text += "\n" + catalog_.hash + "\n" + (sampled ? "sampled" : "event") + "\n" +
            std::to_string(seed) + " " + std::to_string(replication) + "\n";
    for (const std::string& leaf : question.leaves) text += leaf + "\n";
    for (const std::string& family : question.families) text += family + "*\n";
    for (const std::string& sketch : question.sketches) text += "sketch " + sketch + "\n";
    return sha256_hex(text);
}

std::shared_ptr<const World> Bed::world(const Point& point, std::uint64_t replication,
                                        Diagnostics& diagnostics) const {
    const std::vector<double> quantiles = quantiles_of(*this, point, replication);
    const std::string text = text_of(point, quantiles);
    {
        const std::lock_guard lock(cache_lock_);
        for (const auto& [name, world] : cache_) {
            if (name == text) return world;
        }
    }
    const auto root = document(point, &quantiles, diagnostics);
    auto scenario = root ? read_scenario_node(*root, file_of(point), diagnostics) : std::nullopt;
    if (!scenario) return nullptr;
    if (point.horizon_ns > 0) scenario->horizon = Nanos{point.horizon_ns};
    auto compiled = compile_world(*scenario, catalog_, compile_, diagnostics);
    if (!compiled || diagnostics.has_errors()) return nullptr;
    auto world = std::make_shared<const World>(std::move(*compiled));
    const std::lock_guard lock(cache_lock_);
    cache_.emplace_back(text, world);
    if (cache_.size() > kCached) cache_.erase(cache_.begin());
    return world;
}

UnitResult run_unit(const Bed& bed, const Point& point, std::uint64_t replication) {
    Diagnostics diagnostics;
    const auto world = bed.world(point, replication, diagnostics);
    if (!world) return not_run(bed, point, replication, diagnostics);
    try {
        return figures_of(bed, point, *world, replication);
    } catch (const BeyondMoney& amount) {
        // One draw's amounts: the other runs of the study are what they are.
        diagnostics.add(too_much_money(amount));
        return not_run(bed, point, replication, diagnostics);
    }
}

std::vector<std::string> result_paths(const Bed& bed, const Point& point) {
    Diagnostics diagnostics;
    const auto world = bed.world(point, 0, diagnostics);
    std::vector<std::string> paths;
    if (!world) return paths;
    try {
        const Ran r = ran(bed, point, *world, 0);
        for (const auto& [path, metric] : r.findings.metrics.all()) paths.push_back(path);
    } catch (const BeyondMoney&) {
        return {};  // told of the unit itself
    }
    return paths;
}

}  // namespace orrery
