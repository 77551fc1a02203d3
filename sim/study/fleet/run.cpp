// Planning cases simulated with the engine: P99 of TTFT over seeds, verdicts, conclusions.
#include "sim/study/fleet/run.hpp"

#include <algorithm>
#include <cmath>

#include "models/contracts/owed.hpp"
#include "orrery/base/math.hpp"
#include "sim/engine/whole_run.hpp"
#include "sim/kernel/samplers.hpp"
#include "sim/study/parallel.hpp"
#include "sim/study/replicate.hpp"

namespace orrery::fleet {
namespace {

constexpr double kWarmup = .2;  ///< of the measured requests go before them

/// Their constants of disaggregation: usable shares of the pools, and TTFT over bare prefill.
constexpr double kPrefillShare = .90;
constexpr double kDecodeShare = .92;
constexpr double kTtftOverhead = 1.80;

class PoolSource final : public RequestSource {
public:
    PoolSource(const Lengths& lengths, const PoolRow& row, double rate, std::int64_t count,
               std::uint64_t seed, std::uint64_t replication)
        : lengths_(lengths),
          prefill_only_(row.prefill_only),
          mean_gap_s_(1 / rate),
          left_(count),
          low_(share_at(lengths, row.pool.above)),
          high_(share_at(lengths, longest(row.pool))),
          gaps_(seed, "arrivals", row.pool.gpu, replication),
          draws_(seed, "lengths", row.pool.gpu, replication) {}

    bool next(TraceRequest& out) override {
        if (left_-- <= 0) return false;
        now_s_ += exponential(gaps_, mean_gap_s_);
        const int total = length_at(lengths_, uniform_between(draws_, low_, high_));
        out = TraceRequest{};
        out.arrival = Nanos::from_seconds(now_s_);
        out.prompt_tokens = prompt_of(total);
        out.output_tokens = prefill_only_ ? 0 : output_of(total);
        return true;
    }

private:
    static int longest(const Pool& pool) {
        return pool.upto > 0 ? std::min(pool.upto, pool.context) : pool.context;
    }

