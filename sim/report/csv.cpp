// ledger.csv, carbon.csv, timeline.csv, jobs.csv.
#include <fmt/format.h>

#include <algorithm>

#include "orrery/base/words.hpp"
#include "sim/analysis/analyse.hpp"
#include "sim/engine/cluster/gang_replay.hpp"
#include "sim/report/report.hpp"
#include "sim/report/seconds_text.hpp"
#include "sim/scenario/quantity.hpp"

namespace orrery {
namespace {

/// ISO 8601, UTC; empty for what did not happen. Whole seconds: the columns in seconds have the
/// rest.
class UtcTimes {
public:
    explicit UtcTimes(std::int64_t start_unix_s) : start_(start_unix_s) {}
    /// Rows share their times, so the last one is kept.
    const std::string& of(Nanos t) {
        if (t == last_ && !text_.empty()) return text_;
        last_ = t;
        text_ = print_date(start_ + t.ns / kSecond.ns - (t.ns % kSecond.ns < 0 ? 1 : 0));
        return text_;
    }
    /// The last columns of a job: submitted, begun, ended.
    std::string row(Nanos submit, Nanos start, Nanos end) {
        std::string out;
        for (const Nanos t : {submit, start, end}) {
            out += t == Nanos::never() ? "," : "," + of(t);
        }
        return out + "\n";
    }

private:
    std::int64_t start_;
    Nanos last_{0};
    std::string text_;
};

/// Control characters but line ends are shown, never handed on to whoever prints the file.
std::string shown_controls(const std::string& text) {
    std::string out;
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        const bool control = (byte < 32 && c != '\n' && c != '\r' && c != '\t') || byte == 127;
        out += control ? fmt::format("\\x{:02x}", byte) : std::string(1, c);
    }
    return out;
}

}  // namespace

std::string csv_cell(const std::string& text) {
    const bool controls = std::any_of(text.begin(), text.end(), [](char c) {
        return static_cast<unsigned char>(c) < 32 || c == 127;
    });
    std::string cell = controls ? shown_controls(text) : text;
    const bool number = !text.empty() && parse_quantity(text, Measure::number).problem.empty();
    const std::string formula = "=+-@\t\r";
    if (!number && !text.empty() && formula.find(text[0]) != std::string::npos) cell.insert(0, "'");
    if (cell.find_first_of(",\"\n\r;") == std::string::npos) return cell;
    std::string quoted = "\"";
    for (const char c : cell) {
        if (c == '"') quoted += '"';
        quoted += c;
    }
    return quoted + "\"";
}

std::string render_ledger_csv(const Ledger& ledger, std::int64_t start_unix_s) {
    const std::string c = lower_case(ledger.currency);
    UtcTimes from(start_unix_s);
    UtcTimes until(start_unix_s);
    std::string out = fmt::format(
        "from_utc,until_utc,from_s,until_s,month,account,counter_account,category,vendor,site,pool,"
        "quantity,unit,"
        "unit_price_{0},list_cost_{0},contracted_cost_{0},billed_cost_{0},effective_cost_{0},"
        "formula,price_source\n",
        c);
    for (const Posting& p : ledger.postings) {
        const Charge& of = ledger.of(p);
        out += fmt::format("{},{},{},{},{},{},{},{},{},{},{},{},{},{}", from.of(p.from),
                           until.of(p.until), seconds_text(p.from), seconds_text(p.until),
                           month_name(p.month), csv_cell(of.account), csv_cell(of.counter),
                           csv_cell(of.category), csv_cell(of.vendor), csv_cell(of.site),
                           csv_cell(of.pool), print_number(p.quantity), csv_cell(of.unit),
                           fmt::format("{:.9g}", p.unit_price()));
        for (const Money& m : p.amount) out += "," + to_string(m);
        out += "," + csv_cell(of.formula) + "," + csv_cell(of.price_source) + "\n";
    }
    return out;
}

std::string render_carbon_csv(const Ledger& ledger) {
    std::string out =
        "month,site,pool,source,reporter,scope,category,basis,share,energy_kwh,emissions_gco2e\n";
    for (const CarbonEntry& e : ledger.carbon) {
        out += fmt::format("{},{},{},{},{},{},{},{},{},{},{}\n", e.month, csv_cell(e.site),
                           csv_cell(e.pool), csv_cell(e.source), csv_cell(e.reporter),
                           e.place.scope, e.place.category,
                           csv_cell(kCarbonBasisNames[static_cast<std::size_t>(e.basis)]),
                           print_number(e.place.share), print_number(e.kwh), print_number(e.gco2e));
    }
    return out;
}

