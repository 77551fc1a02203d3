// One's own logs: sums by hour, time zones, engines, jobs, prices, and what left its band later.
#include <fmt/format.h>

#include <cmath>

#include "sim/analysis/basis.hpp"
#include "sim/evidence/bill_prices.hpp"
#include "sim/evidence/calibrated_model.hpp"
#include "sim/evidence/demand_backtest.hpp"
#include "sim/evidence/demand_record.hpp"
#include "sim/evidence/drift.hpp"
#include "sim/evidence/job_rates.hpp"
#include "sim/evidence/local_clock.hpp"
#include "sim/evidence/performance.hpp"
#include "sim/evidence/trace_fit.hpp"
#include "sim/scenario/quantity.hpp"
#include "sim/scenario/reader/reader.hpp"
#include "sim/scenario/world.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/files.hpp"
#include "tests/support/source_dir.hpp"

namespace calibration_test {

using namespace orrery;
using namespace orrery::test;

namespace {

constexpr std::int64_t kMarch = 1772323200;  // 2026-03-01, a Sunday

Catalog shipped() {
    Diagnostics d;
    return read_catalog({std::string(source_dir()) + "/scenarios/catalog"}, d);
}

std::string stamp(std::int64_t unix_s) {
    const std::string day = print_date(unix_s / 86400 * 86400).substr(0, 10);
    return fmt::format("{}T{:02}:{:02}:00Z", day, unix_s % 86400 / 3600, unix_s % 3600 / 60);
}

/// Hours of `days` from March on; ten an hour, a hundred from nine to ten on the wall in Berlin.
std::string berlin_usage(int days) {
    LocalClock clock("Europe/Berlin");
    std::string text = "start_time,requests,input_tokens,output_tokens\n";
    for (std::int64_t h = 0; h < days * 24; ++h) {
        const std::int64_t at = kMarch + h * 3600;
        const bool nine = (at + clock.offset_s(at)) % 86400 / 3600 == 9;
        const int n = nine ? 100 : static_cast<int>(10 + h / 24 % 3);
        text += fmt::format("{},{},{},{}\n", stamp(at), n, 300 * n, 50 * n);
    }
    return text;
}

const char* const kChat = R"(orrery: 1
name: chat
start: 2026-11-02T00:00:00Z
horizon: 1 h
sites: [{name: hall, kind: on_prem, country: DE, grid: DE, pue: 1.3}]
pools: [{name: h100, site: hall, server: dgx-h100, servers: 1, contract: owned}]
deployments:
  - name: chat
    model: llama-3.1-8b
    pool: h100
    replicas: 2
    engine: {profile: vllm, token_budget: 2048, max_num_seqs: 128}
workloads:
  - name: support
    deployments: [chat]
    demand: {synthetic: {rate: 1 /s}}
)";

World chat_world(const std::string& text = kChat, const std::string& more_facts = {}) {
    Diagnostics d;
    std::vector<std::string> folders{std::string(source_dir()) + "/scenarios/catalog"};
    if (!more_facts.empty()) folders.push_back(more_facts);
    const Catalog catalog = read_catalog(folders, d);
    const auto scenario = read_scenario_text(text, "chat.yaml", d);
    REQUIRE(scenario);
    auto world = compile_world(*scenario, catalog, {}, d);
    INFO(render(d));
    REQUIRE(world);
    return *world;
}

/// Requests at a load that changes, from a small generator of fixed numbers.
std::vector<TimedRequest> asked(int n) {
    std::vector<TimedRequest> log;
    std::uint64_t state = 11;
    const auto uniform = [&] {
        state = state * 48271 % 2147483647;
        return static_cast<double>(state) / 2147483647.0;
    };
    double at = 0;
    for (int i = 0; i < n; ++i) {
        at += -std::log(uniform()) / (i / 200 % 2 == 0 ? 6 : 14);
        TimedRequest r;
        r.at = Nanos::from_seconds(at);
        r.prompt = static_cast<int>(100 + 2500 * uniform() * uniform());
        r.output = static_cast<int>(20 + 300 * uniform());
        log.push_back(r);
    }
    return log;
}

}  // namespace

