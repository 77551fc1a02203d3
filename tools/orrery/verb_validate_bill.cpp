// `validate bill`: a stored run beside a FOCUS bill.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <filesystem>
#include <memory>

#include "sim/evidence/bill.hpp"
#include "sim/store/results_db.hpp"
#include "tools/orrery/flags.hpp"
#include "tools/orrery/pipeline.hpp"

namespace orrery::cli {
namespace {

struct BillVerb {
    std::string dir;
    std::string file;
    std::string format = "text";
    std::string cost = "billed";
    std::string tolerance = "5 %";
    BillOptions options;
};

/// The export of the run, which has tags and the units of bills; else its ledger.
Bill simulated(const BillVerb& v, Diagnostics& diagnostics) {
    const std::string csv = v.dir + "/focus.csv";
    if (std::filesystem::exists(csv)) return read_bill(csv, v.options, diagnostics);
    if (!v.options.tag.empty()) {
        Diagnostic d;
        d.code = "E0878";
        d.at.file = v.dir;
        d.message = "the run was stored without focus.csv, and only that holds tags";
        d.hint = "run it again with --focus, or leave --tag away";
        diagnostics.add(std::move(d));
        return {};
    }
    const std::string db = v.dir + "/results.db";
    want_result(v.dir);
    const StoredResults stored = read_results_db(db);
    const Metric* total = stored.metrics.find("cost.total");
    return bill_of(stored.ledger, total ? total->unit : "", db, v.options);
}

void execute(BillVerb& v, Outcome& outcome) {
    Diagnostics diagnostics;
    v.options.tolerance = quantity(v.tolerance, Measure::share, "--tolerance", diagnostics);
    v.options.cost = v.cost == "list"         ? CostColumn::list
                     : v.cost == "contracted" ? CostColumn::contracted
                     : v.cost == "effective"  ? CostColumn::effective
                                              : CostColumn::billed;
    Bill ours;
    Bill theirs;
    if (!diagnostics.has_errors()) {
        ours = simulated(v, diagnostics);
        theirs = read_bill(v.file, v.options, diagnostics);
    }
    if (!diagnostics.has_errors() && ours.currency != theirs.currency) {
        Diagnostic d;
        d.code = "E0876";
        d.at.file = v.file;
        d.message = "the bill is in " + theirs.currency + ", the run in " + ours.currency;
        d.hint = "convert the bill, or run with currency: " + theirs.currency;
        diagnostics.add(std::move(d));
    }
    print(diagnostics);
    outcome.code = flags_exit_code(diagnostics);
    if (outcome.code != kOk) return;
    const BillComparison c = compare_bills(std::move(ours), std::move(theirs), v.options);
    fmt::print("{}", v.format == "json" ? bill_json(c) : bill_text(c));
    outcome.code = c.failures.empty() ? kOk : kAssertFailed;
}

}  // namespace

void add_validate_bill(CLI::App& validate, Outcome& outcome) {
    auto v = std::make_shared<BillVerb>();
    CLI::App* sub = validate.add_subcommand(
        "bill", "A run's folder beside a FOCUS bill: by SKU, month and tag, residuals listed");
    sub->add_option("dir", v->dir, "Folder of the run (focus.csv, else results.db)")->required();
    sub->add_option("--against", v->file, "The bill: FOCUS 1.0 to 1.4, CSV")->required();
    sub->add_option("--tag", v->options.tag, "Key in Tags by which lines are matched, too");
    sub->add_option("--cost", v->cost, "Which cost is compared")
        ->check(CLI::IsMember({"billed", "effective", "contracted", "list"}));
    sub->add_option("--tolerance", v->tolerance, "Of each line, the total and residuals: 5 %");
    sub->add_option("--format", v->format)->check(CLI::IsMember({"text", "json"}));
    sub->callback([v, &outcome] { execute(*v, outcome); });
}

}  // namespace orrery::cli
