// What people write: the document, the scenario, settings, quantities, facts.
#include <algorithm>

#include "orrery/base/assert.hpp"
#include "sim/scenario/catalog_text.hpp"
#include "sim/scenario/effective.hpp"
#include "sim/scenario/inputs.hpp"
#include "sim/scenario/overlay.hpp"
#include "sim/scenario/quantity.hpp"
#include "sim/scenario/reader/reader.hpp"
#include "tests/fuzz/target.hpp"

namespace orrery::fuzz {
namespace {

void read_quantities(std::string_view text) {
    for (const auto measure : {Measure::number, Measure::duration, Measure::bandwidth,
                               Measure::share, Measure::money_hour, Measure::intensity}) {
        const Parsed parsed = parse_quantity(text, measure);
        if (parsed.problem.empty()) print_quantity(parsed.value, measure);
    }
    parse_date(text);
}

/// What is read prints as a document that reads again.
void read_yaml(std::string_view text) {
    Diagnostics diagnostics;
    const auto node = parse_document(text, "fuzz.yaml", diagnostics);
    render(diagnostics);
    if (!node) return;
    Diagnostics again;
    const std::string printed = print_document(*node);
    const auto read = parse_document(printed, "again.yaml", again);
    ORRERY_ASSERT(read && print_document(*read) == printed, "a document reads as it was printed");
}

void read_scenarios(std::string_view text) {
    Diagnostics diagnostics;
    const auto scenario = read_scenario_text(text, "fuzz.yaml", diagnostics);
    if (scenario) effective_scenario(*scenario);
    render(diagnostics);
}

/// Lines of path=value over a small document; the last line alone is an overlay.
void read_settings(std::string_view text) {
    Diagnostics diagnostics;
    auto root = parse_document(
        "{orrery: 1, name: a, sites: [{name: hall, pue: 1.2}, {name: b}], pools: [{name: own, "
        "servers: 2, tags: {team: x}}], contracts: {spend: [{years: [1 USD, 2 USD]}]}}",
        "base.yaml", diagnostics);
    while (!text.empty()) {
        const std::size_t end = std::min(text.find('\n'), text.size());
        const std::string line(text.substr(0, end));
        text.remove_prefix(std::min(end + 1, text.size()));
        apply_set(*root, line, diagnostics);
        find_path(*root, line);
        paths_matching(*root, line);
        if (!text.empty()) continue;
        if (const auto over = parse_document(line, "over.yaml", diagnostics)) {
            merge_overlay(*root, as_overlay(*over));
        }
    }
    print_document(*root);
    render(diagnostics);
}

void read_facts(std::string_view text) {
    Diagnostics diagnostics;
    const CatalogFolder folder{{{"fuzz.yaml", std::string(text)}}};
    const Catalog catalog = read_catalog_folders({folder}, diagnostics);
    check_catalog(catalog, "2026-12-01", diagnostics);
    render(diagnostics);
}

}  // namespace

std::vector<FuzzTarget> text_targets() {
    return {{"quantity", read_quantities},
            {"document", read_yaml, {"scenarios/examples", "tests/data"}},
            {"scenario", read_scenarios, {"scenarios/examples", "tests/golden/errors"}},
            {"settings", read_settings},
            {"catalog", read_facts, {"tests/golden/catalog", "scenarios/catalog"}}};
}

}  // namespace orrery::fuzz
