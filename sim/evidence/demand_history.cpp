// A recorded workload as sums by day and by hour: what demand is forecast from.
#include "sim/evidence/demand_history.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "orrery/base/invalid_input.hpp"
#include "sim/evidence/local_clock.hpp"
#include "sim/scenario/quantity.hpp"

namespace orrery {
namespace {

constexpr std::size_t kHours = 24;
constexpr std::int64_t kMostDays = 40'000;
constexpr double kCalendarFrom_s = 1e9;

}  // namespace

void HistoryCounter::add(Nanos at, double requests, double prompt, double output, Nanos lasts) {
    if (count_ == 0) {
        begin_ = out_.calendar ? Nanos{at.ns / kDay.ns * kDay.ns} : at;
        first_ = at;
    }
    count_ += requests;
    last_ = max(last_, at + lasts);
    const Nanos since = at - begin_;
    if (since.ns / kDay.ns >= kMostDays) {
        throw InvalidInput("a record of more than a century is no demand");
    }
    const auto day = static_cast<std::size_t>(max(since, Nanos{0}).ns / kDay.ns);
    const auto hour = static_cast<std::size_t>(max(since, Nanos{0}).ns / kHour.ns);
    while (out_.requests.size() <= day) {
        out_.requests.push_back(0);
        out_.prompt.push_back(0);
        out_.output.push_back(0);
        out_.hourly.resize(out_.hourly.size() + kHours, 0);
    }
    out_.requests[day] += requests;
    out_.prompt[day] += prompt;
    out_.output[day] += output;
    out_.hourly[hour] += requests;
}

DemandHistory HistoryCounter::finish() {
    if (count_ == 0) return std::move(out_);
    out_.first_day = out_.calendar ? begin_.ns / kDay.ns : 0;
    const double gap = (last_ - first_).seconds() / count_;
    const double near = std::max(kHour.seconds(), 4 * gap);
    const Nanos end = begin_ + kDay * out_.days();
    if ((end - last_).seconds() > near) cut(out_.requests.size() - 1);
    if (out_.days() > 0 && (first_ - begin_).seconds() > near) {
        cut(0);
        out_.first_day += out_.calendar ? 1 : 0;
    }
    return std::move(out_);
}

void HistoryCounter::cut(std::size_t day) {
    const auto at = static_cast<std::ptrdiff_t>(day);
    for (std::vector<double>* v : {&out_.requests, &out_.prompt, &out_.output}) {
        v->erase(v->begin() + at);
    }
    const auto hour = static_cast<std::ptrdiff_t>(kHours) * at;
    out_.hourly.erase(out_.hourly.begin() + hour,
                      out_.hourly.begin() + hour + static_cast<std::ptrdiff_t>(kHours));
    ++out_.cut_days;
}

int DemandHistory::first_weekday() const {
    // 1970-01-01 was a Thursday.
    return calendar ? static_cast<int>((first_day + 3) % 7) : 0;
}

std::string DemandHistory::day_name(int day) const {
    if (!calendar) return fmt::format("day {}", day + 1);
    return print_date((first_day + day) * 86400).substr(0, 10);
}

DemandHistory read_history(TraceReader& reader, const std::string& time_zone) {
    TraceRequest r;
    if (!reader.next(r)) return {};
    const bool calendar = reader.origin().seconds() >= kCalendarFrom_s;
    HistoryCounter counter(calendar);
    LocalClock clock(calendar ? time_zone : std::string());
    do {
        counter.add(clock.local(reader.origin() + r.arrival), 1, r.prompt_tokens, r.output_tokens);
    } while (reader.next(r));
    DemandHistory history = counter.finish();
    if (calendar) history.time_zone = time_zone;
    return history;
}

std::vector<double> daily_shape(const DemandHistory& history) {
    std::vector<double> shape;
    if (history.days() == 0 || history.by_day) return shape;
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
