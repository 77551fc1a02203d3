// The vocabulary of shared clusters: a pool's job scheduler, and recorded jobs.
#include "sim/scenario/reader/tables.hpp"

namespace orrery {
namespace {

using namespace fields;

const Choices<JobFormat> kJobFormats{{"automatic", JobFormat::automatic},
                                     {"philly", JobFormat::philly},
                                     {"helios", JobFormat::helios},
                                     {"sia", JobFormat::sia},
                                     {"acme", JobFormat::acme},
                                     {"openb", JobFormat::openb},
                                     {"pai", JobFormat::pai},
                                     {"gavel", JobFormat::gavel},
                                     {"gavel_tsv", JobFormat::gavel_tsv},
                                     {"tiresias", JobFormat::tiresias},
                                     {"swf", JobFormat::swf},
                                     {"sacct", JobFormat::sacct},
                                     {"gaia", JobFormat::gaia}};

const Table<QuotaSpec>& quota_table() {
    static const Table<QuotaSpec> t{
        "What a tenant may hold of the pool.",
        {text("tenant", &QuotaSpec::tenant, "Tenant of recorded jobs").required(),
         whole("accelerators", &QuotaSpec::accelerators, "At once; 0: not limited").max(1e7),
         quantity("weight", &QuotaSpec::weight, Measure::number, "Of fair_share").above(0)}};
    return t;
}

struct TraceClip {
    Nanos start{0};
    Nanos length = Nanos::never();
};

const Table<TraceClip>& trace_clip_table() {
    static const Table<TraceClip> t{
        "The part of the trace that is played.",
        {span("start", &TraceClip::start, "Offset in the trace"),
         span("length", &TraceClip::length, "Length; default: to its end")}};
    return t;
}

Field<JobTraceSpec> clip_field() {
    Field<JobTraceSpec> f =
        make<JobTraceSpec>("clip", FieldKind::object, "The part of the trace that is played");
    f.info.nested = [] { return trace_clip_table().info(); };
    f.read = [](const Reader& r, const Node& n, const std::string& path, const FieldInfo&,
                JobTraceSpec& o) {
        TraceClip clip{o.clip_start, o.clip_length};
        read_object(r, n, path, trace_clip_table(), clip);
        o.clip_start = clip.start;
        o.clip_length = clip.length;
    };
    f.block = [](Printer& p, const JobTraceSpec& o, const std::string& path, int depth) {
        if (o.clip_start.ns == 0 && o.clip_length == Nanos::never()) return;
        print_object(p, trace_clip_table(), TraceClip{o.clip_start, o.clip_length}, path, depth,
                     "");
    };
    return f;
}

}  // namespace

const Table<PoolSchedulerSpec>& pool_scheduler_table() {
    using S = PoolSchedulerSpec;
    static const Choices<QueueOrder> orders{{"fifo", QueueOrder::fifo},
                                            {"shortest", QueueOrder::shortest},
                                            {"remaining", QueueOrder::remaining},
                                            {"priority", QueueOrder::priority},
                                            {"fair_share", QueueOrder::fair_share}};
    static const Choices<BackfillKind> fills{{"none", BackfillKind::none},
                                             {"first_fit", BackfillKind::first_fit},
                                             {"easy", BackfillKind::easy},
                                             {"conservative", BackfillKind::conservative}};
    static const Choices<PlacementKind> places{{"consolidated", PlacementKind::consolidated},
                                               {"best_fit", PlacementKind::best_fit},
                                               {"first_fit", PlacementKind::first_fit},
                                               {"fragmentation", PlacementKind::fragmentation},
                                               {"random", PlacementKind::random},
                                               {"topology", PlacementKind::topology},
                                               {"count", PlacementKind::count}};
    static const Table<S> t{
        "How recorded jobs share a pool: queue, placement, quotas.",
        {choice("order", &S::order, orders,
                "Who is first: submitted first; shortest duration; shortest remaining time, "
                "preemptive; highest priority; the tenant with the least GPU time for its weight"),
         choice("backfill", &S::backfill, fills,
                "What may start while the first cannot: nothing, whatever fits, what does not "
                "delay the first's or anybody's reservation"),
         choice("placement", &S::placement, places, "Where a gang goes"),
         whole("domain_servers", &S::domain_servers,
               "Servers of a rack or scale-up domain; 0: the pool is one")
             .max(1e6),
         boolean("one_domain", &S::one_domain, "Gangs that fit a domain wait for one (topology)"),
         boolean("preempt", &S::preempt, "Higher priorities take the place of lower ones"),
         boolean("borrow", &S::borrow,
                 "Quotas may be exceeded with what is free; such jobs give way"),
         boolean("own_first", &S::own_first,
                 "Replicas and the scenario's own jobs that find no room take the place of "
                 "recorded jobs"),
         whole("depth", &S::depth, "Jobs that a pass of backfilling looks at").max(1e6),
         span("restart", &S::restart, "What a preempted or failed job needs to start again"),
         objects("quotas", &S::quotas, quota_table, "By tenant")}};
    return t;
}

const Table<JobTraceSpec>& job_trace_table() {
    using T = JobTraceSpec;
    static const Table<T> t{
        "Recorded jobs that run on a pool; its scheduler says how they share it.",
        {text("name", &T::name, "Name, unique among job traces").required(),
         text("file", &T::file, "File beside the scenario, or data:… under ORRERY_DATA").required(),
         choice("format", &T::format, kJobFormats, "Default: recognised by content"),
         text("pool", &T::pool, "Pool that they run on").required(),
         text("tenant", &T::tenant,
              "Of all of them; default: the trace's virtual clusters, "
              "accounts or queues"),
         clip_field(),
         quantity("scale", &T::scale, Measure::number,
                  "Above 1 superposes copies within half an hour, below 1 thins")
             .above(0)
             .max(1000),
         span("sort_window", &T::sort_window, "By how much rows may be late"),
         quantity("utilisation", &T::utilisation, Measure::share,
                  "Of the accelerators' range between idle and full power")
             .min(0)
             .max(1),
         span("checkpoint_every", &T::checkpoint_every,
              "Work that a failure throws away at most; default: all since the start")
             .above(0),
         quantity("steps_per_second", &T::steps_per_second, Measure::number,
                  "For formats with steps instead of durations", 0)
             .min(0)}};
    return t;
}

}  // namespace orrery
