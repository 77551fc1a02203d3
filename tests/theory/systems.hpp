// Queueing systems as worlds of the engine: what theory describes, run through router, replicas,
// batches and meters, and what replications of it measured.
#pragma once
#include <functional>
#include <vector>

#include "sim/engine/run.hpp"
#include "sim/kernel/stream.hpp"
#include "sim/scenario/world.hpp"

namespace orrery::theory {

/// A law of service times in seconds.
struct Law {
    const char* name;
    double cv;  ///< coefficient of variation
    std::function<double(Stream&, double mean)> draw;
};

Law deterministic();
/// Three phases: cv 1/√3.
Law erlang_3();
Law exponential_law();
/// cv 1.5.
Law lognormal_law();
/// Two phases of balanced means, cv 2.
Law hyperexponential_law();

/// Poisson arrivals at `rate` a second until `horizon`; the output tokens of each say how long it
/// takes: so many `token_s`.
struct Demand {
    double rate;
    double mean_s;
    double token_s;
    Law law;
};

/// A station of `slots` servers with service of that law; `replicas` of them, picked at random.
World station(const Demand& demand, int slots, int replicas, double customers);
/// A replica that batches, of which each of B requests gets 1/B: every iteration takes B·token_s.
World processor_sharing(const Demand& demand, double customers);

struct Run {
    int replications;
    double customers;  ///< in each
    std::uint64_t seed = 1;
};

/// Mean of the replications and its standard error.
struct Measured {
    double mean = 0;
    double error = 0;
    [[nodiscard]] double z(double theory) const;
};

using Figure = std::function<double(const Observations&)>;

/// Each figure over the replications of that world, whose workloads have these demands.
std::vector<Measured> measure(const World& world, const std::vector<Demand>& demands,
                              const Run& run, const std::vector<Figure>& figures);
std::vector<Measured> measure(const World& world, const Demand& demand, const Run& run,
                              const std::vector<Figure>& figures);

double mean_wait(const Observations& o);
double mean_sojourn(const Observations& o);
/// Share of requests that waited at all.
double share_waiting(const Observations& o);
/// Share of arrivals that were rejected or left.
double share_lost(const Observations& o);

/// |z| < 4, and within `relative` of the theory (or `absolute`).
void agrees(const Measured& seen, double theory, double relative, double absolute = 0);

}  // namespace orrery::theory
