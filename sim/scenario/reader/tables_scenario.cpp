// The vocabulary of the whole: the scenario's own keys, assertions, limits, projects.
#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "sim/scenario/figure_paths.hpp"
#include "sim/scenario/reader/tables.hpp"
#include "sim/scenario/what_if.hpp"

namespace orrery {

using namespace fields;

namespace {

Field<Scenario> version_field() {
    Field<Scenario> f =
        make<Scenario>("orrery", FieldKind::custom, "Version of the scenario language: 1");
    f.info.required = true;
    f.info.schema = R"({"const": 1})";
    f.read = [](const Reader& r, const Node& n, const std::string& path, const FieldInfo&,
                Scenario&) {
        if (n.scalar == "1") return;
        r.error(n.at, "E0214", path, "\"" + n.scalar + "\" is not a version that this Orrery reads",
                "write orrery: 1");
    };
    f.value = [](const Scenario&) { return std::string("1"); };
    return f;
}

Field<Scenario> start_field() {
    Field<Scenario> f = make<Scenario>("start", FieldKind::date, "When it begins, UTC");
    f.read = [](const Reader& r, const Node& n, const std::string& path, const FieldInfo&,
                Scenario& o) {
        if (auto v = r.date(n, path)) {
            o.start_unix_s = *v;
            r.record(path, print_date(*v), n.at);
        }
    };
    f.value = [](const Scenario& o) { return print_date(o.start_unix_s); };
    return finish(std::move(f));
}

/// No run depends on it, so a Scenario has it in its register of origins only.
Field<Scenario> actuals_field() {
    Field<Scenario> f = make<Scenario>(
        "actuals", FieldKind::text, "One's own bill (FOCUS), relative to this file: for calibrate");
    f.read = [](const Reader& r, const Node& n, const std::string& path, const FieldInfo&,
                Scenario&) {
        if (auto v = r.text(n, path)) r.record(path, yaml_text(*v), n.at);
    };
    f.value = [](const Scenario& o) {
        for (const Origin& origin : o.origins) {
            if (origin.path == "actuals") return origin.value;
        }
        return std::string();
    };
    return finish(std::move(f));
}

/// The currency of an amount in the text becomes USD, which is what parses; returns its factor into
/// the reporting currency, 1 where there is no amount. Absent, and told, without a rate.
std::optional<double> in_reporting(const Reader& r, const Node& n, const std::string& path,
                                   std::string& value) {
    const std::size_t own = r.currency == "USD" ? std::string::npos : value.find(r.currency);
    if (own != std::string::npos) {
        value.replace(own, r.currency.size(), "USD");
        return 1;
    }
    const auto usd = r.in_usd(n, path, value);
    const bool money = value.find("USD") != std::string::npos;
    const auto reporting = r.rates.find(r.currency);
    if (!usd || !money || reporting == r.rates.end()) return usd;
    return *usd / reporting->second;
}

/// "latency.ttft.p99 < 1 s" → path, operator, value in SI units.
bool parse_assert(const Reader& r, const Node& n, const std::string& path, AssertSpec& a) {
    a.where = n.at;
    a.text = n.scalar;
    const std::size_t op = n.scalar.find_first_of("<>=");
    if (op == std::string::npos || op == 0) {
        r.error(n.at, "E0215", path, "\"" + n.scalar + "\" is not a comparison",
                "for example latency.ttft.p99 < 1 s");
        return false;
    }
    const bool two = op + 1 < n.scalar.size() && n.scalar[op + 1] == '=';
    a.op = n.scalar.substr(op, two ? 2 : 1);
    a.path = n.scalar.substr(0, op);
    while (!a.path.empty() && a.path.back() == ' ') a.path.pop_back();
    if (const auto none = no_such_figure(a.path)) {
        r.error(n.at, "E0215", path, none->message, none->hint);
        return false;
    }
    std::string value = n.scalar.substr(op + a.op.size());
    const auto rate = in_reporting(r, n, path, value);
    if (!rate) return false;
    const auto taken = [&](Measure m) {
        const Parsed parsed = parse_quantity(value, m);
        if (!parsed.problem.empty()) return false;
        a.value = m == Measure::money ? parsed.value * *rate : parsed.value;
        a.unit = m == Measure::number ? "" : usual_unit(m);
        return true;
    };
    if (taken(Measure::number) ||
        std::any_of(std::begin(kAssertedMeasures), std::end(kAssertedMeasures), taken)) {
        return a.op != "=" && a.op != "<>";
    }
    r.error(n.at, "E0215", path, "what follows \"" + a.op + "\" is not a number with a unit",
            "for example latency.ttft.p99 < 1 s, or cost.total < 3000 USD");
    return false;
}

Field<Scenario> assert_field() {
    Field<Scenario> f = make<Scenario>("assert", FieldKind::custom,
                                       "What must hold; a run that breaks one exits with 5");
    f.info.schema = R"({"type": "array", "items": {"type": "string"}})";
    f.read = [](const Reader& r, const Node& n, const std::string& path, const FieldInfo&,
                Scenario& o) {
        if (!r.expect(n, Node::Kind::sequence, path, "a list of comparisons")) return;
        for (std::size_t i = 0; i < n.items.size(); ++i) {
            AssertSpec a;
            const std::string where = path + "[" + std::to_string(i) + "]";
            if (!r.expect(n.items[i], Node::Kind::scalar, where, "a comparison")) continue;
            if (parse_assert(r, n.items[i], where, a)) o.asserts.push_back(a);
        }
    };
    f.block = [](Printer& p, const Scenario& o, const std::string&, int depth) {
        for (const AssertSpec& a : o.asserts) {
            p.out += std::string(static_cast<std::size_t>(depth) * 2 - 2, ' ') + "- " +
                     yaml_text(a.text) + "\n";
        }
    };
    return f;
}

}  // namespace

const Table<Project>& project_table() {
    static const Table<Project> t{
        "A project of the portfolio: which workload or job carries it.",
        {text("name", &Project::name, "Name").required(),
         text("tenant", &Project::tenant, "Who owns it"),
         text("data_class", &Project::data_class, "Class of its data"),
         text("workload", &Project::workload, "Workload or job that carries it").required(),
         moment("deadline", &Project::deadline, "When it must be served")}};
    return t;
}

const Table<LimitSpec>& limit_table() {
    static const Table<LimitSpec> t{
        "What ends a run early; its result is then partial and marked. 0: no limit.",
        {whole("max_events", &LimitSpec::max_events, "Events in all"),
         whole("max_events_at_instant", &LimitSpec::max_events_at_instant,
               "Events at one simulated instant"),
         quantity("max_wall", &LimitSpec::max_wall_s, Measure::duration, "Wall time", 0).min(0),
         whole("max_memory_bytes", &LimitSpec::max_memory_bytes, "Resident memory in bytes"),
         whole("max_present", &LimitSpec::max_present,
               "Requests in the system at once: more than that only wait for what never comes")}};
    return t;
}

const Table<Scenario>& scenario_table() {
    static const Choices<LedgerPeriod> periods{{"automatic", LedgerPeriod::automatic},
                                               {"hour", LedgerPeriod::hour},
                                               {"day", LedgerPeriod::day},
                                               {"month", LedgerPeriod::month}};
    static const Table<Scenario> t{
        "An Orrery scenario: sites, pools of servers, deployments of models, workloads, jobs.",
        {version_field(),
         text("name", &Scenario::name, "Name; used for the output folder").required(),
         text("description", &Scenario::description, "What it is about, in a sentence"),
         start_field(),
         span("horizon", &Scenario::horizon, "How long is simulated").above(0),
         span("warmup", &Scenario::warmup, "Requests that arrive earlier are not in statistics"),
         span("meter_interval", &Scenario::meter_interval, "Resolution of meters; divides an hour")
             .above(0),
         whole("seed", &Scenario::seed, "Of all random streams"),
         text("currency", &Scenario::currency, "Reporting currency, ISO 4217"),
         quantity("exchange_rate", &Scenario::usd_per_currency, Measure::number,
                  "USD for one unit of the currency, as of the scenario's date")
             .above(0),
         choice("ledger", &Scenario::ledger_period, periods,
                "What postings take together; automatic: hours up to 400 days, then months"),
         actuals_field(),
         objects("fx", &Scenario::fx, fx_table, "Other currencies of contracts"),
         objects("sites", &Scenario::sites, site_table, "Places").required(),
         objects("pools", &Scenario::pools, pool_table, "Servers").required(),
         objects("deployments", &Scenario::deployments, deployment_table, "Models being served"),
         objects("workloads", &Scenario::workloads, workload_table, "Requests"),
         objects("jobs", &Scenario::jobs, job_table, "Training and batch jobs"),
         objects("job_traces", &Scenario::job_traces, job_trace_table, "Recorded jobs"),
         objects("datasets", &Scenario::datasets, dataset_table, "Data and where they lie"),
         network_field(),
         objects("data_classes", &Scenario::data_classes, data_class_table,
                 "What kinds of data allow"),
         object("contracts", &Scenario::contracts, contracts_table, "Agreements with vendors"),
         object("finance", &Scenario::finance, finance_table, "Rates, taxes, budgets"),
         objects("staff", &Scenario::staff, role_table, "People and their skills"),
         objects("vendors", &Scenario::vendors, vendor_table, "Who supplies what"),
         objects("disruptions", &Scenario::disruptions, disruption_table,
                 "What may befall the supply"),
         objects("services", &Scenario::services, service_table, "What others need to start"),
         objects("runbooks", &Scenario::runbooks, runbook_table, "Who does what in an outage"),
         objects("assumptions", &Scenario::assumptions, assumption_table,
                 "What the plan rests on, with owner and date"),
         object("reporting", &Scenario::reporting, reporting_table, "How carbon is reported"),
         objects("projects", &Scenario::projects, project_table, "Portfolio"),
         assert_field(),
         what_if_field(),
         object("limits", &Scenario::limits, limit_table, "What ends a run early")}};
    return t;
}

}  // namespace orrery
