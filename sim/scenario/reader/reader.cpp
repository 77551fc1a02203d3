// Text to Scenario: overlays, --set, validation; everything that is wrong, at once.
#include "sim/scenario/reader/reader.hpp"

#include <algorithm>
#include <fstream>
#include <sstream>

#include "sim/scenario/key_positions.hpp"
#include "sim/scenario/overlay.hpp"
#include "sim/scenario/reader/partly.hpp"
#include "sim/scenario/reader/tables.hpp"

namespace orrery {
namespace {

/// The keys that others are read relative to: start and currency, before everything else.
void read_frame(const Node& root, Reader& reader) {
    if (const Node* start = root.find("start")) {
        if (auto date = parse_date(start->scalar)) reader.start_unix_s = *date;
    }
    if (const Node* currency = root.find("currency")) reader.currency = currency->scalar;
    if (const Node* rate = root.find("exchange_rate")) {
        const Parsed parsed = parse_quantity(rate->scalar, Measure::number);
        if (parsed.problem.empty() && parsed.value > 0) reader.usd_per_currency = parsed.value;
    }
    const bool foreign = reader.currency != "USD" && !root.find("exchange_rate");
    if (foreign) {
        const Node* currency = root.find("currency");
        reader.error(currency->at, "E0216", "currency",
                     "a currency other than USD needs its exchange rate",
                     "catalog prices are in USD; add exchange_rate: 1.08 (USD for one " +
                         reader.currency + ")");
    }
}

bool starts_with(const std::string& text, const std::string& prefix) {
    return !prefix.empty() && text.rfind(prefix, 0) == 0;
}

/// Contradictions, less those that only follow from what could not be read.
void add_contradictions(const Scenario& scenario, Diagnostics& diagnostics) {
    Diagnostics found;
    check_scenario(scenario, found);
    const std::vector<Diagnostic> before = diagnostics.items();
    if (found.items().empty()) return;
    const KeyPositions keys(scenario.origins);
    for (Diagnostic d : found.items()) {
        d.at = keys.of(d.path, d.at);
        const bool follows = std::any_of(before.begin(), before.end(), [&](const Diagnostic& b) {
            const bool list = b.path.find('[') == std::string::npos;
            return starts_with(d.path, b.path) || (list && d.code == "E0302");
        });
        if (!follows) diagnostics.add(std::move(d));
    }
}

std::optional<Scenario> read_partly(const Node& root, const std::string& file,
                                    Diagnostics& diagnostics) {
    Scenario scenario;
    scenario.file = file;
    Reader reader{diagnostics, &scenario.origins};
    if (!reader.expect(root, Node::Kind::mapping, "", "keys with values")) return std::nullopt;
    read_frame(root, reader);
    read_object(reader, root, "", scenario_table(), scenario);
    add_contradictions(scenario, diagnostics);
    return scenario;
}

std::optional<Scenario> read_root(const Node& root, const std::string& file,
                                  Diagnostics& diagnostics) {
    auto scenario = read_partly(root, file, diagnostics);
    if (diagnostics.has_errors()) return std::nullopt;
    return scenario;
}

}  // namespace

std::optional<Node> merged_document(const ScenarioSources& sources, Diagnostics& diagnostics) {
    std::optional<Node> root = read_document(sources.file, diagnostics);
    for (const std::string& overlay : sources.overlays) {
        const std::optional<Node> over = read_document(overlay, diagnostics);
        if (root && over) merge_overlay(*root, *over);
    }
    for (const std::string& set : sources.sets) {
        if (root) apply_set(*root, set, diagnostics);
    }
    if (diagnostics.has_errors()) return std::nullopt;
    return root;
}

namespace {

std::string whole_file(const std::string& file) {
    std::ifstream in(file, std::ios::binary);
    std::stringstream text;
    text << in.rdbuf();
    if (!in) throw EnvironmentError(file + ": the file cannot be read");
    return text.str();
}

}  // namespace

std::vector<ScenarioLayer> layers_of(const ScenarioSources& sources) {
    std::vector<ScenarioLayer> layers{{false, sources.file, whole_file(sources.file)}};
    for (const std::string& overlay : sources.overlays) {
        layers.push_back({false, overlay, whole_file(overlay)});
    }
    for (const std::string& set : sources.sets) layers.push_back({true, "--set", set});
    return layers;
}

std::optional<Scenario> read_scenario_layers(const std::vector<ScenarioLayer>& layers,
                                             Diagnostics& diagnostics) {
    std::optional<Node> root;
    for (const ScenarioLayer& layer : layers) {
        if (layer.set) {
            if (root) apply_set(*root, layer.text, diagnostics);
            continue;
        }
        std::optional<Node> next = parse_document(layer.text, layer.name, diagnostics);
        if (root && next) {
            merge_overlay(*root, *next);
        } else if (!root) {
            root = std::move(next);
        }
    }
    if (!root || diagnostics.has_errors()) return std::nullopt;
    return read_root(*root, layers.front().name, diagnostics);
}

std::optional<Scenario> read_scenario(const ScenarioSources& sources, Diagnostics& diagnostics) {
    const std::optional<Node> root = merged_document(sources, diagnostics);
    if (!root) return std::nullopt;
    return read_root(*root, sources.file, diagnostics);
}

std::optional<Scenario> read_scenario_partly(const ScenarioSources& sources,
                                             Diagnostics& diagnostics) {
    const std::optional<Node> root = merged_document(sources, diagnostics);
    if (!root) return std::nullopt;
    return read_partly(*root, sources.file, diagnostics);
}

std::optional<Scenario> read_scenario_text(std::string_view text, const std::string& name,
                                           Diagnostics& diagnostics) {
    const std::optional<Node> root = parse_document(text, name, diagnostics);
    if (!root) return std::nullopt;
    return read_root(*root, name, diagnostics);
}

}  // namespace orrery
