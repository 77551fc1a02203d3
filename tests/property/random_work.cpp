// Random demand, jobs, vendors and contracts.
#include <fmt/format.h>

#include <algorithm>

#include "tests/property/random_builder.hpp"

namespace orrery::property {

RandomScenario Builder::build() {
    minutes_ = dice_.among(10, 90);
    s_.head = {{"orrery", "1"},
               {"name", "random"},
               {"start", fmt::format("2026-{:02}-{:02}T{:02}:00:00Z", dice_.among(1, 12),
                                     dice_.among(1, 28), dice_.among(0, 23))},
               {"horizon", fmt::format("{} min", minutes_)},
               {"warmup", fmt::format("{} s", dice_.chance(.5) ? 0 : dice_.among(1, 240))},
               // An internal error prints it.
               {"seed", std::to_string(s_.seed)}};
    places();
    deployments();
    workloads();
    if (swarm_.wide) {
        tokens_by_api();
        shops();
        wide_places();
        wide_work();
    }
    if (distances_) {
        std::string rtt;
        for (const Entry& site : s_.section("sites")) {
            for (const char* place : {"town", "country"}) {
                rtt += fmt::format("{}{{from: {}, to: {}, rtt: {} ms}}", rtt.empty() ? "" : ", ",
                                   place, site.at("name"), dice_.among(1, 150));
            }
        }
        s_.tail.emplace_back("network", "{rtt: [" + rtt + "]}");
    }
    if (dice_.chance(.6)) jobs();
    if (swarm_.failures) vendors();
    if (swarm_.contracts) money();
    if (swarm_.wide) {
        lines();
        data_set();
        wide_jobs();
        answers();
    }
    return s_;
}

std::string Builder::minute(double from, double to) {
    return fmt::format("{:.2f} min", dice_.between(from, to) * minutes_);
}

std::string Builder::tokens(double most) {
    const double mean = dice_.between(20, most);
    if (dice_.chance(.4)) return fmt::format("{{constant: {{mean: {}}}}}", int(mean));
    return fmt::format("{{lognormal: {{mean: {:.0f}, cv: {:.2f}, max: {:.0f}}}}}", mean,
                       dice_.between(.2, 1.5), 4 * mean);
}

void Builder::workloads() {
    const int count = dice_.among(1, 3);
    for (int i = 0; i < count; ++i) {
        std::string served;
        for (const Entry& d : s_.section("deployments")) {
            if (!served.empty() && dice_.chance(.4)) continue;
            served += (served.empty() ? "" : ", ") + d.at("name");
        }
        Entry w;
        w.with("name", fmt::format("workload-{}", i))
            .with("tenant", dice_.one_of({"red", "blue"}))
            .with("deployments", "[" + served + "]")
            .with("slo", fmt::format("{{ttft: {:.2f} s, target: 95 %}}", dice_.between(.2, 5)));
        if (dice_.chance(.4)) w.with("max_queue", std::to_string(dice_.among(1, 40)));
        if (dice_.chance(.3)) {
            w.with("timeout", fmt::format("{:.1f} s", dice_.between(1, 60)));
        }
        if (dice_.chance(.3)) w.with("priority", std::to_string(dice_.among(0, 3)));
        if (dice_.chance(.3)) w.with("retries", std::to_string(dice_.among(0, 3)));
        conversation(w, i);
        if (swarm_.policies) {
            w.with("router", dice_.one_of({"least_outstanding", "nearest", "cheapest_within_slo",
                                           "greenest_within_slo"}));
        }
        const std::string law = dice_.one_of({"poisson", "gamma", "weibull", "mmpp"});
        std::string demand =
            fmt::format("{{synthetic: {{arrivals: {}, rate: {:.3f} /s", law, dice_.between(.02, 2));
        if (law == "gamma" || law == "weibull") {
            demand += fmt::format(", cv: {:.2f}", dice_.between(.5, 2));
        }
        if (dice_.chance(.2)) {
            demand += fmt::format(", flash_crowds: [{{at: {}, duration: {}, multiple: 3}}]",
                                  minute(.1, .6), minute(.05, .2));
        }
        demand += fmt::format(", prompt: {}, output: {}}}}}", tokens(1500), tokens(300));
        w.with("demand", demand);
        s_.section("workloads").push_back(w);
    }
}

void Builder::conversation(Entry& w, int index) {
    const bool prompts = models_;
    if (prompts && dice_.chance(.2)) {
        w.with("shared_prefix", std::to_string(dice_.among(16, 600)));
    }
    if (prompts && dice_.chance(.2)) {
        w.with("conversation",
               fmt::format("{{turns: {}, think_time: {:.1f} s, prompt: {}, output: {}}}",
                           dice_.among(2, 5), dice_.between(1, 60), tokens(200), tokens(200)));
    } else if (prompts && dice_.chance(.1)) {
        w.with("agent", fmt::format("[{{name: plan, prompt: {}, output: {}}}, {{name: act, after: "
                                    "[plan], calls: {}, wait: {:.1f} s, prompt: {}, output: {}}}]",
                                    tokens(100), tokens(100), dice_.among(1, 3),
                                    dice_.between(0, 5), tokens(300), tokens(100)));
    }
    if (dice_.chance(.2)) w.with("deadline", fmt::format("{} s", dice_.among(5, 300)));
    if (dice_.chance(.15)) {
        w.with("rate_limit", fmt::format("{{rate: {:.2f} /s, burst: {}}}", dice_.between(.1, 2),
                                         dice_.among(1, 10)));
    }
    if (prompts && dice_.chance(.2)) {
        w.with("max_tokens", std::to_string(dice_.among(50, 2000)));
    }
    if (dice_.chance(.2)) {
        w.with("origin", index == 0 ? "town" : "country");
        distances_ = true;
    }
}

void Builder::jobs() {
    const auto& pools = s_.section("pools");
    const int count = dice_.among(1, 4);
    for (int i = 0; i < count; ++i) {
        const auto p = static_cast<std::size_t>(dice_.among(0, int(room_.size()) - 1));
        Entry j;
        j.with("name", fmt::format("job-{}", i))
            .with("tenant", dice_.one_of({"red", "blue"}))
            .with("pool", pools[p].at("name"))
            .with("accelerators", std::to_string(dice_.among(1, room_[p])))
            .with("submit", minute(0, .9))
            .with("step_time", fmt::format("{:.2f} s", dice_.between(.5, 8)))
            .with("steps", std::to_string(dice_.among(1, 400)));
        if (dice_.chance(.5)) j.with("checkpoint_every", minute(.02, .3));
        if (dice_.chance(.3)) {
            j.with("checkpoint",
                   fmt::format("{{size: {} GB, write_bandwidth: 20 GB/s, asynchronous: {}}}",
                               dice_.among(1, 60), dice_.chance(.5) ? "true" : "false"));
        }
        if (dice_.chance(.3)) {
            j.with("recovery", fmt::format("{{restart: {} s}}", dice_.among(0, 300)));
        }
        if (dice_.chance(.3)) j.with("priority", std::to_string(dice_.among(0, 4)));
        if (dice_.chance(.2)) j.with("deadline", minute(.5, 1.5));
        if (dice_.chance(.2)) {
            j.with("shift", fmt::format("{{signal: average, within: {}, interruptible: {}}}",
                                        minute(.1, .5), dice_.chance(.5) ? "true" : "false"));
        }
        if (swarm_.failures && dice_.chance(.3)) {
            j.with("failures", fmt::format("{{mtbf: {:.2f} h}}", dice_.between(.2, 10)));
        }
        if (swarm_.failures && dice_.chance(.2)) {
            j.with("corruption", fmt::format("{{per_accelerator_hour: {:.3f}, detected_after: {}}}",
                                             dice_.between(0, .5), minute(.01, .2)));
        }
        s_.section("jobs").push_back(j);
    }
}

void Builder::vendors() {
    const auto& sites = s_.section("sites");
    const bool rents = std::any_of(sites.begin(), sites.end(),
                                   [](const Entry& site) { return site.at("kind") == "cloud"; });
    if (!rents || dice_.chance(.5)) return;
    Entry vendor;
    vendor.with("name", "aws");
    if (dice_.chance(.7)) {
        vendor.with("outages", fmt::format("[{{name: trouble, plane: {}, at: {}, duration: {}}}]",
                                           dice_.one_of({"data", "control", "edge", "stock"}),
                                           minute(.1, .7), minute(.05, .3)));
    }
    if (dice_.chance(.5)) {
        vendor.with("fill_rate", fmt::format("{:.2f}", dice_.between(.3, 1)));
        vendor.with("fill_wait", minute(.01, .2));
    }
    s_.section("vendors").push_back(vendor);
}

void Builder::money() {
    if (dice_.chance(.4)) {
        s_.tail.emplace_back("finance", fmt::format("{{discount_rate: {:.1f} %, tax_rate: "
                                                    "{:.0f} %}}",
                                                    dice_.between(1, 15), dice_.between(0, 40)));
    }
    contracts();
    if (dice_.chance(.3)) {
        s_.tail.emplace_back(
            "disruptions", fmt::format("[{{name: trouble, kind: {}, at: {}, duration: {}, "
                                       "delay: {}, factor: {:.2f}}}]",
                                       disruption(), minute(0, .4), minute(.1, .5), minute(.05, .5),
                                       dice_.between(.3, .9)));
    }
    if (dice_.chance(.3)) {
        s_.tail.emplace_back("ledger", dice_.one_of({"hour", "day", "month"}));
    }
}

std::string Builder::disruption() {
    const auto& pools = s_.section("pools");
    const bool market =
        std::any_of(pools.begin(), pools.end(), [](const Entry& pool) { return pool.has("spot"); });
    return market ? dice_.one_of({"delay", "partial", "export_ban"})
                  : dice_.one_of({"delay", "partial", "export_ban", "duty", "price"});
}

void Builder::contracts() {
    std::string rented;
    for (const Entry& pool : s_.section("pools")) {
        const bool plain = pool.at("contract") == "on_demand" && !pool.has("spot");
        if (plain) rented = pool.at("name");
    }
    if (rented.empty() || dice_.chance(.6)) return;
    if (dice_.chance(.5)) {
        s_.tail.emplace_back(
            "contracts", fmt::format("{{reserved: [{{name: held, pools: [{}], servers: 1, term: "
                                     "365 d, discount: {} %}}]}}",
                                     rented, dice_.among(5, 60)));
    } else {
        s_.tail.emplace_back(
            "contracts", fmt::format("{{price_changes: [{{pool: {}, at: {}, change: {} %}}]}}",
                                     rented, minute(.1, .8),
                                     dice_.chance(.5) ? -dice_.among(1, 50) : dice_.among(1, 80)));
    }
}

}  // namespace orrery::property
