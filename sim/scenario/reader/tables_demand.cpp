// The vocabulary of demand: traces and generators.
#include "sim/scenario/reader/length_field.hpp"
#include "sim/scenario/reader/tables.hpp"

namespace orrery {

using namespace fields;

const Choices<TraceFormat> kTraceFormats{{"automatic", TraceFormat::automatic},
                                         {"azure", TraceFormat::azure},
                                         {"mooncake", TraceFormat::mooncake},
                                         {"orrery", TraceFormat::orrery}};

namespace {

struct Clip {
    Nanos start{0};
    Nanos length = Nanos::never();
};

const Table<Clip>& clip_table() {
    static const Table<Clip> t{"The part of the trace that is played.",
                               {span("start", &Clip::start, "Offset in the trace"),
                                span("length", &Clip::length, "Length; default: to its end")}};
    return t;
}

Field<TraceSpec> trace_clip_field() {
    Field<TraceSpec> f =
        make<TraceSpec>("clip", FieldKind::object, "The part of the trace that is played");
    f.info.nested = [] { return clip_table().info(); };
    f.read = [](const Reader& r, const Node& n, const std::string& path, const FieldInfo&,
                TraceSpec& o) {
        Clip clip{o.clip_start, o.clip_length};
        read_object(r, n, path, clip_table(), clip);
        o.clip_start = clip.start;
        o.clip_length = clip.length;
    };
    f.block = [](Printer& p, const TraceSpec& o, const std::string& path, int depth) {
        const bool whole_trace = o.clip_start.ns == 0 && o.clip_length == Nanos::never();
        if (whole_trace) return;
        print_object(p, clip_table(), Clip{o.clip_start, o.clip_length}, path, depth, "");
    };
    return f;
}

struct Step {
    Nanos at;
    double multiple = 1;
};

const Table<Step>& step_table() {
    static const Table<Step> t{
        "From a moment on, the initial rate times a multiple.",
        {moment("at", &Step::at, "When").required(),
         quantity("multiple", &Step::multiple, Measure::number, "Of the initial rate").min(0)}};
    return t;
}

Field<GrowthSpec> steps_field() {
    Field<GrowthSpec> f = make<GrowthSpec>("steps", FieldKind::objects, "For the law `steps`");
    f.info.nested = [] { return step_table().info(); };
    f.read = [](const Reader& r, const Node& n, const std::string& path, const FieldInfo&,
                GrowthSpec& o) {
        if (!r.expect(n, Node::Kind::sequence, path, "a list of {at, multiple}")) return;
        o.steps.clear();
        for (std::size_t i = 0; i < n.items.size(); ++i) {
            Step step;
            read_object(r, n.items[i], path + "[" + std::to_string(i) + "]", step_table(), step);
            o.steps.emplace_back(step.at, step.multiple);
        }
    };
    f.block = [](Printer& p, const GrowthSpec& o, const std::string& path, int depth) {
        for (std::size_t i = 0; i < o.steps.size(); ++i) {
            print_object(p, step_table(), Step{o.steps[i].first, o.steps[i].second},
                         path + "[" + std::to_string(i) + "]", depth, "- ");
        }
    };
    return f;
}

}  // namespace

const Table<TraceSpec>& trace_table() {
    static const Table<TraceSpec> t{
        "A recorded workload, streamed from a file (plain, gzip or zstd).",
        {text("file", &TraceSpec::file,
              "Path relative to the scenario, or data:path under ORRERY_DATA")
             .required(),
         choice("format", &TraceSpec::format, kTraceFormats, "Of the file; default: recognised"),
         trace_clip_field(),
         quantity("scale", &TraceSpec::scale, Measure::number,
                  "Rate: above 1 copies within half an hour are superposed, below 1 it thins")
             .above(0)
             .max(10000),
         whole("repeat", &TraceSpec::repeat, "How often it is played, one after the other")
             .min(1)
             .max(100000),
         quantity("time_compression", &TraceSpec::time_compression, Measure::number,
                  "Above 1 plays it faster, which changes its burstiness")
             .above(0)
             .max(10000),
         span("sort_window", &TraceSpec::sort_window,
              "Rows may be out of order by at most this; others are refused")}};
    return t;
}

const Table<LengthSpec>& length_table() {
    static const Table<LengthSpec> t{
        "A law of token counts, cut to [min, max].",
        {quantity("mean", &LengthSpec::mean, Measure::number, "Mean tokens").above(0).max(1e7),
         quantity("cv", &LengthSpec::cv, Measure::number, "Lognormal: coefficient of variation")
             .min(0)
             .max(20),
         numbers("values", &LengthSpec::values, "Empirical: token counts"),
         numbers("weights", &LengthSpec::weights, "Empirical: their weights; default equal"),
         whole("min", &LengthSpec::min, "Shortest").min(1).max(1e7),
         whole("max", &LengthSpec::max, "Longest").min(1).max(1e7)}};
    return t;
}

const Table<GrowthSpec>& growth_table() {
    static const Choices<GrowthLaw> laws{{"none", GrowthLaw::none},
                                         {"exponential", GrowthLaw::exponential},
                                         {"logistic", GrowthLaw::logistic},
                                         {"steps", GrowthLaw::steps}};
    static const Table<GrowthSpec> t{
        "How the rate changes over the horizon.",
        {choice("law", &GrowthSpec::law, laws, "Shape of the growth"),
         quantity("per_year", &GrowthSpec::per_year, Measure::share,
                  "Growth a year: 100 % doubles; logistic without a midpoint: its early growth")
             .min(-0.99)
             .max(100),
         quantity("ceiling", &GrowthSpec::ceiling, Measure::number,
                  "Logistic: final multiple of the initial rate")
             .min(0),
         span("midpoint", &GrowthSpec::midpoint, "Logistic: when half of the rise is reached"),
         steps_field()}};
    return t;
}

const Table<FlashCrowdSpec>& flash_crowd_table() {
    static const Table<FlashCrowdSpec> t{
        "A span in which the rate is multiplied.",
        {moment("at", &FlashCrowdSpec::at, "When it begins").required(),
         span("duration", &FlashCrowdSpec::duration, "How long it lasts").above(0).required(),
         quantity("multiple", &FlashCrowdSpec::multiple, Measure::number, "Of the rate")
             .above(0)
             .max(1000)}};
    return t;
}

const Table<SyntheticSpec>& synthetic_table() {
    static const Choices<ArrivalLaw> laws{{"poisson", ArrivalLaw::poisson},
                                          {"gamma", ArrivalLaw::gamma},
                                          {"weibull", ArrivalLaw::weibull},
                                          {"mmpp", ArrivalLaw::mmpp}};
    static const Table<SyntheticSpec> t{
        "A generator of requests.",
        {choice("arrivals", &SyntheticSpec::law, laws, "Law of the interarrival times"),
         quantity("rate", &SyntheticSpec::rate, Measure::rate, "Mean rate at the start")
             .above(0)
             .max(1e7)
             .required(),
         quantity("cv", &SyntheticSpec::cv, Measure::number,
                  "gamma, weibull: coefficient of variation of interarrival times")
             .above(0)
             .max(20),
         quantity("burst_multiple", &SyntheticSpec::burst_multiple, Measure::number,
                  "mmpp: rate in a burst over the mean rate")
             .above(1)
             .max(1000),
         quantity("burst_share", &SyntheticSpec::burst_share, Measure::share,
                  "mmpp: share of time in bursts")
             .above(0)
             .max(0.9),
         span("burst_length", &SyntheticSpec::burst_length, "mmpp: mean length of a burst")
             .min(0.1),
         numbers("daily", &SyntheticSpec::daily, "24 factors by local hour; rescaled to mean 1")
             .min(0),
         numbers("weekly", &SyntheticSpec::weekly, "7 factors, Monday first; rescaled to mean 1")
             .min(0),
         object("growth", &SyntheticSpec::growth, growth_table, "Growth of the rate"),
         objects("flash_crowds", &SyntheticSpec::flash_crowds, flash_crowd_table,
                 "Spans of multiplied rate"),
         length_field("prompt", &SyntheticSpec::prompt, "Law of prompt lengths"),
         length_field("output", &SyntheticSpec::output, "Law of output lengths"),
         text("lengths_from", &SyntheticSpec::lengths_from,
              "Trace whose (prompt, output) pairs are drawn instead"),
         choice("lengths_format", &SyntheticSpec::lengths_format, kTraceFormats,
                "Format of that trace")}};
    return t;
}

}  // namespace orrery
