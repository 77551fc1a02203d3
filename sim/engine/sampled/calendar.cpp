// The days of a horizon and what is expected of each: requests by workload, the weekday's shape.
#include "sim/engine/sampled/calendar.hpp"

#include <algorithm>
#include <map>

#include "sim/engine/workload/open_sources.hpp"

namespace orrery {
namespace {

/// Lengths drawn from a trace are not looked up: only the mix of workloads depends on it.
constexpr double kUnknownTokens = 1000;

double mean_of(const LengthSpec& spec) {
    if (spec.law != LengthLaw::empirical || spec.values.empty()) return spec.mean;
    double sum = 0;
    double weights = 0;
    for (std::size_t i = 0; i < spec.values.size(); ++i) {
        const double weight = i < spec.weights.size() ? spec.weights[i] : 1.0;
        sum += weight * spec.values[i];
        weights += weight;
    }
    return weights > 0 ? sum / weights : spec.mean;
}

void integrate(const World& world, const Workload& workload, std::vector<double>& requests,
               std::vector<bool>& crowded) {
    demand::RateCurve curve = demand_curve(world, workload);
    curve.normalise();
    Nanos t{0};
    while (t < world.horizon) {
        const demand::RateCurve::Segment segment = curve.segment(t);
        const auto day = static_cast<std::size_t>(t.ns / kDay.ns);
        const Nanos end = min(min(segment.end, world.horizon),
                              Calendar::begin(static_cast<std::int32_t>(day) + 1));
        requests[day] += segment.rate * (end - t).seconds();
        t = end;
    }
    const auto mark = [&](Nanos at) {
        const auto day = static_cast<std::size_t>(at.ns / kDay.ns);
        if (at >= Nanos{0} && day < crowded.size()) crowded[day] = true;
    };
    for (const demand::Step& step : curve.steps) {
        if (step.at.ns % kDay.ns != 0) mark(step.at);
    }
    for (const demand::Crowd& crowd : curve.crowds) {
        for (Nanos at = crowd.at; at < crowd.until; at += kDay) mark(at);
        mark(crowd.until - Nanos{1});
    }
}

void count(const World& world, const Workload& workload, std::uint64_t seed,
           std::uint64_t replication, std::vector<double>& requests) {
    const auto source = open_source(world, workload, seed, replication);
    TraceRequest request;
    while (source->next(request) && request.arrival < world.horizon) {
        requests[static_cast<std::size_t>(request.arrival.ns / kDay.ns)] += 1;
    }
}

std::int64_t floor_div(std::int64_t a, std::int64_t b) {
    return a / b - (a % b != 0 && (a < 0) != (b < 0) ? 1 : 0);
}

/// Factors of the weekdays that a day of the run begins and ends on, in the workload's zone; a
/// recorded workload may differ between any two of them.
std::vector<double> shape_of(const World& world, const Workload& workload, std::int32_t day) {
    const std::int64_t local =
        world.start_unix_s + workload.utc_offset_s + std::int64_t{day} * 86400;
    std::vector<double> shape;
    for (const std::int64_t at : {local, local + 86399}) {
        const auto weekday = static_cast<std::size_t>(((floor_div(at, 86400) + 3) % 7 + 7) % 7);
        if (!workload.spec.synthetic) {
            shape.push_back(weekday < 5 ? 0.0 : 1.0);
        } else if (!workload.spec.synthetic->weekly.empty()) {
            shape.push_back(workload.spec.synthetic->weekly[weekday]);
        }
    }
    return shape;
}

void number_shapes(const World& world, Calendar& calendar) {
    std::map<std::vector<double>, std::int64_t> numbers;
    for (std::int32_t day = 0; day < calendar.days; ++day) {
        std::vector<double> shape;
        for (const Workload& workload : world.workloads) {
            const auto own = shape_of(world, workload, day);
            shape.insert(shape.end(), own.begin(), own.end());
        }
        const auto next = static_cast<std::int64_t>(numbers.size());
        calendar.shape.push_back(numbers.emplace(std::move(shape), next).first->second);
    }
}

}  // namespace

double tokens_of_request(const Workload& workload) {
    if (!workload.spec.synthetic || !workload.lengths_path.empty()) return kUnknownTokens;
    const SyntheticSpec& spec = *workload.spec.synthetic;
    return mean_of(spec.prompt) + mean_of(spec.output);
}

Calendar make_calendar(const World& world, std::uint64_t seed, std::uint64_t replication) {
    Calendar calendar;
    calendar.days = static_cast<std::int32_t>((world.horizon.ns + kDay.ns - 1) / kDay.ns);
    const auto days = static_cast<std::size_t>(calendar.days);
    calendar.tokens.assign(days, 0.0);
    calendar.crowded.assign(days, false);
    for (const Workload& workload : world.workloads) {
        auto& requests = calendar.requests.emplace_back(days, 0.0);
        if (workload.spec.synthetic) {
            integrate(world, workload, requests, calendar.crowded);
        } else {
            count(world, workload, seed, replication, requests);
        }
        const double tokens = tokens_of_request(workload);
        for (std::size_t d = 0; d < days; ++d) calendar.tokens[d] += requests[d] * tokens;
    }
    number_shapes(world, calendar);
    return calendar;
}

}  // namespace orrery
