// A bill by month and category, forecast from its earlier months and held against the later ones.
#include "sim/evidence/bill_forecast.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <span>

#include "sim/ingest/csv.hpp"
#include "sim/scenario/quantity.hpp"

namespace orrery {
namespace {

/// Months since year 0 of "2026-07".
int month_number(std::string_view text) {
    const auto digit = [&](std::size_t i) { return text[i] - '0'; };
    return 12 * (1000 * digit(0) + 100 * digit(1) + 10 * digit(2) + digit(3)) + 10 * digit(5) +
           digit(6) - 1;
}

std::string month_text(int month) {
    return fmt::format("{:04}-{:02}", month / 12, month % 12 + 1);
}

int days_of(int month) {
    const auto first = parse_date(month_text(month) + "-01");
    const auto next = parse_date(month_text(month + 1) + "-01");
    return first && next ? static_cast<int>((*next - *first) / 86400) : 30;
}

class HistoryReader {
public:
    HistoryReader(const std::string& file, Diagnostics& diagnostics)
        : csv_(file), diagnostics_(diagnostics) {
        cost_ = csv_.column({"BilledCost"});
        start_ = csv_.column({"ChargePeriodStart", "BillingPeriodStart"});
        currency_ = csv_.column({"BillingCurrency"});
        categories_ = {csv_.column({"ServiceCategory"}), csv_.column({"ServiceName"}),
                       csv_.column({"ChargeCategory"})};
    }

    BillHistory read() {
        for (const auto& [column, name] :
             {std::pair{cost_, "BilledCost"}, std::pair{start_, "ChargePeriodStart"}}) {
            if (column < 0) {
                complain("E0874", 1, std::string("the column ") + name + " is missing",
                         "export the bill as FOCUS 1.0 or later, with this column");
            }
        }
        if (diagnostics_.has_errors()) return {};
        while (csv_.next(cells_)) take();
        if (sums_.empty()) {
            complain("E0879", 1, "the bill has a header and no row that can be read",
                     "export it again, for the months that a forecast is made from");
            return {};
        }
        return laid_out();
    }

private:
    void complain(const char* code, std::int64_t line, std::string message, std::string hint) {
        Diagnostic d;
        d.code = code;
        d.at = {csv_.file(), static_cast<int>(line), 0};
        d.message = std::move(message);
        d.hint = std::move(hint);
        diagnostics_.add(std::move(d));
    }

    [[nodiscard]] std::string at(int column) const {
        const auto i = static_cast<std::size_t>(column);
        return column >= 0 && i < cells_.size() ? cells_[i] : std::string();
    }

    void take() {
        const auto cost = parse_number(at(cost_));
        const std::string date = at(start_).substr(0, 10);
        if (!cost || date.size() < 10 || !parse_date(date)) {
            complain("E0875", csv_.line(),
                     fmt::format("cost \"{}\", start \"{}\": the row cannot be read", at(cost_),
                                 at(start_)),
                     "a decimal cost and a date as 2027-01-31T00:00:00Z");
            return;
        }
        const std::string currency = at(currency_);
        if (currency_name_.empty()) currency_name_ = currency;
        if (currency != currency_name_) {
            complain("E0876", csv_.line(),
                     fmt::format("the row is in \"{}\", those before it in {}", currency,
                                 currency_name_),
                     "give one bill a currency, converted at the rate that was booked");
        }
        std::string category;
        for (const int column : categories_) {
            if (category.empty()) category = at(column);
        }
        const int month = month_number(date);
        sums_[{category, month}] += *cost;
        int& last = last_day_[month];
        last = std::max(last, (date[8] - '0') * 10 + date[9] - '0');
    }

    /// A month whose charges end days before those of the month before did is not over.
    [[nodiscard]] bool last_is_partial() const {
        constexpr int kEarlier = 3;
        if (last_day_.size() < 2) return false;
        const auto last = std::prev(last_day_.end());
        return last->second + kEarlier < std::prev(last)->second;
    }

    BillHistory laid_out() {
        BillHistory h;
        h.currency = currency_name_;
        const int first = last_day_.begin()->first;
        int end = std::prev(last_day_.end())->first + 1;
        if (last_is_partial()) h.cut = month_text(--end);
        for (int m = first; m < end; ++m) {
            h.months.push_back(month_text(m));
            h.days.push_back(days_of(m));
        }
        h.total.assign(h.months.size(), 0);
        for (const auto& [key, cost] : sums_) {
            if (key.second >= end) continue;
            std::vector<double>& costs = h.by_category[key.first];
            costs.resize(h.months.size(), 0);
            const auto i = static_cast<std::size_t>(key.second - first);
            costs[i] += cost;
            h.total[i] += cost;
        }
        return h;
    }

