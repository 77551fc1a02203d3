// Forecast of a series of equal steps: log-linear growth, a weekly shape, noise that lingers.
#pragma once
#include <array>
#include <optional>
#include <span>
#include <vector>

#include "models/statistics/matrix.hpp"

namespace orrery::demand {

/// What a series is fitted with; a part that its length does not support is left out.
struct SeriesShape {
    bool weekly = true;      ///< steps are days: an effect of each weekday
    bool correlated = true;  ///< neighbouring residuals go together (AR 1)
    int first_weekday = 0;   ///< of the first step, Monday 0
    int least = 14;          ///< steps above 0 below which nothing is fitted
    int least_growth = 28;   ///< below which no growth is told from noise
    /// Days that are holidays, counted from the first step; those after the last are forecast. One
    /// effect for all, on Monday to Friday where weekdays are fitted: a Sunday is none the less
    /// one.
    std::vector<int> holidays;
    int least_holidays = 3;  ///< of them in the record
    bool yearly = true;      ///< steps are days: two harmonics of the year …
    int least_yearly = 731;  ///< … from two years on
};

/// log y(t) = level + growth · t + weekly(weekday of t) + holiday(t) + yearly(t) + r(t), t = 0 at
/// the last step; r(t) = φ·r(t − 1) + ε. Steps of 0 or less (outages, gaps) are left out.
struct SeriesFit {
    double level = 0;
    double growth = 0;               ///< a step, of the logarithm
    double growth_error = 0;         ///< its standard error
    std::array<double, 7> weekly{};  ///< Monday first, mean 0
    double correlation = 0;          ///< φ, 0 to 0.98
    double sigma = 0;                ///< of ε
    double last = 0;                 ///< r(0); 0 where the last step was left out
    double degrees = 1;              ///< of freedom, fewer where neighbours go together
    int used = 0;                    ///< steps that count
    bool has_weekly = false;
    bool has_growth = false;
    bool has_holidays = false;
    bool has_yearly = false;
    double holiday = 0;                ///< effect of a holiday on the logarithm
    double holiday_error = 0;          ///< its standard error
    int holidays_seen = 0;             ///< that were fitted
    std::array<double, 4> yearly{};    ///< cos and sin of once and twice a year, at t = 0 phase 0
    std::vector<int> holidays;         ///< t of each, ascending
    int last_weekday = 0;              ///< of t = 0
    std::vector<double> innovations;   ///< of each step in standard deviations; 0: left out
    statistics::Matrix covariance;     ///< of the coefficients, over σ²
    std::vector<double> coefficients;  ///< as `features` has them
};

/// Generalised least squares; φ after S. J. Prais and C. B. Winsten (1954) from the residuals of
/// the round before, corrected for its bias in short series (M. G. Kendall, Biometrika 41, 1954:
/// (1 + 3φ)/n about a mean; here with a trend (2 + 4φ)/n after F. H. C. Marriott and J. A. Pope in
/// the same volume). Nothing below `least` steps.
std::optional<SeriesFit> fit_series(std::span<const double> values, const SeriesShape& shape);

/// Of what comes: the values that lie above the truth in one and nine of ten futures, and the mean.
struct Band {
    double p10 = 0;
    double p50 = 0;
    double p90 = 0;
    double mean = 0;
    [[nodiscard]] bool holds(double actual) const { return p10 <= actual && actual <= p90; }
};

/// Sum over steps from … from + count − 1 after the last one (from ≥ 1): a log-normal with the
/// sum's mean and variance (L. F. Fenton, IRE Trans. Commun. Syst. 8, 1960), what is not known of
/// the coefficients included; Student's quantiles. Wider the farther ahead.
Band forecast_sum(const SeriesFit& fit, int from, int count);

/// The median of one step `ahead` of the last; negative: of the past, without its residual.
double expected_step(const SeriesFit& fit, int ahead);

/// The year's part of the logarithm, and whether a step is a holiday that counts.
double yearly_effect(const SeriesFit& fit, int ahead);
bool counts_as_holiday(const SeriesFit& fit, int ahead);

/// One-step errors of what came after the fit, in their standard deviations; 0 for steps left out.
std::vector<double> later_innovations(const SeriesFit& fit, std::span<const double> later);

/// The last `period` values again and again, for `count` steps: the naive baseline.
std::vector<double> repeat_last(std::span<const double> values, int period, int count);

/// Σ|predicted − actual| / Σ actual, and Σ(predicted − actual) / Σ actual; 0 where nothing was.
struct ForecastError {
    double wape = 0;
    double bias = 0;
};
ForecastError forecast_error(std::span<const double> actual, std::span<const double> predicted);

/// Where a level changed (E. S. Page, Biometrika 41, 1954).
struct Drift {
    bool found = false;
    std::size_t since = 0;  ///< first step of the shift, by likelihood
    std::size_t at = 0;     ///< step at which it was certain
    double shift = 0;       ///< mean of the errors in between, standard deviations
};
/// Two-sided CUSUM of standardised errors: slack in standard deviations, alarm above `threshold`.
/// With 0.5 and 7 a false alarm comes once in 3,500 steps (D. Siegmund, Sequential Analysis, 1985:
/// (e^b − b − 1)/(2·0.5²), b = 7 + 1.166, a side).
Drift cusum(std::span<const double> errors, double slack = .5, double threshold = 7);

}  // namespace orrery::demand
