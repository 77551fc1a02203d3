// Random sites, their power and servers, and what serves on them.
#include <fmt/format.h>

#include <algorithm>

#include "tests/property/random_builder.hpp"

namespace orrery::property {
namespace {

const std::vector<Kind>& kinds() {
    static const std::vector<Kind> all{{"l40s-8x", "", 8},
                                       {"aws-g6e-xlarge", "aws/us-east-1", 1},
                                       {"aws-g5-xlarge", "aws/us-east-1", 1},
                                       {"edge-l4", "", 1}};
    return all;
}

}  // namespace

void Builder::places() {
    const int count = dice_.among(1, 3);
    for (int i = 0; i < count; ++i) {
        const Kind& kind = kinds()[static_cast<std::size_t>(dice_.among(0, 3))];
        const bool own = std::string(kind.region).empty();
        Entry site;
        site.with("name", fmt::format("site-{}", char('a' + i)));
        if (own) {
            site.with("kind", dice_.one_of({"on_prem", "edge"}))
                .with("country", "DE")
                .with("grid", "DE")
                .with("pue", fmt::format("{:.2f}", dice_.between(1.05, 1.8)))
                .with("electricity", fmt::format("{:.3f} USD/kWh", dice_.between(.05, .4)));
        } else {
            site.with("kind", "cloud").with("region", kind.region);
        }
        if (own) hall(site);
        if (swarm_.failures && dice_.chance(.3)) {
            site.with("outages", fmt::format("[{{at: {}, duration: {}, reason: test}}]",
                                             minute(.1, .6), minute(.02, .2)));
        }
        s_.section("sites").push_back(site);
        const int pools = dice_.among(1, 2);
        for (int p = 0; p < pools; ++p) pool(kind, i, p);
    }
}

void Builder::hall(Entry& site) {
    if (swarm_.contracts && dice_.chance(.25)) {
        site.with("energy",
                  fmt::format("{{pv: {{capacity: {} kW, tilt: 30 deg, cost: 0.04 USD/kWh}}, "
                              "battery: {{capacity: {} kWh, discharge: {} kW, policy: "
                              "self_consumption}}, export: {}, export_price: 0.02 USD/kWh}}",
                              dice_.among(1, 30), dice_.among(1, 40), dice_.among(1, 10),
                              dice_.chance(.5) ? "true" : "false"));
    }
    if (swarm_.contracts && dice_.chance(.25)) {
        site.with(
            "tariff",
            fmt::format("{{demand_interval: 60 min, demand_charge: {} USD, standing: {} USD/y}}",
                        dice_.among(0, 20), dice_.among(0, 900)));
    }
    if (swarm_.policies && dice_.chance(.25)) {
        site.with("flexible_power",
                  fmt::format("[{{name: grid operator, at: {}, duration: {}, reduce_to: {:.1f} "
                              "kW, payment: 0.3 USD/kWh}}]",
                              minute(.1, .5), minute(.05, .3), dice_.between(4, 30)));
    }
}

void Builder::pool(const Kind& kind, int site, int index) {
    const bool own = std::string(kind.region).empty();
    const int servers = dice_.among(1, kind.accelerators == 8 ? 2 : 4);
    Entry pool;
    pool.with("name", fmt::format("pool-{}{}", char('a' + site), index))
        .with("site", fmt::format("site-{}", char('a' + site)))
        .with("server", kind.server)
        .with("servers", std::to_string(servers))
        .with("contract", own ? "owned" : "on_demand");
    if (own) {
        pool.with("capex", fmt::format("{} USD", dice_.among(5, 300) * 1000));
        if (dice_.chance(.4)) {
            pool.with("staff", fmt::format("{} USD/y", dice_.among(1, 90) * 1000));
        }
    } else {
        pool.with("price", fmt::format("{:.3f} USD/h", dice_.between(.5, 6)));
    }
    if (own && swarm_.contracts && dice_.chance(.2)) {
        pool.with("purchase",
                  fmt::format("{{deposit: {} %, items: [{{name: rack, cost: {} USD}}]}}",
                              dice_.among(0, 50), dice_.among(100, 9000)));
    }
    if (own && dice_.chance(.2)) {
        pool.with("sleep_after", fmt::format("{} s", dice_.among(10, 600)));
    }
    if (swarm_.failures && dice_.chance(.2)) {
        pool.with("maintenance_windows", fmt::format("[{{at: {}, duration: {}, servers: 1}}]",
                                                     minute(.2, .6), minute(.02, .2)));
    }
    if (swarm_.failures && dice_.chance(.4)) {
        pool.with("failures", fmt::format("{{mtbf: {:.2f} h, mttr: {:.2f} h}}",
                                          dice_.between(.2, 20), dice_.between(.02, 1)));
    }
    if (swarm_.failures && !own && dice_.chance(.3)) {
        pool.with("spot", fmt::format("{{every: {:.2f} h, servers: 1, back: {:.2f} h}}",
                                      dice_.between(.1, 2), dice_.between(.05, .5)));
    } else if (swarm_.policies && !own) {
        pool.with("supply", fmt::format("{{max_servers: {}, delay: {} s}}",
                                        servers + dice_.among(0, 4), dice_.among(0, 200)));
    }
    s_.section("pools").push_back(pool);
    room_.push_back(servers * kind.accelerators);
    elastic_.push_back(!own && swarm_.policies);
    small_.push_back(std::string(kind.server) == "edge-l4");
}

void Builder::deployments() {
    const auto& pools = s_.section("pools");
    for (std::size_t p = 0; p < pools.size(); ++p) {
        if (p > 0 && dice_.chance(.25)) continue;
        const std::string name = "deployment-" + std::to_string(p);
        const int most = std::max(1, room_[p] - (room_[p] > 2 ? dice_.among(0, 2) : 0));
        Entry d;
        d.with("name", name).with("pool", pools[p].at("name"));
        const int law = dice_.among(0, 3);
        if (law == 0) {
            d.with("service", fmt::format("{{exponential: {:.2f} s}}", dice_.between(.2, 4)));
        } else if (law == 1) {
            d.with("service", fmt::format("{{per_token: {:.4f} s}}", dice_.between(.001, .02)));
        } else {
            d.with("model", "llama-3.1-8b").with("precision", small_[p] ? "fp8" : "bf16");
        }
        models_ = models_ || law > 1;
        d.with("engine", engine(law > 1));
        if (dice_.chance(.4)) {
            d.with("balancer", dice_.one_of({"least_outstanding", "least_tokens", "round_robin",
                                             "random", "power_of_two", "session", "prefix"}));
        }
        if (dice_.chance(.4)) d.with("load_time", fmt::format("{} s", dice_.among(0, 240)));
        if (elastic_[p] && dice_.chance(.5)) {
            d.with("replicas", fmt::format("{{min: 1, max: {}}}", most))
                .with("autoscaler", fmt::format("{{metric: {}, target: {:.2f}, interval: {} s}}",
                                                dice_.one_of({"queue", "utilisation"}),
                                                dice_.between(.3, 1), dice_.among(10, 120)));
        } else {
            d.with("replicas", std::to_string(dice_.among(1, most)));
        }
        s_.section("deployments").push_back(d);
    }
}

std::string Builder::engine(bool model) {
    std::string text = fmt::format("{{profile: vllm, max_num_seqs: {}", dice_.among(1, 32));
    if (model) {
        text += fmt::format(", token_budget: {}", 256 << dice_.among(0, 4));
        if (dice_.chance(.3)) {
            text += ", scheduler: " +
                    dice_.one_of({"vllm_v0", "vllm_v1", "sglang", "trtllm", "sarathi"});
        }
        if (dice_.chance(.3)) text += ", prefix_cache: on";
        if (dice_.chance(.2)) {
            text += fmt::format(
                ", speculation: {{draft_tokens: {}, acceptance: {:.2f}, "
                "draft_cost: 5 %}}",
                dice_.among(1, 4), dice_.between(.2, .95));
        }
        if (dice_.chance(.2)) text += fmt::format(", reserve: {:.2f}", dice_.between(0, 1));
        if (dice_.chance(.2)) {
            text += fmt::format(", num_gpu_blocks: {}", dice_.among(400, 3000));
        }
    }
    return text + "}";
}

}  // namespace orrery::property