TEST_CASE("usage: sums by hour become a history, in the zone's hours across summer time") {
    TemporaryFolder folder;
    const std::string file = folder.write("u.csv", berlin_usage(60));
    REQUIRE(is_usage_export(file));
    const DemandRecord r = usage_record(file, "Europe/Berlin");
    // From one in the morning of 1 March to two of 30 April on the wall: what lacks an hour counts
    // as whole, what has two does not.
    CHECK(r.history.days() == 60);
    CHECK(r.history.cut_days == 1);
    CHECK(r.history.day_name(0) == "2026-03-01");
    const auto shape = daily_shape(r.history);
    for (std::size_t hour = 0; hour < 24; ++hour) {
        CHECK((shape[hour] > 3) == (hour == 9));
    }
    // In UTC the peak is at eight before 2026-03-29 and at seven after it.
    const auto utc = daily_shape(usage_record(file, "").history);
    CHECK(utc[8] > 1.5);
    CHECK(utc[7] > 1.5);
    CHECK(utc[9] < 1);
    CHECK(r.shape.prompt.mean == Approx(300));
    CHECK(r.shape.output.mean == Approx(50));
    CHECK(generator_yaml(fit_demand(r.history, r.shape, 0)->spec).find("lognormal") !=
          std::string::npos);
    CHECK_THROWS_AS(LocalClock("Europe/Berlim"), EnvironmentError);
}

TEST_CASE("usage: rows of days have no shape of the day, bad rows are listed") {
    TemporaryFolder folder;
    std::string text = "date,num_model_requests,prompt_tokens,completion_tokens\n";
    for (int day = 0; day < 20; ++day) {
        text += print_date(kMarch + day * 86400).substr(0, 10) + ",1000000000,5e11,1e11\n";
    }
    text += "soon,1,1,1\n";
    const DemandRecord r = usage_record(folder.write("d.csv", text), "");
    CHECK(r.history.days() == 20);
    CHECK(r.history.by_day);
    CHECK(daily_shape(r.history).empty());
    CHECK(r.history.requests[3] == 1e9);
    CHECK(r.notes.front() == "line 22: left out, a time and three numbers are wanted");
}

TEST_CASE("drift: the model comes back from its file, a surge is dated, the same law is none") {
    TemporaryFolder folder;
    const DemandHistory early = usage_record(folder.write("a.csv", berlin_usage(40)), "").history;
    CalibratedModel model;
    model.kind = "demand";
    model.source = "a.csv";
    model.calendar = true;
    model.last = early.first_day + early.days() - 1;
    model.series.push_back({"requests", *demand::fit_series(early.requests, demand_shape(early))});
    const std::string file = folder.write("m.json", model_json(model));
    const CalibratedModel read = read_model(file);
    CHECK(model_json(read) == model_json(model));
    const auto forecast = [&](int ahead) {
        return demand::forecast_sum(read.series[0].fit, ahead, 1).p50;
    };
    CHECK(forecast(3) == demand::forecast_sum(model.series[0].fit, 3, 1).p50);

    // The log goes on for 40 days: those that were calibrated on are left out.
    const DemandHistory same = usage_record(folder.write("b.csv", berlin_usage(80)), "").history;
    const DriftReport holds = demand_drift(read, same);
    CHECK_FALSE(holds.any());
    CHECK(holds.rows[0].steps == 40);
    CHECK(holds.notes.size() == 1);
    DemandHistory surge = same;
    for (std::size_t day = 60; day < 80; ++day) surge.requests[day] *= 1.3;
    const DriftReport moved = demand_drift(read, surge);
    REQUIRE(moved.any());
    CHECK(moved.rows[0].since == "2026-04-30");  // day 60 from 2026-03-01
    CHECK(moved.rows[0].change == Approx(.3).margin(.06));
    CHECK(render_drift(moved).find("left since 2026-04-30") != std::string::npos);
    CHECK_THROWS_AS(read_model(folder.write("x.json", "{}")), EnvironmentError);
}

