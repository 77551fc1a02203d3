// The study `exit`: what does it cost to leave a vendor, how long does it take, and when is it
// cheapest?
#include "sim/study/exit.hpp"

#include <date/date.h>

#include <algorithm>
#include <cmath>
#include <map>

#include "models/contracts/owed.hpp"

namespace orrery {
namespace {

constexpr double kDaySeconds = 86400;
constexpr double kMonthDays = 365.0 / 12;

date::sys_days day_of(std::int64_t unix_s) {
    return date::floor<date::days>(date::sys_seconds{std::chrono::seconds{unix_s}});
}

/// The same day so many months later; the last of the month where there is no such day.
std::int64_t months_later(std::int64_t unix_s, int months) {
    const date::year_month_day first{day_of(unix_s)};
    date::year_month_day then = first + date::months{months};
    if (!then.ok()) then = then.year() / then.month() / date::last;
    return date::sys_seconds{date::sys_days{then}}.time_since_epoch().count();
}

double total_gb(const ExitQuestion& q) {
    double gb = 0;
    for (const ExitParcel& parcel : q.parcels) gb += parcel.gb;
    return gb;
}

double transfer_days(const ExitQuestion& q) {
    return q.bandwidth > 0 ? total_gb(q) * 1e9 / q.bandwidth / kDaySeconds : 0;
}

/// Sent evenly; each day at its price, what has none by the tiers of the month.
class Transfer {
public:
    explicit Transfer(const ExitQuestion& q) : q_(q) {}

    double usd(std::int64_t at_unix_s, std::string& source) {
        const double days = transfer_days(q_);
        const int whole = std::max(1, static_cast<int>(std::ceil(days - 1e-9)));
        double usd = 0;
        for (int d = 0; d < whole; ++d) {
            const double share =
                days <= 1 ? 1 : (std::min(static_cast<double>(d + 1), days) - d) / days;
            const date::sys_days day = day_of(at_unix_s) + date::days{d};
            for (const ExitParcel& parcel : q_.parcels) usd += price(parcel, share, day, source);
        }
        return usd;
    }

private:
    double price(const ExitParcel& parcel, double share, date::sys_days day, std::string& source) {
        contracts::Shipment way = parcel.way;
        way.day = date::format("%F", day);
        const double gb = parcel.gb * share;
        const auto price = contracts::transfer_price(q_.transfers, way);
        if (price) {
            source = price->price_source;
            return gb * price->usd_gb;
        }
        source = q_.internet.price_source;
        double& before = month_gb_[date::format("%Y-%m", day)];
        const double usd = contracts::egress(q_.internet, before, before + gb);
        before += gb;
        return usd;
    }

    const ExitQuestion& q_;
    std::map<std::string, double> month_gb_;
};

double stranded(const ExitQuestion& q, double free_unix_s) {
    double usd = 0;
    for (const ExitObligation& o : q.obligations) {
        const double from = std::max(free_unix_s, static_cast<double>(o.from_unix_s));
        const double days = std::max(0.0, static_cast<double>(o.until_unix_s) - from) / kDaySeconds;
        usd += o.usd_month * (1 - o.recovered) * days / kMonthDays;
    }
    return usd;
}

ExitRow row_of(const ExitQuestion& q, int month, const ExitResult& r, std::string& source) {
    ExitRow row;
    row.at_unix_s = month == 0 ? q.from_unix_s : months_later(q.from_unix_s, month);
    row.egress_usd = Transfer(q).usd(row.at_unix_s, source);
    row.usd_gb = r.gb > 0 ? row.egress_usd / r.gb : 0;
    row.stranded_usd = stranded(q, static_cast<double>(row.at_unix_s) + r.exit_days * kDaySeconds);
    row.porting_usd = q.porting_usd;
    row.fee_usd = q.fee_usd;
    row.double_run_usd = q.run_usd_month * r.exit_days / kMonthDays;
    row.waiting_usd = q.saving_usd_month * month;
    return row;
}

}  // namespace

ExitResult study_exit(const ExitQuestion& q) {
    ExitResult r;
    r.gb = total_gb(q);
    r.transfer_days = transfer_days(q);
    r.exit_days = r.transfer_days + q.double_run_days;
    for (int m = 0; m <= q.months; ++m) {
        std::string source;
        r.rows.push_back(row_of(q, m, r, source));
        if (r.price_source.find(source) == std::string::npos) {
            r.price_source += (r.price_source.empty() ? "" : "; ") + source;
        }
        if (r.rows.back().total() < r.rows[r.best].total() - 1e-9) r.best = r.rows.size() - 1;
    }
    for (std::size_t m = 1; m < r.rows.size(); ++m) {
        const double cheaper = (r.rows[0].bill() - r.rows[m].bill()) / static_cast<double>(m);
        r.breakeven_saving = std::max(r.breakeven_saving, cheaper);
    }
    return r;
}

}  // namespace orrery
