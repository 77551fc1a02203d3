// The fields of study files, one table a struct.
#include "sim/study/plan/tables_study.hpp"

#include <algorithm>

#include "sim/scenario/schema.hpp"
#include "sim/study/plan/read_study.hpp"
#include "sim/study/plan/study_fields.hpp"

namespace orrery {
namespace {

using namespace fields;

/// "2.35 USD/GPU-h" in number and unit.
std::optional<UnitNumber> unit_number(const Reader& r, const Node& n, const std::string& path) {
    if (!r.expect(n, Node::Kind::scalar, path, "a number, with its unit where it has one")) {
        return std::nullopt;
    }
    const auto split = split_number(n.scalar);
    if (!split) {
        r.error(n.at, "E0203", path, "\"" + n.scalar + "\" does not begin with a number",
                "for example 0.8, 120 % or 2.35 USD/h");
    }
    return split;
}

struct LawReader {
    const Reader& r;
    LawSpec& law;

    void number(const Node& n, const std::string& path, double& into) const {
        const auto v = unit_number(r, n, path);
        if (!v) return;
        into = v->value;
        if (law.unit.empty()) law.unit = v->unit;
        if (v->unit == law.unit || v->unit.empty()) return;
        r.error(n.at, "E0911", path, "this law has values in " + law.unit + " and in " + v->unit,
                "give all values of a law in one unit");
    }
    void list(const Node& n, const std::string& path, std::vector<double>& into) const {
        if (!r.expect(n, Node::Kind::sequence, path, "a list of numbers")) return;
        for (std::size_t i = 0; i < n.items.size(); ++i) {
            into.push_back(0);
            number(n.items[i], path + "[" + std::to_string(i) + "]", into.back());
        }
    }
    void parameters(const Node& n, const std::string& path) const {
        if (!r.expect(n, Node::Kind::mapping, path, "the law's parameters")) return;
        for (const Entry& e : n.entries) {
            const std::string at = path + "." + e.key;
            law.keys.push_back(e.key);
            if (e.key == "values") {
                list(e.value, at, law.values);
            } else if (e.key == "probabilities") {
                LawSpec own;
                LawReader{r, own}.list(e.value, at, law.probabilities);
            } else {
                number(e.value, at, law.parameters[e.key]);
            }
        }
    }
};

Field<UncertainSpec> law_field() {
    Field<UncertainSpec> f = make<UncertainSpec>(
        "law", FieldKind::custom,
        "Its law as the key of its parameters: constant {value}, uniform {low, high}, triangular "
        "or "
        "pert {low, mode, high}, normal {mean, sd} or {p10, p90}, lognormal {mean, cv} or "
        "{p10, p90} or {p50, p90}, discrete {values, probabilities}, empirical {values}");
    f.info.schema = R"({"type": "object", "minProperties": 1, "maxProperties": 1})";
    f.read = [](const Reader& r, const Node& n, const std::string& path, const FieldInfo&,
                UncertainSpec& o) {
        if (!r.expect(n, Node::Kind::mapping, path,
                      "a law, as in {lognormal: {p10: 0.8, p90: 1.5}}"))
            return;
        if (n.entries.size() != 1) {
            r.error(n.at, "E0911", path, "exactly one law is wanted",
                    "for example {lognormal: {p10: 0.8, p90: 1.5}}");
            return;
        }
        o.law.where = n.at;
        o.law.kind = n.entries[0].key;
        LawReader{r, o.law}.parameters(n.entries[0].value, path + "." + o.law.kind);
    };
    f.info.required = true;
    return f;
}

const Table<UncertainSpec>& input_table() {
    static const Table<UncertainSpec> table{
        "An input that is not known for sure",
        {text("name", &UncertainSpec::name, "Of the input in tables and charts").required(),
         paths("path", &UncertainSpec::paths, &UncertainSpec::paths_at,
               "What it changes in the base; several change together, [*] stands for all items"),
         choice("change", &UncertainSpec::change,
                {{"multiply", InputChange::multiply},
                 {"add", InputChange::add},
                 {"set", InputChange::set}},
                "How its value changes what stands there"),
         law_field(), words("source", &UncertainSpec::source, "Where the law is from"),
         text("owner", &UncertainSpec::owner, "Who answers for it")}};
    return table;
}

const Table<CorrelationSpec>& correlation_table() {
    static const Table<CorrelationSpec> table{
        "Two inputs that move together",
        {text("first", &CorrelationSpec::first, "An input's name").required(),
         text("second", &CorrelationSpec::second, "Another's").required(),
         quantity("rank", &CorrelationSpec::rank, Measure::number,
                  "Rank correlation (Spearman), −1 to 1")
             .required()
             .min(-1)
             .max(1)}};
    return table;
}

const Table<MetricSpec>& metric_table() {
    static const Table<MetricSpec> table{
        "A figure of one run",
        {text("name", &MetricSpec::name, "In formulas and tables").required(),
         formula("formula", &MetricSpec::formula,
                 "Over result paths: cost.total / requests.completed")
             .required(),
         choice("format", &MetricSpec::format, formats(), "How it is written"),
         text("unit", &MetricSpec::unit, "In words; default the result's"),
         boolean("larger_is_better", &MetricSpec::larger_is_better, "Of comparisons")}};
    return table;
}

const Table<GoalSpec>& goal_table() {
    static const Table<GoalSpec> table{
        "What must come true, and who wants it",
        {text("metric", &GoalSpec::metric, "One of the metrics").required(),
         words("statement", &GoalSpec::statement, "In the words of who wants it"),
         optional_formula("at_most", &GoalSpec::at_most, "Threshold: a quantity or a flag's name"),
         optional_formula("at_least", &GoalSpec::at_least,
                          "Threshold: a quantity or a flag's name"),
         text("owner", &GoalSpec::owner, "Role that answers for the goal"),
         text("due", &GoalSpec::due, "Date of the decision")}};
    return table;
}

const Table<StudyAlternative>& alternative_table() {
    static const Table<StudyAlternative> table{
        "Something that differs from the base",
        {text("name", &StudyAlternative::name, "Of the alternative").required(),
         words("description", &StudyAlternative::description, "In a sentence"),
         raw_texts("set", &StudyAlternative::sets, "path=value, as --set takes it"),
         piece("overlay", &StudyAlternative::overlay,
               "A piece of a scenario, merged over the base"),
         quantity("probability", &StudyAlternative::probability, Measure::share,
                  "Of a branch of a scenario tree; they sum to 1", -1)
             .min(0)
             .max(1)}};
    return table;
}

const Table<FlagSpec>& flag_table() {
    static const Table<FlagSpec> table{
        "A main input that can be given on the command line",
        {text("name", &FlagSpec::name, "Without the dashes").required(),
         words("help", &FlagSpec::help, "One line").required(),
         text("path", &FlagSpec::path, "What it sets in the base; none: a figure for formulas"),
         words("value", &FlagSpec::value, "Unless it is given; default the base's own"),
         text("part", &FlagSpec::part,
              "List of the base of which it names an entry, as in pools, or pools.spot for those "
              "with that key; $(name) in the study's texts stands for it"),
         text("from", &FlagSpec::from,
              "Path at which the base says it, unless it is given; $(name) likewise")}};
    return table;
}

Field<StudySpec> steps_field() {
    Field<StudySpec> f = make<StudySpec>("steps", FieldKind::custom,
                                         "What is run, one after the other; the kind is the key");
    std::string kinds;
    for (const auto& [name, table] : step_tables()) {
        kinds += (kinds.empty() ? "\"" : ", \"") + name + "\": " + schema_object(table);
    }
    f.info.schema = R"({"type": "array", "items": {"type": "object", "minProperties": 1,)"
                    R"( "maxProperties": 1, "additionalProperties": false, "properties": {)" +
                    kinds + "}}}";
    f.read = [](const Reader& r, const Node& n, const std::string& path, const FieldInfo&,
                StudySpec& o) {
        if (!r.expect(n, Node::Kind::sequence, path, "a list of steps")) return;
        for (std::size_t i = 0; i < n.items.size(); ++i) {
            const std::string at = path + "[" + std::to_string(i) + "]";
            if (!r.expect(n.items[i], Node::Kind::mapping, at, "a kind of step")) continue;
            o.steps.emplace_back();
            read_step(r, n.items[i], at, o.steps.back());
        }
    };
    return f;
}

Field<StudySpec> define_field() {
    Field<StudySpec> f =
        make<StudySpec>("define", FieldKind::custom, "Formulas by name, computed after the steps");
    f.info.schema = R"({"type": "object", "additionalProperties": {"type": "string"}})";
    f.read = [](const Reader& r, const Node& n, const std::string& path, const FieldInfo&,
                StudySpec& o) {
        if (!r.expect(n, Node::Kind::mapping, path, "names with formulas")) return;
        for (const Entry& e : n.entries) {
            if (auto v = formula_at(r, e.value, path + "." + e.key))
                o.define.emplace_back(e.key, *v);
        }
    };
    return f;
}

const Table<ColumnSpec>& column_table() {
    static const Table<ColumnSpec> table{
        "A column of a table",
        {text("title", &ColumnSpec::title, "Above it").required(),
         text("key", &ColumnSpec::key, "In JSON and CSV, with its unit; default from the title"),
         formula("formula", &ColumnSpec::formula, "A column, or one value for all rows").required(),
         choice("format", &ColumnSpec::format, formats(), "How it is written")}};
    return table;
}

const Table<TableSpec>& table_table() {
    static const Table<TableSpec> table{
        "A table of the answer",
        {text("name", &TableSpec::name, "In JSON").required(),
         text("title", &TableSpec::title, "Above it"),
         objects("columns", &TableSpec::columns, column_table, "From left to right").required(),
         words("note", &TableSpec::note, "Below it")}};
    return table;
}

const Table<FlipSpec>& flip_table() {
    static const Table<FlipSpec> table{
        "What would turn the answer",
        {sentence("says", &FlipSpec::says, "With figures in braces").required(),
         optional_formula("when", &FlipSpec::when, "Only where this holds")}};
    return table;
}

}  // namespace

std::optional<UnitNumber> split_number(const std::string& text) {
    std::size_t end = text.find_first_not_of("+-0123456789.eE_");
    // An exponent's letter may be the unit's: "3 EUR" has its space, "3eur" has not.
    if (end == std::string::npos) end = text.size();
    for (; end > 0; --end) {
        const Parsed parsed = parse_quantity(text.substr(0, end), Measure::number);
        if (!parsed.problem.empty()) continue;
        const std::size_t unit = text.find_first_not_of(' ', end);
        return UnitNumber{parsed.value, unit == std::string::npos ? "" : text.substr(unit)};
    }
    return std::nullopt;
}

const Table<StudySpec>& study_table() {
    static const Table<StudySpec> table{
        "A question as data",
        {whole("study", &StudySpec::version, "Version of this language: 1")
             .required()
             .min(1)
             .max(1),
         text("name", &StudySpec::name, "Of the study").required(),
         words("question", &StudySpec::question, "As people ask it").required(),
         text("owner", &StudySpec::owner, "Who answers for it"),
         text("base", &StudySpec::base, "Scenario beside this file, unless --base says another"),
         text("procedure", &StudySpec::procedure, "A built-in procedure instead of steps"),
         raw_texts("arguments", &StudySpec::arguments, "Its flags unless given: [--years=3]"),
         raw_texts("base_arguments", &StudySpec::base_arguments,
                   "Likewise, but left out with another base, which they would not fit"),
         raw_texts("own_question", &StudySpec::own_question,
                   "Flags of the procedure that ask without this base: [--uniform]"),
         optional_object("goal", &StudySpec::goal, goal_table, "What must come true").required(),
         raw_texts("set", &StudySpec::sets, "path=value over the base"),
         piece("overlay", &StudySpec::overlay, "A piece of a scenario over the base"),
         objects("flags", &StudySpec::flags, flag_table, "Main inputs on the command line"),
         objects("metrics", &StudySpec::metrics, metric_table, "Figures of each run"),
         objects("inputs", &StudySpec::inputs, input_table, "What is not known for sure"),
         objects("correlations", &StudySpec::correlations, correlation_table,
                 "Inputs that move together"),
         objects("alternatives", &StudySpec::alternatives, alternative_table,
                 "What is compared; the first is the baseline"),
         steps_field(),
         define_field(),
         objects("tables", &StudySpec::tables, table_table, "Instead of the steps' own"),
         sentence("answer", &StudySpec::answer, "One sentence, figures in braces"),
         objects("flips_if", &StudySpec::flips_if, flip_table, "What would turn the answer"),
         raw_texts("notes", &StudySpec::notes, "Below the tables")}};
    return table;
}

std::string schema_study() {
    return schema_of(study_table().info(), "Orrery study, version 1");
}

}  // namespace orrery
