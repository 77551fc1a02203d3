// A recorded workload as sums by day and by hour: what demand is forecast from.
#include "sim/evidence/demand_history.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "sim/scenario/quantity.hpp"

namespace orrery {
namespace {

constexpr std::size_t kHours = 24;
constexpr std::int64_t kMostDays = 40'000;
constexpr double kCalendarFrom_s = 1e9;

/// Sums, the days at both ends still among them.
class Counter {
public:
    void add(const TraceRequest& r, Nanos origin) {
        if (count_ == 0) {
            out_.calendar = origin.seconds() >= kCalendarFrom_s;
            begin_ = out_.calendar ? Nanos{origin.ns / kDay.ns * kDay.ns} : origin;
            first_ = origin;
        }
        ++count_;
        last_ = origin + r.arrival;
        const Nanos since = last_ - begin_;
        if (since.ns / kDay.ns >= kMostDays) {
            throw EnvironmentError("a record of more than a century is no demand");
        }
        const auto day = static_cast<std::size_t>(since.ns / kDay.ns);
        const auto hour = static_cast<std::size_t>(since.ns / kHour.ns);
        while (out_.requests.size() <= day) {
            out_.requests.push_back(0);
            out_.prompt.push_back(0);
            out_.output.push_back(0);
            out_.hourly.resize(out_.hourly.size() + kHours, 0);
        }
        out_.requests[day] += 1;
        out_.prompt[day] += r.prompt_tokens;
        out_.output[day] += r.output_tokens;
        out_.hourly[hour] += 1;
    }

    DemandHistory finish() {
        if (count_ == 0) return std::move(out_);
        out_.first_day = out_.calendar ? begin_.ns / kDay.ns : 0;
        const double gap = (last_ - first_).seconds() / static_cast<double>(count_);
        const double near = std::max(kHour.seconds(), 4 * gap);
        const Nanos end = begin_ + kDay * out_.days();
        if ((end - last_).seconds() > near) cut(out_.requests.size() - 1);
        if (out_.days() > 0 && (first_ - begin_).seconds() > near) {
            cut(0);
            out_.first_day += out_.calendar ? 1 : 0;
        }
        return std::move(out_);
    }

private:
    void cut(std::size_t day) {
        const auto at = static_cast<std::ptrdiff_t>(day);
        for (std::vector<double>* v : {&out_.requests, &out_.prompt, &out_.output}) {
            v->erase(v->begin() + at);
        }
        const auto hour = static_cast<std::ptrdiff_t>(kHours) * at;
        out_.hourly.erase(out_.hourly.begin() + hour,
                          out_.hourly.begin() + hour + static_cast<std::ptrdiff_t>(kHours));
        ++out_.cut_days;
    }

    DemandHistory out_;
    std::int64_t count_ = 0;
    Nanos begin_{0}, first_{0}, last_{0};
};

}  // namespace

int DemandHistory::first_weekday() const {
    // 1970-01-01 was a Thursday.
    return calendar ? static_cast<int>((first_day + 3) % 7) : 0;
}

std::string DemandHistory::day_name(int day) const {
    if (!calendar) return fmt::format("day {}", day + 1);
    return print_date((first_day + day) * 86400).substr(0, 10);
}

DemandHistory read_history(TraceReader& reader) {
    Counter counter;
    TraceRequest r;
    while (reader.next(r)) counter.add(r, reader.origin());
    return counter.finish();
}

std::vector<double> daily_shape(const DemandHistory& history) {
    std::vector<double> shape;
    if (history.days() == 0) return shape;
    shape.assign(kHours, 0);
    double total = 0;
    for (std::size_t i = 0; i < history.hourly.size(); ++i) {
        shape[i % kHours] += history.hourly[i];
        total += history.hourly[i];
    }
    if (!(total > 0)) return {};
    for (double& hour : shape) hour *= static_cast<double>(kHours) / total;
    return shape;
}

bool ClippedSource::next(TraceRequest& request) {
    while (reader_.next(request)) {
        if (request.arrival < from_) continue;
        if (request.arrival >= until_) return false;
        request.arrival = request.arrival - from_;
        return true;
    }
    return false;
}

}  // namespace orrery
