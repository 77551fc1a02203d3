// Text to Scenario: overlays, --set, validation; everything that is wrong, at once.
#include "sim/scenario/reader/reader.hpp"

#include <map>

#include "orrery/base/read_file.hpp"
#include "sim/scenario/currency_code.hpp"
#include "sim/scenario/key_positions.hpp"
#include "sim/scenario/overlay.hpp"
#include "sim/scenario/reader/contradictions.hpp"
#include "sim/scenario/reader/partly.hpp"
#include "sim/scenario/reader/tables.hpp"
#include "sim/scenario/what_if.hpp"

namespace orrery {
namespace {

double seconds_of(const Node* node, std::int64_t start_unix_s) {
    if (!node) return 0;
    if (const auto date = parse_date(node->scalar)) {
        return static_cast<double>(*date - start_unix_s);
    }
    return parse_quantity(node->scalar, Measure::duration).value;
}

/// Amounts in the text become USD at the earliest rate of their currency.
void read_rates(const Node& fx, Reader& reader) {
    std::map<std::string, double> earliest;
    for (const Node& entry : fx.items) {
        const Node* currency = entry.find("currency");
        const double rate = positive_number(entry.find("rate"));
        if (!currency || rate <= 0) continue;
        const double at = seconds_of(entry.find("from"), reader.start_unix_s);
        const auto [it, fresh] = earliest.emplace(currency->scalar, at);
        if (!fresh && at >= it->second) continue;
        it->second = at;
        reader.rates[currency->scalar] = rate;
    }
}

/// The keys that others are read relative to: start and currencies, before everything else.
void read_frame(const Node& root, Reader& reader) {
    if (const Node* start = root.find("start")) {
        if (auto date = parse_date(start->scalar)) reader.start_unix_s = *date;
    }
    if (const Node* named = root.find("currency")) reader.currency = named->scalar;
    if (const Node* fx = root.find("fx")) read_rates(*fx, reader);
    const double rate = positive_number(root.find("exchange_rate"));
    if (rate > 0 && reader.currency == "USD" && rate != 1) {
        reader.error(root.find("exchange_rate")->at, "E0216", "exchange_rate",
                     "it is what one unit of the reporting currency is worth in USD, and that "
                     "currency is USD",
                     "name the other one, currency: EUR, or leave exchange_rate out");
    }
    if (rate > 0) reader.rates[reader.currency] = rate;
    const bool known = reader.rates.count(reader.currency) > 0 || root.find("exchange_rate");
    const Node* currency = root.find("currency");
    if (!is_currency_code(reader.currency)) {
        reader.error(currency->at, "E0821", "currency",
                     "\"" + reader.currency + "\" is not the code of a currency",
                     "three capital letters of ISO 4217, for example EUR");
    } else if (reader.currency != "USD" && !known) {
        reader.error(currency->at, "E0216", "currency",
                     "a currency other than USD needs its exchange rate",
                     "catalog prices are in USD; add exchange_rate: 1.08 (USD for one " +
                         reader.currency + ")");
    }
    // Said once, not at every amount.
    if (reader.currency != "USD") reader.rates.emplace(reader.currency, 1);
}

/// Contradictions, less those that only follow from what could not be read.
void add_contradictions(const Scenario& scenario, Diagnostics& diagnostics) {
    Diagnostics found;
    const Unread unread(diagnostics);
    check_scenario(scenario, unread, found);
    if (found.items().empty()) return;
    const KeyPositions keys(scenario.origins);
    for (Diagnostic d : found.items()) {
        d.at = keys.of(d.path, d.at);
        if (!unread.explains(d)) diagnostics.add(std::move(d));
    }
}

}  // namespace

std::optional<Scenario> read_scenario_node_partly(const Node& root, const std::string& file,
                                                  Diagnostics& diagnostics) {
    Scenario scenario;
    scenario.file = file;
    Reader reader{diagnostics, &scenario.origins};
    if (!reader.expect(root, Node::Kind::mapping, "", "keys with values")) return std::nullopt;
    read_frame(root, reader);
    read_object(reader, root, "", scenario_table(), scenario);
    const auto own = reader.rates.find(reader.currency);
    if (own != reader.rates.end()) scenario.usd_per_currency = own->second;
    add_contradictions(scenario, diagnostics);
    check_what_if(root, scenario, diagnostics);
    return scenario;
}

std::optional<Scenario> read_scenario_node(const Node& root, const std::string& file,
                                           Diagnostics& diagnostics) {
    auto scenario = read_scenario_node_partly(root, file, diagnostics);
    if (diagnostics.has_errors()) return std::nullopt;
    return scenario;
}

std::optional<Node> merged_document_partly(const ScenarioSources& sources,
                                           Diagnostics& diagnostics) {
    std::optional<Node> root = read_document(sources.file, diagnostics);
    for (const std::string& overlay : sources.overlays) {
        const std::optional<Node> over = read_document(overlay, diagnostics);
        if (root && over) merge_overlay(*root, as_overlay(*over));
    }
    if (diagnostics.has_errors()) return std::nullopt;
    for (const std::string& set : sources.sets) apply_set(*root, set, diagnostics);
    return root;
}

std::optional<Node> merged_document(const ScenarioSources& sources, Diagnostics& diagnostics) {
    std::optional<Node> root = merged_document_partly(sources, diagnostics);
    if (diagnostics.has_errors()) return std::nullopt;
    return root;
}

double positive_number(const Node* node) {
    if (!node) return 0;
    const Parsed parsed = parse_quantity(node->scalar, Measure::number);
    return parsed.problem.empty() && parsed.value > 0 ? parsed.value : 0;
}

std::vector<ScenarioLayer> layers_of(const ScenarioSources& sources) {
    std::vector<ScenarioLayer> layers{{false, sources.file, read_file(sources.file)}};
    for (const std::string& overlay : sources.overlays) {
        layers.push_back({false, overlay, read_file(overlay)});
    }
    for (const std::string& set : sources.sets) layers.push_back({true, "--set", set});
    return layers;
}

std::optional<Node> merged_layers(const std::vector<ScenarioLayer>& layers,
                                  Diagnostics& diagnostics) {
    std::optional<Node> root;
    for (const ScenarioLayer& layer : layers) {
        if (layer.set) {
            if (root) apply_set(*root, layer.text, diagnostics);
            continue;
        }
        std::optional<Node> next = parse_document(layer.text, layer.name, diagnostics);
        if (root && next) {
            merge_overlay(*root, as_overlay(std::move(*next)));
        } else if (!root) {
            root = std::move(next);
        }
    }
    if (diagnostics.has_errors()) return std::nullopt;
    return root;
}

std::optional<Scenario> read_scenario_layers(const std::vector<ScenarioLayer>& layers,
                                             Diagnostics& diagnostics) {
    const std::optional<Node> root = merged_layers(layers, diagnostics);
    if (!root) return std::nullopt;
    return read_scenario_node(*root, layers.front().name, diagnostics);
}

std::optional<Scenario> read_scenario(const ScenarioSources& sources, Diagnostics& diagnostics) {
    const std::optional<Node> root = merged_document(sources, diagnostics);
    if (!root) return std::nullopt;
    return read_scenario_node(*root, sources.file, diagnostics);
}

std::optional<Scenario> read_scenario_partly(const ScenarioSources& sources,
                                             Diagnostics& diagnostics) {
    const std::optional<Node> root = merged_document_partly(sources, diagnostics);
    if (!root) return std::nullopt;
    return read_scenario_node_partly(*root, sources.file, diagnostics);
}

std::optional<Scenario> read_scenario_text(std::string_view text, const std::string& name,
                                           Diagnostics& diagnostics) {
    const std::optional<Node> root = parse_document(text, name, diagnostics);
    if (!root) return std::nullopt;
    return read_scenario_node(*root, name, diagnostics);
}

}  // namespace orrery