std::string render_timeline_csv(const Findings& f) {
    std::string out = "start_utc,start_s,name,where,unit,value\n";
    UtcTimes start(parse_date(f.start).value_or(0));
    for (const Series& s : f.series) {
        for (std::size_t i = 0; i < s.values.size(); ++i) {
            const Nanos at = Nanos::from_seconds(static_cast<double>(i) * f.interval_s);
            out +=
                fmt::format("{},{},{},{},{},{}\n", start.of(at), seconds_text(at), csv_cell(s.name),
                            csv_cell(s.where), csv_cell(s.unit), print_number(s.values[i]));
        }
    }
    return out;
}

namespace {

/// Recorded jobs in the same columns; those of months-long runs stay empty.
void add_recorded(const World& world, const Observations& o, std::string& out) {
    UtcTimes utc(world.start_unix_s);
    for (const SharedJobRow& r : o.shared_jobs) {
        const JobTrace& trace = world.job_traces[r.trace];
        const TraceJob& job = trace.jobs[r.job];
        std::int64_t waited = 0;
        std::size_t most = 0;
        for (std::size_t c = 0; c < r.waits.size(); ++c) {
            waited += r.waits[c];
            if (r.waits[c] > r.waits[most]) most = c;
        }
        const char* status = r.never_fits                     ? "never fits"
                             : r.status == JobStatus::done    ? "done"
                             : r.status == JobStatus::running ? "running"
                                                              : "waiting";
        out += fmt::format("{},{},{},{},{},{},{},{},{},{},{},,{},,{},,,,,,,{},", csv_cell(job.id),
                           csv_cell(trace.tenants[job.tenant]), csv_cell(trace.name),
                           seconds_text(r.submit), seconds_text(r.start), seconds_text(r.end),
                           print_number(job.gpus * (job.milli / 1000.0)),
                           csv_cell(world.sites[world.pools[trace.pool].site.index()].name),
                           seconds_text(waited), r.preemptions + r.interruptions, status,
                           seconds_text(r.accelerator_ns - r.lost_ns), seconds_text(r.lost_ns),
                           seconds_text(r.accelerator_ns));
        for (std::size_t h = 0; h < kHazards; ++h) out += ",";
        out += std::string(",") +
               (waited > 0 ? gang::name_of(static_cast<gang::Cause>(most)) : "") +
               utc.row(r.submit, r.start, r.end);
    }
}

}  // namespace

std::string render_jobs_csv(const World& world, const Observations& o) {
    std::string out =
        "job_id,tenant,workload,submit_s,start_s,end_s,accelerators,site,wait_s,restarts,status,"
        "steps,useful_accelerator_s,recompute_accelerator_s,lost_accelerator_s,"
        "checkpoint_accelerator_s,restart_accelerator_s,waiting_accelerator_s,"
        "idle_accelerator_s,throttled_accelerator_s,starved_accelerator_s,held_accelerator_s,bound_"
        "by";
    for (const char* hazard : kHazardNames) out += std::string(",interruptions_") + hazard;
    out += ",waited_for,submit_utc,start_utc,end_utc\n";
    UtcTimes utc(world.start_unix_s);
    for (const JobRecord& r : o.jobs) {
        const Job& job = world.jobs[r.job.index()];
        const Pool& pool = world.pools[job.pool.index()];
        const char* status = r.status == JobStatus::done      ? "done"
                             : r.status == JobStatus::running ? "running"
                                                              : "waiting";
        out += fmt::format(
            "{},{},{},{},{},{},{},{},{},{},{},{}", r.job.value, csv_cell(job.spec.tenant),
            csv_cell(job.name), seconds_text(r.submit), seconds_text(r.start), seconds_text(r.end),
            job.servers * pool.server.accelerators, csv_cell(world.sites[pool.site.index()].name),
            seconds_text(r.wait_ns), r.restarts, status, r.steps_done);
        const Waterfall& t = r.time;
        for (const DeviceTime ns : {t.useful, t.recompute, t.lost, t.checkpoint, t.restart,
                                    t.waiting, t.idle, t.throttled, t.starved, r.held_ns}) {
            out += "," + seconds_text(ns);
        }
        out += "," + analysis::binding_hazard(r);
        for (const std::int64_t n : r.interruptions) out += fmt::format(",{}", n);
        out += "," + utc.row(r.submit, r.start, r.end);
    }
    add_recorded(world, o, out);
    return out;
}

}  // namespace orrery
