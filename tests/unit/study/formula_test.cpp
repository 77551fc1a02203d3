// Formulas and sentences of study files.
#include <catch2/catch.hpp>
#include <cmath>

#include "sim/study/formula/template.hpp"

namespace orrery::formula_test {
namespace {

double number(const std::string& text, const Values& values = {}) {
    const Formula f = parse_formula(text);
    INFO(text << ": " << f.problem);
    REQUIRE(f.fine());
    const Evaluated e = evaluate(f, values);
    INFO(e.problem);
    REQUIRE(e.problem.empty());
    REQUIRE(e.value.number());
    return *e.value.number();
}

std::string problem(const std::string& text, const Values& values = {}) {
    const Formula f = parse_formula(text);
    return f.fine() ? evaluate(f, values).problem : f.problem;
}

const Values kValues{{"cost.total", Value(1200.0, "USD")},
                     {"requests.completed", Value(400.0)},
                     {"by.pool-a.x", Value(3.0)},
                     {"odd name", Value(7.0)},
                     {"x", Value(Numbers{1, 2, 3, 4})},
                     {"y", Value(Numbers{10, 30, 20, 50})},
                     {"name", Value(Texts{"a", "b", "c", "d"})},
                     {"gap", Value(Numbers{1, NAN, 5})}};

TEST_CASE("formulas: arithmetic binds as on paper", "[study][formula]") {
    CHECK(number("1 + 2 * 3") == 7);
    CHECK(number("(1 + 2) * 3") == 9);
    CHECK(number("2 ^ 3 ^ 2") == 512);  // from the right
    CHECK(number("-2 ^ 2") == -4);
    CHECK(number("10 - 4 - 3") == 3);
    CHECK(number("12 / 4 / 3") == 1);
    CHECK(number("1 < 2 and not 3 < 2 ? 5 : 6") == 5);
    CHECK(number("1 > 2 or 1 == 1") == 1);
    CHECK(std::isnan(number("1 / 0")));
}

TEST_CASE("formulas: paths keep their hyphens, a minus has spaces", "[study][formula]") {
    CHECK(number("cost.total / requests.completed", kValues) == 3);
    CHECK(number("by.pool-a.x - 1", kValues) == 2);
    CHECK(number("'odd name' + 1", kValues) == 8);
}

TEST_CASE("formulas: quantities become base units", "[study][formula]") {
    CHECK(number("40 MUSD") == 4e7);
    CHECK(number("40 MEUR") == 4e7);  // its currency is converted where the base is known
    CHECK(number("1.5 min") == 90);
    CHECK(number("80 %") == Approx(0.8));
    CHECK(number("250 ms + 1 s") == Approx(1.25));
    CHECK(problem("3 parsecs") == "\"parsecs\" is no unit");
}

TEST_CASE("formulas: columns entry by entry, and what they come to", "[study][formula]") {
    CHECK(number("sum(x * y)", kValues) == 10 + 60 + 60 + 200);
    CHECK(number("p50(y)", kValues) == 25);
    // Type 7 at 0.9: rank 1 + 3 · 0.9 = 3.7 of 10 20 30 50 → 30 + 0.7 · 20.
    CHECK(number("p90(y)", kValues) == Approx(44));
    CHECK(number("prob(y > 15)", kValues) == 0.75);
    CHECK(number("cvar(y, 0.5)", kValues) == 40);  // mean of 50 and 30
    CHECK(number("mean(gap)", kValues) == 3);      // what is not there is left out
    CHECK(number("count(gap)", kValues) == 2);
    CHECK(number("last(cumulative(x))", kValues) == 10);
    CHECK(number("otherwise(1 / 0, 9)", kValues) == 9);
    CHECK(number("sum(where(y, x > 2))", kValues) == 70);
}

TEST_CASE("formulas: searches", "[study][formula]") {
    const Evaluated best = evaluate(parse_formula("argmin(name, y)"), kValues);
    CHECK(*best.value.text() == "a");
    CHECK(number("at(name, y, \"c\")", kValues) == 20);
    // y reaches 40 between x = 3 (20) and 4 (50): 3 + 20/30.
    CHECK(number("crossing(x, y, 40)", kValues) == Approx(3 + 2.0 / 3));
    CHECK(std::isnan(number("crossing(x, y, 99)", kValues)));
    CHECK(number("crossing(x, y, 30)", kValues) == 2);
}

TEST_CASE("formulas: of no entries none is the least", "[study][formula]") {
    Values values;
    values["plan"] = Value(Texts{"a", "b"});
    values["cost"] = Value(Numbers{3, 2});
    const auto text = [&](const std::string& formula) {
        const Evaluated e = evaluate(parse_formula(formula), values);
        CHECK(e.problem.empty());
        return e.value.text() ? *e.value.text() : std::string("no text");
    };
    CHECK(text("argmin(where(plan, cost < 9), where(cost, cost < 9))") == "b");
    CHECK(text("argmin(where(plan, cost < 1), where(cost, cost < 1))") == "none");
}

TEST_CASE("formulas: what is wrong is said in words", "[study][formula]") {
    CHECK(problem("1 +") == "the formula ends where a value should be");
    CHECK(problem("(1") == "\"(\" is not closed");
    CHECK(problem("mean(as it is.cost)") ==
          "\"mean(\" is not closed; a name with spaces stands in single quotes");
    CHECK(problem("meen(x)") == "there is no function \"meen\"");
    CHECK(parse_formula("meen(x)").hint == "did you mean mean?");
    CHECK(problem("quantile(x)") == "\"quantile\" has 1 arguments");
    CHECK(problem("cost.totl", kValues) == "there is no \"cost.totl\"");
    CHECK(problem("name + 1", kValues) == "text cannot be used with \"+\"");
    CHECK(problem("x + gap", kValues) == "columns of 4 and 3 entries do not go together");
    CHECK(problem(std::string(5000, '(')) == "the formula is nested too deeply");
    CHECK(problem("1 2") == "\"2\" was not expected here");
}

TEST_CASE("formulas: units go together or are refused with both", "[study][formula]") {
    const Values units{{"cost", Value(Numbers{100, 300}, "USD")},
                       {"days", Value(40.0, "d")},
                       {"power", Value(8.0, "kW")},
                       {"energy", Value(2.0, "kWh")},
                       {"paid", Value(9.0, "EUR")},
                       {"rate", Value(420.0, "1/h")},
                       {"queue", Value(5.0, "request-h")}};
    CHECK(number("days <= 30 d", units) == 0);  // the unit of the left side: 30 beside 40
    CHECK(number("days <= 50 d", units) == 1);
    CHECK(number("days + 12 h", units) == 40.5);
    CHECK(number("2592000 s <= days", units) == 1);  // 40 d are 3,456,000 s
    CHECK(number("power < 9 kW", units) == 1);
    CHECK(number("rate < 7 /min", units) == 0);  // both 420 an hour
    CHECK(number("max(days, 960 h)", units) == 40);
    CHECK(number("days / 10 d", units) == 4);
    CHECK(number("1.5 kgCO2e") == 1500);  // of grams, as results are
    CHECK(number("prob(cost > 0.2 kUSD)", units) == 0.5);
    CHECK(number("prob(cost > 200)", units) == 0.5);
    CHECK(number("paid < 1 kUSD", units) == 1);  // amounts are of one currency by then

    const auto refused = [&](const std::string& text) {
        const Evaluated e = evaluate(parse_formula(text), units);
        CHECK(e.of_units);
        return e.problem + " | " + e.hint + " | " + std::to_string(e.col);
    };
    CHECK(refused("prob(cost > 9 kW)") ==
          "\"cost\" is in USD, and \"9 kW\" is in W: they cannot be compared | "
          "units that go with \"cost\": USD, kUSD, MUSD | 13");
    CHECK(refused("days + cost")
              .rfind("\"days\" is in d, and \"cost\" is in USD: they cannot be added", 0) == 0);
    CHECK(refused("queue < 40 h").find("write the number alone, as \"queue\" counts") !=
          std::string::npos);
    CHECK(refused("max(days, energy)").find("cannot be taken together") != std::string::npos);
    CHECK(refused("days > 80 %").find("\"80 %\" is in %") != std::string::npos);

    // A number alone may carry a unit: 0.3 USD a kWh.
    CHECK(number("9 USD + 0.3 * energy", units) == 9.6);
    CHECK(refused("9 USD + mean(days)").find("cannot be added") != std::string::npos);

    const auto unit = [&](const std::string& text) {
        return evaluate(parse_formula(text), units).value.unit;
    };
    CHECK(unit("paid / energy") == "EUR/kWh");
    CHECK(unit("paid / energy * energy") == "EUR");
    CHECK(unit("80 % * days") == "d");
    CHECK(unit("days / days").empty());

    const Evaluated bare = evaluate(parse_formula("cost > 0 and days < 30"), units);
    REQUIRE(bare.assumed.size() == 1);  // nothing is assumed of 0
    CHECK(bare.assumed[0].of == "30");
    CHECK(bare.assumed[0].unit == "d");
}

TEST_CASE("formulas: products and ratios keep their scale", "[study][formula]") {
    const Values units{{"m", Value(Numbers{3.6, 4.2}, "s")},
                       {"power", Value(8.0, "kW")},
                       {"paid", Value(90.0, "EUR")}};
    const auto said = [&](const std::string& text) {
        std::string wrong;
        const Lookup lookup = [&](const std::string& name) {
            const auto it = units.find(name);
            return it == units.end() ? nullptr : &it->second;
        };
        const std::string out = fill(parse_sentence(text), lookup, "USD", wrong);
        return wrong.empty() ? out : "!" + wrong;
    };
    CHECK(number("mean(m) * 20 USD/h", units) == Approx(3.9 * 20 / 3600));
    CHECK(number("2 kW * 3 h * 1 USD/kWh") == Approx(6));
    CHECK(number("power * 3 h / 1 kWh", units) == Approx(24));
    CHECK(number("paid / 3 h * 1 d", units) == Approx(720));
    CHECK(number("1 USD/h < 9000 USD/y") == 1);  // 8,766 h
    CHECK(said("{2 kW * 3 h * 1 USD/kWh | money}") == "6.00 USD");
    CHECK(said("{paid / 3 h * 1 d}") == "720 EUR");
    CHECK(said("{power * 2 h * 0.5 EUR/kWh | money}") == "8.00 USD");
    CHECK(said("{power * 1 d | span}").rfind("!\"power * 1 d\" is in kWh, and the format", 0) == 0);
    CHECK(said("{mean(m) | money}").rfind("!\"mean(m)\" is in s, and the format money", 0) == 0);
    CHECK(said("{paid | span}").rfind("!\"paid\" is in EUR, and the format span", 0) == 0);
    CHECK(said("{paid | share}").find("writes shares") != std::string::npos);
    CHECK(said("{paid | date}").rfind("!", 0) == 0);
    CHECK(said("{mean(m) / 7.8 s | share}") == "50.0 %");
    // Multiplied by a number alone it may be anything: 0.3 USD a kWh.
    CHECK(said("{0.3 * power * 10 h | money}") == "24.00 USD");
}

TEST_CASE("sentences: figures in braces", "[study][formula]") {
    const auto said = [](const std::string& text) {
        const SentenceTemplate s = parse_sentence(text);
        std::string wrong = s.problem;
        const Lookup lookup = [](const std::string& name) {
            const auto it = kValues.find(name);
            return it == kValues.end() ? nullptr : &it->second;
        };
        const std::string out = fill(s, lookup, "EUR", wrong);
        return wrong.empty() ? out : "!" + wrong;
    };
    CHECK(said("costs {cost.total | money}") == "costs 1,200 EUR");
    CHECK(said("costs {1e4 * cost.total | money}") == "costs 12,000,000 EUR");
    CHECK(said("{by.pool-a.x / 4 | share} of it") == "75.0 % of it");
    CHECK(said("{argmax(name, y)} is best, {{really}}") == "d is best, {really}");
    CHECK(said("{1 / 0}") == "–");
    CHECK(said("{86400 * 365 | date}") == "1971-01-01");
    CHECK(said("{253402300799 | date}") == "9999-12-31");
    CHECK(said("{253402300800 | date}, {1e308 | date}, {-1e308 | date}") == "–, –, –");
    CHECK(said("{cost.total | dollars}").rfind("!\"dollars\" is no format of a figure", 0) == 0);
    CHECK(said("{cost.total") == "!\"{\" is not closed");
}

}  // namespace
}  // namespace orrery::formula_test
