// The scenario of a live page, and what follows from turned inputs: compile, price again, simulate.
#include "tools/orrery/serve/session.hpp"

#include <time.h>

#include <algorithm>
#include <limits>
#include <map>

#include "sim/analysis/analyse.hpp"
#include "sim/engine/run.hpp"
#include "sim/scenario/overlay.hpp"
#include "sim/scenario/reader/reader.hpp"
#include "sim/study/reprice.hpp"
#include "tools/orrery/serve/estimate.hpp"
#include "tools/orrery/serve/sliders.hpp"

namespace orrery::serve {
namespace {

/// CPU seconds of a run from which on a guess comes before it, and what the guess may take.
constexpr double kWorthAGuess = 0.2;
constexpr double kGuess = 0.05;
/// After so much of a run that nobody thought long, with less than half of it done, a guess comes
/// first after all.
constexpr double kPatience = 0.1;

/// Courses of events that prices can be put on: the pinned one, the latest, a few between.
constexpr std::size_t kKept = 4;

double thread_cpu_s() {
    timespec t{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
    return static_cast<double>(t.tv_sec) + 1e-9 * static_cast<double>(t.tv_nsec);
}

/// Thrown out of a run that takes too long for a page that has no answer yet.
struct TooLong {
    double whole_s = 0;  ///< what all of it would take
};

struct Watch {
    RunControl& control;
    Nanos horizon;
    double began_s = 0;
    double patience_s = std::numeric_limits<double>::infinity();
};

void look(void* context, Nanos now, std::int64_t) {
    auto& watch = *static_cast<Watch*>(context);
    if (watch.control.cancelled) throw Cancelled{};
    const double share = static_cast<double>(now.ns) / static_cast<double>(watch.horizon.ns);
    watch.control.share = share;
    const double spent = thread_cpu_s() - watch.began_s;
    if (spent > watch.patience_s && share > 0 && share < 0.5) throw TooLong{spent / share};
}

Diagnostic complaint(const char* code, const std::string& path, std::string message,
                     std::string hint) {
    Diagnostic d;
    d.code = code;
    d.path = path;
    d.message = std::move(message);
    d.hint = std::move(hint);
    return d;
}

}  // namespace

const char* to_string(Basis basis) {
    switch (basis) {
        case Basis::simulated:
            return "simulated";
        case Basis::repriced:
            return "repriced";
        case Basis::estimated:
            return "estimated";
    }
    return "";
}

struct Session::Full {
    Scenario scenario;
    std::shared_ptr<const World> world;
    Observations observations;
    Findings findings;
    double cpu_s = 0;
    mutable std::mutex lock = {};
    /// Of beginnings that guesses are held against, by their length in ns.
    mutable std::map<std::int64_t, Findings> heads = {};
};

namespace {

/// The first `horizon` of a scenario; empty where it cannot be cut there.
std::optional<Findings> head_of(Scenario scenario, Nanos horizon, const SessionBase& base,
                                RunControl& control) {
    scenario.horizon = horizon;
    scenario.warmup = std::min(scenario.warmup, Nanos{horizon.ns / 4});
    Diagnostics ignored;
    const auto world = compile_world(scenario, base.catalog, base.compile, ignored);
    if (!world || ignored.has_errors()) return std::nullopt;
    Watch watch{control, world->horizon};  // short as it is, it is waited for
    RunOptions options;
    options.seed = world->seed;
    options.progress = look;
    options.progress_context = &watch;
    const Observations o = orrery::simulate(*world, options);
    control.share = 0;
    return analyse(*world, o, account(*world, o));
}

/// So much of a run's beginning as takes kGuess, in whole minutes; zero: no guess is worth it.
/// Where a run turned out longer than the one that is known, in halves of what that one gives: few
/// beginnings are simulated to be held against.
Nanos head_horizon(double cpu_s, double whole_s, Nanos horizon) {
    if (std::max(cpu_s, whole_s) < kWorthAGuess) return Nanos{0};
    double minutes = horizon.seconds() / 60 * kGuess / std::max(cpu_s, kGuess);
    for (double took = std::max(cpu_s, kGuess); took < whole_s; took *= 2) minutes /= 2;
    return Nanos{static_cast<std::int64_t>(minutes) * 60 * kSecond.ns};
}

}  // namespace

Session::Session(SessionBase base, const Scenario& scenario, Diagnostics& diagnostics)
    : base_(std::move(base)),
      scenario_(scenario),
      inputs_(numeric_inputs(base_.document, scenario_)) {
    const bool given = !base_.marks.empty();
    sliders_ = given ? marked_sliders(base_.marks, inputs_, base_.document, diagnostics)
                     : sliders_of(inputs_, base_.document);
}

bool Session::admits(const Sets& sets, Diagnostics& diagnostics) const {
    std::vector<std::string> paths;
    for (const NumericInput& input : inputs_) paths.push_back(input.path);
    for (const auto& [path, value] : sets) {
        const auto found = std::find(paths.begin(), paths.end(), path);
        if (found == paths.end()) {
            const std::string like = closest(path, paths);
            diagnostics.add(complaint("E0218", path,
                                      "\"" + path + "\" is no number of this scenario",
                                      like.empty() ? "" : "did you mean " + like + "?"));
            continue;
        }
        const NumericInput& input = inputs_[static_cast<std::size_t>(found - paths.begin())];
        if (number_with_unit(value)) continue;
        diagnostics.add(complaint("E0205", path, "\"" + value + "\" is no number with a unit",
                                  "for example " + input.text(input.value)));
    }
    return !diagnostics.has_errors();
}

std::optional<Compiled> Session::compile(const Sets& sets, Diagnostics& diagnostics) const {
    const double began = thread_cpu_s();
    Node root = base_.document;
    for (const auto& [path, value] : sets) apply_set(root, path + "=" + value, diagnostics);
    if (diagnostics.has_errors()) return std::nullopt;
    auto scenario = read_scenario_node(root, base_.file, diagnostics);
    if (!scenario) return std::nullopt;
    auto world = compile_world(*scenario, base_.catalog, base_.compile, diagnostics);
    if (!world || diagnostics.has_errors()) return std::nullopt;
    Compiled out{sets, std::move(*scenario), std::make_shared<const World>(std::move(*world))};
    out.cpu_s = thread_cpu_s() - began;
    return out;
}

std::vector<std::shared_ptr<const Session::Full>> Session::known() const {
    const std::lock_guard hold(lock_);
    return full_;
}

void Session::keep(std::shared_ptr<const Full> full) const {
    const std::lock_guard hold(lock_);
    full_.push_back(std::move(full));
    // The first is the scenario as it was written: what most are compared with.
    if (full_.size() > kKept) full_.erase(full_.begin() + 1);
}

std::optional<Answer> Session::reprice(const Compiled& point) const {
    const double began = thread_cpu_s();
    for (const auto& full : known()) {
        if (!same_course(full->scenario, *full->world, full->observations, point.scenario,
                         *point.world)) {
            continue;
        }
        const Ledger ledger = account(*point.world, full->observations);
        Answer answer{analyse(*point.world, full->observations, ledger), Basis::repriced};
        analysis::add_bases(*point.world, answer.findings);
        answer.cpu_s = point.cpu_s + thread_cpu_s() - began;
        answer.horizon_s = point.world->horizon.seconds();
        return answer;
    }
    return std::nullopt;
}

std::optional<Answer> Session::estimate(const Compiled& point, RunControl& control,
                                        double whole_s) const {
    const auto runs = known();
    if (runs.empty() || base_.sampled) return std::nullopt;
    const Nanos whole = point.world->horizon;
    // Held against a run whose beginning is known already it takes half the time; else the latest.
    const auto ready = std::find_if(runs.rbegin(), runs.rend(), [&](const auto& run) {
        // Who holds it is simulating that beginning: another run's is sooner there.
        const std::unique_lock hold(run->lock, std::try_to_lock);
        return hold && run->heads.count(head_horizon(run->cpu_s, whole_s, whole).ns) > 0 &&
               run->world->horizon == whole;
    });
    const Full& full = ready == runs.rend() ? *runs.back() : **ready;
    const Nanos horizon = head_horizon(full.cpu_s, whole_s, whole);
    if (horizon.ns <= 0 || full.world->horizon != whole) return std::nullopt;
    const double began = thread_cpu_s();
    const auto is = head_of(point.scenario, horizon, base_, control);
    if (!is) return std::nullopt;
    const Findings* was = head_at(full, horizon, control);
    if (!was) return std::nullopt;
    Answer answer{projected(full.findings, *was, *is), Basis::estimated};
    analysis::add_bases(*point.world, answer.findings);
    answer.cpu_s = point.cpu_s + thread_cpu_s() - began;
    answer.horizon_s = horizon.seconds();
    return answer;
}

const Findings* Session::head_at(const Full& full, Nanos horizon, RunControl& control) const {
    const std::lock_guard hold(full.lock);
    auto known = full.heads.find(horizon.ns);
    if (known == full.heads.end()) {
        auto head = head_of(full.scenario, horizon, base_, control);
        if (!head) return nullptr;
        known = full.heads.emplace(horizon.ns, std::move(*head)).first;
    }
    return &known->second;  // a map's entries stay where they are
}

void Session::prepare() const {
    const auto runs = known();
    if (runs.size() != 1 || base_.sampled) return;
    const Nanos horizon = head_horizon(runs[0]->cpu_s, 0, runs[0]->world->horizon);
    RunControl nobody;
    if (horizon.ns > 0) head_at(*runs[0], horizon, nobody);
}

std::optional<Answer> Session::attempt(const Compiled& point, RunControl& control,
                                       double& whole_s) const {
    const auto runs = known();
    const bool guess =
        !runs.empty() && !base_.sampled && runs.back()->world->horizon == point.world->horizon;
    try {
        return simulate_within(point, control,
                               guess ? kPatience : std::numeric_limits<double>::infinity());
    } catch (const TooLong& e) {
        whole_s = e.whole_s;
        return std::nullopt;
    }
}

Answer Session::simulate(const Compiled& point, RunControl& control) const {
    return simulate_within(point, control, std::numeric_limits<double>::infinity());
}

Answer Session::simulate_within(const Compiled& point, RunControl& control,
                                double patience_s) const {
    const double began = thread_cpu_s();
    const World& world = *point.world;
    Watch watch{control, world.horizon, began, patience_s};
    RunOptions options;
    options.seed = world.seed;
    options.fidelity = base_.sampled ? Fidelity::sampled : Fidelity::event;
    options.progress = look;
    options.progress_context = &watch;
    if (control.cancelled) throw Cancelled{};
    auto full = std::make_shared<Full>();
    full->scenario = point.scenario;
    full->world = point.world;
    full->observations = orrery::simulate(world, options);
    full->findings = analyse(world, full->observations, account(world, full->observations));
    analysis::add_bases(world, full->findings);
    Answer answer{full->findings, Basis::simulated};
    answer.horizon_s = world.horizon.seconds();
    full->cpu_s = thread_cpu_s() - began;
    answer.cpu_s = point.cpu_s + full->cpu_s;
    keep(std::move(full));
    return answer;
}

}  // namespace orrery::serve
