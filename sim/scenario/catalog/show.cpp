// Lists and pages of the catalog for people.
#include "sim/scenario/catalog/show.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <functional>

#include "sim/scenario/catalog/describe.hpp"

namespace orrery {
namespace catalog {
namespace {

constexpr std::size_t kWidth = 80;

/// One kind of entry with its map behind plain functions, so that listing needs no template.
struct Kind {
    std::string name;
    std::string about;
    Cells columns;
    std::vector<std::string> entries;
    std::function<Cells(const std::string&)> cells;
    std::function<Rows(const std::string&)> rows;
    std::function<const Provenance&(const std::string&)> provenance;
};

template <class Map>
Kind kind_of(const char* name, const char* about, Cells columns, const Map& entries) {
    Kind kind{name, about, std::move(columns), {}, {}, {}, {}};
    for (const auto& [key, entry] : entries) kind.entries.push_back(key);
    kind.cells = [&entries](const std::string& key) { return summarise(entries.at(key)); };
    kind.rows = [&entries](const std::string& key) { return describe(entries.at(key)); };
    kind.provenance = [&entries](const std::string& key) -> const Provenance& {
        return entries.at(key).provenance;
    };
    return kind;
}

std::vector<Kind> kinds_of(const Catalog& c) {
    return {
        kind_of("accelerators", "GPUs, TPUs and other accelerators",
                {"memory", "bandwidth", "bf16", "TDP", "vendor"}, c.accelerators),
        kind_of("servers", "servers, cloud instances and edge boxes",
                {"accelerators", "max power", "price", "vendor"}, c.servers),
        kind_of("models", "shapes of AI models", {"parameters", "active", "layers", "context"},
                c.models),
        kind_of("engines", "serving engines on an accelerator family",
                {"layer", "sequence", "front end", "error"}, c.engines),
        kind_of("training", "training frameworks on an accelerator",
                {"GEMM", "attention", "network", "error"}, c.training),
        kind_of("offers", "on-demand prices", {"USD/h", "server", "as of"}, c.offers),
        kind_of("regions", "cloud regions", {"city", "grid", "PUE"}, c.regions),
        kind_of("grids", "electricity zones", {"gCO2e/kWh", "USD/kWh", "country", "time zone"},
                c.grids),
        kind_of("climates", "typical years of weather", {"latitude", "mean", "range", "wind"},
                c.climates),
        kind_of("cooling", "cooling plants", {"type", "overhead", "published PUE", "title"},
                c.cooling),
        kind_of("batteries", "kinds of batteries", {"round trip", "cycles", "price"}, c.batteries),
        kind_of("turbines", "kinds of wind turbines", {"hub", "rated wind", "gCO2e/kWh"},
                c.turbines),
        kind_of("modules", "kinds of solar arrays", {"tilt", "efficiency", "gCO2e/kWh"}, c.modules),
        kind_of("egress", "prices of traffic to the internet", {"tiers", "first", "last"},
                c.egress),
        kind_of("transfers", "prices of traffic between sites", {"rows", "lowest", "highest"},
                c.transfers),
        kind_of("coefficients", "facts of no single entry", {"value"}, c.coefficients),
        kind_of("failure_mixes", "interruptions of fleets by cause",
                {"hardware", "job", "in 1,000 node-days"}, c.failure_mixes),
        kind_of("collectives", "libraries of collectives on an accelerator family",
                {"launch", "hop", "efficiency", "error"}, c.collectives),
        kind_of("country_groups", "countries that one word stands for", {"countries"},
                c.country_groups),
        kind_of("vendors", "who runs places or sells tokens", {"parent", "certifications"},
                c.vendors),
        kind_of("api_prices", "prices of tokens at APIs", {"input", "output", "as of"},
                c.api_prices),
        kind_of("tax_schedules", "what tax laws let be written off", {"country", "years"},
                c.tax_schedules),
        kind_of("tariffs", "electricity beside its energy price",
                {"country", "a kW and month", "ratchet"}, c.tariffs),
        kind_of("lead_times", "from order to delivery", {"median", "p90"}, c.lead_times),
        kind_of("salaries", "a year of one person", {"country", "cost"}, c.salaries),
        kind_of("colocation", "prices of contracted power", {"a kW and month", "increase"},
                c.colocation),
        kind_of("residuals", "what used hardware brings", {"when new", "decay a year"},
                c.residuals),
        kind_of("capex_items", "what comes beside servers", {"share or amount"}, c.capex_items),
        kind_of("outages", "how often vendors fail: priors", {"plane", "a year", "median", "n"},
                c.outages),
        kind_of("fill_rates", "how requests for servers are filled: priors", {"at once", "n"},
                c.fill_rates),
        kind_of("fabs", "who makes the chips of a family", {"fab"}, c.fabs),
        kind_of("commitments", "discounts of commitments", {"discount", "kind", "as of"},
                c.commitments),
        kind_of("storage", "classes of storage", {"price", "as of"}, c.storage),
        kind_of("taxes", "standard rates of value-added tax", {"rate", "as of"}, c.taxes),
    };
}

/// Cuts to a width in bytes (catalog text is ASCII), marking the cut.
std::string fit(const std::string& text, std::size_t width) {
    return text.size() <= width ? text : text.substr(0, width - 1) + "~";
}

/// Columns two blanks apart; the widest text is narrowed until the table fits 80 columns.
std::string table(const std::vector<Cells>& rows) {
    std::vector<std::size_t> width(rows.front().size(), 0);
    for (const Cells& row : rows) {
        for (std::size_t i = 0; i < row.size(); ++i) width[i] = std::max(width[i], row[i].size());
    }
    std::size_t total = 2 * (width.size() - 1);
    for (const std::size_t w : width) total += w;
    for (; total > kWidth; --total) --*std::max_element(width.begin(), width.end());
    std::string out;
    for (const Cells& row : rows) {
        std::string line;
        for (std::size_t i = 0; i < row.size(); ++i) {
            line += fmt::format("{:<{}}", fit(row[i], width[i]), width[i] + 2);
        }
        out += line.substr(0, line.find_last_not_of(' ') + 1) + "\n";
    }
    return out;
}

std::string summary(const Catalog& catalog, const std::vector<Kind>& kinds) {
    std::vector<Cells> rows{{"kind", "entries", ""}};
    for (const Kind& kind : kinds) {
        rows.push_back({kind.name, fmt::format("{}", kind.entries.size()), kind.about});
    }
    return table(rows) + "\nas of " + catalog.as_of + ", SHA-256 " + catalog.hash.substr(0, 16) +
           "\n";
}

/// Words of `text` in lines of at most `width`, the first of them already indented.
std::string wrapped(const std::string& text, std::size_t indent) {
    std::string out;
    std::size_t column = indent;
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t end = std::min(text.find(' ', at), text.size());
        if (column > indent && column + 1 + end - at > kWidth) {
            out += "\n" + std::string(indent, ' ');
            column = indent;
        } else if (column > indent) {
            out += " ";
            ++column;
        }
        out += text.substr(at, end - at);
        column += end - at;
        at = end + 1;
    }
    return out;
}

std::string page(const Kind& kind, const std::string& name, const Catalog& catalog) {
    Rows rows = kind.rows(name);
    const Provenance& p = kind.provenance(name);
    rows.insert(rows.end(), {{"source", p.source}, {"as of", p.as_of}});
    if (!p.valid_until.empty()) rows.emplace_back("valid until", p.valid_until);
    rows.emplace_back("confidence", p.confidence);
    const auto at = catalog.where.find(kind.name + "." + name);
    if (at != catalog.where.end() && !at->second.file.empty()) {
        rows.emplace_back("file", fmt::format("{}:{}", at->second.file, at->second.line));
    }
    std::size_t width = 0;
    for (const auto& [field, value] : rows) width = std::max(width, field.size());
    std::string out = name + " (" + kind.name + ")\n";
    for (const auto& [field, value] : rows) {
        out += fmt::format("  {:<{}}  {}\n", field, width, wrapped(value, width + 4));
    }
    return out;
}

void unknown(std::string_view what, std::string_view word, const std::vector<std::string>& known,
             const std::string& otherwise, Diagnostics& diagnostics) {
    Diagnostic d;
    d.code = "E0650";
    d.message = fmt::format("no {} named \"{}\" in the catalog", what, word);
    const std::string similar = closest(word, known);
    d.hint = similar.empty() ? otherwise : "did you mean " + similar + "?";
    diagnostics.add(std::move(d));
}

}  // namespace
}  // namespace catalog

