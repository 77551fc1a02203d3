// `validate jobs`: other schedulers' runs on the same jobs, start by start and end by end.
#include "sim/evidence/jobs_oracle.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <ctime>
#include <filesystem>
#include <map>

#include "orrery/base/diagnostics.hpp"
#include "sim/engine/cluster/gang_replay.hpp"
#include "sim/ingest/csv.hpp"
#include "sim/ingest/jobs.hpp"

namespace orrery {
namespace {

namespace fs = std::filesystem;
using gang::ReplayJob;

double cpu_seconds() {
    return static_cast<double>(std::clock()) / CLOCKS_PER_SEC;
}

/// The file without or with .gz, .zst; empty if there is none.
std::string existing(const fs::path& path) {
    for (const char* ending : {"", ".gz", ".zst"}) {
        if (fs::exists(path.string() + ending)) return path.string() + ending;
    }
    return {};
}

struct Theirs {
    Nanos start;
    Nanos end;
};

std::map<std::string, Theirs> read_run(const std::string& file, std::int64_t& preemptions,
                                       const char* preempted) {
    CsvReader csv(file);
    std::map<std::string, Theirs> out;
    std::vector<std::string> cells;
    const auto id = static_cast<std::size_t>(csv.column({"job_id"}));
    while (csv.next(cells)) {
        out[cells.at(id)] = {Nanos::from_seconds(number_in(csv, cells, "start_time")),
                             Nanos::from_seconds(number_in(csv, cells, "end_time"))};
        preemptions += static_cast<std::int64_t>(number_in(csv, cells, preempted));
    }
    return out;
}

struct Selected {
    std::vector<ReplayJob> jobs;
    std::vector<std::string> ids;
};

Selected select(const std::string& file, const std::string& tenant, double last_s) {
    Selected out;
    JobReader reader(file, JobFormat::automatic, kHour);
    RecordedJob job;
    while (reader.next(job)) {
        if (!tenant.empty() && job.tenant != tenant) continue;
        if (job.submit.seconds() > last_s) continue;
        ReplayJob r;
        r.job.demand.gpus = job.gpus;
        r.job.duration = job.duration;
        r.submit = job.submit;
        out.jobs.push_back(r);
        out.ids.push_back(job.id);
    }
    return out;
}

void add_row(JobsReport& report, const std::string& id, const std::string& group,
             const char* metric, double measured, double predicted) {
    report.validation.rows.push_back({id, metric, measured, predicted, {group}});
}

double mean_jct(const Selected& s, const gang::Replay& ours) {
    double sum = 0;
    for (std::size_t i = 0; i < s.jobs.size(); ++i) {
        sum += (ours.records[i].end - s.jobs[i].submit).seconds();
    }
    return sum / static_cast<double>(std::max<std::size_t>(s.jobs.size(), 1));
}

void compare(const std::string& id, const std::string& group, const Selected& selected,
             const gang::Replay& ours, const std::map<std::string, Theirs>& theirs,
             JobsComparison c, JobsReport& report) {
    c.name = id;
    c.jobs = static_cast<std::int64_t>(theirs.size());
    c.jct_s = mean_jct(selected, ours);
    c.starts_differ = c.ends_differ = c.jobs;  // until they are found equal
    for (std::size_t i = 0; i < selected.jobs.size(); ++i) {
        const gang::ReplayRecord& r = ours.records[i];
        c.preemptions += r.preemptions;
        const auto other = theirs.find(selected.ids[i]);
        if (other == theirs.end()) continue;
        c.starts_differ += r.start == other->second.start ? -1 : 0;
        c.ends_differ += r.end == other->second.end ? -1 : 0;
        c.jct_other_s += (other->second.end - selected.jobs[i].submit).seconds();
    }
    c.jct_other_s /= static_cast<double>(std::max<std::int64_t>(c.jobs, 1));
    const auto n = static_cast<double>(c.jobs);
    add_row(report, id, group, "equal_starts", n, n - static_cast<double>(c.starts_differ));
    add_row(report, id, group, "equal_ends", n, n - static_cast<double>(c.ends_differ));
    add_row(report, id, group, "mean_jct_s", c.jct_other_s, c.jct_s);
    add_row(report, id, group, "preemptions", static_cast<double>(c.preemptions_other),
            static_cast<double>(c.preemptions));
    report.runs.push_back(std::move(c));
}

/// The policies that both simulators have, as settings.
bool policy_of(const std::string& name, gang::Settings& settings) {
    if (name == "fifo") return true;
    if (name == "fjf") {
        settings.backfill = gang::Backfill::first_fit;
    } else if (name == "sjf") {
        settings.order = gang::Order::shortest;
    } else if (name == "srtf" || name == "shortest") {
        settings.order = gang::Order::remaining;
    } else {
        return false;
    }
    return true;
}

std::vector<std::string> parts_of(const std::string& file) {
    std::string stem = fs::path(file).filename().string();
    stem.resize(std::min(stem.size(), stem.find('.')));
    std::vector<std::string> parts{""};
    for (const char c : stem) {
        if (c == '_') {
            parts.emplace_back();
        } else {
            parts.back() += c;
        }
    }
    return parts;
}

}  // namespace

void compare_philly(const std::string& run, JobsReport& report) {
    const auto parts = parts_of(run);  // philly, policy, vc, n<nodes>, d<days>
    const std::string id = fs::path(run).filename().string();
    gang::Settings settings;
    const bool named = parts.size() == 5 && parts[3].size() > 1 && parts[4].size() > 1;
    const std::string input = existing(fs::path(run).parent_path() / "philly_11_vcs.csv");
    if (!named || !policy_of(parts[1], settings) || input.empty()) {
        report.validation.skipped.push_back(
            {id, input.empty() ? "philly_11_vcs.csv is not beside it" : "not a policy modelled"});
        return;
    }
    if (settings.order == gang::Order::remaining) {  // a loop of seconds: one more until it sees it
        settings.tick = kSecond;
        settings.pending_first = true;
        settings.cost = {kSecond * 7, kSecond * 30, kMinute};
        settings.restarts_add_up = true;
    }
    const double last = parse_number(parts[4].substr(1)).value_or(1e9) * 86400;
    const auto nodes = static_cast<std::size_t>(parse_number(parts[3].substr(1)).value_or(1));
    const Selected selected = select(input, parts[2], last);
    JobsComparison c;
    const auto theirs = read_run(run, c.preemptions_other, "ckpt_times");
    const double begin = cpu_seconds();
    const gang::Replay ours =
        gang::replay(settings, std::vector<gang::NodeSpec>(nodes), {}, selected.jobs);
    c.cpu_s = cpu_seconds() - begin;
    compare(id.substr(0, id.find('.')), "philly " + parts[1], selected, ours, theirs, c, report);
}

namespace {

/// n3g4: three nodes of four GPUs.
std::vector<gang::NodeSpec> tiresias_cluster(const std::string& name) {
    const std::size_t g = name.find('g');
    const double nodes = parse_number(name.substr(1, g - 1)).value_or(1);
    gang::NodeSpec spec;
    spec.gpus = static_cast<int>(parse_number(name.substr(g + 1)).value_or(8));
    return std::vector<gang::NodeSpec>(static_cast<std::size_t>(nodes), spec);
}

void tiresias_summary(const std::string& id, const Selected& jobs, const gang::Replay& ours,
                      const CsvReader& csv, const std::vector<std::string>& cells,
                      JobsReport& report) {
    double waited = 0;
    double preempted = 0;
    for (std::size_t i = 0; i < jobs.jobs.size(); ++i) {
        for (const std::int64_t ns : ours.records[i].waits)
            waited += 1e-9 * static_cast<double>(ns);
        preempted += ours.records[i].preemptions;
    }
    const std::string group = "tiresias " + id.substr(0, id.find('_'));
    add_row(report, id, group, "mean_jct_s", number_in(csv, cells, "avg_jct_s"),
            mean_jct(jobs, ours));
    add_row(report, id, group, "mean_wait_s", number_in(csv, cells, "avg_pending_s"),
            waited / static_cast<double>(jobs.jobs.size()));
    add_row(report, id, group, "makespan_s", number_in(csv, cells, "makespan_s"),
            ours.makespan.seconds());
    add_row(report, id, group, "preemptions", number_in(csv, cells, "preemptions"), preempted);
}

}  // namespace

void compare_tiresias(const std::string& folder, const std::string& only, JobsReport& report) {
    const Selected jobs = select(existing(fs::path(folder) / "60_job.csv"), "", 1e12);
    CsvReader csv(existing(fs::path(folder) / "summary.csv"));
    std::vector<std::string> cells;
    while (csv.next(cells)) {
        const std::string id = cells.at(1) + "_" + cells.at(0);
        const std::string file = existing(fs::path(folder) / (id + "_job.csv"));
        if (!only.empty() && fs::path(only).filename() != fs::path(file).filename()) continue;
        gang::Settings settings;
        settings.place = gang::Place::count;
        // Their "sjf" takes the fewest GPUs first and preempts.
        if (cells[1] == "sjf" || !policy_of(cells[1], settings)) {
            report.validation.skipped.push_back({"tiresias " + id, "not a policy modelled"});
            continue;
        }
        const double begin = cpu_seconds();
        const gang::Replay ours = gang::replay(settings, tiresias_cluster(cells[0]), {}, jobs.jobs);
        JobsComparison c;
        c.cpu_s = cpu_seconds() - begin;
        tiresias_summary(id, jobs, ours, csv, cells, report);
        if (file.empty()) continue;
        const auto theirs = read_run(file, c.preemptions_other, "preempt");
        compare("tiresias_" + id, "tiresias " + cells[1], jobs, ours, theirs, c, report);
    }
}

JobsReport validate_jobs(const std::string& path) {
    if (!fs::exists(path)) throw EnvironmentError(path + ": no such file or folder");
    JobsReport report;
    report.validation.kind = "jobs";
    report.validation.against = path;
    report.validation.group_names = {"run"};
    if (!fs::is_directory(path)) {
        const fs::path folder = fs::path(path).parent_path();
        const bool tiresias = !existing(folder / "60_job.csv").empty();
        if (tiresias) {
            compare_tiresias(folder.string(), path, report);
        } else {
            compare_philly(path, report);
        }
        return report;
    }
    std::vector<std::string> runs;
    for (const auto& entry : fs::directory_iterator(path)) {
        const std::string name = entry.path().filename().string();
        if (name.rfind("philly_", 0) == 0 && name.rfind("philly_11_vcs", 0) != 0) {
            runs.push_back(entry.path().string());
        }
    }
    std::sort(runs.begin(), runs.end());
    for (const std::string& run : runs) compare_philly(run, report);
    for (const fs::path& folder : {fs::path(path), fs::path(path) / "tiresias_60job"}) {
        if (!existing(folder / "60_job.csv").empty()) compare_tiresias(folder.string(), "", report);
    }
    for (const fs::path& folder : {fs::path(path), fs::path(path) / "fragmentation"}) {
        const bool there = !existing(folder / "alloc_pct_mean_by_policy.csv").empty();
        if (there) compare_fragmentation(folder.string(), report);
    }
    if (report.validation.rows.empty() && report.validation.skipped.empty()) {
        throw EnvironmentError(path + ": there are no runs of a job scheduler in it");
    }
    return report;
}

std::string jobs_text(const JobsReport& report) {
    std::string out = fmt::format("{:<34}{:>7}{:>8}{:>7}{:>13}{:>13}{:>9}{:>8}\n", "run", "jobs",
                                  "starts", "ends", "mean JCT s", "theirs", "preempt.", "CPU s");
    for (const JobsComparison& c : report.runs) {
        out += fmt::format("{:<34}{:>7}{:>8}{:>7}{:>13.2f}{:>13.2f}{:>9}{:>8.3f}\n", c.name, c.jobs,
                           c.starts_differ, c.ends_differ, c.jct_s, c.jct_other_s, c.preemptions,
                           c.cpu_s);
    }
    out += "(starts, ends: how many differ)\n";
    out += fmt::format("\n{:<34}{:<24}{:>12}{:>12}{:>9}\n", "table", "metric", "theirs", "ours",
                       "error %");
    for (const ValidationRow& r : report.validation.rows) {
        if (r.metric.rfind("equal_", 0) == 0) continue;
        out += fmt::format("{:<34}{:<24}{:>12.2f}{:>12.2f}{:>+9.2f}\n", r.id, r.metric, r.measured,
                           r.predicted, r.error_pct());
    }
    std::map<std::string, int> reasons;
    for (const SkippedRow& s : report.validation.skipped) ++reasons[s.reason];
    for (const auto& [reason, n] : reasons) out += fmt::format("\nskipped {}: {}", n, reason);
    return out + (reasons.empty() ? "" : "\n");
}

}  // namespace orrery
