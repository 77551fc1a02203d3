// A run of some of its days: how many, and how far cost and P99 may be off, from how much the days
// that stand for others differ among themselves.
#include <fmt/format.h>

#include <algorithm>
#include <boost/math/distributions/students_t.hpp>
#include <cmath>
#include <map>

#include "sim/accounts/energy.hpp"
#include "sim/analysis/analyse.hpp"
#include "sim/analysis/wording.hpp"

namespace orrery::analysis {
namespace {

/// Demands of a stratum that differ by more than that: what follows from it is no error.
constexpr double kVaries = 0.02;
/// Work handed over midnight that is worth a warning, as a share of the requests.
constexpr double kMuchLate = 0.01;

/// Something of the days of one stratum, with their demands.
struct Sample {
    std::vector<std::pair<double, double>> points;  ///< (demand, value), by demand
    double days = 0;                                ///< that the stratum has
};

/// Variance of a day's value about what its neighbours in demand lead one to expect: a residual
/// from the line between the two has 1 + w² + (1 − w)² times that variance.
double residual_variance(const Sample& s) {
    double sum = 0;
    for (std::size_t i = 1; i + 1 < s.points.size(); ++i) {
        const auto& [x0, y0] = s.points[i - 1];
        const auto& [x1, y1] = s.points[i];
        const auto& [x2, y2] = s.points[i + 1];
        const double w = x2 > x0 ? (x1 - x0) / (x2 - x0) : 0.5;
        const double r = y1 - (1 - w) * y0 - w * y2;
        sum += r * r / (1 + w * w + (1 - w) * (1 - w));
    }
    return sum / static_cast<double>(s.points.size() - 2);
}

double plain_variance(const Sample& s) {
    const auto n = static_cast<double>(s.points.size());
    double mean = 0;
    double squares = 0;
    for (const auto& [demand, value] : s.points) mean += value / n;
    for (const auto& [demand, value] : s.points) squares += (value - mean) * (value - mean);
    return squares / (n - 1);
}

/// Variance of a day's value within the stratum.
double variance(const Sample& s) {
    if (s.points.size() < 2) return 0;
    const double low = s.points.front().first;
    const double high = s.points.back().first;
    const bool varies = s.points.size() > 2 && high - low > kVaries * high;
    return varies ? residual_variance(s) : plain_variance(s);
}

/// Of the sum over all days of a stratum, from n of its N days: s² · N · (N − n) / n (W. G.
/// Cochran, Sampling Techniques, 1977, 5.2).
double variance_of_sum(const Sample& s) {
    const auto n = static_cast<double>(s.points.size());
    return n > 0 ? variance(s) * s.days * (s.days - n) / n : 0;
}

/// Prices of a run's quantities: what was paid for each of them on average.
struct Prices {
    std::vector<double> server_ns;  ///< by pool
    std::vector<double> tokens;     ///< likewise
    std::vector<double> joule;      ///< by site
    std::vector<double> byte;       ///< likewise
};

struct DayUse {
    double server_ns = 0;
    double tokens = 0;
    double it_j = 0;
};

DayUse use_of(const World& world, const Observations& o, std::size_t p, std::size_t from,
              std::size_t until) {
    DayUse use;
    for (std::size_t i = from; i < std::min(until, o.pools[p].size()); ++i) {
        const PoolUsage& usage = o.pools[p][i];
        use.server_ns += static_cast<double>(usage.server_ns);
        use.tokens += static_cast<double>(usage.prefill_tokens + usage.decode_tokens);
        use.it_j += interval_energy(world.pools[p], usage).it_j();
    }
    return use;
}

double sent(const std::vector<std::int64_t>& bytes, std::size_t from, std::size_t until) {
    double sum = 0;
    for (std::size_t i = from; i < std::min(until, bytes.size()); ++i) {
        sum += static_cast<double>(bytes[i]);
    }
    return sum;
}

/// Effective cost of some categories by the name of a site or pool.
std::map<std::string, double> costs(const Input& in, bool by_pool,
                                    const std::vector<std::string>& categories) {
    std::map<std::string, double> sums;
    for (const Posting& posting : in.ledger.postings) {
        const Charge& charge = in.ledger.of(posting);
        if (std::find(categories.begin(), categories.end(), charge.category) == categories.end()) {
            continue;
        }
        sums[by_pool ? charge.pool : charge.site] += posting.effective();
    }
    return sums;
}

double over(double cost, double quantity) {
    return quantity > 0 ? cost / quantity : 0;
}

Prices prices_of(const Input& in) {
    Prices prices;
    auto rent = costs(in, true, {"compute"});
    auto tokens = costs(in, true, {"tokens"});
    auto energy = costs(in, false, {"energy", "demand charge", "grid fees"});
    auto egress = costs(in, false, {"egress"});
    const std::size_t all = in.world.intervals();
    std::vector<double> joules(in.world.sites.size());
    for (std::size_t p = 0; p < in.world.pools.size(); ++p) {
        const DayUse use = use_of(in.world, in.o, p, 0, all);
        prices.server_ns.push_back(over(rent[in.world.pools[p].name], use.server_ns));
        prices.tokens.push_back(over(tokens[in.world.pools[p].name], use.tokens));
        joules[in.world.pools[p].site.index()] += use.it_j;
    }
    for (std::size_t s = 0; s < in.world.sites.size(); ++s) {
        const std::string& name = in.world.sites[s].name;
        prices.joule.push_back(over(energy[name], joules[s]));
        prices.byte.push_back(over(egress[name], sent(in.o.egress_bytes[s], 0, all)));
    }
    return prices;
}

/// What the day's quantities cost at the run's prices; what does not depend on them is left out.
double cost_of_day(const Input& in, const Prices& prices, std::int32_t day) {
    const auto per_day = static_cast<std::size_t>(kDay.ns / in.world.meter_interval.ns);
    const std::size_t from = static_cast<std::size_t>(day) * per_day;
    double cost = 0;
    for (std::size_t p = 0; p < in.world.pools.size(); ++p) {
        const DayUse use = use_of(in.world, in.o, p, from, from + per_day);
        cost += use.server_ns * prices.server_ns[p] + use.tokens * prices.tokens[p] +
                use.it_j * prices.joule[in.world.pools[p].site.index()];
    }
    for (std::size_t s = 0; s < in.world.sites.size(); ++s) {
        cost += sent(in.o.egress_bytes[s], from, from + per_day) * prices.byte[s];
    }
    return cost;
}

template <class Value>
std::vector<Sample> samples(const SampledRun& run, Value value) {
    std::vector<Sample> all(static_cast<std::size_t>(run.strata));
    for (const SampledDay& day : run.simulated) {
        if (day.stratum < 0) continue;
        Sample& s = all[static_cast<std::size_t>(day.stratum)];
        s.points.emplace_back(day.demand, value(day));
        s.days += day.stands_for;
    }
    for (Sample& s : all) std::sort(s.points.begin(), s.points.end());
    return all;
}

/// Half of a 95 % interval around a sum over strata.
double half_width(const std::vector<Sample>& strata) {
    double sum = 0;
    int freedom = 0;
    for (const Sample& s : strata) {
        sum += variance_of_sum(s);
        freedom += std::max(static_cast<int>(s.points.size()) - 1, 0);
    }
    if (freedom == 0 || sum <= 0) return 0;
    const boost::math::students_t law(freedom);
    return boost::math::quantile(boost::math::complement(law, 0.025)) * std::sqrt(sum);
}

void bound(Findings& out, const std::string& path, double lo, double hi) {
    const Metric* metric = out.metrics.find(path);
    if (!metric) return;
    Metric bounded = *metric;
    bounded.lo = lo;
    bounded.hi = hi;
    out.metrics.set(path, bounded);
}

void add_cost_error(const Input& in, Findings& out) {
    const Metric* total = out.metrics.find("cost.total");
    if (!total || total->value <= 0) return;
    const Prices prices = prices_of(in);
    const double half = half_width(samples(
        in.o.sampled, [&](const SampledDay& day) { return cost_of_day(in, prices, day.day); }));
    set_metric(out, "sampled.cost_error", half / total->value, "",
               "half of the 95 % interval of cost.total, from how much days of a stratum differ");
    bound(out, "cost.total", total->value - half, total->value + half);
}

/// The share of requests beyond the quantile is what varies; the quantiles at that share more and
/// less are the interval.
void add_p99_error(const Input& in, Findings& out) {
    const Sketch ttft = merged(in.o).ttft;
    if (ttft.count() == 0) return;
    const double p99 = ttft.quantile(0.99);
    const Nanos at = Nanos::from_seconds(p99);
    const double half = half_width(samples(in.o.sampled, [&](const SampledDay& day) {
        return static_cast<double>(day.ttft.count()) * (1 - day.ttft.share_within(at));
    }));
    const double share = std::min(half / static_cast<double>(ttft.count()), 0.0099);
    const double lo = ttft.quantile(0.99 - share);
    const double hi = ttft.quantile(0.99 + share);
    set_metric(out, "sampled.ttft_p99_error", p99 > 0 ? (hi - lo) / 2 / p99 : 0, "",
               "half of the 95 % interval of latency.ttft.p99, from how much the share of slow "
               "requests differs between days of a stratum");
    bound(out, "latency.ttft.p99", lo, hi);
}

std::string error_percent(double share) {
    return share < 0.0005 ? "less than 0.1 %" : fmt::format("± {:.1f} %", 100 * share);
}

void add_sentence(const SampledRun& run, Findings& out) {
    const auto full = std::count_if(run.simulated.begin(), run.simulated.end(),
                                    [](const SampledDay& day) { return day.stratum < 0; });
    std::string text =
        fmt::format("Sampled: {} of {} days simulated, {} of them in full for what happens on them",
                    run.simulated.size(), run.days, full);
    const Metric* cost = out.metrics.find("sampled.cost_error");
    const Metric* p99 = out.metrics.find("sampled.ttft_p99_error");
    if (cost) text += "; error of cost " + error_percent(cost->value);
    if (p99) text += (cost ? ", of P99 TTFT " : "; error of P99 TTFT ") + error_percent(p99->value);
    out.answer.push_back(text + ".");
    const double late = static_cast<double>(run.late);
    if (late <= kMuchLate * static_cast<double>(run.arrived)) return;
    out.answer.push_back(fmt::format(
        "Days hand work over midnight ({:.1f} % of their requests leave over an hour later), which "
        "a sample does not carry on: its latencies are too low; use --fidelity event.",
        100 * late / static_cast<double>(run.arrived)));
}

void add_figures(const Input& in, Findings& out) {
    const SampledRun& run = in.o.sampled;
    out.fidelity = "sampled";
    out.metrics.count("sampled.days", run.days);
    out.metrics.count("sampled.simulated", static_cast<std::int64_t>(run.simulated.size()));
    out.metrics.count("sampled.strata", run.strata);
    out.metrics.count("sampled.late", run.late);
    add_cost_error(in, out);
    add_p99_error(in, out);
}

}  // namespace

void tell_sampled(const Input& in, Findings& out) {
    const SampledRun& run = in.o.sampled;
    if (!run.all_because.empty()) {
        out.answer.push_back("Every day was simulated: " + run.all_because + ".");
    }
    if (run.days > 0) add_sentence(run, out);
}

void add_sampled(const Input& in, Findings& out) {
    const SampledRun& run = in.o.sampled;
    if (run.days > 0) add_figures(in, out);
    tell_sampled(in, out);
}

}  // namespace orrery::analysis