/// The same scenario on the fitted engine says "calibrated" with the error of what was held out.
void check_basis(const PerformanceFit& fit, const World& shipped_engine) {
    const TemporaryFolder folder;
    folder.write("engines.yaml",
                 performance_yaml(fit, "vllm-own-chat/hopper",
                                  "calibrated from own.csv, 2400 requests", "2026-11-26"));
    std::string text = kChat;
    text.replace(text.find("profile: vllm"), 13, "profile: vllm-own-chat");
    const World own = chat_world(text, folder.path().string());
    double error = 0;
    for (const TimingScore& s : fit.after) error = std::max(error, 100 * s.error);
    const auto shown = [](const World& w, const char* path) {
        const auto bases = analysis::bases_of(w);
        return analysis::basis_text(*analysis::basis_of(bases, path));
    };
    CHECK(shown(own, "latency.ttft.p99") == fmt::format("calibrated ±{:.1f} %", error));
    CHECK(shown(shipped_engine, "latency.ttft.p99").rfind("modelled", 0) == 0);
    CHECK(shown(own, "cost.total") == "modelled");
}

TEST_CASE("performance: an engine that differs from the catalog is found in its log") {
    const World world = chat_world();
    const Deployment& d = world.deployments[0];
    REQUIRE(CalibratedReplica::problem(world, d).empty());
    const CalibratedReplica replica(world, d);
    llm::EngineCoefficients truth = replica.profile();
    truth.iteration_overhead *= 4;
    truth.memory_gemm *= .7;
    truth.frontend *= 2;
    const auto log = replica.predict(asked(2400), truth);
    const auto fit = fit_performance(replica, log, .25);
    REQUIRE(fit);
    CHECK(fit->held == 600);
    REQUIRE(fit->after.size() == 3);
    for (std::size_t i = 0; i < fit->after.size(); ++i) {
        INFO(fit->after[i].name << ": " << fit->before[i].error << ", " << fit->after[i].error);
        CHECK(fit->before[i].error > .15);
        // A first token waits for the iteration at hand: chance that no coefficient explains.
        CHECK(fit->after[i].error < (fit->after[i].name == "ttft" ? .08 : .04));
    }
    CHECK(fit->coefficients.frontend == Approx(truth.frontend).epsilon(.15));
    const std::string yaml = performance_yaml(*fit, "vllm-own-chat/hopper", "test", "2026-11-26");
    CHECK(yaml.find("\"vllm-own-chat/hopper\"") != std::string::npos);
    check_basis(*fit, world);
    CHECK_FALSE(fit_performance(replica, {log.begin(), log.begin() + 150}, .25));

    // A later log of the same engine holds; one that got a fifth slower does not.
    CalibratedModel model;
    model.block = fit->block;
    model.bands = fit->bands;
    const std::vector<TimedRequest> later(log.begin() + 1800, log.end());
    const auto predicted = replica.predict(later, fit->coefficients);
    CHECK_FALSE(performance_drift(model, later, predicted, false).any());
    std::vector<TimedRequest> slow = later;
    for (std::size_t i = 300; i < slow.size(); ++i) slow[i].tpot_s *= 1.2;
    const DriftReport moved = performance_drift(model, slow, predicted, false);
    REQUIRE(moved.rows.size() == 3);
    CHECK(moved.rows[1].name == "tpot");
    CHECK(moved.rows[1].left);
    CHECK(moved.rows[1].change == Approx(.2).margin(.03));
    CHECK_FALSE(moved.rows[0].left);
}

