// Postings by charge and month, and what workloads and jobs bring in beside them.
#include <algorithm>

#include "sim/analysis/finance.hpp"
#include "sim/scenario/quantity.hpp"

namespace orrery::analysis {
namespace {

/// Share of the full value that a ramp lets through at an instant.
double ramp_at(const ValueSpec& spec, Nanos t) {
    if (spec.ramp <= Nanos{0} || t >= spec.ramp) return 1;
    return static_cast<double>(t.ns) / static_cast<double>(spec.ramp.ns);
}

/// The calendar month that a period of the run lies in, in seconds.
double month_seconds(const Period& month) {
    const std::int32_t m = month.month;
    const auto date_of = [](std::int32_t at) { return month_name(at) + "-01"; };
    return static_cast<double>(*parse_date(date_of(m + 1)) - *parse_date(date_of(m)));
}

/// A job that waits for servers or is down brings in nothing.
bool runs_in(const JobRecord& record, const Period& month) {
    return std::any_of(record.ran.begin(), record.ran.end(), [&](const JobSpan& span) {
        return span.from < month.until && span.until > month.from;
    });
}

class Values {
public:
    Values(const Input& in, const std::vector<Period>& months) : in_(in), months_(months) {}

    [[nodiscard]] ValueFlow of_workload(std::size_t w) const {
        const Workload& workload = in_.world.workloads[w];
        ValueFlow flow{&*workload.spec.value, workload.name, {}};
        const std::vector<ServedUsage>& served = in_.o.served[w];
        for (const Period& month : months_) {
            double usd = 0;
            std::int64_t requests = 0;
            for (std::size_t i = month.first; i < std::min(month.last, served.size()); ++i) {
                usd += ramp_at(*flow.spec, middle(i)) * units_usd(*flow.spec, served[i]);
                requests += served[i].requests;
            }
            if (requests > 0) usd += monthly_usd(*flow.spec, month);
            flow.by_month.push_back(expected(*flow.spec, usd));
        }
        return flow;
    }

    [[nodiscard]] ValueFlow of_job(const JobRecord& record) const {
        const Job& job = in_.world.jobs[record.job.index()];
        ValueFlow flow{&*job.spec.value, job.name, std::vector<double>(months_.size(), 0.0)};
        for (std::size_t m = 0; m < months_.size(); ++m) {
            double usd = runs_in(record, months_[m]) ? monthly_usd(*flow.spec, months_[m]) : 0;
            if (record.status == JobStatus::done && period_at(months_, record.end) == m) {
                usd += flow.spec->usd_once * ramp_at(*flow.spec, record.end);
            }
            flow.by_month[m] = expected(*flow.spec, usd);
        }
        return flow;
    }

private:
    [[nodiscard]] Nanos middle(std::size_t interval) const {
        const Nanos step = in_.world.meter_interval;
        return step * static_cast<std::int64_t>(interval) + Nanos{step.ns / 2};
    }
    static double units_usd(const ValueSpec& spec, const ServedUsage& served) {
        return spec.usd_million_tokens * static_cast<double>(served.output_tokens) * 1e-6 +
               spec.usd_1000_requests * static_cast<double>(served.requests) * 1e-3;
    }
    /// The month's part of the run × the mean of the ramp over it, interval by interval.
    [[nodiscard]] double monthly_usd(const ValueSpec& spec, const Period& month) const {
        if (spec.usd_month <= 0 || month.last <= month.first) return 0;
        double ramp = 0;
        for (std::size_t i = month.first; i < month.last; ++i) ramp += ramp_at(spec, middle(i));
        ramp /= static_cast<double>(month.last - month.first);
        const double part = (month.until - month.from).seconds() / month_seconds(month);
        return spec.usd_month * part * ramp;
    }
    [[nodiscard]] double expected(const ValueSpec& spec, double usd) const {
        return spec.probability * usd / in_.world.usd_per_currency;
    }

    const Input& in_;
    const std::vector<Period>& months_;
};

}  // namespace

std::vector<ValueFlow> value_flows(const Input& in, const std::vector<Period>& months) {
    const Values values(in, months);
    std::vector<ValueFlow> flows;
    for (std::size_t w = 0; w < in.world.workloads.size(); ++w) {
        if (in.world.workloads[w].spec.value) flows.push_back(values.of_workload(w));
    }
    for (const JobRecord& record : in.o.jobs) {
        if (in.world.jobs[record.job.index()].spec.value) flows.push_back(values.of_job(record));
    }
    return flows;
}

Book::Book(const Input& in) : months_(months_of(in.world, in.o.ended_at)) {
    cells_.resize(in.ledger.charges.size() * months_.size());
    values_ = value_flows(in, months_);
    if (months_.empty()) return;
    const std::int32_t first = months_.front().month;
    const auto last = static_cast<std::int32_t>(months_.size()) - 1;
    for (const Posting& p : in.ledger.postings) {
        const auto m = static_cast<std::size_t>(std::clamp(p.month - first, 0, last));
        ChargeMonth& cell = cells_[p.charge * months_.size() + m];
        for (std::size_t c = 0; c < kCostColumns; ++c) cell.amount[c] += p.amount[c];
        const bool once = in.ledger.of(p).frequency == Frequency::one_time;
        const Nanos due = p.due == Nanos::never() ? p.from : p.due;
        if (once && due <= Nanos{0}) cell.at_start += p.of(CostColumn::billed);
    }
}

}  // namespace orrery::analysis
