// What the cash of a run is worth: present values, rates of return, payback, or why not.
#include <fmt/format.h>

#include <algorithm>
#include <span>
#include <utility>

#include "models/finance/cash_flow.hpp"
#include "models/finance/rate_of_return.hpp"
#include "orrery/base/math.hpp"
#include "sim/analysis/finance.hpp"

namespace orrery::analysis {
namespace {

constexpr double kSecondsPerDay = 86400;
constexpr const char* kNoValue =
    "no workload or job has a value: say under `value` what it brings in";

constexpr const char* kNoRate =
    "no discount rate is given: finance.discount_rate or finance.wacc says what money costs";

std::string percent(double rate) {
    return fmt::format("{:.2f} %", 100 * rate);
}

/// What compounds monthly, a year.
double yearly(double monthly) {
    return math::pow(1 + monthly, 12) - 1;
}

class Worth {
public:
    Worth(const Input& in, FinanceFindings& f, Findings& out)
        : spec_(in.world.finance),
          f_(f),
          out_(out),
          years_(std::max(in.o.ended_at.seconds(), 3600.0) / (365 * 86400.0)) {
        for (const CashFlowRow& row : f.cash) {
            net_.push_back(row.net);
            days_.push_back(row.days);
            cost_.push_back(-row.capex - row.opex);
        }
    }

    void run() {
        rates();
        costs();
        if (!f_.has_value) {
            for (const char* name : {"NPV", "ROI", "IRR", "MIRR", "payback", "PI"}) {
                refuse(name, kNoValue);
            }
            return;
        }
        present_value();
        internal_rates();
        modified_rate();
        hold_against_hurdle();
        paybacks();
        ratios();
    }

private:
    void set(const char* name, double value, const char* unit, std::string formula) {
        set_metric(out_, std::string("finance.") + name, value, unit, std::move(formula));
    }
    void money(const char* name, double value, const std::string& formula) {
        set_metric(out_, std::string("finance.") + name, value, f_.currency, formula);
    }
    void refuse(const char* name, std::string reason) {
        f_.refused.push_back({name, std::move(reason)});
    }
    [[nodiscard]] double rate() const { return f_.discount_rate.value_or(0); }
    /// How present values of this run are made.
    [[nodiscard]] std::string discounting() const {
        return fmt::format("{} a year, Actual/365 from the start, cash at the {} of each month",
                           percent(rate()), f_.mid_period ? "middle" : "end");
    }
    [[nodiscard]] std::span<const double> months() const { return std::span(net_).subspan(1); }

    void rates() {
        if (!f_.discount_rate) return;
        set("discount_rate", rate(), "", "a year, effective: stated, or the cost of capital");
        set("monthly_rate", f_.monthly_rate, "",
            f_.nominal_monthly ? "r/12 of the nominal rate" : "(1 + r)^(1/12) − 1");
        if (f_.inflation != 0) {
            set("real_discount_rate", finance::real_rate(rate(), f_.inflation), "",
                "(1 + nominal)/(1 + inflation) − 1; amounts of the run are nominal");
        }
    }

    void costs() {
        if (!f_.discount_rate) return refuse("NPV of cost", kNoRate);
        const double worth = finance::xnpv(rate(), cost_, days_);
        money("npv_cost", worth, "Σ cash paid / (1 + r)^(days/365), before tax: " + discounting());
        money("eac", finance::equivalent_annual(rate(), years_, worth),
              fmt::format("equivalent annual cost: npv_cost·r/(1 − (1 + r)^−n), n = {:.3f} years",
                          years_));
        if (f_.tax_rate <= 0) return;
        std::vector<double> taxed = cost_;
        for (std::size_t i = 0; i < taxed.size(); ++i) taxed[i] -= f_.cash[i].tax;
        if (!f_.has_value) {
            money("npv_cost_after_tax", finance::xnpv(rate(), taxed, days_),
                  "npv_cost less the tax that it saves: " + discounting());
        }
    }

    void present_value() {
        for (int step = 0; step <= 10; ++step) {
            const double rate = step / 20.0;
            f_.npv_profile.push_back({rate, finance::xnpv(rate, net_, days_)});
        }
        if (!f_.discount_rate) return refuse("NPV", kNoRate);
        money("npv", finance::xnpv(rate(), net_, days_),
              "XNPV: Σ net cash / (1 + r)^(days/365), after tax: " + discounting());
        const double factor = f_.mid_period ? finance::mid_period_factor(f_.monthly_rate) : 1;
        money(
            "npv_monthly", net_[0] + factor * finance::npv(f_.monthly_rate, months()),
            "cash of the start + NPV of the calendar months at the monthly rate, a part of one as "
            "a whole");
    }

    /// Both kinds: by dates, and of calendar months as equal periods, as a spreadsheet's IRR.
    void internal_rates() {
        const auto dated = finance::xirr(net_, days_);
        if (dated.rate) {
            set("xirr", *dated.rate, "", "XIRR: the rate at which the dated net cash is worth 0");
        } else {
            refuse("XIRR", reason(dated, false));
        }
        const auto equal = finance::irr(net_);
        out_.metrics.count("finance.irr_count", static_cast<std::int64_t>(equal.roots.size()));
        if (equal.rate) {
            set("irr", yearly(*equal.rate), "",
                "(1 + IRR of the months)^12 − 1: net cash of the start and of the calendar months, "
                "a part of one as a whole");
            tell_parts();
        } else {
            refuse("IRR", reason(equal, true));
        }
    }

