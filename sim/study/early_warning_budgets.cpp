// Leading indicators of one run by review: what is spent of budgets.
#include <algorithm>
#include <limits>

#include "sim/analysis/finance.hpp"
#include "sim/study/early_warning_series.hpp"

namespace orrery {
namespace {

constexpr double kDayS = 86400;

/// What a budget counts, by day of the run; what is due at once falls on its day.
std::vector<double> spent_by_day(const World& world, const BudgetSpec& b, const Ledger& ledger) {
    const auto days = static_cast<std::size_t>(world.horizon.seconds() / kDayS + .999999);
    std::vector<double> usd(std::max<std::size_t>(days, 1), 0.0);
    for (const Posting& p : ledger.postings) {
        const Charge& c = ledger.of(p);
        if (!analysis::budget_counts(b, c)) continue;
        const double amount = p.of(analysis::budget_column(b)).units();
        const Nanos due = p.due == Nanos::never() ? p.from : p.due;
        const double from = std::max(0.0, due.seconds() / kDayS);
        const double until = p.until.seconds() / kDayS;
        const bool once = c.frequency == Frequency::one_time || until <= from;
        const auto first = std::min(static_cast<std::size_t>(from), usd.size() - 1);
        if (once) {
            usd[first] += amount;
            continue;
        }
        for (std::size_t d = first; d < usd.size() && static_cast<double>(d) < until; ++d) {
            const double begin = std::max(from, static_cast<double>(d));
            const double end = std::min(until, static_cast<double>(d + 1));
            usd[d] += amount * std::max(0.0, end - begin) / (until - from);
        }
    }
    return usd;
}

/// First day of each of the budget's periods, and the end of the last.
std::vector<double> period_days(const World& world, const BudgetSpec& b, Nanos ended_at) {
    const int months = b.period == "month"     ? 1
                       : b.period == "quarter" ? 3
                       : b.period == "year"    ? 12
                                               : 0;
    std::vector<double> days{0};
    std::int32_t key = -1;
    for (const Period& month : months_of(world, ended_at)) {
        const std::int32_t its = months > 0 ? month.month / months : 0;
        if (key >= 0 && its != key) days.push_back(month.from.seconds() / kDayS);
        key = its;
    }
    days.push_back(world.horizon.seconds() / kDayS);
    return days;
}

class Burn {
public:
    Burn(std::vector<double> usd, std::vector<double> starts, double cap, int window_days)
        : usd_(std::move(usd)), starts_(std::move(starts)), cap_(cap), window_(window_days) {}

    /// In the period that a day lies in, up to its end.
    [[nodiscard]] double spent(std::size_t day) const {
        double sum = 0;
        for (std::size_t d = first_of(day); d <= day; ++d) sum += usd_[d];
        return sum;
    }
    /// Days until the cap at the mean burn of the last days; infinite where the period ends before.
    [[nodiscard]] double ahead(std::size_t day) const {
        constexpr double kNever = std::numeric_limits<double>::infinity();
        const std::size_t from = day + 1 > window_ ? day + 1 - window_ : 0;
        double sum = 0;
        for (std::size_t d = from; d <= day; ++d) sum += usd_[d];
        const double burn = sum / static_cast<double>(day - from + 1);
        const double left = cap_ - spent(day);
        if (left < 0) return 0;
        if (burn <= 0) return kNever;
        const double days = left / burn;
        return static_cast<double>(day) + 1 + days < end_of(day) ? days : kNever;
    }
    [[nodiscard]] std::size_t days() const { return usd_.size(); }

private:
    [[nodiscard]] std::size_t first_of(std::size_t day) const {
        const auto it =
            std::upper_bound(starts_.begin(), starts_.end(), static_cast<double>(day) + 1e-9);
        return static_cast<std::size_t>(*(it - 1));
    }
    [[nodiscard]] double end_of(std::size_t day) const {
        const auto it =
            std::upper_bound(starts_.begin(), starts_.end(), static_cast<double>(day) + 1e-9);
        return it == starts_.end() ? starts_.back() : *it;
    }

    std::vector<double> usd_;
    std::vector<double> starts_;
    double cap_;
    std::size_t window_;
};

}  // namespace

void watch_budgets(const World& world, const EarlyWarningQuestion& q, const Observations& o,
                   const Ledger& ledger, std::vector<WatchedSeries>& out) {
    const int reviews = reviews_of(world, q.rule.every_days);
    for (const BudgetSpec& b : world.finance.budgets) {
        const int window = std::max(1, static_cast<int>(q.rule.window * q.rule.every_days));
        const Burn burn(spent_by_day(world, b, ledger), period_days(world, b, o.ended_at),
                        b.usd / world.usd_per_currency, window);
        WatchedSeries s;
        s.what = "budget " + b.name;
        warning::Indicator rate{"burn rate", demand::TrendLaw::linear, 1, {}, {}};
        for (int k = 0; k < reviews; ++k) {
            const auto day_of = [&](double at) {
                return std::min(static_cast<std::size_t>(std::max(0.0, at)), burn.days() - 1);
            };
            const std::size_t last = day_of((k + 1) * q.rule.every_days - 1e-9);
            for (std::size_t d = day_of(k * q.rule.every_days); d <= last; ++d) {
                if (s.breach < 0 && burn.ahead(d) <= 0) s.breach = k;
            }
            rate.ahead_days.push_back(burn.ahead(last));
        }
        s.indicators.push_back(std::move(rate));
        out.push_back(std::move(s));
    }
}

}  // namespace orrery
