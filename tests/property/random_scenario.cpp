// Random valid scenarios by seed: every run of a seed is the same, and printed with what fails.
#include "tests/property/random_scenario.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>

#include "sim/kernel/samplers.hpp"

namespace orrery::property {
namespace {

/// Draws of one seed.
class Dice {
public:
    explicit Dice(std::uint64_t seed) : stream_(seed, "random scenario", "property") {}
    int among(int from, int to) {
        const auto count = static_cast<std::uint64_t>(to - from + 1);
        return from + static_cast<int>(uniform_int(stream_, count));
    }
    double between(double from, double to) { return uniform_between(stream_, from, to); }
    bool chance(double p) { return stream_.uniform() < p; }
    std::string one_of(const std::vector<std::string>& all) {
        return all[static_cast<std::size_t>(among(0, static_cast<int>(all.size()) - 1))];
    }

private:
    Stream stream_;
};

/// A server of the catalog with what it may run.
struct Kind {
    const char* server;
    const char* region;  ///< empty: own
    int accelerators;
};
const std::vector<Kind>& kinds() {
    static const std::vector<Kind> all{{"l40s-8x", "", 8},
                                       {"aws-g6e-xlarge", "aws/us-east-1", 1},
                                       {"aws-g5-xlarge", "aws/us-east-1", 1},
                                       {"edge-l4", "", 1}};
    return all;
}

class Builder {
public:
    Builder(std::uint64_t seed, const Swarm& swarm) : dice_(seed), swarm_(swarm) { s_.seed = seed; }

    RandomScenario build() {
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
        if (dice_.chance(.6)) jobs();
        if (swarm_.failures) vendors();
        if (swarm_.contracts) money();
        return s_;
    }

private:
    std::string minute(double from, double to) {
        return fmt::format("{:.2f} min", dice_.between(from, to) * minutes_);
    }

    void places() {
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
            if (swarm_.failures && dice_.chance(.3)) {
                site.with("outages", fmt::format("[{{at: {}, duration: {}, reason: test}}]",
                                                 minute(.1, .6), minute(.02, .2)));
            }
            s_.section("sites").push_back(site);
            const int pools = dice_.among(1, 2);
            for (int p = 0; p < pools; ++p) pool(kind, i, p);
        }
    }

    void pool(const Kind& kind, int site, int index) {
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

    void deployments() {
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
            const int seqs = dice_.among(1, 32);
            d.with("engine", law < 2 ? fmt::format("{{profile: vllm, max_num_seqs: {}}}", seqs)
                                     : fmt::format("{{profile: vllm, max_num_seqs: {}, "
                                                   "token_budget: {}}}",
                                                   seqs, 256 << dice_.among(0, 4)));
            if (elastic_[p] && dice_.chance(.5)) {
                d.with("replicas", fmt::format("{{min: 1, max: {}}}", most))
                    .with("autoscaler",
                          fmt::format("{{metric: {}, target: {:.2f}, interval: {} s}}",
                                      dice_.one_of({"queue", "utilisation"}), dice_.between(.3, 1),
                                      dice_.among(10, 120)));
            } else {
                d.with("replicas", std::to_string(dice_.among(1, most)));
            }
            s_.section("deployments").push_back(d);
        }
    }

    std::string tokens(double most) {
        const double mean = dice_.between(20, most);
        if (dice_.chance(.4)) return fmt::format("{{constant: {{mean: {}}}}}", int(mean));
        return fmt::format("{{lognormal: {{mean: {:.0f}, cv: {:.2f}, max: {:.0f}}}}}", mean,
                           dice_.between(.2, 1.5), 4 * mean);
    }

    void workloads() {
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
            if (swarm_.policies) {
                w.with("router", dice_.one_of({"least_outstanding", "nearest",
                                               "cheapest_within_slo", "greenest_within_slo"}));
            }
            const std::string law = dice_.one_of({"poisson", "gamma", "weibull", "mmpp"});
            std::string demand = fmt::format("{{synthetic: {{arrivals: {}, rate: {:.3f} /s", law,
                                             dice_.between(.02, 2));
            if (law == "gamma" || law == "weibull") {
                demand += fmt::format(", cv: {:.2f}", dice_.between(.5, 2));
            }
            demand += fmt::format(", prompt: {}, output: {}}}}}", tokens(1500), tokens(300));
            w.with("demand", demand);
            s_.section("workloads").push_back(w);
        }
    }

