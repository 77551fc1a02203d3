// What a trace of jobs looks like: sizes, durations, arrivals, GPU hours, how jobs ended.
#include "sim/evidence/jobs_describe.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

namespace orrery {
namespace {

using Json = nlohmann::ordered_json;

/// Coefficient of variation of what is added.
struct MeasuredSpread {
    double n = 0;
    double mean = 0;
    double squares = 0;
    void add(double x) {
        ++n;
        const double d = x - mean;
        mean += d / n;
        squares += d * (x - mean);
    }
    [[nodiscard]] double cv() const {
        return n > 1 && mean > 0 ? std::sqrt(squares / (n - 1)) / mean : 0;
    }
};

void add(const RecordedJob& job, JobsDescription& out) {
    const double gpus = job.gpu_count();
    const bool known = job.duration != Nanos::never();
    const double hours = known ? gpus * job.duration.seconds() / 3600 : 0;
    ++out.jobs;
    out.without_gpu += gpus == 0 ? 1 : 0;
    out.gpus.add(gpus);
    if (known) out.duration_s.add(job.duration.seconds());
    if (job.start != Nanos::never()) out.wait_s.add((job.start - job.submit).seconds());
    if (job.steps > 0) out.steps.add(job.steps);
    out.gpu_hours += hours;
    SizeShare& size = out.sizes[gpus];
    ++size.jobs;
    size.gpu_hours += hours;
    ++out.ends[name_of(job.end)];
    if (!job.tenant.empty()) out.tenants[job.tenant] += known ? hours : 1;
}

/// Whole sizes by powers of two, shares of a GPU together.
std::map<std::string, SizeShare> grouped(const std::map<double, SizeShare>& sizes) {
    std::map<std::string, SizeShare> out;
    for (const auto& [gpus, share] : sizes) {
        std::string name = gpus == 0 ? "00 none" : "01 below one";
        if (gpus >= 1) {
            int power = 0;
            while ((2 << power) <= gpus) ++power;
            const int from = 1 << power;
            name = fmt::format("{:02} {}", power + 2,
                               from == 1 ? "1" : fmt::format("{} to {}", from, 2 * from - 1));
        }
        out[name].jobs += share.jobs;
        out[name].gpu_hours += share.gpu_hours;
    }
    return out;
}

void numbers_row(std::string& out, const std::string& name, const JobNumbers& n) {
    if (n.values.empty()) return;
    out += fmt::format("{:<14}{:>13.4g}{:>13.4g}{:>13.4g}{:>13.4g}{:>13.4g}\n", name, n.mean(),
                       n.quantile(0.5), n.quantile(0.9), n.quantile(0.99), n.values.back());
}

Json json_of(const JobNumbers& n) {
    if (n.values.empty()) return nullptr;
    return {{"count", n.values.size()}, {"min", n.values.front()},
            {"mean", n.mean()},         {"p50", n.quantile(0.5)},
            {"p90", n.quantile(0.9)},   {"p99", n.quantile(0.99)},
            {"max", n.values.back()},   {"sum", n.sum}};
}

void refused(std::string& out, const JobRefusals& refusals) {
    if (refusals.total == 0) return;
    out += fmt::format("\nrefused {} rows\n", refusals.total);
    for (const auto& [kind, n] : refusals.by_kind) out += fmt::format("{:>10}  {}\n", n, kind);
    constexpr std::size_t kShown = 10;
    for (std::size_t i = 0; i < std::min(kShown, refusals.first.size()); ++i) {
        const JobRefusals::Row& r = refusals.first[i];
        out += fmt::format("  row {} (line {}): {}\n", r.row, r.line, r.reason);
    }
    if (refusals.total > static_cast<std::int64_t>(kShown)) out += "  …; --format json has more\n";
}

}  // namespace

double JobNumbers::quantile(double q) const {
    if (values.empty()) return 0;
    const double at = q * static_cast<double>(values.size() - 1);
    const auto low = static_cast<std::size_t>(at);
    const std::size_t high = std::min(low + 1, values.size() - 1);
    return values[low] + (at - static_cast<double>(low)) * (values[high] - values[low]);
}

JobsDescription describe_jobs(JobReader& reader) {
    JobsDescription out;
    out.format = reader.format();
    out.device = reader.device();
    MeasuredSpread gaps;
    RecordedJob job;
    Nanos last{0};
    while (reader.next(job)) {
        if (out.jobs > 0) gaps.add((job.submit - last).seconds());
        last = job.submit;
        add(job, out);
    }
    out.span_s = last.seconds();
    if (out.span_s > 0) out.mean_rate = static_cast<double>(out.jobs - 1) / out.span_s;
    out.interarrival_cv = gaps.cv();
    for (JobNumbers* n : {&out.gpus, &out.duration_s, &out.wait_s, &out.steps}) {
        std::sort(n->values.begin(), n->values.end());
    }
    out.refusals = reader.refusals();
    return out;
}

std::string render_jobs(const JobsDescription& d) {
    std::string out = fmt::format("{} jobs, format {}\n", d.jobs, name_of(d.format));
    out += fmt::format("over {:.2f} days, {:.3g} an hour in the mean, CV of the gaps {:.2f}\n",
                       d.span_s / 86400, d.mean_rate * 3600, d.interarrival_cv);
    if (d.duration_s.values.empty()) {
        out += "the format has no durations\n";
    } else {
        out += fmt::format("{:.4g} {} hours\n", d.gpu_hours, d.device);
    }
    out += fmt::format("\n{:<14}{:>13}{:>13}{:>13}{:>13}{:>13}\n", "", "mean", "p50", "p90", "p99",
                       "max");
    numbers_row(out, d.device + "s", d.gpus);
    numbers_row(out, "duration s", d.duration_s);
    numbers_row(out, "waited s", d.wait_s);
    numbers_row(out, "steps", d.steps);
    out += fmt::format("\n{:<16}{:>10}{:>9}{:>16}{:>9}\n", d.device + "s", "jobs", "%",
                       d.device + " hours", "%");
    for (const auto& [name, share] : grouped(d.sizes)) {
        out += fmt::format(
            "{:<16}{:>10}{:>9.1f}{:>16.1f}{:>9.1f}\n", name.substr(name.find(' ') + 1), share.jobs,
            100.0 * static_cast<double>(share.jobs) /
                static_cast<double>(std::max<std::int64_t>(d.jobs, 1)),
            share.gpu_hours, d.gpu_hours > 0 ? 100 * share.gpu_hours / d.gpu_hours : 0);
    }
    out += "\nended: ";
    for (const auto& [name, n] : d.ends) out += fmt::format("{} {}  ", name, n);
    out += fmt::format("\ntenants: {}\n", d.tenants.size());
    refused(out, d.refusals);
    return out;
}

std::string jobs_json(const JobsDescription& d) {
    Json j{{"kind", "jobs"},
           {"format", name_of(d.format)},
           {"device", d.device},
           {"jobs", d.jobs},
           {"without_gpu", d.without_gpu},
           {"span_s", d.span_s},
           {"rate_per_s", d.mean_rate},
           {"interarrival_cv", d.interarrival_cv},
           {"gpu_hours", d.gpu_hours},
           {"gpus", json_of(d.gpus)},
           {"duration_s", json_of(d.duration_s)},
           {"wait_s", json_of(d.wait_s)},
           {"steps", json_of(d.steps)}};
    j["sizes"] = Json::array();
    for (const auto& [gpus, share] : d.sizes) {
        j["sizes"].push_back(
            {{"gpus", gpus}, {"jobs", share.jobs}, {"gpu_hours", share.gpu_hours}});
    }
    j["ended"] = Json::object();
    for (const auto& [name, n] : d.ends) j["ended"][name] = n;
    j["tenants"] = Json::object();
    for (const auto& [name, hours] : d.tenants) j["tenants"][name] = hours;
    j["refused"] = {{"total", d.refusals.total}, {"by_kind", d.refusals.by_kind}};
    j["refused"]["rows"] = Json::array();
    for (const JobRefusals::Row& r : d.refusals.first) {
        j["refused"]["rows"].push_back({{"row", r.row}, {"line", r.line}, {"reason", r.reason}});
    }
    return j.dump(2) + "\n";
}

}  // namespace orrery