    /// Where the run starts or ends within a month, its months are more periods than its time has.
    void tell_parts() {
        const auto periods = static_cast<double>(months().size());
        const double length = years_ * 12;
        if (periods - length < 0.5) return;
        f_.notes.push_back(fmt::format(
            "The IRR counts {} calendar months, parts of one as whole ones, where the run takes "
            "{:.1f}: the XIRR goes by dates.",
            months().size(), length));
    }

    static std::string reason(const finance::RateOfReturn& r, bool monthly) {
        std::string text = r.refused;
        for (std::size_t i = 0; i < r.roots.size(); ++i) {
            text += (i == 0 ? ": " : ", ") + percent(monthly ? yearly(r.roots[i]) : r.roots[i]);
        }
        return text + (r.roots.size() > 1 ? " a year; see MIRR and the NPV" : "");
    }

    void modified_rate() {
        const double reinvest = spec_.reinvest_rate >= 0 ? spec_.reinvest_rate : rate();
        const double finance = spec_.finance_rate >= 0 ? spec_.finance_rate : rate();
        if (!f_.discount_rate && (spec_.reinvest_rate < 0 || spec_.finance_rate < 0)) {
            return refuse("MIRR", "give discount_rate, or reinvest_rate and finance_rate");
        }
        const auto rate = finance::xmirr(net_, days_, finance, reinvest);
        if (!rate) {
            const bool changes = finance::sign_changes(net_) > 0;
            return refuse("MIRR",
                          changes ? "all cash is of one day" : "the cash flows never change sign");
        }
        set("mirr", *rate, "",
            fmt::format("(FV of what comes in at {} / PV of what goes out at {})^(365/days) − 1",
                        percent(reinvest), percent(finance)));
    }

    /// The dated rate, by the convention of the NPV, so that both give one verdict; else the MIRR:
    /// where several rates exist none of them says it.
    void hold_against_hurdle() {
        HurdleVerdict v{"", 0, spec_.hurdle_rate, "hurdle"};
        if (v.hurdle < 0) {
            if (!f_.discount_rate) return;
            v.hurdle = rate();
            v.basis = spec_.wacc ? "cost of capital" : "discount rate";
        }
        for (const auto& [name, path] :
             {std::pair{"XIRR", "finance.xirr"}, {"MIRR", "finance.mirr"}}) {
            const Metric* m = out_.metrics.find(path);
            if (!m) continue;
            v.figure = name;
            v.value = m->value;
            break;
        }
        if (v.figure.empty()) return;
        set("hurdle_rate", v.hurdle, "", "a year: stated as hurdle_rate, else the discount rate");
        set("over_hurdle", v.value - v.hurdle, "", v.figure + " − hurdle_rate, a year");
        f_.hurdle = std::move(v);
    }

    void paybacks() {
        payback("payback", net_, "first time that the running total of net cash reaches 0");
        if (!f_.discount_rate) return;
        std::vector<double> present;
        for (const CashFlowRow& row : f_.cash) present.push_back(row.discounted);
        payback("discounted_payback", present, "likewise of discounted net cash");
    }
    void payback(const char* name, const std::vector<double>& flows, const char* formula) {
        if (const auto days = finance::payback(flows, days_)) {
            set(name, *days * kSecondsPerDay, "s", formula);
        } else {
            refuse(name, "never within the run");
        }
    }

    void ratios() {
        const auto [in, out] = in_and_out(0);
        if (out <= 0) return refuse("ROI", "nothing is paid");
        set("roi", (in - out) / out, "",
            "(Σ value and sales − Σ paid) / Σ paid; paid: purchases, operating cost, tax of the "
            "run");
        if (!f_.discount_rate) return refuse("PI", kNoRate);
        const auto [present_in, present_out] = in_and_out(rate());
        set("profitability_index", present_in / present_out, "",
            "PV of value and sales / PV of what is paid: " + discounting());
    }

    /// Value and sales of assets; purchases, operating cost and tax. Tax is netted over the run: a
    /// month's loss lowers what is due elsewhere.
    [[nodiscard]] std::pair<double, double> in_and_out(double rate) const {
        double in = 0;
        double out = 0;
        double tax = 0;
        for (const CashFlowRow& row : f_.cash) {
            const double factor = 1 / math::pow(1 + rate, row.days / 365);
            in += (row.revenue + std::max(row.capex, 0.0)) * factor;
            out += (std::max(-row.capex, 0.0) - row.opex) * factor;
            tax += row.tax * factor;
        }
        return {in + std::max(tax, 0.0), out + std::max(-tax, 0.0)};
    }

    const FinanceSpec& spec_;
    FinanceFindings& f_;
    Findings& out_;
    double years_;  ///< that the run took, of 365 days
    std::vector<double> net_;
    std::vector<double> days_;
    std::vector<double> cost_;
};

}  // namespace

void add_worth(const Input& in, FinanceFindings& f, Findings& out) {
    Worth(in, f, out).run();
}

}  // namespace orrery::analysis
