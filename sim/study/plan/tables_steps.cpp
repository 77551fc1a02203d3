// The fields of the kinds of steps, one table a kind.
#include "sim/study/plan/study_fields.hpp"

namespace orrery {
namespace {

using namespace fields;

/// `monotone: {cost: up, ttft: down}`: how metrics go as the axis's values go on.
Field<AxisSpec> monotone_field() {
    Field<AxisSpec> f = make<AxisSpec>(
        "monotone", FieldKind::custom,
        "How metrics go along the values: up, down or same, as {cost: up, ttft: down}; a search "
        "then leaves out what follows, and holds it against all that it runs");
    f.info.schema =
        R"({"type": "object", "additionalProperties": {"enum": ["up", "down", "same"]}})";
    f.read = [](const Reader& r, const Node& n, const std::string& path, const FieldInfo&,
                AxisSpec& o) {
        if (!r.expect(n, Node::Kind::mapping, path, "metrics with up, down or same")) return;
        for (const Entry& e : n.entries) {
            const std::string at = path + "." + e.key;
            const auto way = long_text(r, e.value, at);
            if (!way) continue;
            if (*way == "up" || *way == "down") {
                o.monotone[e.key] = *way == "up" ? 1 : -1;
            } else if (*way == "same") {
                o.monotone[e.key] = kSame;
            } else {
                r.error(e.value.at, "E0206", at, "\"" + *way + "\" is no way that a metric goes",
                        "up, down or same");
            }
        }
    };
    return f;
}

const Table<AxisSpec>& axis_table() {
    static const Table<AxisSpec> table{
        "What is varied, and the values that it takes",
        {text("name", &AxisSpec::name, "In formulas and tables").required(),
         paths("path", &AxisSpec::paths, &AxisSpec::paths_at,
               "In the base; several take the same value"),
         raw_texts("values", &AxisSpec::values, "With units").required(), monotone_field()}};
    return table;
}

const Table<StageSpec>& stage_table() {
    static const Table<StageSpec> table{
        "A decision point of a plan",
        {text("name", &StageSpec::name, "Of the stage").required(),
         text("at", &StageSpec::at, "When it is decided: a span since the start, or a date")
             .required(),
         formula("gate", &StageSpec::gate,
                 "Over the metrics of the run until then; the stage is taken when it holds"),
         text("approval", &StageSpec::approval, "Span from the decision to the change"),
         raw_texts("set", &StageSpec::sets, "path=value; {at} is when the change comes into force"),
         piece("overlay", &StageSpec::overlay, "A piece of a scenario; {at} likewise"),
         text("owner", &StageSpec::owner, "Who decides")}};
    return table;
}

Field<StepSpec> replications_field() {
    return whole("replications", &StepSpec::replications, "Of each point, at first")
        .min(1)
        .max(1e6);
}

Field<StepSpec> name_field() {
    return text("name", &StepSpec::name, "Of its results in formulas; default the kind's");
}

const Table<SteadySpec>& steady_table() {
    static const Table<SteadySpec> table{
        "One long run: its warm-up deleted, intervals from batch means",
        {one_or_more(
             "series", &SteadySpec::series,
             "What settles: latency.e2e, utilisation.POOL, longest_queue.DEPLOYMENT; or a list")
             .required(),
         span("span", &SteadySpec::span, "Of the run, where the base's is too short")}};
    return table;
}

const Table<StepSpec>& replicate_table() {
    static const Table<StepSpec> table{
        "Independent runs of the base or of each alternative",
        {name_field(), replications_field(),
         text("metric", &StepSpec::metric, "Whose mean is to be known well enough"),
         quantity("within", &StepSpec::within, Measure::share,
                  "Rounds go on until the half-width of its 95 % interval is within this share")
             .min(0),
         words("explain", &StepSpec::explain,
               "Family of results whose parts are ranked: waits, cost.by_category"),
         whole("most", &StepSpec::most, "Replications at most").min(1).max(1e6),
         one_or_more("pooled", &StepSpec::pooled,
                     "Latencies of all runs' requests together: latency.e2e, or a list"),
         optional_object("steady", &StepSpec::steady, steady_table,
                         "One long run instead of many: what its series settle at")}};
    return table;
}

const Table<SelectSpec>& select_table() {
    using S = SelectSpec;
    static const Table<S> table{
        "Two-stage selection of the best (Rinott), each alternative on seeds of its own",
        {quantity("confidence", &S::confidence, Measure::share,
                  "Probability that the best is selected; more than one over their number")
             .min(0.5)
             .max(0.9999),
         formula("indifference", &S::indifference,
                 "Least difference of the metric that matters, as 10 kUSD, or a flag's name")
             .required()}};
    return table;
}

const Table<StepSpec>& compare_table() {
    static const Table<StepSpec> table{
        "The alternatives side by side on the same random numbers",
        {name_field(), replications_field(),
         text("metric", &StepSpec::metric, "By which the best is chosen"),
         words("explain", &StepSpec::explain,
               "Family of results that sum to the metric: cost.by_category"),
         quantity("confidence", &StepSpec::confidence, Measure::share,
                  "With which the best is told")
             .min(0.5)
             .max(0.9999),
         optional_object("select", &StepSpec::select, select_table,
                         "Select the best in two stages, with as many replications as that takes"),
         whole("most", &StepSpec::most, "Replications of an alternative by `select` at most")
             .min(2)
             .max(1e6)}};
    return table;
}

const Table<StepSpec>& grid_table() {
    static const Table<StepSpec> table{
        "Every combination of values",
        {name_field(), replications_field(),
         objects("vary", &StepSpec::vary, axis_table, "Axes").required()}};
    return table;
}

const Table<StepSpec>& sensitivity_table() {
    static const Table<StepSpec> table{
        "Which inputs matter most",
        {name_field(), replications_field(), text("metric", &StepSpec::metric, "What they move"),
         quantity("low", &StepSpec::low, Measure::share, "Quantile of the low swing").above(0),
         quantity("high", &StepSpec::high, Measure::share, "Quantile of the high swing").max(1),
         whole("samples", &StepSpec::samples, "Futures of the rank correlations; default 32")
             .min(0)
             .max(1e6),
         whole("sobol", &StepSpec::sobol, "Base sample of Saltelli's scheme; 0: no indices")
             .min(0)
             .max(1e6)}};
    return table;
}

const Table<StepSpec>& inject_table() {
    static const Table<StepSpec> table{
        "Disruptions, one at a time",
        {name_field(), replications_field(), text("metric", &StepSpec::metric, "What they cost"),
         texts("named", &StepSpec::named, "Of the library (scenarios/studies/disruptions)"),
         objects("disruptions", &StepSpec::disruptions, injection_table, "Of this study")}};
    return table;
}

const Table<StepSpec>& stage_step_table() {
    static const Table<StepSpec> table{
        "A plan that decides at gates, beside every fixed plan",
        {name_field(), replications_field(),
         text("metric", &StepSpec::metric, "What a plan is worth"),
         objects("stages", &StepSpec::stages, stage_table, "In the order of their dates")
             .required()}};
    return table;
}

const Table<StepSpec>& optimise_table() {
    static const Table<StepSpec> table{
        "The best combination of values under constraints",
        {name_field(), replications_field(),
         text("metric", &StepSpec::metric, "What is made least (or greatest)"),
         texts("objectives", &StepSpec::objectives, "Several metrics: a front with its knee"),
         objects("vary", &StepSpec::vary, axis_table, "What may be chosen").required(),
         formulas("subject_to", &StepSpec::subject_to, "Constraints over metrics, as ttft < 1 s"),
         whole("evaluations", &StepSpec::evaluations, "Simulated combinations at most; 0: no limit")
             .min(0)
             .max(1e7),
         boolean("screen", &StepSpec::screen,
                 "Whether closed forms and runs without demand rule out combinations first")}};
    return table;
}

struct Kind {
    const char* name;
    StepKind kind;
    const Table<StepSpec>& (*table)();
};
constexpr Kind kKinds[] = {{"replicate", StepKind::replicate, replicate_table},
                           {"compare", StepKind::compare, compare_table},
                           {"grid", StepKind::grid, grid_table},
                           {"sensitivity", StepKind::sensitivity, sensitivity_table},
                           {"inject", StepKind::inject, inject_table},
                           {"stage", StepKind::stage, stage_step_table},
                           {"optimise", StepKind::optimise, optimise_table}};

}  // namespace

const Table<InjectionSpec>& injection_table() {
    static const Table<InjectionSpec> table{
        "Something that goes wrong",
        {text("name", &InjectionSpec::name, "Of the disruption").required(),
         words("description", &InjectionSpec::description, "In a sentence"),
         raw_texts("set", &InjectionSpec::sets, "path=value"),
         piece("overlay", &InjectionSpec::overlay, "A piece of a scenario, merged over the base")}};
    return table;
}

void read_step(const Reader& r, const Node& n, const std::string& path, StepSpec& step) {
    step.where = n.at;
    std::vector<FieldInfo> kinds;
    for (const Kind& kind : kKinds) {
        kinds.emplace_back().key = kind.name;
        const Node* own = n.find(kind.name);
        if (!own) continue;
        step.kind = kind.kind;
        read_object(r, *own, path + "." + kind.name, kind.table(), step);
        if (step.name.empty()) step.name = kind.name;
    }
    r.unknown_keys(n, path, kinds);
    if (n.entries.size() != 1) {
        r.error(n.at, "E0912", path, "a step is of exactly one kind",
                "for example - replicate: {replications: 20}");
    }
}

std::vector<std::pair<std::string, TableInfo>> step_tables() {
    std::vector<std::pair<std::string, TableInfo>> all;
    for (const Kind& kind : kKinds) all.emplace_back(kind.name, kind.table().info());
    return all;
}

const char* kind_name(StepKind kind) {
    for (const Kind& k : kKinds) {
        if (k.kind == kind) return k.name;
    }
    return "";
}

}  // namespace orrery
