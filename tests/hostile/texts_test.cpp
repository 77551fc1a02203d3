// Markup, formulas and terminal escapes in every text of a scenario: none is alive in an output.
#include <fmt/format.h>

#include <map>

#include "orrery/facts.hpp"
#include "orrery/scenario.hpp"
#include "orrery/simulate.hpp"
#include "tests/hostile/base_texts.hpp"
#include "tests/hostile/schema_fields.hpp"
#include "tests/hostile/watched.hpp"
#include "tests/support/catch.hpp"

namespace texts_test {

using namespace orrery;
using namespace orrery::hostile;

namespace {

enum TextOutcome { kHarmless = 0, kNoSuchText = 3, kAlive = 81, kElse = 82 };

/// As a double-quoted scalar; what it says begins with the formula and ends with bells.
constexpr const char* kHostileText =
    R"("=cmd|' /C calc'!A0</script><script>alert(1)</script><img src=x onerror=alert(2)>)"
    R"(\e[31m\e]0;title\a")";

/// Control characters that a terminal obeys, but for line ends.
bool has_control(const std::string& text) {
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if ((byte < 32 && c != '\n') || byte == 127) return true;
    }
    return false;
}

/// Whether a spreadsheet would take a cell of the CSV for a formula.
bool has_formula(const std::string& csv) {
    return csv.find(",=cmd") != std::string::npos || csv.find("\n=cmd") != std::string::npos ||
           csv.find("\"=cmd") != std::string::npos;
}

/// Empty where the page's bundle lies elsewhere; tests/cli/hostile.sh looks at the page, too.
std::string page_of(const api::Result& result) {
    try {
        return result.html();
    } catch (const api::Unavailable&) {
        return "";
    }
}

std::string alive(const api::Result& result) {
    if (has_control(result.text())) return "text";
    if (has_control(result.json())) return "json";
    for (const std::string& csv : {result.ledger_csv(), result.timeline_csv()}) {
        if (has_control(csv)) return "control characters in CSV";
        if (has_formula(csv)) return "a formula in CSV";
    }
    const std::string html = page_of(result);
    for (const char* markup : {"<script>alert(1)", "<img src=x", "</script><script>"}) {
        if (html.find(markup) != std::string::npos) return std::string("html: ") + markup;
    }
    return "";
}

int run_text(const std::string& text, const Edge& edge, const api::Facts& facts) {
    auto scenario = api::Scenario::parse(text, base_folder());
    scenario.set("limits.max_events", "20000").set("horizon", "2 h");
    scenario.set(edge.path, edge.before + kHostileText + edge.after);
    try {
        const std::string where = alive(api::simulate(scenario, facts));
        if (!where.empty()) fmt::print(stderr, "{}: {}\n", edge.path, where);
        return where.empty() ? kHarmless : kAlive;
    } catch (const api::InvalidInput& e) {
        if (has_control(e.what())) fmt::print(stderr, "{}: the message\n", edge.path);
        return has_control(e.what()) ? kAlive : kNoSuchText;
    } catch (const api::Unavailable& e) {
        return has_control(e.what()) ? kAlive : kNoSuchText;
    } catch (const std::exception&) {
        return kElse;
    }
}

}  // namespace

TEST_CASE("hostile text is harmless in every field") {
    const std::vector<std::string> texts = base_texts();
    const api::Facts facts = api::Facts::installed();
    const std::vector<SchemaField> fields = text_fields();
    REQUIRE(fields.size() > 100);
    const auto outcomes = watched(fields.size(), [&](std::size_t i) {
        const Edge edge = place_of(fields[i], texts);
        return run_text(texts[edge.text], edge, facts);
    });
    std::map<int, int> count;
    std::string wrong;
    for (std::size_t i = 0; i < fields.size(); ++i) {
        ++count[outcomes[i]];
        if (outcomes[i] == kHarmless || outcomes[i] == kNoSuchText) continue;
        wrong += fmt::format("{}: outcome {}\n", fields[i].name(), outcomes[i]);
    }
    WARN(fmt::format("{} texts: {} ran, {} were refused", fields.size(), count[kHarmless],
                     count[kNoSuchText]));
    CHECK(wrong == "");
    CHECK(count[kHarmless] > 10);
}

}  // namespace texts_test
