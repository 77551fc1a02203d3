// What a job trains: its step time, steps and memory from the model, or why the layout cannot be.
#include <fmt/format.h>

#include <cmath>

#include "models/training/flops.hpp"
#include "models/training/memory.hpp"
#include "models/training/step.hpp"
#include "sim/scenario/compile/context.hpp"
#include "sim/scenario/table.hpp"
#include "sim/scenario/training_machine.hpp"

namespace orrery::compile {
namespace {

/// The layout, with data parallelism from what is left of the accelerators; false after an error.
bool lay_out(Context& context, const TrainingSpec& spec, const std::string& path, int accelerators,
             const training::Work& work, training::Plan& plan) {
    plan = static_cast<const training::Plan&>(spec);
    const int group = plan.tp * plan.cp * plan.pp;
    if (accelerators % group != 0 || accelerators < group) {
        context.error(spec.where, "E0351", path,
                      fmt::format("tp {} x cp {} x pp {} does not divide {} accelerators", plan.tp,
                                  plan.cp, plan.pp, accelerators),
                      fmt::format("take a multiple of {} accelerators", group));
        return false;
    }
    plan.dp = accelerators / group;
    plan.sequence_parallel = plan.tp > 1;
    const std::string problem = training::layout_problem(work, plan);
    if (problem.empty()) return true;
    context.error(spec.where, "E0351", path, problem, "`orrery study training-run` lists layouts");
    return false;
}

/// In the register: each term of the step with its formula.
void register_terms(Context& context, const std::string& path, const TrainingFacts& facts,
                    const training::Profile& profile) {
    context.assume(path + ".layout", facts.layout, "of the job's accelerators");
    context.assume(path + ".profile", facts.profile, cite(profile.provenance));
    for (const training::Term& term : facts.terms) {
        context.assume(path + ".step." + term.name, print_span(Nanos::from_seconds(term.seconds)),
                       term.formula);
    }
}

TrainingFacts facts_of(const training::StepModel& model, const training::Plan& plan,
                       const training::Memory& memory, double seconds) {
    const training::Work& work = model.work();
    const training::StepFlops flops = training::step_flops(work, plan.recompute);
    const double peak = model.machine().rate(work.precision) * plan.accelerators() * seconds;
    TrainingFacts facts;
    facts.terms = training::explain_step(model, plan);
    facts.layout = plan_text(plan);
    facts.mfu = flops.model / peak;
    facts.hfu = flops.hardware / peak;
    facts.memory_bytes = memory.total();
    facts.step_flops = flops.model;
    facts.tokens_per_step = work.sequence * work.global_batch;
    return facts;
}

training::Work work_of(const TrainingSpec& spec, const llm::ModelShape& model) {
    training::Work work;
    work.model = model;
    work.sequence = spec.sequence;
    work.global_batch = spec.global_batch;
    work.precision = spec.precision;
    work.lora_rank = spec.lora_rank;
    return work;
}

}  // namespace

std::optional<TrainingFacts> model_training(Context& context, const TrainingSpec& spec,
                                            const std::string& path, const Pool& pool,
                                            int accelerators, Nanos& step_time) {
    const auto* model = find_fact(context, context.catalog.models, spec.model, spec.where,
                                  path + ".model", "model");
    const training::Profile* profile =
        model ? find_training(context.catalog, spec.software, pool.accelerator, *model) : nullptr;
    if (!model) return std::nullopt;
    if (!profile || !knows_software(context.catalog, spec.software)) {
        context.error(spec.where, "E0401", path + ".software",
                      "no training profile \"" + spec.software + "\" for " + pool.accelerator.name,
                      "`orrery catalog list training` prints them");
        return std::nullopt;
    }
    const training::Work work = work_of(spec, *model);
    const double own = pool.server.network.value;
    const double nic = own > 0 ? own : usual_network(context.catalog, pool.accelerator.family);
    const training::Machine machine = training_machine(pool.accelerator, nic);
    training::Plan plan;
    if (!lay_out(context, spec, path, accelerators, work, plan)) return std::nullopt;
    const std::string large = training::memory_problem(work, plan, machine.memory);
    if (!large.empty()) {
        context.infeasible(spec.where, "E0506", path,
                           plan_text(plan) + " " + large + " on " + pool.accelerator.name,
                           fmt::format("conflicting entries: {}, pools[{}].server; `orrery study "
                                       "training-run` finds what fits",
                                       path, pool.name));
        return std::nullopt;
    }
    const training::StepModel steps(work, machine, *profile);
    const double seconds = steps.evaluate(plan).seconds() * spec.time_scale;
    TrainingFacts facts =
        facts_of(steps, plan, training::training_memory(work, plan, machine.memory), seconds);
    facts.profile = profile->name;
    facts.error_pct = profile->name == "*" ? 0 : profile->error_pct;
    register_terms(context, path, facts, *profile);
    step_time = max(Nanos::from_seconds(seconds), Nanos{1});
    return facts;
}

void take_training(Context& context, const std::string& path, const Pool& pool, Job& job) {
    JobSpec& spec = job.spec;
    if (!spec.training) return;
    const TrainingSpec& t = *spec.training;
    job.training =
        model_training(context, t, path + ".training", pool, spec.accelerators, spec.step_time);
    if (!job.training) return;
    context.assume(path + ".step_time", print_span(spec.step_time),
                   "model: " + job.training->layout);
    if (t.tokens > 0) {
        spec.steps = static_cast<std::int64_t>(std::ceil(t.tokens / job.training->tokens_per_step));
        context.assume(path + ".steps", std::to_string(spec.steps),
                       "tokens / (sequence × global_batch)");
    }
    CheckpointSpec& checkpoint = spec.checkpoint;
    if (checkpoint.size_bytes == 0 && checkpoint.model.empty() && t.lora_rank == 0) {
        checkpoint.model = t.model;
        checkpoint.where = t.where;
    }
    const int groups = spec.accelerators / (t.tp * t.cp * t.pp);
    if (spec.data_parallel == 0 && job.servers % groups == 0) spec.data_parallel = groups;
}

void take_input(Context& context, const std::string& path, Job& job) {
    if (!job.spec.input) return;
    const InputSpec& spec = *job.spec.input;
    const double items = spec.items_per_step > 0 ? spec.items_per_step
                         : job.spec.training     ? job.spec.training->global_batch
                                                 : 0;
    if (items <= 0) return;
    InputFacts facts;
    std::vector<queueing::Stage> stages;
    for (const InputStageSpec& s : spec.stages) {
        stages.push_back({s.workers, s.service.seconds(), s.item_bytes, s.bandwidth, s.in_flight});
        facts.stages.push_back(s.name);
    }
    if (stages.empty()) return;
    facts.wanted = items / job.spec.step_time.seconds();
    facts.flow = queueing::flow_through(stages, facts.wanted);
    if (facts.flow.limited) {
        job.spec.step_time = Nanos::from_seconds(items / facts.flow.items_s);
        context.assume(
            path + ".step_time", print_span(job.spec.step_time),
            fmt::format("input: {} passes {:.4g} items/s of {:.4g} wanted",
                        facts.stages[facts.flow.slowest], facts.flow.items_s, facts.wanted));
        // Accelerators that wait for data draw what idle ones do.
        job.spec.utilisation *= 1 - facts.flow.starved;
    }
    job.input = std::move(facts);
}

}  // namespace orrery::compile
