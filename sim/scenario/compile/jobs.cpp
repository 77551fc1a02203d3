// Jobs: where they run, what a checkpoint costs, how often something stops them.
#include <fmt/format.h>

#include <algorithm>

#include "models/reliability/reliability.hpp"
#include "sim/scenario/compile/places.hpp"
#include "sim/scenario/table.hpp"

namespace orrery::compile {
namespace {

int whole_servers(int accelerators, const Pool& pool) {
    return (accelerators + pool.server.accelerators - 1) / pool.server.accelerators;
}

void check_room(Context& context, const SourcePosition& at, const std::string& path, int servers,
                int spares, int accelerators, const Pool& pool) {
    if (servers + spares <= pool.max_servers) return;
    const std::string beside = spares > 0 ? fmt::format(" and {} spares", spares) : "";
    context.infeasible(
        at, "E0503", path + ".accelerators",
        fmt::format("the job wants {} servers{} of {}", servers, beside, pool.name),
        fmt::format("conflicting entries: {}.accelerators = {}{}; pools[{}] has at most {} "
                    "server{} of {} accelerators",
                    path, accelerators, spares > 0 ? fmt::format(", spares = {}", spares) : "",
                    pool.name, pool.max_servers, pool.max_servers == 1 ? "" : "s",
                    pool.server.accelerators));
}

/// Groups of whole servers, or a server's loss would break more than one.
void check_groups(Context& context, const SourcePosition& at, const std::string& path, int groups,
                  int servers) {
    if (groups == 0 || servers % groups == 0) return;
    context.error(at, "E0350", path + ".data_parallel",
                  fmt::format("{} groups do not divide {} servers", groups, servers),
                  fmt::format("for example {}", servers));
}

/// Servers are taken whole: accelerators of the last one that the job did not ask for stay idle.
void warn_of_idle(Context& context, const SourcePosition& at, const std::string& path,
                  int accelerators, const Pool& pool) {
    const int servers = whole_servers(accelerators, pool);
    const int idle = servers * pool.server.accelerators - accelerators;
    if (accelerators <= 0 || idle == 0) return;
    context.warn(at, "E0360", path + ".accelerators",
                 fmt::format("{} accelerators take {} server{} of {}: {} that the job does not use "
                             "{} held and paid for",
                             accelerators, servers, servers == 1 ? "" : "s",
                             pool.server.accelerators, idle, idle == 1 ? "is" : "are"),
                 fmt::format("{} would use all", servers * pool.server.accelerators));
}

/// A size was given, so somebody expects that writing it takes time.
void warn_of_free_writes(Context& context, const CheckpointSpec& c, const std::string& path) {
    const bool sized = c.size_bytes > 0 || !c.model.empty();
    if (!sized || c.write_bandwidth > 0) return;
    context.warn(c.where, "E0361", path + ".checkpoint",
                 "checkpoints have a size and no write_bandwidth: writing them takes no time",
                 "add write_bandwidth: 100 GB/s");
}

std::optional<JobPlace> place_of(Context& context, const MoveSpec& move, const std::string& path,
                                 const JobSpec& spec) {
    const auto found = context.pools.find(move.pool);
    if (found == context.pools.end()) return std::nullopt;
    const Pool& pool = context.world.pools[found->second.index()];
    const int accelerators = move.accelerators > 0 ? move.accelerators : spec.accelerators;
    JobPlace place;
    place.pool = found->second;
    place.servers = whole_servers(accelerators, pool);
    place.step_time = move.step_time == Nanos::never() ? spec.step_time : move.step_time;
    if (spec.training && move.step_time == Nanos::never()) {
        model_training(context, *spec.training, path + ".training", pool, accelerators,
                       place.step_time);
    }
    warn_of_idle(context, move.where, path, accelerators, pool);
    check_room(context, move.where, path, place.servers, spec.spares, accelerators, pool);
    check_groups(context, move.where, path, spec.data_parallel, place.servers);
    return place;
}

/// Encrypted at rest: written and read no faster than it is encrypted on every server.
void encrypt_checkpoints(Context& context, const std::string& path, double bytes, Job& job) {
    if (bytes <= 0 || !residency_rules(context.scenario, context.catalog, job.spec).encrypted)
        return;
    const double each = encryption_bandwidth(context, path);
    if (each <= 0) return;
    const Nanos least = Nanos::from_seconds(bytes / (each * job.servers));
    if (job.write > Nanos{0}) job.write = max(job.write, least);
    if (job.read > Nanos{0}) job.read = max(job.read, least);
}

/// Bytes over bandwidth.
void take_checkpoint(Context& context, const JobSpec& spec, const std::string& path, Job& job) {
    const CheckpointSpec& c = spec.checkpoint;
    double bytes = c.size_bytes;
    if (!c.model.empty()) {
        const auto* model = find_fact(context, context.catalog.models, c.model, c.where,
                                      path + ".checkpoint.model", "model");
        const auto* each = find_fact(context, context.catalog.coefficients,
                                     "training.checkpoint_bytes_per_parameter", c.where,
                                     path + ".checkpoint.model", "coefficient");
        if (!model || !each) return;
        bytes = model->parameters_total * each->value;
        context.assume(path + ".checkpoint.size", fmt::format("{:.4g} TB", bytes * 1e-12),
                       cite(each->provenance));
    }
    job.checkpoint_bytes = static_cast<std::int64_t>(bytes);
    if (!c.upload_to.empty() && job.checkpoint_bytes == 0) {
        context.error(c.where, "E0374", path + ".checkpoint.upload_to",
                      "checkpoints without a size have no bytes to copy", "add size: 5 TB");
    }
    const double read = c.read_bandwidth > 0 ? c.read_bandwidth : c.write_bandwidth;
    if (c.write_bandwidth > 0) job.write = Nanos::from_seconds(bytes / c.write_bandwidth);
    if (read > 0) job.read = Nanos::from_seconds(bytes / read);
    encrypt_checkpoints(context, path, bytes, job);
}

void take_job_failures(Context& context, const JobSpec& spec, const std::string& path, Job& job) {
    if (!spec.failures) return;
    const JobFailureSpec& f = *spec.failures;
    double rate = f.per_1000_node_days;
    if (!f.mix.empty()) {
        const FailureMix* mix = find_fact(context, context.catalog.failure_mixes, f.mix, f.where,
                                          path + ".failures.mix", "failure mix");
        if (!mix) return;
        const double count = take_causes(mix->job, job.causes);
        if (rate < 0 && f.mtbf == Nanos::never()) {
            rate = count / mix->node_days * 1000;
            context.assume(path + ".failures.per_1000_node_days", fmt::format("{:.4g}", rate),
                           cite(mix->provenance));
        }
    }
    if (rate > 0) job.failures_per_server_s = rate / (1000 * 86400.0);
    if (f.mtbf != Nanos::never()) job.failures_per_server_s = 1 / f.mtbf.seconds() / job.servers;
}

void take_corruption(Context& context, const JobSpec& spec, const std::string& path, Job& job) {
    if (!spec.corruption) return;
    double rate = spec.corruption->per_accelerator_hour;
    if (rate < 0) {
        const auto* fact =
            find_fact(context, context.catalog.coefficients, "failures.silent_corruption",
                      spec.where, path + ".corruption", "coefficient");
        if (!fact) return;
        rate = fact->value;
        context.assume(path + ".corruption.per_accelerator_hour", fmt::format("{:.3g}", rate),
                       cite(fact->provenance));
    }
    job.corruptions_per_accelerator_s = rate / 3600;
}

/// Mean time to an interruption by everything that has a rate.
double expected_mtti(const Job& job, const Pool& pool) {
    const int accelerators = job.servers * pool.server.accelerators;
    double rate =
        job.failures_per_server_s * job.servers + job.corruptions_per_accelerator_s * accelerators;
    if (pool.failures.mtbf != Nanos::never()) rate += job.servers / pool.failures.mtbf.seconds();
    if (pool.spot && pool.spot->recorded.empty() && pool.spot->spec.every != Nanos::never()) {
        rate += 1 / pool.spot->spec.every.seconds();
    }
    return rate > 0 ? 1 / rate : 0;
}

void take_interval(Context& context, const std::string& path, Job& job) {
    JobSpec& spec = job.spec;
    const bool async = spec.checkpoint.asynchronous;
    if (spec.young_daly) {
        const Nanos cost = async ? spec.checkpoint.stall : job.write;
        if (job.expected_mtti_s <= 0 || job.write == Nanos{0}) {
            context.error(
                spec.where, "E0349", path + ".checkpoint_every",
                job.write == Nanos{0} ? "young_daly needs the time that a checkpoint takes"
                                      : "young_daly needs failures",
                job.write == Nanos{0} ? "add checkpoint: {size: 5 TB, write_bandwidth: 100 GB/s}"
                                      : "add failures to the job or to its pool");
            return;
        }
        spec.checkpoint_every = max(
            Nanos::from_seconds(reliability::daly_interval(cost.seconds(), job.expected_mtti_s)),
            async ? job.write : spec.step_time);
        context.assume(
            path + ".checkpoint_every", print_span(spec.checkpoint_every),
            fmt::format("Daly: writes take {}, an interruption every {}", print_span(cost),
                        print_span(Nanos::from_seconds(job.expected_mtti_s))));
    }
    if (spec.checkpoint_every == Nanos::never() || job.write <= spec.checkpoint_every) return;
    context.error(spec.where, "E0348", path + ".checkpoint_every",
                  fmt::format("a checkpoint takes {} to write, longer than the interval of {}",
                              print_span(job.write), print_span(spec.checkpoint_every)),
                  "lengthen the interval, or write with more bandwidth");
}

}  // namespace

void compile_jobs(Context& context) {
    for (const std::size_t i : by_name(context.scenario.jobs)) {
        const JobSpec& spec = context.scenario.jobs[i];
        const std::string path = fmt::format("jobs[{}]", spec.name);
        const auto pool = context.pools.find(spec.pool);
        if (pool == context.pools.end()) continue;
        const Pool& where = context.world.pools[pool->second.index()];
        Job job;
        job.name = spec.name;
        job.pool = pool->second;
        job.servers = whole_servers(spec.accelerators, where);
        job.spec = spec;
        warn_of_idle(context, spec.where, path, spec.accelerators, where);
        warn_of_free_writes(context, spec.checkpoint, path);
        check_room(context, spec.where, path, job.servers, spec.spares, spec.accelerators, where);
        take_training(context, path, where, job);
        if (spec.training && !job.training) continue;
        if (where.confidential) {
            const double scale = confidential_scale(context, where, path, true);
            job.spec.step_time = Nanos::from_seconds(job.spec.step_time.seconds() * scale);
        }
        take_input(context, path, job);
        check_groups(context, spec.where, path, job.spec.data_parallel, job.servers);
        take_checkpoint(context, job.spec, path, job);
        take_job_failures(context, spec, path, job);
        take_corruption(context, spec, path, job);
        job.expected_mtti_s = expected_mtti(job, where);
        take_interval(context, path, job);
        if (spec.upgrade)
            job.upgrade = place_of(context, *spec.upgrade, path + ".upgrade", job.spec);
        if (spec.fallback) {
            job.fallback = place_of(context, *spec.fallback, path + ".fallback", job.spec);
            const bool saves = job.spec.checkpoint_every != Nanos::never();
            if (spec.fallback->margin == Nanos::never()) {
                job.spec.fallback->margin = (saves ? job.spec.checkpoint_every : Nanos{0}) +
                                            job.write + job.read + spec.recovery.restart;
            }
        }
        context.world.jobs.push_back(std::move(job));
    }
}

}  // namespace orrery::compile