    void jobs() {
        const auto& pools = s_.section("pools");
        const int count = dice_.among(1, 4);
        for (int i = 0; i < count; ++i) {
            const auto p = static_cast<std::size_t>(dice_.among(0, int(pools.size()) - 1));
            Entry j;
            j.with("name", fmt::format("job-{}", i))
                .with("tenant", dice_.one_of({"red", "blue"}))
                .with("pool", pools[p].at("name"))
                .with("accelerators", std::to_string(dice_.among(1, room_[p])))
                .with("submit", minute(0, .9))
                .with("step_time", fmt::format("{:.2f} s", dice_.between(.5, 8)))
                .with("steps", std::to_string(dice_.among(1, 400)));
            if (dice_.chance(.5)) j.with("checkpoint_every", minute(.02, .3));
            s_.section("jobs").push_back(j);
        }
    }

    void vendors() {
        const auto& sites = s_.section("sites");
        const bool rents = std::any_of(sites.begin(), sites.end(), [](const Entry& site) {
            return site.at("kind") == "cloud";
        });
        if (!rents || dice_.chance(.5)) return;
        Entry vendor;
        vendor.with("name", "aws");
        if (dice_.chance(.7)) {
            vendor.with("outages",
                        fmt::format("[{{name: trouble, plane: {}, at: {}, duration: {}}}]",
                                    dice_.one_of({"data", "control", "edge", "stock"}),
                                    minute(.1, .7), minute(.05, .3)));
        }
        if (dice_.chance(.5)) {
            vendor.with("fill_rate", fmt::format("{:.2f}", dice_.between(.3, 1)));
            vendor.with("fill_wait", minute(.01, .2));
        }
        s_.section("vendors").push_back(vendor);
    }

    void money() {
        if (dice_.chance(.4)) {
            s_.tail.emplace_back("finance",
                                 fmt::format("{{discount_rate: {:.1f} %, tax_rate: "
                                             "{:.0f} %}}",
                                             dice_.between(1, 15), dice_.between(0, 40)));
        }
        if (dice_.chance(.3)) {
            s_.tail.emplace_back("ledger", dice_.one_of({"hour", "day", "month"}));
        }
    }

    Dice dice_;
    Swarm swarm_;
    RandomScenario s_;
    int minutes_ = 60;
    std::vector<int> room_;      ///< accelerators, by pool
    std::vector<bool> elastic_;  ///< by pool
    std::vector<bool> small_;
};

}  // namespace

Entry& Entry::with(const std::string& key, const std::string& value) {
    for (auto& [name, text] : keys) {
        if (name != key) continue;
        text = value;
        return *this;
    }
    keys.emplace_back(key, value);
    return *this;
}

const std::string& Entry::at(const std::string& key) const {
    for (const auto& [name, text] : keys) {
        if (name == key) return text;
    }
    throw std::out_of_range(key);
}

std::vector<Entry>& RandomScenario::section(const std::string& name) {
    for (auto& [known, entries] : sections) {
        if (known == name) return entries;
    }
    sections.emplace_back(name, std::vector<Entry>{});
    return sections.back().second;
}

std::string RandomScenario::yaml(bool keys_reversed) const {
    std::string out;
    for (const auto& [key, value] : head) out += key + ": " + value + "\n";
    for (const auto& [name, entries] : sections) {
        if (entries.empty()) continue;
        out += name + ":\n";
        for (const Entry& entry : entries) {
            auto keys = entry.keys;
            if (keys_reversed) std::reverse(keys.begin(), keys.end());
            std::string begin = "  - ";
            for (const auto& [key, value] : keys) {
                out += std::exchange(begin, "    ") + key + ": " + value + "\n";
            }
        }
    }
    for (const auto& [key, value] : tail) out += key + ": " + value + "\n";
    return out;
}

RandomScenario random_scenario(std::uint64_t seed, const Swarm& swarm) {
    return Builder(seed, swarm).build();
}

}  // namespace orrery::property
