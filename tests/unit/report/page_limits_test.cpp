// Long lists in the page: the largest stay, the rest is one row whose sum is exact.
#include "sim/report/page_limits.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>
#include <set>

#include "sim/report/report.hpp"
#include "tests/support/catch.hpp"

namespace page_limits_test {

using namespace orrery;

namespace {

/// Sites site-001 … of 1, 2, 3 … USD of compute in each of two months.
Findings with_sites(int n) {
    Findings f;
    for (int i = 1; i <= n; ++i) {
        const std::string site = fmt::format("site-{:03}", i);
        for (const char* month : {"2026-01", "2026-02"}) {
            f.costs.push_back({site, "v", month, "compute", static_cast<double>(i)});
        }
        f.energy_flows.push_back({site, "grid", "facility", static_cast<double>(i)});
        f.carbon.push_back({site, "electricity", "scope 2", 10.0 * i, static_cast<double>(i)});
        f.series.push_back({"power", site, "kW", {1.0 * i, 2.0 * i}});
        f.series.push_back({"utilisation", site, "", {0.25, 0.75}});
        f.series.push_back({"longest queue", site, "", {1, 1.0 * i}});
        f.series.push_back({"link utilisation", site, "", {1, 1}});
        Metric m;
        m.formula = "sum";
        m.value = i;
        f.metrics.set("cost.by_site." + site, m);
    }
    return f;
}

double sum(const std::vector<CostCell>& cells) {
    double all = 0;
    for (const CostCell& c : cells) all += c.amount;
    return all;
}

std::set<std::string> places(const std::vector<CostCell>& cells) {
    std::set<std::string> all;
    for (const CostCell& c : cells) all.insert(c.site);
    return all;
}

}  // namespace

TEST_CASE("beyond forty places the smallest are one row, and nothing is lost") {
    const Findings f = with_sites(100);
    const auto cells = page::cost_cells(f);
    CHECK(sum(cells) == 2 * 5050);
    const auto shown = places(cells);
    CHECK(shown.size() == 41);
    CHECK(shown.count("site-100") == 1);
    CHECK(shown.count("site-060") == 0);
    CHECK(shown.count("others (60)") == 1);
    double others = 0;
    for (const CostCell& c : cells) others += c.site == "others (60)" ? c.amount : 0;
    CHECK(others == 2 * 60 * 61 / 2);
    double kwh = 0;
    for (const EnergyFlow& e : page::energy_flows(f)) kwh += e.kwh;
    CHECK(kwh == 5050);
    double g = 0;
    for (const CarbonCell& c : page::carbon_cells(f)) g += c.gco2e;
    CHECK(g == 50500);
}

TEST_CASE("a large group of equal entries is one place, others keep their names") {
    Findings f = with_sites(30);
    Group group{"site", "store", {}};
    for (int i = 1; i <= 20; ++i) group.members.push_back(fmt::format("site-{:03}", i));
    f.groups.push_back(group);
    const auto shown = places(page::cost_cells(f));
    CHECK(shown.size() == 11);
    CHECK(shown.count("store (20)") == 1);
    CHECK(sum(page::cost_cells(f)) == 2 * 465);
}

TEST_CASE("forty-one places are not hidden in a row of others that stands for one") {
    CHECK(places(page::cost_cells(with_sites(41))).count("site-001") == 1);
    CHECK(places(page::cost_cells(with_sites(42))).count("others (2)") == 1);
}

TEST_CASE("lines beyond a dozen are added up, shares are their mean, what is not drawn goes") {
    const auto series = page::series(with_sites(20));
    double power = 0;
    for (const Series& s : series) {
        CHECK(s.name != "link utilisation");
        if (s.name == "longest queue" && s.where == "others (8)") CHECK(s.values[1] == 8);
        if (s.name == "power") power += s.values[1];
        if (s.name == "utilisation" && s.where == "others (8)") CHECK(s.values[1] == 0.75);
    }
    CHECK(power == 2 * 210);
    CHECK(series.size() == 3 * 13);
}

TEST_CASE("the page of a thousand places stays small, and says what it leaves out") {
    const auto page = [](int n) { return render_html(with_sites(n), {}, "<!--DATA-->", ""); };
    const std::size_t few = page(50).size();
    CHECK(page(1000).size() < few + few / 5);
    const auto data = nlohmann::json::parse(page(1000));
    CHECK(data["left_out"] == 960);
    CHECK(data["result"]["cost"]["by_site"].size() == 40);
}

}  // namespace page_limits_test