std::string list_catalog(const Catalog& catalog, std::string_view kind, Diagnostics& diagnostics) {
    const auto kinds = catalog::kinds_of(catalog);
    if (kind.empty()) return catalog::summary(catalog, kinds);
    std::vector<std::string> names;
    for (const auto& one : kinds) {
        names.push_back(one.name);
        if (one.name != kind) continue;
        catalog::Cells head{"name"};
        head.insert(head.end(), one.columns.begin(), one.columns.end());
        std::vector<catalog::Cells> rows{head};
        for (const auto& entry : one.entries) {
            rows.push_back({entry});
            const auto cells = one.cells(entry);
            rows.back().insert(rows.back().end(), cells.begin(), cells.end());
        }
        return catalog::table(rows);
    }
    catalog::unknown("kind", kind, names, "one of " + fmt::format("{}", fmt::join(names, ", ")),
                     diagnostics);
    return "";
}

std::string show_entry(const Catalog& catalog, std::string_view name, Diagnostics& diagnostics) {
    std::string out;
    std::vector<std::string> names;
    for (const auto& kind : catalog::kinds_of(catalog)) {
        for (const auto& entry : kind.entries) {
            names.push_back(entry);
            if (entry != name && kind.name + "/" + entry != name) continue;
            if (!out.empty()) out += "\n";
            out += catalog::page(kind, entry, catalog);
        }
    }
    if (out.empty()) {
        catalog::unknown("entry", name, names, "`orrery catalog list` prints the kinds",
                         diagnostics);
    }
    return out;
}

}  // namespace orrery