TEST_CASE("performance: a real engine's log, its last quarter held out") {
    ORRERY_NEEDS_DATA(data);
    Diagnostics d;
    std::string text = kChat;
    const auto swap = [&](const std::string& was, const std::string& is) {
        text.replace(text.find(was), was.size(), is);
    };
    swap("server: dgx-h100, servers: 1,", "server: slice-rtx-4090, servers: 1, capex: 2500 USD,");
    swap("replicas: 2", "replicas: 1");
    swap("max_num_seqs: 128", "max_num_seqs: 256, num_gpu_blocks: 2588");  // as its log has it
    const auto scenario = read_scenario_text(text, "chat.yaml", d);
    REQUIRE(scenario);
    const auto world = compile_world(*scenario, shipped(), {}, d);
    REQUIRE(world);
    const TimedLog log = read_timed_requests(
        (data / "measured/vllm_requests/RTX4090__Llama-3.1-8B__vllm_measured.csv").string(), "");
    REQUIRE(log.rows.size() == 300);
    const auto fit =
        fit_performance(CalibratedReplica(*world, world->deployments[0]), log.rows, .25);
    REQUIRE(fit);
    REQUIRE(fit->after.size() == 3);
    // All 300 come within a minute: the later ones wait for two minutes, which the model has to
    // say.
    for (std::size_t i = 0; i < 3; ++i) {
        INFO(fit->after[i].name << ": " << fit->before[i].error << ", " << fit->after[i].error);
        CHECK(fit->before[i].error > .08);
        CHECK(fit->after[i].error < .05);
    }
}

TEST_CASE("timed log: two of three times give the third, milliseconds, failures, instants") {
    TemporaryFolder folder;
    const TimedLog a = read_timed_requests(
        folder.write("a.csv",
                     "timestamp,model,input_tokens,output_tokens,ttft_ms,latency_ms,status\n"
                     "2026-03-01T00:00:02Z,m,10,5,100,500,200\n"
                     "2026-03-01T00:00:01Z,m,10,1,100,100,200\n"
                     "2026-03-01T00:00:03Z,m,10,5,100,500,503\n"
                     "2026-03-01T00:00:04Z,other,10,5,100,500,200\n"),
        "m");
    REQUIRE(a.rows.size() == 2);
    CHECK(a.calendar);
    CHECK(a.rows[0].line == 3);  // by time
    CHECK(a.rows[0].tpot_s < 0);
    CHECK(a.rows[1].tpot_s == Approx(.1));  // (500 − 100) ms over four gaps
    CHECK(a.not_understood == std::vector<std::string>{"1 of status 503: not served, left out"});
    const TimedLog b = read_timed_requests(
        folder.write("b.csv",
                     "arrival_time,input_toks,output_toks,queued_ts,first_token_ts,last_token_ts\n"
                     "1772323200.5,7,3,10,10.25,10.75\n"),
        "");
    REQUIRE(b.rows.size() == 1);
    CHECK(b.rows[0].ttft_s == Approx(.25));
    CHECK(b.rows[0].tpot_s == Approx(.25));
    CHECK(read_timed_requests(folder.write("c.csv", "x,y\n1,2\n"), "").rows.empty());
}

TEST_CASE("jobs: servers that broke over their hours, apart from what users did wrong") {
    TemporaryFolder folder;
    std::string text = "JobID|Submit|Start|End|ElapsedRaw|State|NNodes|AllocTRES\n";
    for (int i = 0; i < 100; ++i) {
        // An hour on two servers each; every 20th ends with a broken server, every 10th otherwise.
        const char* state = i % 20 == 0 ? "NODE_FAIL" : i % 10 == 5 ? "FAILED" : "COMPLETED";
        const std::string at = stamp(kMarch + i * 600).substr(0, 19);
        text += fmt::format("{}|{}|{}|{}|3600|{}|2|gres/gpu=16\n", i, at, at,
                            stamp(kMarch + i * 600 + 3600).substr(0, 19), state);
    }
    const auto c = calibrate_jobs(folder.write("sacct.txt", text), .25, 8);
    REQUIRE(c);
    CHECK(c->all.jobs == 100);
    CHECK(c->early.jobs == 75);
    CHECK(c->all.servers.events == 5);
    CHECK(c->all.software.events == 10);
    CHECK(c->all.servers.exposure_h == Approx(200));
    CHECK(c->all.servers.mean_h() == Approx(40));  // 200 / 5
    // Garwood, five events: 1.62 to 11.67.
    CHECK(c->all.servers.mean_low_h() == Approx(200 / 11.67).epsilon(.01));
    CHECK(c->all.servers.mean_high_h() == Approx(200 / 1.62).epsilon(.02));
    CHECK(render_job_rates(*c).find("MTBF of a server 40 h (95 %: 17 to 12") != std::string::npos);
}

