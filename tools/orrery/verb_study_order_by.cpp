// `study order-by`: when must servers be ordered so that they are there when demand needs them?
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <memory>

#include "orrery/base/math.hpp"
#include "sim/report/study_order_by.hpp"
#include "sim/study/breakeven.hpp"
#include "tools/orrery/flags.hpp"
#include "tools/orrery/study_base.hpp"

namespace orrery::cli {
namespace {

struct OrderByVerb {
    StudyBase base;
    OrderByQuestion question;
    std::string pool;
    std::string from;
    double servers = -1;
    double needed = -1;
    double utilisation = .7;
    std::string growth;
    std::string growth_p90;
    std::string lead_p50;
    std::string lead_p90;
    std::string burn_in;
    std::string horizon = "2 y";
    std::string idle;
    std::string stockout;
    double risk = .1;
};

double lead_days(const std::string& text, const char* flag, Diagnostics& d) {
    return positive(text, Measure::duration, flag, "20 wk", d) / 86400;
}

const Pool* pool_of(const OrderByVerb& v, const World& world, std::size_t& index, Diagnostics& d) {
    std::string names;
    std::size_t count = 0;
    for (std::size_t p = 0; p < world.pools.size(); ++p) {
        const Pool& pool = world.pools[p];
        if (pool.tokens) continue;
        names += (names.empty() ? "" : ", ") + pool.name;
        ++count;
        index = p;
        if (pool.name == v.pool) return &pool;
    }
    if (v.pool.empty() && count == 1) return &world.pools[index];
    complain(d, "--pool", "which pool is meant is not known", "one of: " + names);
    return nullptr;
}

/// The fastest growing of the workloads that it serves: stages are for the first to need them.
void growth_of_base(const World& world, OrderByQuestion& q) {
    double most = 1;
    for (const Workload& w : world.workloads) {
        if (!w.spec.synthetic) continue;
        const demand::RateCurve curve = growth_of(w.spec.synthetic->growth);
        const double year = curve.growth_at(Nanos::from_seconds(q.horizon_days * 86400));
        if (year <= most) continue;
        most = year;
        q.growth = curve;
        q.growth_source = "growth of " + w.name;
    }
}

void from_base(const OrderByVerb& v, const World& world, OrderByQuestion& q, Diagnostics& d) {
    std::size_t index = 0;
    const Pool* pool = pool_of(v, world, index, d);
    if (!pool) return;
    q.from_unix_s = world.start_unix_s;
    q.servers = pool->servers;
    const std::uint64_t seed = v.base.seed_given ? v.base.seed : world.seed;
    if (v.needed < 0) q.needed = needed_servers(world, seed, index, v.utilisation);
    q.servers_source = fmt::format("{}, busiest interval of a run at {} of its time", pool->name,
                                   share_words(v.utilisation));
    growth_of_base(world, q);
    if (pool->purchase && pool->purchase->lead_time.p50.ns > 0) {
        const LeadTimeSpec& lead = pool->purchase->lead_time;
        Nanos last{0};
        for (const DeliverySpec& part : lead.deliveries) last = max(last, part.after);
        q.lead.p50 = (lead.p50 + last).seconds() / 86400;
        q.lead.p90 = (max(lead.p90, lead.p50) + last).seconds() / 86400;
        q.burn_in_days = lead.burn_in.seconds() / 86400;
        q.lead_source = "lead time of " + pool->name;
    }
    if (pool->terms.kind == contracts::ComputeKind::owned) {
        q.idle_usd_day = 24 * own_cost(world, index).fixed_usd_h * pool->server.accelerators;
        q.idle_source = "wear, care, staff and idle power of " + pool->name;
    }
}

void growth_flags(const OrderByVerb& v, OrderByQuestion& q, Diagnostics& d) {
    if (v.growth.empty()) return;
    q.growth = {};
    q.growth.growth = demand::Growth::exponential;
    q.growth.per_year = quantity(v.growth, Measure::share, "--growth", d);
    q.growth_source = "--growth";
    if (v.growth_p90.empty()) return;
    const double high = quantity(v.growth_p90, Measure::share, "--growth-p90", d);
    if (q.growth.per_year <= -1 || high < q.growth.per_year) {
        complain(d, "--growth-p90", "is not above --growth",
                 "--growth '60 %' --growth-p90 '120 %'");
        return;
    }
    q.growth_spread = math::log((1 + high) / (1 + q.growth.per_year)) / math::normal_quantile(.9);
}

void lead_flags(const OrderByVerb& v, OrderByQuestion& q, Diagnostics& d) {
    if (!v.lead_p50.empty()) {
        q.lead.p50 = lead_days(v.lead_p50, "--lead-p50", d);
        q.lead.p90 = v.lead_p90.empty() ? q.lead.p50 : lead_days(v.lead_p90, "--lead-p90", d);
        q.lead_source = "--lead-p50, --lead-p90";
    }
    if (!v.burn_in.empty()) q.burn_in_days = lead_days(v.burn_in, "--burn-in", d);
    if (q.lead.p90 < q.lead.p50) {
        complain(d, "--lead-p90", "is below the median", "--lead-p50 '20 wk' --lead-p90 '35 wk'");
    }
}

void cost_flags(const OrderByVerb& v, OrderByQuestion& q, Diagnostics& d) {
    if (!v.idle.empty()) {
        q.idle_usd_day = 24 * quantity(v.idle, Measure::money_hour, "--idle-cost", d);
        q.idle_source = "--idle-cost";
    }
    if (!v.stockout.empty()) {
        q.stockout_usd_day = 24 * positive(v.stockout, Measure::money_hour, "--stockout-cost",
                                           "60 USD/h of a server", d);
        q.stockout_source = "--stockout-cost";
    }
}

void need(const OrderByQuestion& q, Diagnostics& d) {
    if (q.servers <= 0 || q.needed <= 0) {
        complain(d, "--servers", "how many servers there are and are needed is not known",
                 "--servers 64 --needed 50, or --base with a pool that works");
    }
    if (q.lead.p50 <= 0) {
        complain(d, "--lead-p50", "how long an order takes is not known",
                 "--lead-p50 '20 wk' --lead-p90 '35 wk', or purchase: {lead_time: …} in the pool");
    }
    if (q.growth.growth == demand::Growth::none) {
        complain(d, "--growth", "how demand grows is not known",
                 "--growth '60 %', or growth: in a workload of the base");
    }
}

void read_flags(const OrderByVerb& v, OrderByQuestion& q, Diagnostics& d) {
    if (v.servers >= 0 || v.needed >= 0) q.servers_source = "--servers, --needed";
    if (v.servers >= 0) q.servers = v.servers;
    if (v.needed >= 0) q.needed = v.needed;
    growth_flags(v, q, d);
    lead_flags(v, q, d);
    cost_flags(v, q, d);
    if (v.from.empty() && q.from_unix_s != 0) return;
    const auto from = parse_date(v.from.empty() ? today() : v.from);
    if (!from) complain(d, "--from", "\"" + v.from + "\" is no date", "2026-12-01");
    q.from_unix_s = from.value_or(0);
}

void execute(OrderByVerb& v, Outcome& outcome) {
    std::optional<Loaded> loaded;
    if (!v.base.scenario.scenario.empty()) {
        loaded = load(v.base.scenario, outcome);
        if (!loaded) return;
    }
    Diagnostics d;
    OrderByQuestion q = v.question;
    q.risk = v.risk;
    q.horizon_days = lead_days(v.horizon, "--horizon", d);
    if (loaded && !d.has_errors()) from_base(v, loaded->world, q, d);
    read_flags(v, q, d);
    if (!d.has_errors()) need(q, d);
    print(d);
    outcome.code = flags_exit_code(d);
    if (outcome.code != kOk) return;
    finish_page(v.base, order_by_page(q, study_order_by(q)));
}

}  // namespace

void add_study_order_by(CLI::App& study, Outcome& outcome) {
    auto v = std::make_shared<OrderByVerb>();
    CLI::App* sub = study.add_subcommand(
        "order-by", "When must servers be ordered to be there when demand needs them");
    add_study_base(*sub, v->base, outcome, false);
    sub->add_option("--pool", v->pool, "Which pool of the base");
    sub->add_option("--servers", v->servers, "That there are")->check(CLI::PositiveNumber);
    sub->add_option("--needed", v->needed, "Of them today, at the targets")
        ->check(CLI::PositiveNumber);
    sub->add_option("--utilisation", v->utilisation, "With a base: share of time they may work")
        ->check(CLI::Range(0.01, 1.0));
    sub->add_option("--growth", v->growth, "Of demand, a year: 60 %");
    sub->add_option("--growth-p90", v->growth_p90, "Growth that nine of ten futures stay below");
    sub->add_option("--lead-p50", v->lead_p50, "Order to delivery, median: 20 wk");
    sub->add_option("--lead-p90", v->lead_p90, "Nine of ten orders come within it");
    sub->add_option("--burn-in", v->burn_in, "Delivery to service: 2 wk");
    sub->add_option("--step", v->question.step, "Servers that are ordered together")
        ->check(CLI::Range(1, 100000));
    sub->add_option("--horizon", v->horizon, "How far ahead: 2 y");
    sub->add_option("--risk", v->risk, "Accepted P(stock-out) of a stage")
        ->check(CLI::Range(0.001, 0.5));
    sub->add_option("--idle-cost", v->idle, "Of a server that waits for demand: 12 USD/h");
    sub->add_option("--stockout-cost", v->stockout, "Of a server that is missing: 60 USD/h");
    sub->add_option("--from", v->from, "Today; default the base's start, else this day");
    sub->callback([v, &outcome] { execute(*v, outcome); });
}

}  // namespace orrery::cli
