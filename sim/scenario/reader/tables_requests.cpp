// The vocabulary of workloads: what requests are, where they may go, what they must meet.
#include "sim/scenario/reader/length_field.hpp"
#include "sim/scenario/reader/tables.hpp"

namespace orrery {

using namespace fields;

namespace {

struct Demand {
    std::optional<TraceSpec> trace;
    std::optional<SyntheticSpec> synthetic;
};

const Table<Demand>& demand_table() {
    static const Table<Demand> t{
        "Where requests come from: exactly one of the two.",
        {optional_object("trace", &Demand::trace, trace_table, "A recorded workload"),
         optional_object("synthetic", &Demand::synthetic, synthetic_table, "A generator")}};
    return t;
}

Field<WorkloadSpec> demand_field() {
    Field<WorkloadSpec> f =
        make<WorkloadSpec>("demand", FieldKind::object, "Where its requests come from");
    f.info.required = true;
    f.info.nested = [] { return demand_table().info(); };
    f.read = [](const Reader& r, const Node& n, const std::string& path, const FieldInfo&,
                WorkloadSpec& o) {
        Demand demand;
        const std::size_t before = r.diagnostics.error_count();
        read_object(r, n, path, demand_table(), demand);
        const bool fine = r.diagnostics.error_count() == before;
        if (fine && demand.trace.has_value() == demand.synthetic.has_value()) {
            r.error(n.at, "E0213", path, "exactly one of trace and synthetic is wanted",
                    "a recorded workload or a generator");
        }
        o.trace = demand.trace;
        o.synthetic = demand.synthetic;
    };
    f.block = [](Printer& p, const WorkloadSpec& o, const std::string& path, int depth) {
        print_object(p, demand_table(), Demand{o.trace, o.synthetic}, path, depth, "");
    };
    return f;
}

}  // namespace

const Table<SloSpec>& slo_table() {
    static const Table<SloSpec> t{
        "What a request must meet to count as served well.",
        {quantity("ttft", &SloSpec::ttft_s, Measure::duration, "Time to first token", -1).above(0),
         quantity("tpot", &SloSpec::tpot_s, Measure::duration, "Time per further output token", -1)
             .above(0),
         quantity("e2e", &SloSpec::e2e_s, Measure::duration, "Time to the last token", -1).above(0),
         quantity("target", &SloSpec::target, Measure::share,
                  "Share of requests that must meet all")
             .above(0)
             .max(1)}};
    return t;
}

const Table<RateLimitSpec>& rate_limit_table() {
    static const Table<RateLimitSpec> t{
        "A token bucket.",
        {quantity("rate", &RateLimitSpec::rate, Measure::rate, "Requests that pass; 0: all").min(0),
         quantity("burst", &RateLimitSpec::burst, Measure::number, "Requests that may pass at once")
             .min(1)}};
    return t;
}

const Table<ConversationSpec>& conversation_table() {
    static const Table<ConversationSpec> t{
        "Turns whose prompts hold all that was said before.",
        {quantity("turns", &ConversationSpec::turns, Measure::number, "Mean number; geometric")
             .min(1)
             .max(10000)
             .required(),
         span("think_time", &ConversationSpec::think_time,
              "Mean time between an answer and the next turn; exponential"),
         length_field("prompt", &ConversationSpec::prompt, "New tokens of each further turn"),
         length_field("output", &ConversationSpec::output, "Answer of each further turn")}};
    return t;
}

const Table<CallSpec>& call_table() {
    static const Table<CallSpec> t{
        "A step of an agent: calls of the model after other steps.",
        {text("name", &CallSpec::name, "Name, unique among the steps").required(),
         texts("after", &CallSpec::after, "Steps that must be done; none: it begins at once"),
         whole("calls", &CallSpec::calls, "Calls in parallel").min(1).max(10000),
         span("wait", &CallSpec::wait, "Of tools before it begins"),
         length_field("prompt", &CallSpec::prompt, "New tokens, beside the context so far"),
         length_field("output", &CallSpec::output, "Answer"),
         boolean("fresh", &CallSpec::fresh, "Does not see what was said before")}};
    return t;
}

const Table<WorkloadSpec>& workload_table() {
    static const Choices<Spread> spreads{{"per_site", Spread::per_site}, {"any", Spread::any}};
    static const Choices<RouterKind> routers{
        {"least_outstanding", RouterKind::least_outstanding},
        {"nearest", RouterKind::nearest},
        {"cheapest_within_slo", RouterKind::cheapest_within_slo},
        {"greenest_within_slo", RouterKind::greenest_within_slo}};
    static const Table<WorkloadSpec> t{
        "Requests of one kind and where they may go.",
        {text("name", &WorkloadSpec::name, "Name, unique among workloads").required(),
         text("tenant", &WorkloadSpec::tenant, "Who pays for it"),
         text_map("tags", &WorkloadSpec::tags,
                  "Names with a text each, for allocation: {team: search}"),
         texts("deployments", &WorkloadSpec::deployments, "Deployments that may serve it")
             .required(),
         choice("spread", &WorkloadSpec::spread, spreads,
                "With deployments of a site that has a count: per_site, each site has this demand "
                "of its own; any, all sites share it"),
         demand_field(),
         text("origin", &WorkloadSpec::origin, "Place of its users, as named in network.rtt"),
         text("time_zone", &WorkloadSpec::time_zone, "IANA zone of daily and weekly shapes"),
         texts("residency", &WorkloadSpec::residency, "Countries that its data may be in"),
         text("data_class", &WorkloadSpec::data_class, "Kind of its data, of data_classes"),
         choice("signal", &WorkloadSpec::signal, kSignals, "What greenest_within_slo looks at"),
         quantity("forecast_error", &WorkloadSpec::forecast_error, Measure::share,
                  "Relative standard deviation of that signal's forecast")
             .min(0)
             .max(2),
         choice("router", &WorkloadSpec::router, routers, "How a deployment is chosen"),
         whole("max_queue", &WorkloadSpec::max_queue,
               "Requests that may wait at a replica before others are rejected; 0: no limit"),
         whole("retries", &WorkloadSpec::retries, "Restarts elsewhere after losing a replica"),
         span("timeout", &WorkloadSpec::timeout, "Clients leave if no token has come by then"),
         span("deadline", &WorkloadSpec::deadline,
              "Clients leave then, whatever has come: what was computed is lost"),
         whole("priority", &WorkloadSpec::priority,
               "Lower goes first; others wait or are preempted")
             .max(1000),
         object("rate_limit", &WorkloadSpec::limit, rate_limit_table,
                "What the gateway lets pass; the rest is rejected"),
         whole("shared_prefix", &WorkloadSpec::shared_prefix,
               "Tokens of a system prompt that all its requests begin with, beside their own")
             .max(1e7),
         optional_object("conversation", &WorkloadSpec::conversation, conversation_table,
                         "Each arrival begins a conversation"),
         objects("agent", &WorkloadSpec::agent, call_table, "Each arrival begins a graph of calls"),
         whole("max_tokens", &WorkloadSpec::max_tokens,
               "What clients ask for at most; 0: the true length"),
         quantity("response_bytes_per_token", &WorkloadSpec::response_bytes_per_token,
                  Measure::number, "For egress")
             .min(0)
             .max(1e6),
         object("slo", &WorkloadSpec::slo, slo_table, "Service level objective"),
         optional_object("value", &WorkloadSpec::value, value_table, "What it brings in")}};
    return t;
}

}  // namespace orrery