    CsvReader csv_;
    Diagnostics& diagnostics_;
    int cost_, start_, currency_;
    std::vector<int> categories_;
    std::vector<std::string> cells_;
    std::string currency_name_;
    std::map<std::pair<std::string, int>, double> sums_;
    std::map<int, int> last_day_;
};

constexpr int kLeastMonths = 3;
constexpr int kLeastGrowth = 4;

demand::Band times(demand::Band band, double factor) {
    for (double* v : {&band.p10, &band.p50, &band.p90, &band.mean}) *v *= factor;
    return band;
}

/// Fitted on cost a day; what is shown is the cost of months.
std::optional<SeriesBacktest> backtest(const std::string& name, const BillHistory& h,
                                       const std::vector<double>& costs, int held) {
    std::vector<double> a_day;
    for (std::size_t i = 0; i < costs.size(); ++i) a_day.push_back(costs[i] / h.days[i]);
    const int training = static_cast<int>(costs.size()) - held;
    std::vector<HeldPeriod> periods;
    for (int i = 1; i <= held; ++i) {
        periods.push_back({h.months[static_cast<std::size_t>(training + i - 1)], i, 1});
    }
    auto b = backtest_series(name, a_day, held, bill_shape(), 1, periods);
    if (!b) return b;
    const auto came = std::span(costs).last(static_cast<std::size_t>(held));
    std::vector<double> predicted;
    demand::Band total;
    b->actual = 0;
    for (int i = 0; i < held; ++i) {
        HeldPeriod& p = b->periods[static_cast<std::size_t>(i)];
        p.actual = came[static_cast<std::size_t>(i)];
        p.band = times(p.band, h.days[static_cast<std::size_t>(training + i)]);
        predicted.push_back(p.band.p50);
        b->actual += p.actual;
        total.p50 += p.band.p50;
        total.mean += p.band.mean;
    }
    b->total = total;
    b->error = demand::forecast_error(came, predicted);
    const auto known = std::span(costs).first(static_cast<std::size_t>(training));
    b->naive = demand::forecast_error(came, demand::repeat_last(known, 1, held));
    return b;
}

}  // namespace

demand::SeriesShape bill_shape() {
    demand::SeriesShape s;
    s.weekly = false;
    s.correlated = false;
    s.least = kLeastMonths;
    s.least_growth = kLeastGrowth;
    return s;
}

BillHistory read_bill_history(const std::string& file, Diagnostics& diagnostics) {
    return HistoryReader(file, diagnostics).read();
}

std::optional<BillBacktest> backtest_bill(const BillHistory& history, int held_months) {
    BillBacktest out;
    out.held = held_months;
    out.training = static_cast<int>(history.months.size()) - held_months;
    auto total = backtest("total", history, history.total, held_months);
    if (!total) return std::nullopt;
    out.total = std::move(*total);
    for (const auto& [name, costs] : history.by_category) {
        auto one = backtest(name, history, costs, held_months);
        if (one) {
            out.categories.push_back(std::move(*one));
        } else {
            out.left_out.push_back(name);
        }
    }
    std::stable_sort(
        out.categories.begin(), out.categories.end(),
        [](const SeriesBacktest& a, const SeriesBacktest& b) { return a.actual > b.actual; });
    std::vector<double> a_day;
    for (std::size_t i = 0; i < history.total.size(); ++i) {
        a_day.push_back(history.total[i] / history.days[i]);
    }
    const auto all = demand::fit_series(a_day, bill_shape());
    const int next = month_number(history.months.back()) + 1;
    if (all) out.next = times(demand::forecast_sum(*all, 1, 1), days_of(next));
    return out;
}

std::string render_bill(const BillHistory& h, const BillBacktest& b) {
    const auto row = [](const std::string& name, double actual, const demand::Band& band,
                        bool inside) {
        return fmt::format("{:<24}{:>14.0f}{:>14.0f}{:>13.0f}{:>13.0f}{}\n", name.substr(0, 23),
                           actual, band.p50, band.p10, band.p90, inside ? "" : " !");
    };
    std::string out =
        fmt::format("Trained on {} months to {}, held out {} to {}, {}\n", b.training,
                    h.months[static_cast<std::size_t>(b.training - 1)], b.held, h.months.back(),
                    h.currency.empty() ? "no currency given" : h.currency);
    if (!h.cut.empty()) out += fmt::format("{} is not over: left out\n", h.cut);
    out += fmt::format("\n{:<24}{:>14}{:>14}{:>13}{:>13}\n", "month", "billed", "predicted", "P10",
                       "P90");
    for (const HeldPeriod& p : b.total.periods) out += row(p.name, p.actual, p.band, p.inside());
    out += "!: outside the 80 % band\n";
    out += fmt::format("\n{:<24}{:>14}{:>11}{:>11}{:>10}{:>10}\n", "category", "billed", "error",
                       "naive", "bias", "in band");
    std::vector<const SeriesBacktest*> rows;
    for (const SeriesBacktest& c : b.categories) rows.push_back(&c);
    rows.push_back(&b.total);
    for (const SeriesBacktest* c : rows) {
        const auto inside = std::count_if(c->periods.begin(), c->periods.end(),
                                          [](const HeldPeriod& p) { return p.inside(); });
        out +=
            fmt::format("{:<24}{:>14.0f}{:>9.1f} %{:>9.1f} %{:>+8.1f} %{:>10}\n",
                        c->name.substr(0, 23), c->actual, 100 * c->error.wape, 100 * c->naive.wape,
                        100 * c->error.bias, fmt::format("{} of {}", inside, b.held));
    }
    out += "naive: the last month again\n";
    for (const std::string& name : b.left_out) {
        out += fmt::format("{}: too few months with a cost to forecast\n", name);
    }
    const demand::Drift& drift = b.total.drift;
    const auto month = static_cast<std::size_t>(b.training) + drift.since;
    out += drift.found ? fmt::format("Drift: the total moved {} from {}\n",
                                     drift.shift > 0 ? "up" : "down", h.months[month])
                       : "Drift: no change of the total's level\n";
    return out + "\n" + backtest_line(b.total, "billed", h.currency);
}

std::string budget_yaml(const BillHistory& h, const BillBacktest& b) {
    return fmt::format(
        "# Written by `orrery calibrate bill`: P90 of the month after {}.\nfinance:\n  budgets:\n"
        "    - {{name: as-billed, amount: {:.0f} {}, period: month}}\n",
        h.months.back(), b.next.p90, h.currency.empty() ? "USD" : h.currency);
}

}  // namespace orrery