    const Lengths& lengths_;
    bool prefill_only_;
    double mean_gap_s_;
    double now_s_ = 0;
    std::int64_t left_;
    double low_;
    double high_;
    Stream gaps_;
    Stream draws_;
};

double arrivals_of(const PoolRow& row, double rate) {
    return rate * row.law.share * (1 - row.law.refused);
}

Outcome verdict(const PoolRow& row, double slo_s, int seeds) {
    const double allowed = 0.01;
    if (row.law.refused > allowed) return Outcome::fails;
    if (10 * row.failing >= 9 * seeds) return Outcome::fails;
    return row.failing == 0 && row.next_s <= slo_s ? Outcome::passes : Outcome::marginal;
}

/// Upper end of the interval in which one more run falls with 95 %, values taken as log-normal.
double next_run(const std::vector<double>& values) {
    const auto n = static_cast<double>(values.size());
    if (values.size() < 2) return values.empty() ? 0 : values[0];
    double mean = 0;
    double squares = 0;
    for (const double v : values) mean += math::log(v) / n;
    for (const double v : values) squares += (math::log(v) - mean) * (math::log(v) - mean);
    const double deviation = std::sqrt(squares / (n - 1) * (1 + 1 / n));
    return math::exp(mean + student_95(static_cast<int>(values.size())) * deviation);
}

/// P99 of TTFT of each seed, in seed order whatever thread ran it.
std::vector<double> simulate_pool(const Cases& cases, const Case& what, const PoolRow& row,
                                  double rate, const RunSettings& settings) {
    const World world = pool_world(cases, what, row, rate);
    std::vector<double> p99(static_cast<std::size_t>(settings.seeds), 0);
    parallel_for(p99.size(), settings.threads, [&](std::size_t i) {
        RunOptions options;
        options.seed = settings.seed;
        options.replication = i;
        const Observations o = whole(
            world,
            simulate(world, pool_requests(cases, what, row, rate, settings.seed, i), options));
        p99[i] = o.serving[0][0].ttft.quantile(0.99);
    });
    return p99;
}

void judge(const Case& what, const std::vector<double>& p99, PoolRow& row) {
    row.p99 = mean_metric(p99);
    row.p99.unit = "s";
    row.p99.formula = "mean over runs of the P99 of TTFT: wait for a slot + prefill";
    for (const double v : p99) row.failing += v > what.slo_s ? 1 : 0;
    if (!p99.empty()) row.worst_s = *std::max_element(p99.begin(), p99.end());
    row.next_s = next_run(p99);
    row.outcome = verdict(row, what.slo_s, static_cast<int>(p99.size()));
}

PoolRow run_pool(const Cases& cases, const Case& what, const Pool& pool, double rate,
                 const RunSettings& settings) {
    PoolRow row;
    row.pool = pool;
    row.law = pool_law(cases, what.lengths, pool);
    row.by_rule = size_by_rule(row.law, rate, what.slo_s);
    row.count = pool.count > 0 ? pool.count : row.by_rule;
    row.load = utilisation(row.law, rate, row.count);
    row.analytic_s = p99_wait(row.law, rate, row.count) + row.law.prefill_s;
    const Gpu& gpu = cases.gpus.at(pool.gpu);
    row.usd_year = row.count * gpu.usd_h * contracts::kHoursPerYear;
    const double busy = std::max(1.0, std::min(row.load, 1.0) * row.law.slots);
    row.power_w = row.count * power_w(gpu, busy);
    row.tokens_s = arrivals_of(row, rate) * row.law.output;
    if (arrivals_of(row, rate) > 0) {
        judge(what, simulate_pool(cases, what, row, rate, settings), row);
    } else {
        row.outcome = row.law.refused > 0 ? Outcome::fails : Outcome::passes;
    }
    return row;
}

/// Their formula: one number for each pool, no queue; and the prefill pool simulated.
DisaggregatedRow run_disaggregated(const Cases& cases, const Case& what, const Disaggregated& d,
                                   const RunSettings& settings) {
    constexpr int kCalibratedContext = 8192;
    const Gpu& p = cases.gpus.at(d.prefill);
    const Gpu& q = cases.gpus.at(d.decode);
    const int p_slots = slots_of(p, kCalibratedContext);
    const int q_slots = slots_of(q, kCalibratedContext);
    const llm::SlotLaw prefill = law_of(p, p_slots);
    const llm::SlotLaw decode = law_of(q, q_slots);
    const int chunks = (what.prompt + p.chunk - 1) / p.chunk;
    DisaggregatedRow out;
    out.fleet = &d;
    out.ttft_s = kTtftOverhead * chunks * iteration_seconds(prefill, kCalibratedContext, p_slots);
    out.tpot_s = iteration_seconds(decode, kCalibratedContext, q_slots);
    const double p_rate = p_slots / service_seconds(prefill, what.prompt, 1);
    const double q_rate = q_slots / service_seconds(decode, 1, what.output);
    out.rate =
        std::min(d.prefill_count * p_rate * kPrefillShare, d.decode_count * q_rate * kDecodeShare);
    PoolRow& row = out.prefill;
    row.pool.gpu = d.prefill;
    row.pool.context = kCalibratedContext;
    row.count = d.prefill_count;
    row.prefill_only = true;
    row.law = pool_law(cases, what.lengths, row.pool);
    row.usd_year =
        contracts::kHoursPerYear * (d.prefill_count * p.usd_h + d.decode_count * q.usd_h);
    judge(what, simulate_pool(cases, what, row, what.rate, settings), row);
    return out;
}

}  // namespace

int FleetRow::gpus() const {
    int n = 0;
    for (const PoolRow& p : pools) n += p.count;
    return n;
}

double FleetRow::usd_year() const {
    double usd = 0;
    for (const PoolRow& p : pools) usd += p.usd_year;
    return usd;
}

double FleetRow::tokens_per_watt() const {
    double tokens = 0;
    double watts = 0;
    for (const PoolRow& p : pools) {
        tokens += p.tokens_s;
        watts += p.power_w;
    }
    return watts > 0 ? tokens / watts : 0;
}

bool FleetRow::as_expected() const {
    return fleet->expect == Outcome::none || outcome == fleet->expect;
}

bool DisaggregatedRow::as_expected() const {
    return fleet->expect == Outcome::none || prefill.outcome == fleet->expect;
}

bool CaseRow::holds() const {
    return std::all_of(fleets.begin(), fleets.end(),
                       [](const FleetRow& f) { return f.as_expected(); }) &&
           std::all_of(disaggregated.begin(), disaggregated.end(),
                       [](const DisaggregatedRow& d) { return d.as_expected(); });
}

World pool_world(const Cases& cases, const Case& what, const PoolRow& row, double rate) {
    World world;
    world.name = what.id;
    world.sites.emplace_back();
    orrery::Pool pool;
    pool.name = "pool";
    pool.site = SiteId(0u);
    pool.server.accelerators = 1;
    pool.servers = pool.max_servers = 1;
    world.pools.push_back(pool);
    Deployment d;
    d.name = row.pool.gpu;
    d.pool = PoolId(0u);
    d.site = SiteId(0u);
    d.load_time = Nanos{1};
    d.service = ServiceKind::linear;
    d.slot_law = law_of(cases.gpus.at(row.pool.gpu), row.law.slots);
    if (row.prefill_only) {
        // ⌈prompt/chunk⌉ iterations of a full replica with whole contexts, and their overhead.
        const double seconds = iteration_seconds(d.slot_law, d.slot_law.context, row.law.slots);
        d.slot_law.base_s = kTtftOverhead * seconds;
        d.slot_law.per_sequence_s = 0;
    }
    d.max_num_seqs = row.count * row.law.slots;
    world.deployments.push_back(d);
    Workload w;
    w.name = "load";
    w.routes = {{DeploymentId(0u), Nanos{0}}};
    world.workloads.push_back(w);
    const double arrivals = arrivals_of(row, rate);
    const double span = what.requests * (1 + kWarmup) / arrivals;
    world.warmup = Nanos::from_seconds(what.requests * kWarmup / arrivals);
    // Long enough for everything to leave, overloaded pools included.
    world.horizon = Nanos::from_seconds(span * std::max(2.0, 2 * row.load) + 4000);
    world.meter_interval = kHour;
    world.limits.max_events_at_instant = 10'000'000;
    return world;
}

RequestSources pool_requests(const Cases& cases, const Case& what, const PoolRow& row, double rate,
                             std::uint64_t seed, std::uint64_t replication) {
    const auto count = static_cast<std::int64_t>(what.requests * (1 + kWarmup));
    RequestSources sources;
    sources.push_back(std::make_unique<PoolSource>(
        cases.lengths.at(what.lengths), row, arrivals_of(row, rate), count, seed, replication));
    return sources;
}

CaseRow run_case(const Cases& cases, const Case& what, const RunSettings& settings) {
    CaseRow out;
    out.what = &what;
    RunSettings own = settings;
    own.seeds = std::max(settings.seeds, what.seeds);
    for (const Fleet& fleet : what.fleets) {
        FleetRow row;
        row.fleet = &fleet;
        row.rate = fleet.rate > 0 ? fleet.rate : what.rate;
        for (const Pool& pool : fleet.pools) {
            row.pools.push_back(run_pool(cases, what, pool, row.rate, own));
            row.outcome = std::max(row.outcome, row.pools.back().outcome);
        }
        out.fleets.push_back(std::move(row));
    }
    for (const Disaggregated& d : what.disaggregated) {
        out.disaggregated.push_back(run_disaggregated(cases, what, d, own));
    }
    return out;
}

}  // namespace orrery::fleet
