// The files of a result, as `run` and `reprice` write them.
#include "tools/orrery/results.hpp"

#include <unistd.h>

#include <CLI/CLI.hpp>
#include <ctime>
#include <filesystem>

#include "orrery/base/atomic_file.hpp"
#include "orrery/base/sha256.hpp"
#include "sim/analysis/analyse.hpp"
#include "sim/report/focus.hpp"
#include "sim/report/impact_framework.hpp"
#include "sim/report/page_charts.hpp"
#include "sim/report/plan_document.hpp"
#include "sim/report/runbook_document.hpp"
#include "sim/report/workbook.hpp"
#include "sim/scenario/quantity.hpp"
#include "sim/store/observation_bytes.hpp"
#include "sim/store/results_db.hpp"
#include "tools/orrery/frozen_catalog.hpp"
#include "tools/orrery/page.hpp"
#include "tools/orrery/verbs.hpp"
#include "tools/orrery/writer_process.hpp"

namespace orrery::cli {
namespace {

std::string sha256(const std::string& text) {
    Sha256 hash;
    hash.update(text);
    return hash.hex();
}

/// The metadata carry the run's start, not the clock: the same run gives the same files.
void write_focus(const std::string& dir, const World& world, const Observations& o,
                 const Ledger& ledger) {
    AtomicFile csv(dir + "focus.csv");
    write_focus_csv(world, o, ledger, [&](std::string_view t) { csv.write(t); });
    csv.commit();
    write_file(dir + "focus_metadata.json",
               render_focus_metadata(world, world.start_unix_s, false));
}

/// The path through the workbook is that of the median replication.
void write_plan(const std::string& path, const World& world, const AnalysedRuns& results,
                const StoredRun& run, const RunSource& again) {
    std::size_t median = results.median();
    const bool kept = median < run.packed.size();
    Observations o;
    if (median > 0) {
        o = kept ? unpack_observations(run.packed[median]) : again(median);
        if (o.end != RunEnd::horizon) median = 0;  // interrupted: what there is, is the first one
    }
    const std::filesystem::path file(run.layers.front().name);
    Workbook book{world, file.filename().string(), sha256(run.layers.front().text), median,
                  results.totals.size()};
    // The library that writes it does not survive a lack of memory.
    if (median == 0) {
        return in_own_process(
            path, [&] { write_workbook(path, book, results.ledger, results.findings); });
    }
    const Ledger ledger = account(world, o);
    Findings findings = analyse(world, o, ledger);
    analysis::add_bases(world, findings);
    in_own_process(path, [&] { write_workbook(path, book, ledger, findings); });
}

}  // namespace

void add_result_options(CLI::App& verb, ResultOptions& options, const std::string& default_folder) {
    verb.add_option("-o,--out", options.out, "Output folder (" + default_folder + ")");
    verb.add_flag("--jobs-csv", options.jobs_csv, "Write jobs.csv");
    verb.add_flag("--impact", options.impact,
                  "Write impact.yaml: an Impact Framework manifest that recomputes our SCI");
    verb.add_flag("--focus", options.focus,
                  "Write focus.csv and focus_metadata.json: the ledger as FOCUS 1.2");
    verb.add_flag("--xlsx", options.xlsx, "Write plan.xlsx: the plan with live formulas");
}

Manifest manifest_of(const StoredRun& run, const World& world, const AnalysedRuns& results,
                     double wall_s, double cpu_s) {
    const Observations& o = results.first;
    Manifest m;
    m.scenario_file = std::filesystem::path(run.layers.front().name).filename().string();
    m.scenario_sha256 = sha256(run.layers.front().text);
    m.catalog_sha256 = world.catalog_hash;
    m.catalog_as_of = world.catalog_as_of;
    m.catalog_of_release = world.catalog_hash == frozen_catalog().sha256;
    for (const StoredData& data : run.data) {
        m.data_sha256.emplace_back(std::filesystem::path(data.path).filename().string(),
                                   data.sha256);
    }
    m.seed = o.seed;
    m.replications = run.replications;
    m.fidelity = o.sampled.days > 0 ? "sampled" : "event";
    m.wall_s = wall_s;
    m.cpu_s = cpu_s;
    m.events = o.events;
    char host[256] = {};
    gethostname(host, sizeof host - 1);
    m.host = host;
    m.compiler = __VERSION__;
    m.written_at = print_date(static_cast<std::int64_t>(std::time(nullptr)));
    m.assumptions = world.origins;
    return m;
}

void write_results(const ResultOptions& options, const World& world, const AnalysedRuns& r,
                   const Manifest& manifest, const StoredRun& run, const RunSource& again,
                   const std::vector<SlowRequest>& slow) {
    const std::string dir = options.out + "/";
    const Observations& o = r.first;
    write_file(dir + "result.json", render_json(r.findings));
    write_file(dir + "ledger.csv", render_ledger_csv(r.ledger, world.start_unix_s));
    write_file(dir + "carbon.csv", render_carbon_csv(r.ledger));
    write_file(dir + "timeline.csv", render_timeline_csv(r.findings));
    if (!world.data_classes.empty() || !world.excluded_routes.empty()) {
        write_file(dir + "data_flows.csv", render_data_flows_csv(world));
    }
    if (!world.runbooks.empty()) {
        write_file(dir + "runbook.md", render_runbooks(world, r.findings));
    }
    write_file(dir + "plan.md", render_plan(world, r.findings));
    if (!r.findings.assets.empty()) {
        write_file(dir + "assets.csv", render_assets_csv(r.findings));
    }
    if (options.jobs_csv) write_file(dir + "jobs.csv", render_jobs_csv(world, o));
    if (options.impact) {
        write_file(dir + "impact.yaml", render_impact_manifest(world, o, r.ledger, r.findings));
    }
    if (options.focus) write_focus(dir, world, o, r.ledger);
    if (options.xlsx) write_plan(dir + "plan.xlsx", world, r, run, again);
    write_file(dir + "manifest.json", render_manifest(manifest));
    ChartFindings charts = chart_findings(world, o, r.ledger);
    charts.cost_fan = fan_of(r.courses);
    charts.replications = r.courses.size();
    write_file(dir + "report.html",
               render_page(r.findings, charts, world.origins, page_template(), page_bundle()));
    ResultRows rows = result_rows(world, o);
    rows.slow = slow;
    write_results_db(dir + "results.db", r.findings, r.ledger, &run, rows);
}

std::vector<std::string> optional_files(bool simulated) {
    std::vector<std::string> names{"assets.csv", "data_flows.csv",      "focus.csv", "impact.yaml",
                                   "plan.xlsx",  "focus_metadata.json", "runbook.md"};
    if (simulated) names.insert(names.end(), {"jobs.csv", "requests.csv", "trace.json"});
    return names;
}

int exit_code(const Findings& findings, RunEnd end) {
    if (end == RunEnd::interrupted) return kInterrupted;
    if (findings.partial) return kPartial;
    for (const AssertRow& row : findings.asserts) {
        if (!row.holds) return kAssertFailed;
    }
    return kOk;
}

}  // namespace orrery::cli
