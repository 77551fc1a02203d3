// The vocabulary of jobs: steps, checkpoints, failures, recovery, moves.
#include "sim/scenario/reader/tables.hpp"

namespace orrery {
namespace {

using namespace fields;

/// A span, or `young_daly`.
Field<JobSpec> interval_field() {
    Field<JobSpec> f = make<JobSpec>(
        "checkpoint_every", FieldKind::custom,
        "Work between checkpoints, which a failure throws away; `young_daly`: the best by formula; "
        "default: none is written");
    f.info.schema = R"({"type": "string"})";
    f.info.measure = Measure::duration;
    f.info.min = 0;
    f.info.above_min = true;
    f.read = [](const Reader& r, const Node& n, const std::string& path, const FieldInfo& i,
                JobSpec& o) {
        o.young_daly = n.kind == Node::Kind::scalar && n.scalar == "young_daly";
        if (o.young_daly) return r.record(path, "young_daly", n.at);
        if (auto v = r.span(n, path, i)) {
            o.checkpoint_every = *v;
            r.record(path, print_span(*v), n.at);
        }
    };
    f.value = [](const JobSpec& o) {
        return o.young_daly ? std::string("young_daly") : print_span(o.checkpoint_every);
    };
    return finish(std::move(f));
}

const Table<CheckpointSpec>& checkpoint_table() {
    using C = CheckpointSpec;
    static const Table<C> t{
        "What a checkpoint costs.",
        {quantity("size", &C::size_bytes, Measure::bytes, "Bytes of one; default: the model's", 0)
             .min(0),
         text("model", &C::model, "Catalog model: parameters × the catalog's bytes a parameter"),
         quantity("write_bandwidth", &C::write_bandwidth, Measure::bandwidth,
                  "Of the storage, all writers together; 0: it takes no time", 0)
             .min(0),
         quantity("read_bandwidth", &C::read_bandwidth, Measure::bandwidth,
                  "Of the storage at a restart; default: the write bandwidth", 0)
             .min(0),
         boolean("asynchronous", &C::asynchronous, "Steps go on while it is written"),
         span("stall", &C::stall, "Pause before an asynchronous one: the copy to the host"),
         text("upload_to", &C::upload_to, "Site that gets a copy of each, in the background")}};
    return t;
}

const Table<JobFailureSpec>& job_failure_table() {
    using F = JobFailureSpec;
    static const Table<F> t{
        "Software and fabric: what stops a job without breaking a server.",
        {quantity("per_1000_node_days", &F::per_1000_node_days, Measure::number,
                  "Failures for 1,000 servers a day: a larger job fails more often", -1)
             .min(0),
         span("mtbf", &F::mtbf, "Of the whole job instead").above(0),
         text("mix", &F::mix, "Catalog failure mix: causes, and the rate where none is given")}};
    return t;
}

const Table<CorruptionSpec>& corruption_table() {
    using C = CorruptionSpec;
    static const Table<C> t{
        "Silent data corruption: when it is found, all since the checkpoint before it is lost.",
        {quantity("per_accelerator_hour", &C::per_accelerator_hour, Measure::number,
                  "Rate; default: the catalog's", -1)
             .min(0),
         span("detected_after", &C::detected_after, "Mean time until it is found; exponential")}};
    return t;
}

const Table<RecoverySpec>& recovery_table() {
    using R = RecoverySpec;
    static const Table<R> t{
        "How a job comes back after an interruption.",
        {span("detection", &R::detection, "From a failure to its diagnosis; servers are held"),
         quantity("misdiagnosis", &R::misdiagnosis, Measure::share,
                  "Probability of a wrong one: the job restarts on the broken server")
             .min(0)
             .max(.9),
         quantity("evicts_good", &R::evicts_good, Measure::share,
                  "Share of the wrong ones that take a good server out")
             .min(0)
             .max(1),
         span("restart", &R::restart, "To the first step; reading the checkpoint comes on top"),
         span("warm_swap", &R::warm_swap, "Longer with a warm spare"),
         span("cold_swap", &R::cold_swap, "Longer with a free server of the pool")}};
    return t;
}

const Table<TrainingSpec>& training_table() {
    using T = TrainingSpec;
    using training::Recompute;
    using training::Sharding;
    static const Choices<Recompute> again{
        {"none", Recompute::none}, {"selective", Recompute::selective}, {"full", Recompute::full}};
    static const Choices<Sharding> shards{{"none", Sharding::none},
                                          {"optimizer", Sharding::optimizer},
                                          {"gradients", Sharding::gradients},
                                          {"parameters", Sharding::parameters}};
    static const Choices<Precision> formats{{"bf16", Precision::bf16}, {"fp8", Precision::fp8}};
    static const Table<T> t{
        "What is trained and how it is laid out: step time and steps follow.",
        {text("model", &T::model, "Catalog model").required(),
         quantity("tokens", &T::tokens, Measure::number, "Budget; default: as `steps` say", 0)
             .min(0)
             .max(1e16),
         quantity("sequence", &T::sequence, Measure::number, "Tokens of a sequence").min(1),
         quantity("global_batch", &T::global_batch, Measure::number, "Sequences of a step")
             .min(1)
             .max(1e9),
         choice("precision", &T::precision, formats, "That matrices are multiplied in"),
         whole<T, int>("tp", &T::tp, "Tensor parallelism").min(1).max(1024),
         whole<T, int>("pp", &T::pp, "Pipeline stages").min(1).max(1024),
         whole<T, int>("cp", &T::cp, "Context parallelism").min(1).max(1024),
         whole<T, int>("ep", &T::ep, "Expert parallelism, within cp × dp").min(1).max(4096),
         whole<T, int>("virtual_stages", &T::virtual_stages,
                       "Model chunks of a stage; above 1: interleaved")
             .min(1)
             .max(1024),
         quantity<T>("micro_batch", &T::micro_batch, Measure::number,
                     "Sequences that pass a stage at once")
             .min(1),
         choice<T, Recompute>("recompute", &T::recompute, again,
                              "Activations that are computed again"),
         choice<T, Sharding>("sharding", &T::sharding, shards,
                             "ZeRO 1 to 3: what data-parallel ranks share out"),
         quantity("lora_rank", &T::lora_rank, Measure::number,
                  "Of adapters on a frozen base; 0: all is trained", 0)
             .min(0),
         text("software", &T::software, "Training profile; default: the newest on the hardware"),
         quantity("time_scale", &T::time_scale, Measure::number, "Multiplies the step time", 1)
             .above(0)
             .max(100)}};
    return t;
}

const Table<InputStageSpec>& input_stage_table() {
    using S = InputStageSpec;
    static const Table<S> t{
        "A stage that data pass before a step.",
        {text("name", &S::name, "Name").required(),
         quantity("workers", &S::workers, Measure::number, "One item each at a time").above(0),
         span("service", &S::service, "Of one item at one worker"),
         quantity("item_size", &S::item_bytes, Measure::bytes, "Bytes of one item", 0).min(0),
         quantity("bandwidth", &S::bandwidth, Measure::bandwidth,
                  "Shared by all workers; 0: no limit", 0)
             .min(0),
         quantity("in_flight", &S::in_flight, Measure::number,
                  "Items it may hold: queue depth, prefetched batches; 0: no limit", 0)
             .min(0)}};
    return t;
}

const Table<InputSpec>& input_table() {
    using I = InputSpec;
    static const Table<I> t{
        "Where a step's items come from: the slowest stage bounds the step.",
        {text("dataset", &I::dataset, "Data set that must be at its site before it starts"),
         quantity("items_per_step", &I::items_per_step, Measure::number,
                  "Default: the sequences of `training`", 0)
             .min(0),
         objects("stages", &I::stages, input_stage_table,
                 "In the order in which data pass them; required without a dataset")}};
    return t;
}

Table<MoveSpec> move_table(const char* doc, Field<MoveSpec> own) {
    using M = MoveSpec;
    return {doc,
            {text("pool", &M::pool, "Where it goes").required(),
             whole("accelerators", &M::accelerators, "There; 0: as many as before").min(0).max(1e6),
             span("step_time", &M::step_time, "Of a step there; default: as before").above(0),
             std::move(own)}};
}

const Table<MoveSpec>& upgrade_table() {
    static const Table<MoveSpec> t =
        move_table("To other hardware on a date: at the end of a step, with a checkpoint.",
                   moment("at", &MoveSpec::at, "Span since the start, or a date").required());
    return t;
}

const Table<MoveSpec>& fallback_table() {
    static const Table<MoveSpec> t = move_table(
        "Where it goes from the queue when waiting longer would break its deadline.",
        span("margin", &MoveSpec::margin,
             "Slack kept before the deadline; default: a checkpoint interval and a restart"));
    return t;
}

}  // namespace

const Table<JobSpec>& job_table() {
    using J = JobSpec;
    static const Choices<JobKind> kinds{{"training", JobKind::training}, {"batch", JobKind::batch}};
    static const Table<J> t{
        "A gang of whole servers that steps at a fixed time.",
        {text("name", &J::name, "Name, unique among jobs").required(),
         text("tenant", &J::tenant, "Who pays for it"),
         text_map("tags", &J::tags, "Names with a text each, for allocation: {team: search}"),
         choice("kind", &J::kind, kinds, "What it is"),
         text("pool", &J::pool, "Pool that it runs on").required(),
         whole("accelerators", &J::accelerators, "Accelerators; whole servers are taken")
             .min(1)
             .max(1e6)
             .required(),
         moment("submit", &J::submit, "When it enters the queue"),
         span("step_time", &J::step_time, "Time of one step; default: of `training`"),
         whole("steps", &J::steps, "Steps to do; default: of `training.tokens`").min(0).max(1e12),
         optional_object("training", &J::training, training_table,
                         "What is trained: step time and steps follow"),
         optional_object("input", &J::input, input_table, "Where its data come from"),
         interval_field(),
         object("checkpoint", &J::checkpoint, checkpoint_table, "What a checkpoint costs"),
         optional_object("failures", &J::failures, job_failure_table, "Software and fabric"),
         optional_object("corruption", &J::corruption, corruption_table, "Silent data corruption"),
         object("recovery", &J::recovery, recovery_table, "How it comes back"),
         whole("spares", &J::spares, "Warm spares: whole servers held beside the gang")
             .min(0)
             .max(1e6),
         whole("data_parallel", &J::data_parallel, "Data-parallel groups; 0: not said")
             .min(0)
             .max(1e6),
         boolean("elastic", &J::elastic, "Goes on with fewer groups while servers are missing"),
         optional_object("upgrade", &J::upgrade, upgrade_table, "To other hardware on a date"),
         optional_object("fallback", &J::fallback, fallback_table, "Lest the deadline be missed"),
         quantity("utilisation", &J::utilisation, Measure::share,
                  "Share of the accelerators' dynamic power")
             .min(0)
             .max(1),
         moment("deadline", &J::deadline, "When it should be done"),
         optional_object("value", &J::value, value_table, "What it brings in when it is done"),
         text("data_class", &J::data_class, "Kind of its data, of data_classes"),
         whole("priority", &J::priority, "Lower is throttled last when power is short"),
         optional_object("shift", &J::shift, shift_table, "Waits for cleaner or cheaper hours")}};
    return t;
}

}  // namespace orrery
