// What became of the jobs, in sentences: the largest one, and the deadlines of all.
#include <fmt/format.h>

#include "sim/analysis/analyse.hpp"
#include "sim/analysis/wording.hpp"

namespace orrery::analysis {
namespace {

/// Done too late, or not done although the deadline has passed; unknown where it lies beyond the
/// end of the run.
bool missed(const Input& in, const JobRecord& record) {
    const Nanos deadline = in.world.jobs[record.job.index()].spec.deadline;
    if (deadline == Nanos::never()) return false;
    if (record.status == JobStatus::done) return record.end > deadline;
    return deadline <= in.o.ended_at;
}

double percent_done(const Job& job, const JobRecord& record) {
    return 100.0 * static_cast<double>(record.steps_done) / static_cast<double>(job.spec.steps);
}

std::string deadline_text(const Input& in, const JobRecord& record) {
    const Job& job = in.world.jobs[record.job.index()];
    const Nanos deadline = job.spec.deadline;
    const bool done = record.status == JobStatus::done;
    if (deadline == Nanos::never()) return {};
    if (!missed(in, record)) {
        return done ? "the deadline is met" : "its deadline lies beyond the end of the run";
    }
    if (done) return "it misses its deadline by " + span_text((record.end - deadline).seconds());
    const double ago = (in.o.ended_at - deadline).seconds();
    const std::string when = ago > 0 ? span_text(ago) + " before" : "at";
    return fmt::format("its deadline passed {} the end of the run, with {:.1f} % done by then",
                       when, percent_done(job, record));
}

std::string interruptions_text(const Input& in, const JobRecord& record) {
    std::int64_t n = 0;
    for (const std::int64_t k : record.interruptions) n += k;
    if (n == 0) return {};
    const Nanos until = record.status == JobStatus::done ? record.end : in.o.ended_at;
    const double every = (until - record.start).seconds() / static_cast<double>(n);
    const std::string worst = binding_hazard(record);
    return fmt::format(". {} interruption{}, one every {}; {} cost{} most", n, n == 1 ? "" : "s",
                       span_text(every), worst.empty() ? "none" : worst, n == 1 ? "" : "s");
}

/// The job that held most accelerator time; none if no job started.
const JobRecord* largest(const Input& in) {
    const JobRecord* most = nullptr;
    for (const JobRecord& r : in.o.jobs) {
        if (r.held_ns > (most ? most->held_ns : 0)) most = &r;
    }
    return most;
}

std::string largest_sentence(const Input& in, const Findings& f, const JobRecord& record) {
    const Job& job = in.world.jobs[record.job.index()];
    const bool done = record.status == JobStatus::done;
    const std::string cost =
        amount_text(value_of(f, "jobs.by_name." + job.name + ".cost"), f.currency);
    const double waited = wait_for_delivery(in, record).seconds();
    const std::string before =
        waited < 3600 ? "" : ", " + span_text(waited) + " of them until its servers were there,";
    std::string s = fmt::format(
        "{} is {}{} {}; {:.1f} % of its accelerator time went into steps that count", job.name,
        done ? "done after " + span_text((record.end - record.submit).seconds())
             : fmt::format("{:.1f} % done", percent_done(job, record)),
        done ? before : "", done ? "and costs " + cost : "and has cost " + cost,
        100 * value_of(f, "jobs.by_name." + job.name + ".goodput"));
    const double starved = value_of(f, "jobs.by_name." + job.name + ".input.starved");
    if (starved > 0) {
        const InputFacts& input = *job.input;
        s += fmt::format(", and {:.1f} % of each step waits for its data (slowest: {})",
                         100 * starved, input.stages[input.flow.slowest]);
    }
    s += interruptions_text(in, record);
    const std::string deadline = deadline_text(in, record);
    return s + (deadline.empty() ? "" : "; " + deadline) + ".";
}

/// The same over replications: each is done at another time, or not at all.
std::string mean_sentence(const Input& in, const Findings& f, const JobRecord& record) {
    const Job& job = in.world.jobs[record.job.index()];
    const std::string path = "jobs.by_name." + job.name;
    const std::int64_t runs = replications_of(f.metrics);
    const Metric* end = f.metrics.find(path + ".end");
    const std::string cost = amount_text(value_of(f, path + ".cost"), f.currency);
    const std::string when = end ? span_text(end->value - record.submit.seconds()) : std::string();
    std::string s;
    if (!end) {
        s = fmt::format("{} is done in none of {} runs", job.name, runs);
    } else if (known_to_some(f.metrics, *end)) {
        s = fmt::format("{} is done in {} of {} runs, after {} at the mean of these", job.name,
                        end->n, runs, when);
    } else {
        s = fmt::format("{} is done after {} at the mean", job.name, when);
    }
    s += fmt::format(
        ", and costs {} a run; {:.1f} % of its accelerator time went into steps that "
        "count",
        cost, 100 * value_of(f, path + ".goodput"));
    if (const double cuts = value_of(f, path + ".interruptions.total"); cuts > 0) {
        s += fmt::format(". {} interruptions a run", number_text(cuts));
    }
    if (const Metric* met = f.metrics.find(path + ".deadline_met")) {
        s += fmt::format("; its deadline is met in {:.0f} % of the runs", 100 * met->value);
    }
    return s + ".";
}

/// Jobs with a deadline by how many runs miss it, as far as any does.
std::string mean_deadlines(const Input& in, const Findings& f) {
    constexpr std::size_t kNamed = 4;
    std::size_t with = 0;
    std::vector<std::string> late;
    for (const Job& job : in.world.jobs) {
        const Metric* met = f.metrics.find("jobs.by_name." + job.name + ".deadline_met");
        if (!met) continue;
        ++with;
        if (met->value < 1)
            late.push_back(fmt::format("{} ({:.0f} %)", job.name, 100 * (1 - met->value)));
    }
    if (late.empty() || with < 2) return {};
    std::string names;
    for (std::size_t i = 0; i < late.size() && i < kNamed; ++i) {
        names += (i == 0 ? "" : ", ") + late[i];
    }
    if (late.size() > kNamed) names += fmt::format(" and {} more", late.size() - kNamed);
    return fmt::format("{} of {} jobs with a deadline miss it in some runs: {}.", late.size(), with,
                       names);
}

}  // namespace

std::string job_sentence(const Input& in, const Findings& f) {
    const JobRecord* most = largest(in);
    if (!most) return {};
    const bool mean = replications_of(f.metrics) > 1;
    return mean ? mean_sentence(in, f, *most) : largest_sentence(in, f, *most);
}

/// Of several jobs how many miss their deadlines; of one only if job_sentence is about another.
std::string deadlines_sentence(const Input& in, const Findings& f) {
    if (replications_of(f.metrics) > 1) return mean_deadlines(in, f);
    constexpr std::size_t kNamed = 4;
    std::size_t with = 0;
    std::vector<const JobRecord*> late;
    for (const JobRecord& record : in.o.jobs) {
        if (in.world.jobs[record.job.index()].spec.deadline == Nanos::never()) continue;
        ++with;
        if (missed(in, record)) late.push_back(&record);
    }
    if (late.empty()) return {};
    const auto name = [&](const JobRecord* r) { return in.world.jobs[r->job.index()].name; };
    if (with == 1) {
        if (late[0] == largest(in)) return {};
        return name(late[0]) + ": " + deadline_text(in, *late[0]) + ".";
    }
    std::string names;
    for (std::size_t i = 0; i < late.size() && i < kNamed; ++i) {
        names += (i == 0 ? "" : ", ") + name(late[i]);
    }
    if (late.size() > kNamed) names += fmt::format(" and {} more", late.size() - kNamed);
    return fmt::format("{} of {} jobs with a deadline miss it: {}.", late.size(), with, names);
}

}  // namespace orrery::analysis
