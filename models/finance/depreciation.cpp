// Depreciation: what of an asset's cost is written off by when, under the usual laws.
#include "models/finance/depreciation.hpp"

#include <algorithm>
#include <cmath>

#include "orrery/base/math.hpp"

namespace orrery::finance {
namespace {

/// Shares of the amount to be written off, by year; the last year may be broken.
std::vector<double> straight(double amount, double life) {
    std::vector<double> years;
    for (double done = 0; done < life; done += 1) {
        years.push_back(amount * std::min(1.0, life - done) / life);
    }
    return years;
}

std::vector<double> digits(double amount, double life) {
    std::vector<double> years;
    const int n = static_cast<int>(std::ceil(life));
    double sum = 0;
    for (int k = 0; k < n; ++k) sum += life - k;
    for (int k = 0; k < n; ++k) years.push_back(amount * (life - k) / sum);
    return years;
}

/// Each year the larger of the declining amount and what a straight line over the rest would take:
/// the law that tax codes and VDB know.
std::vector<double> declining(const DepreciationTerms& t, double cost) {
    std::vector<double> years;
    double book = cost;
    for (double done = 0; done < t.life_years; done += 1) {
        const double part = std::min(1.0, t.life_years - done);
        const double line = (book - t.salvage) * part / (t.life_years - done);
        const double fall = std::min(book * t.factor / t.life_years * part, book - t.salvage);
        years.push_back(std::max(0.0, std::max(line, fall)));
        book -= years.back();
    }
    return years;
}

double rounded_rate(double cost, double salvage, int life) {
    const double rate = 1 - math::pow(salvage / cost, 1.0 / life);
    return static_cast<double>(math::round_to_int64(rate * 1000)) / 1000;
}

}  // namespace

double sln(double cost, double salvage, double life) {
    return (cost - salvage) / life;
}

double syd(double cost, double salvage, double life, int period) {
    return (cost - salvage) * (life - period + 1) * 2 / (life * (life + 1));
}

double db(double cost, double salvage, int life, int period, int months) {
    const double rate = rounded_rate(cost, salvage, life);
    double taken = 0;
    for (int year = 1; year <= period; ++year) {
        double amount = (cost - taken) * rate;
        if (year == 1) amount = cost * rate * months / 12;
        if (year == life + 1) amount = (cost - taken) * rate * (12 - months) / 12;
        if (year > life + 1) amount = 0;
        if (year == period) return amount;
        taken += amount;
    }
    return 0;
}

double ddb(double cost, double salvage, double life, int period, double factor) {
    const double rate = std::min(1.0, factor / life);
    double book = cost;
    double amount = 0;
    for (int year = 1; year <= period; ++year) {
        amount = std::max(0.0, std::min(book * rate, book - salvage));
        book -= amount;
    }
    return amount;
}

std::vector<double> depreciation_by_year(const DepreciationTerms& t) {
    const double first = t.bonus * t.cost;
    const double cost = t.cost - first;
    std::vector<double> years;
    if (t.law == DepreciationLaw::schedule) {
        for (const double share : t.shares) years.push_back(cost * share);
    } else if (t.life_years > 0) {
        const double amount = std::max(0.0, cost - t.salvage);
        if (t.law == DepreciationLaw::straight) years = straight(amount, t.life_years);
        if (t.law == DepreciationLaw::sum_of_years) years = digits(amount, t.life_years);
        if (t.law == DepreciationLaw::declining) years = declining(t, cost);
    }
    if (!years.empty()) years.front() += first;
    return years;
}

double written_off(const DepreciationTerms& t, double years) {
    const std::vector<double> by_year = depreciation_by_year(t);
    const bool scheduled = t.law == DepreciationLaw::schedule;
    double sum = 0;
    for (std::size_t k = 0; k < by_year.size(); ++k) {
        const double begin = static_cast<double>(k);
        if (years <= begin) break;
        const double length = scheduled ? 1.0 : std::min(1.0, t.life_years - begin);
        sum += by_year[k] * std::min(1.0, (years - begin) / length);
    }
    return sum;
}

double book_value(const DepreciationTerms& t, double years) {
    return t.cost - written_off(t, years);
}

}  // namespace orrery::finance
