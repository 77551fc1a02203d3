// The live page's requests without sockets: JSON in, JSON out.
#include "tools/orrery/serve/api.hpp"

#include <chrono>
#include <nlohmann/json.hpp>
#include <thread>

#include "sim/analysis/basis.hpp"
#include "tests/unit/serve/session.hpp"

namespace api_test {

using namespace orrery;
using namespace orrery::serve;
using namespace orrery::test;
using Json = nlohmann::json;

namespace {

struct Desk {
    Session session;
    Jobs jobs;
    Api api;

    explicit Desk(const std::vector<std::string>& sets = {}, int threads = 1)
        : session(session_of(quickstart(sets))), jobs(session, threads), api(session, jobs) {}

    Reply get(const std::string& target) { return api.handle({"GET", target, ""}); }
    Reply post(const std::string& target, const Json& body) {
        return api.handle({"POST", target, body.dump()});
    }
    std::int64_t run(const Json& sets, const std::string& page = "p") {
        const Reply reply = post("/api/run", {{"page", page}, {"sets", sets}});
        REQUIRE(reply.status == 200);
        return Json::parse(reply.body)["id"];
    }
    Json state(std::int64_t id) { return Json::parse(get("/api/run/" + std::to_string(id)).body); }
    /// When it is over, within ten minutes: instrumented builds take their time.
    Json over(std::int64_t id) {
        for (int i = 0; i < 60000; ++i) {
            Json s = state(id);
            if (s["state"] != "waiting" && s["state"] != "running") return s;
            std::this_thread::sleep_for(std::chrono::milliseconds(10));
        }
        return {};
    }
};

double figure(const Json& answer, const std::string& path) {
    for (const Json& f : answer["figures"]) {
        if (f[0] == path) return f[1];
    }
    FAIL(path);
    return 0;
}

}  // namespace

TEST_CASE("a scenario, a run, and what it says") {
    Desk desk;
    const Json scenario = Json::parse(desk.get("/api/scenario").body);
    CHECK(scenario["name"] == "quickstart");
    CHECK(scenario["sliders"].size() == 8);
    CHECK(scenario["inputs"] > 60);
    const Json written = desk.over(desk.run(Json::object()));
    REQUIRE(written["state"] == "done");
    CHECK(written["share"] == 1);
    const Json& answer = written["result"];
    CHECK(answer["basis"] == "simulated");
    CHECK(answer["main"][0] == "cost.total");
    CHECK(answer["answer"].size() >= 1);
    double sum = 0;
    for (const Json& c : answer["categories"]) sum += c[1].get<double>();
    CHECK(sum == Approx(figure(answer, "cost.total")));
    // The owned pool costs 30,000 USD a year more: an hour of 8,766, priced again.
    const Json dearer = desk.over(desk.run({{"pools[own-l40s].staff", "60000 USD/y"}}));
    REQUIRE(dearer["state"] == "done");
    CHECK(dearer["result"]["basis"] == "repriced");
    CHECK(figure(dearer["result"], "cost.total") - figure(answer, "cost.total") ==
          Approx(30000 / 8766.0).epsilon(1e-3));
}

TEST_CASE("an answer says what its figures rest on, as the result does, however it was found") {
    Desk desk;
    Diagnostics d;
    const Sets price{{"pools[own-l40s].staff", "60000 USD/y"}};
    const auto point = desk.session.compile(price, d);
    REQUIRE(point);
    std::vector<std::string> told;
    for (const FigureBasis& b : analysis::bases_of(*point->world)) {
        told.push_back(b.family + ": " + kRestsOnNames[static_cast<std::size_t>(b.basis)] + " " +
                       std::to_string(b.error_pct) + " " + b.inputs.at(0).what);
    }
    REQUIRE(told.size() > 4);  // demand, latency, accelerators, cost, energy …
    const auto said = [](const Json& state) {
        std::vector<std::string> all;
        for (const Json& b : state["result"]["bases"]) {
            CHECK(b["inputs"].size() >= 1);
            all.push_back(b["family"].get<std::string>() + ": " + b["basis"].get<std::string>() +
                          " " + std::to_string(b["error_pct"].get<double>()) + " " +
                          b["inputs"][0]["what"].get<std::string>());
        }
        return all;
    };
    const Json simulated = desk.over(desk.run(Json::object()));
    REQUIRE(simulated["result"]["basis"] == "simulated");
    CHECK(said(simulated) == told);  // a price changes no basis: both were stated
    const Json repriced = desk.over(desk.run({{price[0].first, price[0].second}}));
    REQUIRE(repriced["result"]["basis"] == "repriced");
    CHECK(said(repriced) == told);
}

TEST_CASE("an answer says why: formulas, parts of its cost, and what it takes for granted") {
    Desk desk({"start=2026-11-30T23:00:00Z", "horizon=2 h"});  // each place has two months
    const Json answer = desk.over(desk.run(Json::object()))["result"];
    const Json& formulas = answer["formulas"];
    const std::size_t of = formulas["of"]["cost.total"];
    CHECK(formulas["texts"][of].get<std::string>().size() > 5);
    double sum = 0;
    for (const Json& c : answer["costs"]) sum += c[3].get<double>();
    CHECK(sum == Approx(figure(answer, "cost.total")));
    // Of the first pool, the only one that states it.
    const auto staff = [&](const Json& sets) {
        const Reply reply = desk.post("/api/assumptions", {{"sets", sets}});
        REQUIRE(reply.status == 200);
        const Json known = Json::parse(reply.body);
        for (const Json& a : known["assumptions"]) {
            const auto path = a["path"].get<std::string>();
            if (path.find("pools[") == 0 && path.find("].staff") != std::string::npos) {
                return a["value"].get<std::string>();
            }
        }
        return std::string();
    };
    CHECK(staff(Json::object()) == "30 kUSD/y");
    CHECK(staff({{"pools[own-l40s].staff", "60000 USD/y"}}) == "60 kUSD/y");
    CHECK(desk.post("/api/assumptions", {{"sets", {{"no.such", "1"}}}}).status == 422);
    CHECK(desk.get("/api/assumptions").status == 405);
}

TEST_CASE("the same inputs are remembered") {
    Desk desk;
    const Json sets{{"workloads[support-chat].demand.synthetic.rate", "5 /s"}};
    const Json first = desk.over(desk.run(sets));
    const std::int64_t again = desk.run(sets);
    const Json second = desk.state(again);  // at once
    CHECK(second["state"] == "done");
    CHECK(second["result"] == first["result"]);
}

TEST_CASE("the newest move of a page ends its older ones, and only its own") {
    Desk desk({"horizon=20 d"});
    const std::int64_t first = desk.run(Json::object(), "a");
    const std::int64_t second = desk.run({{"pools[own-l40s].servers", 2}}, "a");
    const std::int64_t other = desk.run({{"pools[own-l40s].servers", 4}}, "b");
    const std::int64_t third = desk.run({{"pools[own-l40s].servers", 3}}, "a");
    CHECK(desk.over(first)["state"] == "cancelled");
    CHECK(desk.over(second)["state"] == "cancelled");
    const Reply reply = desk.post("/api/cancel", {{"id", third}});
    CHECK(reply.status == 200);
    CHECK(desk.over(other)["state"] == "done");
    CHECK(desk.over(third)["state"] == "cancelled");
    CHECK(desk.post("/api/cancel", {{"id", 999}}).status == 404);
}

TEST_CASE("what cannot be is told, not run") {
    Desk desk;
    const Json invalid = desk.over(desk.run({{"sites[frankfurt-hall].pue", "0.5"}}));
    CHECK(invalid["state"] == "refused");
    CHECK(invalid["errors"][0]["code"] == "E0206");
    CHECK(invalid["errors"][0]["infeasible"] == false);
    // Eight replicas of three servers' worth of accelerators.
    const Reply unknown = desk.post("/api/run", {{"sets", {{"pools[own-l40s].serverz", "2"}}}});
    CHECK(unknown.status == 422);
    CHECK(Json::parse(unknown.body)["errors"][0]["code"] == "E0218");
    CHECK(Json::parse(unknown.body)["errors"][0]["hint"] ==
          "did you mean pools[own-l40s].servers?");
}

TEST_CASE("bodies and addresses that are none") {
    Desk desk;
    const auto raw = [&](const std::string& body) {
        return desk.api.handle({"POST", "/api/run", body}).status;
    };
    CHECK(raw("") == 400);
    CHECK(raw("[]") == 400);
    CHECK(raw("{\"sets\": [1]}") == 400);
    CHECK(raw("{\"sets\": {\"a\": {}}}") == 400);
    CHECK(raw("{\"sets\": {\"a\": \"" + std::string(65, '1') + "\"}}") == 400);
    CHECK(raw(std::string(100000, '[')) == 400);
    CHECK(raw("{\"page\": \"" + std::string(65, 'p') + "\"}") == 400);
    Json many = Json::object();
    for (int i = 0; i < 65; ++i) many[std::to_string(i)] = 1;
    CHECK(desk.post("/api/run", {{"sets", many}}).status == 400);
    for (const char* target :
         {"/../etc/passwd", "/page.js/..", "//page.js", "/%2e%2e/etc/passwd", "/api/run/..",
          "/api/run/../../x", "/api/run/1e3", "/api/run/-1", "/api/run/", "/api", "/page.html",
          "/api/run/99999999999999999999", "/PAGE.JS", "/favicon.ico"}) {
        INFO(target);
        CHECK(desk.get(target).status == 404);
    }
    CHECK(desk.get("/api/overlay").status == 405);
    CHECK(desk.post("/api/scenario", Json::object()).status == 405);
    CHECK(desk.post("/", Json::object()).status == 405);
}

TEST_CASE("assets, inputs by words, and the overlay") {
    Desk desk;
    CHECK(desk.get("/").type == "text/html; charset=utf-8");
    CHECK(desk.get("/page.js?x=1").type == "text/javascript; charset=utf-8");
    CHECK(desk.get("/page.css").body.find("--accent") != std::string::npos);
    const Json inputs = Json::parse(desk.get("/api/inputs?q=SERVERS+own").body);
    REQUIRE(inputs["found"] >= 1);
    CHECK(inputs["inputs"][0]["path"] == "pools[own-l40s].servers");
    CHECK(inputs["inputs"][0]["value"] == 1);
    CHECK(inputs["inputs"][0]["whole"] == true);
    const std::string exact = "/api/inputs?q=pools%5Bown-l40s%5D.servers";
    CHECK(Json::parse(desk.get(exact).body)["found"] == 1);
    const Reply overlay = desk.post("/api/overlay", {{"sets", {{"pools[own-l40s].servers", 3}}}});
    CHECK(overlay.type == "application/yaml");
    CHECK(overlay.body == "pools:\n  - name: own-l40s\n    servers: 3\n");
}

}  // namespace api_test