TEST_CASE("bill: list, contracted and effective prices by date, and what commitments took off") {
    TemporaryFolder folder;
    std::string text =
        "ChargePeriodStart,BillingCurrency,ChargeCategory,PricingCategory,ServiceProviderName,"
        "RegionId,SkuId,PricingQuantity,PricingUnit,ListUnitPrice,ContractedUnitPrice,ListCost,"
        "ContractedCost,EffectiveCost,CommitmentDiscountId,CommitmentDiscountName,"
        "CommitmentDiscountType\n";
    for (int month = 1; month <= 4; ++month) {
        const double contracted = month < 3 ? .9 : .8;  // renegotiated in March
        text += fmt::format(
            "2026-0{}-05T00:00:00Z,USD,Usage,Standard,AWS,us-east-1,g5.xlarge,100,Hours,1,{},100,"
            "{},{},,,\n",
            month, contracted, 100 * contracted, 100 * contracted);
        text += fmt::format(
            "2026-0{}-06T00:00:00Z,USD,Usage,Committed,AWS,us-east-1,g5.xlarge,100,Hours,1,{},100,"
            "{},60,ri-1,Team RI,Reserved\n",
            month, contracted, 100 * contracted);
    }
    Diagnostics d;
    const BillPrices p = read_bill_prices(folder.write("f.csv", text), d);
    REQUIRE_FALSE(d.has_errors());
    REQUIRE(p.skus.size() == 1);
    const auto steps = p.skus[0].steps();
    REQUIRE(steps.size() == 2);
    CHECK(steps[0].contracted == Approx(.9));
    CHECK(steps[1].month == "2026-03");
    CHECK(steps[1].contracted == Approx(.8));
    CHECK(steps[1].list == Approx(1));
    // 4 · 60 paid for what would have cost 2 · 90 + 2 · 80 on demand: 240 / 340.
    REQUIRE(p.commitments.size() == 1);
    CHECK(p.commitments[0].discount() == Approx(1 - 240.0 / 340));
    const std::string yaml = bill_catalog_yaml(p, shipped());
    CHECK(yaml.find("price: 0.8 USD/h") != std::string::npos);
    CHECK(yaml.find("calibrated from f.csv, 2026-01-05 to 2026-04-06") != std::string::npos);
    CHECK(yaml.find("own/team-ri:") != std::string::npos);
    // It reads over the catalog.
    folder.write("own.yaml", yaml);
    std::filesystem::remove(folder.file("f.csv"));
    Diagnostics read;
    const Catalog with = read_catalog(
        {std::string(source_dir()) + "/scenarios/catalog", folder.path().string()}, read);
    INFO(render(read));
    CHECK_FALSE(read.has_errors());
    CHECK(with.commitments.at("own/team-ri").discount == Approx(1 - 240.0 / 340).epsilon(1e-3));
}

TEST_CASE("overlay: what a calibration set says where it comes from, what it left does not") {
    TemporaryFolder folder;
    const std::string base = folder.write("chat.yaml", kChat);
    const std::string over =
        folder.write("own.yaml",
                     "calibrated: {source: log.csv, period: May, error: 4 %}\n"
                     "deployments: [{name: chat, engine: {time_scale: 1.2}}]\n");
    Diagnostics d;
    const auto scenario = read_scenario({base, {over}, {}}, d);
    INFO(render(d));
    REQUIRE(scenario);
    int calibrated = 0;
    for (const Origin& o : scenario->origins) {
        const bool own = o.origin.rfind("calibrated from log.csv, May, error 4 % (", 0) == 0;
        calibrated += own ? 1 : 0;
        CHECK(own ==
              (o.path == "deployments[0].engine.time_scale" || o.path == "deployments[0].name"));
    }
    CHECK(calibrated > 0);
    // In a scenario of one's own the key is a mistake like any other.
    Diagnostics wrong;
    CHECK_FALSE(read_scenario({over, {}, {}}, wrong));
}

}  // namespace calibration_test
