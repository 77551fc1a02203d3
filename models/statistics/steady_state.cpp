// One long run instead of many: what to delete as warm-up, and an interval from batch means.
#include "models/statistics/steady_state.hpp"

#include <algorithm>
#include <vector>

namespace orrery::statistics {
namespace {

/// Means of whole batches; what fills none is dropped at the end or, if `latest`, at the front.
std::vector<double> means_of(std::span<const double> series, std::size_t batch, bool latest) {
    const std::size_t count = series.size() / batch;
    const std::size_t first = latest ? series.size() - count * batch : 0;
    std::vector<double> means;
    for (std::size_t i = 0; i < count; ++i) {
        means.push_back(moments(series.subspan(first + i * batch, batch)).mean);
    }
    return means;
}

/// The squared standard error of what follows each front, up to a factor; from the back, with
/// Welford's update.
std::vector<double> standard_errors(const std::vector<double>& means) {
    std::vector<double> errors(means.size());
    double mean = 0;
    double squares = 0;
    double n = 0;
    for (std::size_t d = means.size(); d-- > 0;) {
        n += 1;
        const double off = means[d] - mean;
        mean += off / n;
        squares += off * (means[d] - mean);
        errors[d] = squares / (n * n);
    }
    return errors;
}

/// Lag-1 correlation with its first-order bias removed: 2·r − (r of the halves)/2.
double jackknifed_lag1(std::span<const double> values) {
    const std::size_t half = values.size() / 2;
    return 2 * lag1_correlation(values) -
           (lag1_correlation(values.first(half)) + lag1_correlation(values.subspan(half))) / 2;
}

constexpr std::size_t kBatches = 40;
constexpr std::size_t kFiner = 10;  ///< parts of a batch for the check
constexpr double kMostLag1 = .4;

}  // namespace

WarmUp warm_up(std::span<const double> series, std::size_t batch) {
    constexpr std::size_t kLast = 5;
    const std::vector<double> means = means_of(series, batch, false);
    if (means.size() <= 2 * kLast) return {0, true};
    const std::vector<double> errors = standard_errors(means);
    const auto end = errors.end() - static_cast<std::ptrdiff_t>(kLast);
    const auto half = errors.begin() + static_cast<std::ptrdiff_t>(means.size() / 2) + 1;
    const auto best = std::min_element(errors.begin(), end);
    const auto within = std::min_element(errors.begin(), half);
    return {static_cast<std::size_t>(within - errors.begin()) * batch, best >= half};
}

BatchMeans batch_means(std::span<const double> series, double confidence) {
    BatchMeans out;
    const std::size_t batches = std::clamp<std::size_t>(series.size() / kFiner, 1, kBatches);
    out.batch = std::max<std::size_t>(1, series.size() / batches);
    const std::vector<double> means = means_of(series, out.batch, true);
    out.interval = mean_interval(means, confidence);
    const std::size_t fine = std::max<std::size_t>(1, out.batch / kFiner);
    out.lag1 = jackknifed_lag1(means_of(series, fine, true));
    out.independent = means.size() >= 5 && out.lag1 < kMostLag1;
    return out;
}

double lag1_correlation(std::span<const double> values) {
    const double mean = moments(values).mean;
    double squares = 0;
    double products = 0;
    for (std::size_t i = 0; i < values.size(); ++i) {
        squares += (values[i] - mean) * (values[i] - mean);
        if (i > 0) products += (values[i - 1] - mean) * (values[i] - mean);
    }
    return squares > 0 ? products / squares : 0;
}

}  // namespace orrery::statistics
