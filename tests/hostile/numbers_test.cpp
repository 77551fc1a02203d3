// Every numeric field of the scenario language at every edge: a result, or errors that say so.
#include <fmt/format.h>

#include <cmath>
#include <cstdlib>
#include <map>
#include <new>

#include "orrery/facts.hpp"
#include "orrery/scenario.hpp"
#include "orrery/simulate.hpp"
#include "tests/hostile/base_texts.hpp"
#include "tests/hostile/schema_fields.hpp"
#include "tests/hostile/watched.hpp"
#include "tests/support/catch.hpp"

namespace numbers_test {

using namespace orrery;
using namespace orrery::hostile;

namespace {

enum EdgeOutcome { kRuns = 0, kRefused = 3, kOutOfMemory = 80, kNotFinite = 81, kThrown = 82 };

int run_edge(const std::string& text, const Edge& edge, const std::string& value,
             const api::Facts& facts) {
    auto scenario = api::Scenario::parse(text, base_folder());
    scenario.set("limits.max_events", "20000").set("limits.max_wall", "300 ms");
    if (edge.path != "horizon") scenario.set("horizon", "2 h");
    scenario.set(edge.path, edge.before + value + edge.after);
    try {
        const api::Result result = api::simulate(scenario, facts);
        for (const std::string& path : result.paths()) {
            if (!std::isfinite(result.figure(path).value)) {
                fmt::print(stderr, "{} is {}\n", path, result.figure(path).value);
                return kNotFinite;
            }
        }
        return result.json().empty() ? kThrown : kRuns;
    } catch (const api::InvalidInput&) {
        return kRefused;
    } catch (const api::Unavailable&) {
        return kRefused;
    } catch (const std::bad_alloc&) {
        return kOutOfMemory;
    } catch (const std::exception& e) {
        fmt::print(stderr, "{}\n", e.what());
        return kThrown;
    }
}

struct Trial {
    SchemaField field;
    Edge edge;
    std::string value;
};

/// One field in `every`, from `first` on.
std::vector<Trial> trials(const std::vector<std::string>& texts, std::size_t first,
                          std::size_t every) {
    std::vector<Trial> out;
    const std::vector<SchemaField> fields = numeric_fields();
    REQUIRE(fields.size() > 500);
    const char* only = std::getenv("ORRERY_HOSTILE_FIELD");
    for (std::size_t i = first; i < fields.size(); i += every) {
        if (only && fields[i].name().find(only) == std::string::npos) continue;
        const Edge edge = place_of(fields[i], texts);
        for (const std::string& value : edge_values(fields[i])) {
            out.push_back({fields[i], edge, value});
        }
    }
    return out;
}

void check_edges(std::size_t first, std::size_t every) {
    const std::vector<std::string> texts = base_texts();
    const api::Facts facts = api::Facts::installed();
    const std::vector<Trial> all = trials(texts, first, every);
    const auto outcomes = watched(all.size(), [&](std::size_t i) {
        return run_edge(texts[all[i].edge.text], all[i].edge, all[i].value, facts);
    });
    std::map<int, int> count;
    std::string wrong;
    for (std::size_t i = 0; i < all.size(); ++i) {
        ++count[outcomes[i]];
        if (outcomes[i] == kRuns || outcomes[i] == kRefused) continue;
        wrong += fmt::format("{}: base {}: --set '{}={}{}{}': outcome {}\n", all[i].field.name(),
                             all[i].edge.text, all[i].edge.path, all[i].edge.before, all[i].value,
                             all[i].edge.after, outcomes[i]);
    }
    WARN(fmt::format("{} values in numeric fields: {} ran, {} were refused", all.size(),
                     count[kRuns], count[kRefused]));
    CHECK(wrong == "");
    CHECK(count[kRuns] > 0);
    CHECK(count[kRefused] > count[kRuns] / 4);
}

}  // namespace

TEST_CASE("numbers at every edge, some fields") {
    check_edges(3, 29);
}

TEST_CASE("numbers at every edge, all fields", "[.full]") {
    check_edges(0, 1);
}

}  // namespace numbers_test
