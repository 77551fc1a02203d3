// Depreciation: what of an asset's cost is written off by when, under the usual laws.
#pragma once
#include <vector>

namespace orrery::finance {

/// Spreadsheet functions of one period. `period` counts from 1; amounts in the cost's currency.
/// Straight line: (cost − salvage) / life.
double sln(double cost, double salvage, double life);
/// Sum of years' digits: (cost − salvage)·(life − period + 1)·2 / (life·(life + 1)).
double syd(double cost, double salvage, double life, int period);
/// Fixed declining balance, with its rate 1 − (salvage/cost)^(1/life) rounded to three decimals as
/// spreadsheets do; the first year has `months`, and a year life + 1 the rest.
double db(double cost, double salvage, int life, int period, int months = 12);
/// Declining balance at factor/life of the book value, never below the salvage value.
double ddb(double cost, double salvage, double life, int period, double factor = 2);

enum class DepreciationLaw { straight, declining, sum_of_years, schedule };

struct DepreciationTerms {
    DepreciationLaw law = DepreciationLaw::straight;
    double cost = 0;
    double salvage = 0;          ///< left at the end of life; schedules ignore it
    double life_years = 5;       ///< may be broken; unused by schedules
    double factor = 2;           ///< declining: 2 is double; switches to straight line
    std::vector<double> shares;  ///< schedule: of the cost, by year
    double bonus = 0;  ///< share of the cost written off in the first year, before the law
};

/// Amounts by year of life; their sum is cost − salvage (schedules: cost × Σ shares).
std::vector<double> depreciation_by_year(const DepreciationTerms& terms);
/// Written off `years` after the asset came into service; linear within a year, and the bonus
/// within the first. Constant before 0 and beyond the last year.
double written_off(const DepreciationTerms& terms, double years);
/// Cost less what is written off.
double book_value(const DepreciationTerms& terms, double years);

}  // namespace orrery::finance
