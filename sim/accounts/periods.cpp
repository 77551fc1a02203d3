// Calendar months and ledger periods of a run.
#include <date/date.h>
#include <fmt/format.h>

#include <algorithm>

#include "sim/accounts/contract_hours.hpp"

namespace orrery {
namespace {

constexpr std::int64_t kDaySeconds = 86400;

date::sys_seconds instant(const World& world, Nanos t) {
    return date::sys_seconds{std::chrono::seconds{world.start_unix_s + t.ns / kSecond.ns}};
}

/// First instant after t of the next full hour or day (UTC), counted from the run's start.
Nanos next_full(const World& world, Nanos t, std::int64_t seconds) {
    const std::int64_t unix_s = world.start_unix_s + t.ns / kSecond.ns;
    return Nanos{((unix_s / seconds + 1) * seconds - world.start_unix_s) * kSecond.ns};
}

Nanos next_edge(const World& world, LedgerPeriod length, Nanos t) {
    if (length == LedgerPeriod::hour) return next_full(world, t, 3600);
    if (length == LedgerPeriod::day) return next_full(world, t, kDaySeconds);
    return next_month(world, t);
}

std::vector<Period> cut(const World& world, Nanos ended_at, LedgerPeriod length) {
    std::vector<Period> periods;
    const std::int64_t step = world.meter_interval.ns;
    const auto count = static_cast<std::size_t>((ended_at.ns + step - 1) / step);
    Nanos edge{0};
    for (std::size_t i = 0; i < std::min(count, world.intervals()); ++i) {
        const Nanos from = world.meter_interval * static_cast<std::int64_t>(i);
        if (periods.empty() || from >= edge) {
            periods.push_back({month_of(world, from), i, i, from, from});
            edge = next_edge(world, length, from);
        }
        periods.back().last = i + 1;
        periods.back().until = min(from + world.meter_interval, ended_at);
    }
    return periods;
}

}  // namespace

std::int32_t month_of(const World& world, Nanos t) {
    const date::year_month_day day{date::floor<date::days>(instant(world, t))};
    return int{day.year()} * 12 + static_cast<std::int32_t>(unsigned{day.month()}) - 1;
}

std::string month_name(std::int32_t month) {
    return fmt::format("{:04}-{:02}", month / 12, month % 12 + 1);
}

Nanos next_month(const World& world, Nanos t) {
    const date::year_month_day ymd{date::floor<date::days>(instant(world, t))};
    const date::year_month next = date::year_month{ymd.year(), ymd.month()} + date::months{1};
    const std::int64_t at = date::sys_days{next / 1}.time_since_epoch().count() * kDaySeconds;
    return Nanos{(at - world.start_unix_s) * kSecond.ns};
}

Nanos month_length(const World& world, Nanos t) {
    const date::year_month_day ymd{date::floor<date::days>(instant(world, t))};
    const auto last = date::year_month_day_last{ymd.year(), date::month_day_last{ymd.month()}};
    return Nanos{static_cast<std::int64_t>(unsigned{last.day()}) * kDay.ns};
}

std::vector<Period> periods_of(const World& world, Nanos ended_at) {
    return cut(world, ended_at, world.ledger_period);
}

std::vector<Period> months_of(const World& world, Nanos ended_at) {
    return cut(world, ended_at, LedgerPeriod::month);
}

Nanos months_later(const World& world, Nanos t, int months) {
    const date::sys_seconds at = instant(world, t);
    const auto midnight = date::floor<date::days>(at);
    const date::year_month_day day{midnight};
    date::year_month_day then = day + date::months{months};
    if (!then.ok()) then = then.year() / then.month() / date::last;
    const auto later = date::sys_days{then} + (at - midnight);
    return Nanos{(later.time_since_epoch().count() - world.start_unix_s) * kSecond.ns};
}

std::vector<Period> hours_of(const World& world, Nanos ended_at) {
    return cut(world, ended_at, LedgerPeriod::hour);
}

std::size_t period_at(const std::vector<Period>& periods, Nanos t) {
    const auto after = std::upper_bound(periods.begin(), periods.end(), t,
                                        [](Nanos at, const Period& p) { return at < p.from; });
    return after == periods.begin() ? 0 : static_cast<std::size_t>(after - periods.begin()) - 1;
}

}  // namespace orrery
