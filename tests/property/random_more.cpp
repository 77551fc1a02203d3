// What else a random scenario may have: tokens by an API, sites from one entry, links and data
// sets, classes of data, services and runbooks, loans and leases, people, values, growth.
#include <fmt/format.h>

#include <algorithm>

#include "tests/property/random_builder.hpp"

namespace orrery::property {
namespace {

/// "[a, b]" with one more.
std::string with_item(const std::string& list, const std::string& item) {
    return list.substr(0, list.size() - 1) + ", " + item + "]";
}

/// "{a: 1}" with one more key.
std::string with_key(const std::string& map, const std::string& key) {
    return map.substr(0, map.size() - 1) + ", " + key + "}";
}

}  // namespace

std::string Builder::some_minute(double from, double to) {
    return fmt::format("{:.2f} min", more_.between(from, to) * minutes_);
}

std::vector<std::string> Builder::sites_of_servers() {
    std::vector<std::string> names;
    for (const Entry& site : s_.section("sites")) {
        if (site.at("kind") != "api" && !site.has("count")) names.push_back(site.at("name"));
    }
    return names;
}

void Builder::tokens_by_api() {
    if (!more_.chance(.3)) return;
    Entry site;
    site.with("name", "tokens").with("kind", "api").with("vendor", "together");
    site.with("country", "US").with("grid", "US-MIDA-PJM");
    s_.section("sites").push_back(site);
    std::string api = "{price: together/llama-3.1-8b";
    if (more_.chance(.3)) api += fmt::format(", input: {:.2f} USD", more_.between(.01, 2));
    if (more_.chance(.3)) api += fmt::format(", requests: {} /min", more_.among(1, 90));
    if (more_.chance(.3)) api += fmt::format(", tokens: {} /min", more_.among(500, 90000));
    Entry d;
    d.with("name", "on-api").with("site", "tokens").with("api", api + "}");
    s_.section("deployments").push_back(d);
    for (Entry& w : s_.section("workloads")) {
        if (more_.chance(.6)) w.with("deployments", with_item(w.at("deployments"), "on-api"));
    }
}

void Builder::shops() {
    if (!more_.chance(.2)) return;
    Entry site;
    site.with("name", "shop").with("kind", "edge").with("count", std::to_string(more_.among(2, 5)));
    site.with("country", "DE").with("grid", "DE").with("pue", "1.3");
    s_.section("sites").push_back(site);
    Entry pool;
    pool.with("name", "box").with("site", "shop").with("server", "edge-l4").with("servers", "1");
    pool.with("contract", "owned");
    s_.section("pools").push_back(pool);
    Entry d;
    d.with("name", "at-shop").with("pool", "box");
    d.with("service", fmt::format("{{exponential: {:.2f} s}}", more_.between(.1, 2)));
    s_.section("deployments").push_back(d);
    Entry w;
    w.with("name", "tills").with("tenant", "shops").with("deployments", "[at-shop]");
    w.with("demand", fmt::format("{{synthetic: {{rate: {:.3f} /s, prompt: {{constant: {{mean: "
                                 "20}}}}, output: {{constant: {{mean: 10}}}}}}}}",
                                 more_.between(.02, .5)));
    s_.section("workloads").push_back(w);
}

/// How own servers were bought, and who looks after them.
void Builder::wide_places() {
    std::string own;
    for (Entry& pool : s_.section("pools")) {
        if (pool.at("contract") != "owned") continue;
        if (pool.at("site") != "shop") own = pool.at("site");
        if (pool.has("purchase") || !more_.chance(.3)) continue;
        pool.with("purchase",
                  more_.one_of({"{lease: {payment: 20 kUSD/y, term: 1095 d, rate: 9 %}}",
                                "{loan: {share: 80 %, rate: 5 %, term: 1095 d}}",
                                "{economic_life: 3, resale: {catalog: accelerator-server}, "
                                "insurance: 0.5 %}",
                                "{lead_time: {p50: 10 min, p90: 20 min, deliveries: [{share: 50 "
                                "%}, {share: 50 %, after: 5 min}], burn_in: 2 min}}"}));
    }
    if (own.empty() || !more_.chance(.25)) return;
    Entry role;
    role.with("name", "technicians").with("sites", "[" + own + "]").with("held", "1");
    role.with("seats_24x7", "1").with("salary", "operations-de").with("mttr_factor", "2");
    s_.section("staff").push_back(role);
}

void Builder::wide_work() {
    for (Entry& w : s_.section("workloads")) {
        if (more_.chance(.2)) {
            w.with("value", fmt::format("{{per_1000_requests: {} USD}}", more_.among(1, 50)));
        }
        if (more_.chance(.2)) w.with("tags", "{team: " + more_.one_of({"search", "ads"}) + "}");
        if (more_.chance(.2)) w.with("response_bytes_per_token", "4");
        if (more_.chance(.15)) {
            const std::string& demand = w.at("demand");
            const std::string inner = demand.substr(0, demand.size() - 1);
            w.with("demand", with_key(inner, "growth: {law: exponential, per_year: 60 %}") + "}");
        }
    }
    // Data of people in Germany stay there, where a workload has somewhere to go.
    std::vector<std::string> german;
    for (const Entry& site : s_.section("sites")) {
        if (site.has("country") && site.at("country") == "DE") german.push_back(site.at("name"));
    }
    if (german.empty() || !more_.chance(.3)) return;
    bool used = false;
    for (Entry& w : s_.section("workloads")) {
        bool somewhere = false;
        for (const Entry& d : s_.section("deployments")) {
            const bool listed = w.at("deployments").find(d.at("name")) != std::string::npos;
            if (!listed || !d.has("pool")) continue;
            for (const Entry& pool : s_.section("pools")) {
                const bool here =
                    std::find(german.begin(), german.end(), pool.at("site")) != german.end();
                somewhere = somewhere || (pool.at("name") == d.at("pool") && here);
            }
        }
        if (!somewhere || !more_.chance(.6)) continue;
        w.with("data_class", "personal");
        used = true;
    }
    if (!used) return;
    Entry data;
    data.with("name", "personal").with("countries", "[DE]");
    s_.section("data_classes").push_back(data);
}

/// Links between neighbours, cut now and then.
void Builder::lines() {
    const std::vector<std::string> sites = sites_of_servers();
    if (sites.size() < 2 || !more_.chance(.4)) return;
    joined_ = true;
    std::string links;
    for (std::size_t i = 0; i + 1 < sites.size(); ++i) {
        links += fmt::format(
            "{}{{name: line-{}, between: [{}, {}], bandwidth: {} Gb/s, latency: {} "
            "ms}}",
            i == 0 ? "" : ", ", i, sites[i], sites[i + 1], more_.among(1, 40), more_.among(1, 60));
    }
    std::string text = "links: [" + links + "]";
    if (more_.chance(.5)) {
        text += fmt::format(", partitions: [{{link: line-0, at: {}, duration: {}, reason: cut}}]",
                            some_minute(.1, .6), some_minute(.02, .2));
    }
    if (more_.chance(.3)) {
        text += fmt::format(", exits: [{{from: {}, to: {}, size: {} GB, at: {}}}]", sites[0],
                            sites[1], more_.among(1, 2000), some_minute(0, .8));
    }
    for (auto& [key, value] : s_.tail) {
        if (key != "network") continue;
        value = with_key(value, text);
        return;
    }
    s_.tail.emplace_back("network", "{" + text + "}");
}

void Builder::data_set() {
    const std::vector<std::string> sites = sites_of_servers();
    if (!joined_ || !more_.chance(.6)) return;
    Entry data;
    data.with("name", "corpus").with("size", fmt::format("{} GB", more_.among(1, 500)));
    data.with("at", "[" + sites[0] + "]");
    if (more_.chance(.5)) data.with("replicate_to", "[" + sites[1] + "]");
    s_.section("datasets").push_back(data);
    for (Entry& job : s_.section("jobs")) {
        if (more_.chance(.5)) job.with("input", "{dataset: corpus}");
    }
}

void Builder::wide_jobs() {
    for (Entry& job : s_.section("jobs")) {
        if (more_.chance(.2)) job.with("value", "{once: 500 USD}");
        for (std::size_t p = 0; p < room_.size(); ++p) {
            const Entry& pool = s_.section("pools")[p];
            const int servers = std::stoi(pool.at("servers"));
            if (pool.at("name") != job.at("pool") || servers < 2 || !more_.chance(.3)) continue;
            job.with("accelerators", std::to_string(room_[p]))
                .with("data_parallel", std::to_string(servers))
                .with("elastic", "true");
        }
    }
}

/// Some workload whose data may go anywhere lists it, and it has room for a second replica.
bool Builder::takes_requests(const Entry& deployment) {
    const std::string replicas = deployment.has("replicas") ? deployment.at("replicas") : "";
    if (replicas.empty() || replicas.front() != '{') return false;
    if (replicas.find("max: 1}") != std::string::npos) return false;
    const auto& all = s_.section("workloads");
    return std::any_of(all.begin(), all.end(), [&](const Entry& w) {
        return !w.has("data_class") &&
               w.at("deployments").find(deployment.at("name")) != std::string::npos;
    });
}

/// Services that everybody needs, and what is done when a site is lost.
void Builder::answers() {
    const std::vector<std::string> sites = sites_of_servers();
    if (swarm_.failures && more_.chance(.25)) {
        Entry service;
        service.with("name", "identity").with("site", sites[0]);
        if (more_.chance(.7)) service.with("cached_for", some_minute(.01, .3));
        if (more_.chance(.5)) service.with("to_start", "true");
        if (sites.size() > 1 && more_.chance(.4)) service.with("replicas", "[" + sites[1] + "]");
        s_.section("services").push_back(service);
    }
    const std::vector<Entry> deployments = s_.section("deployments");
    for (const Entry& to : deployments) {
        const bool first = to.at("name") == deployments.front().at("name");
        if (!swarm_.failures || first || !takes_requests(to)) continue;
        Entry book;
        book.with("name", "lose-a-site").with("on", sites[0]);
        book.with("from", deployments.front().at("name")).with("to", to.at("name"));
        book.with("replicas", "1").with("rto", "30 min");
        book.with("steps",
                  fmt::format("[{{step: detect, takes: {} s}}, {{step: fail_over, takes: "
                              "{} s}}, {{step: fail_back, takes: {} s}}]",
                              more_.among(1, 300), more_.among(1, 300), more_.among(1, 300)));
        s_.section("runbooks").push_back(book);
        return;
    }
}

}  // namespace orrery::property
