// One long run: series of its requests or hours, and what their steady state is.
#include "sim/study/units/steady_run.hpp"

#include <algorithm>
#include <optional>
#include <string_view>

#include "models/statistics/steady_state.hpp"
#include "sim/scenario/quantity.hpp"

namespace orrery {
namespace {

constexpr std::size_t kMost = std::size_t{1} << 20;

/// "longest queue" of chat as it is asked for: longest_queue.chat.
std::string name_of(const Series& series) {
    std::string name = series.name + "." + series.where;
    std::replace(name.begin(), name.begin() + static_cast<std::ptrdiff_t>(series.name.size()), ' ',
                 '_');
    return name;
}

std::optional<TimedSeries> hourly(const std::string& name, const World& world,
                                  const Findings& findings) {
    for (const Series& series : findings.series) {
        if (name_of(series) != name) continue;
        TimedSeries out;
        out.unit = series.unit;
        const double interval = world.meter_interval.seconds();
        for (const double value : series.values) {
            out.add(value, interval * static_cast<double>(out.values.size() + 1));
        }
        return out;
    }
    return std::nullopt;
}

std::string choices(const std::string& name, const Findings& findings) {
    std::vector<std::string> names{"latency.ttft", "latency.tpot", "latency.e2e"};
    for (const Series& series : findings.series) names.push_back(name_of(series));
    const std::string like = closest(name, names);
    if (!like.empty()) return "did you mean " + like + "?";
    std::string list;
    for (const std::string& one : names) list += (list.empty() ? "there are " : ", ") + one;
    return list;
}

void add_figures(const std::string& name, const TimedSeries& series, UnitResult& out) {
    const auto stride = static_cast<double>(series.stride);
    const statistics::WarmUp front = statistics::warm_up(series.values);
    const auto rest = std::span<const double>(series.values).subspan(front.deleted);
    const statistics::BatchMeans means = statistics::batch_means(rest);
    const double figures[] = {means.interval.value,
                              means.interval.half(),
                              stride * static_cast<double>(series.values.size()),
                              stride * static_cast<double>(front.deleted),
                              front.deleted > 0 ? series.at_s[front.deleted - 1] : 0,
                              static_cast<double>(means.interval.n),
                              means.lag1,
                              front.too_short ? 1.0 : 0.0,
                              means.independent ? 0.0 : 1.0};
    static_assert(std::size(figures) == std::size(kSteadyFigures));
    for (std::size_t i = 0; i < std::size(figures); ++i) {
        out.members.emplace_back("steady." + name + "." + kSteadyFigures[i], figures[i]);
    }
}

}  // namespace

void TimedSeries::add(double value, double at) {
    sum_ += value;
    if (++held_ < stride) return;
    values.push_back(sum_ / static_cast<double>(stride));
    at_s.push_back(at);
    sum_ = 0;
    held_ = 0;
    if (values.size() < kMost) return;
    for (std::size_t i = 0; i < kMost / 2; ++i) {
        values[i] = (values[2 * i] + values[2 * i + 1]) / 2;
        at_s[i] = at_s[2 * i + 1];
    }
    values.resize(kMost / 2);
    at_s.resize(kMost / 2);
    stride *= 2;
}

LatencySeries::LatencySeries(const World& world, const std::vector<std::string>& wanted) {
    for (const std::string& name : wanted) {
        const std::size_t dot = name.rfind('.');
        const std::string family = name.substr(0, dot);
        const std::string last = name.substr(dot + 1);
        Kept kept;
        kept.name = name;
        kept.series.unit = "s";
        if (last != "ttft" && last != "tpot" && last != "e2e") continue;
        kept.kind = last == "ttft" ? Kind::ttft : last == "tpot" ? Kind::tpot : Kind::e2e;
        bool known = family == "latency";
        for (std::size_t w = 0; w < world.workloads.size(); ++w) {
            if (family != "latency.by_workload." + world.workloads[w].name) continue;
            kept.workload = WorkloadId(static_cast<std::uint32_t>(w));
            known = true;
        }
        if (known) kept_.push_back(std::move(kept));
    }
}

void LatencySeries::row(const RequestRow& row) {
    if (std::string_view(row.status) != "completed") return;
    for (Kept& kept : kept_) {
        if (kept.workload.valid() && kept.workload != row.workload) continue;
        const double at = row.finish.seconds();
        if (kept.kind == Kind::e2e) kept.series.add((row.finish - row.arrival).seconds(), at);
        if (row.first_token == Nanos::never()) continue;
        if (kept.kind == Kind::ttft) {
            kept.series.add((row.first_token - row.arrival).seconds(), at);
        }
        if (kept.kind == Kind::tpot && row.output_tokens > 1) {
            kept.series.add((row.finish - row.first_token).seconds() / (row.output_tokens - 1), at);
        }
    }
}

const TimedSeries* LatencySeries::find(const std::string& name) const {
    for (const Kept& kept : kept_) {
        if (kept.name == name) return &kept.series;
    }
    return nullptr;
}

void add_steady(const std::vector<std::string>& wanted, const World& world,
                const LatencySeries& latencies, const Findings& findings, UnitResult& out) {
    for (const std::string& name : wanted) {
        const TimedSeries* latency = latencies.find(name);
        const auto series = latency ? *latency : hourly(name, world, findings);
        if (!series) {
            out.problem = "a run has no series \"" + name + "\"; " + choices(name, findings);
            return;
        }
        if (!series->values.empty()) add_figures(name, *series, out);
    }
}

}  // namespace orrery
