// Reads catalog folders: files in name order, kinds, entries; later folders replace entries.
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <limits>
#include <set>

#include "orrery/base/sha256.hpp"
#include "sim/ingest/csv.hpp"
#include "sim/scenario/catalog/tables.hpp"
#include "sim/scenario/catalog_text.hpp"

namespace orrery {
namespace catalog {
namespace {

namespace fs = std::filesystem;

/// What one folder has defined so far, and where everything goes.
struct Session {
    Catalog& catalog;
    Diagnostics& diagnostics;
    Sha256 hash = {};
    std::set<std::string> defined = {};  ///< paths of this folder's entries
};

std::vector<fs::path> yaml_files(const std::string& folder) {
    std::error_code problem;
    std::vector<fs::path> files;
    for (fs::directory_iterator it(folder, problem), end; !problem && it != end;
         it.increment(problem)) {
        if (it->path().extension() == ".yaml") files.push_back(it->path());
    }
    if (problem) {
        throw EnvironmentError("cannot read the catalog folder " + folder + ": " +
                               problem.message());
    }
    std::sort(files.begin(), files.end());
    return files;
}

std::string contents(const fs::path& file) {
    std::ifstream in(file, std::ios::binary);
    std::string text = document_text(in);
    if (in.bad() || !(in.eof() || in.good())) {
        throw EnvironmentError("cannot read the catalog file " + file.string());
    }
    return text;
}

/// What the text leaves out and the field table cannot know.
void complete(llm::ModelShape& model) {
    if (model.parameters_active == 0) model.parameters_active = model.parameters_total;
}
/// "generation/family" or "generation/family/format" or "generation/family/format/shape".
void complete(llm::EngineProfile& engine) {
    const std::string key = engine.name;
    const std::size_t slash = key.find('/');
    engine.name = key.substr(0, slash);
    const std::string rest = slash == std::string::npos ? "*" : key.substr(slash + 1);
    const std::size_t second = rest.find('/');
    engine.family = rest.substr(0, second);
    engine.scope = second == std::string::npos ? "" : rest.substr(second + 1);
}
/// "library/family/operation" or "library/family/operation/ranks"; also "library/scale_out".
void complete(CollectiveProfile& profile) {
    std::vector<std::string> parts{""};
    for (const char c : profile.name) {
        if (c == '/') parts.emplace_back();
        if (c != '/') parts.back() += c;
    }
    parts.resize(4);
    profile.library = parts[0];
    profile.family = parts[1] == "scale_out" ? "*" : parts[1];
    profile.operation = parts[1] == "scale_out" ? "scale_out" : parts[2];
    profile.ranks = static_cast<int>(parse_whole(parts[3]).value_or(0));
}
void complete(EgressPrice& egress) {
    for (EgressTier& tier : egress.tiers) {
        if (tier.up_to_gb == 0) tier.up_to_gb = std::numeric_limits<double>::infinity();
    }
}
void complete(TransferList& list) {
    if (list.vendors.empty()) list.vendors = {list.name};
}
template <class T>
void complete(T&) {}

std::string& name_of(EgressPrice& egress) {
    return egress.vendor;
}
template <class T>
std::string& name_of(T& entry) {
    return entry.name;
}

/// All entries of a kind; one with an error is reported and left out.
template <class T>
void read_kind(Session& session, const Node& node, const char* kind, const Table<T>& table,
               std::map<std::string, T>& into) {
    const Reader reader{session.diagnostics};
    if (!reader.expect(node, Node::Kind::mapping, kind, "entries by name")) return;
    for (const Entry& entry : node.entries) {
        const std::string path = std::string(kind) + "." + entry.key;
        if (!session.defined.insert(path).second) {
            reader.error(entry.at, "E0660", path, "the entry stands in two files of one folder",
                         "remove one; entries of a later folder replace those of an earlier one");
        }
        const std::size_t before = session.diagnostics.error_count();
        T fact;
        name_of(fact) = entry.key;
        read_object(reader, entry.value, path, table, fact);
        if (session.diagnostics.error_count() > before) continue;
        complete(fact);
        into.insert_or_assign(entry.key, std::move(fact));
        session.catalog.where.insert_or_assign(path, entry.at);
    }
}

/// Kinds about owning; false where there is no kind of that name.
bool read_owning(Session& s, const std::string& kind, const Node& node) {
    Catalog& c = s.catalog;
    if (kind == "tax_schedules") {
        read_kind(s, node, "tax_schedules", tax_schedule_table(), c.tax_schedules);
    } else if (kind == "tariffs") {
        read_kind(s, node, "tariffs", tariff_fact_table(), c.tariffs);
    } else if (kind == "lead_times") {
        read_kind(s, node, "lead_times", lead_time_fact_table(), c.lead_times);
    } else if (kind == "salaries") {
        read_kind(s, node, "salaries", salary_table(), c.salaries);
    } else if (kind == "colocation") {
        read_kind(s, node, "colocation", colocation_fact_table(), c.colocation);
    } else if (kind == "residuals") {
        read_kind(s, node, "residuals", residual_fact_table(), c.residuals);
    } else if (kind == "capex_items") {
        read_kind(s, node, "capex_items", capex_fact_table(), c.capex_items);
    } else {
        return false;
    }
    return true;
}

/// Priors of supply; false where there is no kind of that name.
bool read_supply_section(Session& s, const std::string& kind, const Node& node) {
    Catalog& c = s.catalog;
    if (kind == "outages") {
        read_kind(s, node, "outages", outage_fact_table(), c.outages);
    } else if (kind == "fill_rates") {
        read_kind(s, node, "fill_rates", fill_rate_table(), c.fill_rates);
    } else if (kind == "fabs") {
        read_kind(s, node, "fabs", fab_table(), c.fabs);
    } else {
        return false;
    }
    return true;
}

/// One kind of the file, or false where there is no kind of that name.
bool read_section(Session& s, const std::string& kind, const Node& node) {
    Catalog& c = s.catalog;
    if (kind == "accelerators") {
        read_kind(s, node, "accelerators", accelerator_table(), c.accelerators);
    } else if (kind == "servers") {
        read_kind(s, node, "servers", server_table(), c.servers);
    } else if (kind == "models") {
        read_kind(s, node, "models", model_table(), c.models);
    } else if (kind == "engines") {
        read_kind(s, node, "engines", engine_table(), c.engines);
    } else if (kind == "training") {
        read_kind(s, node, "training", training_table(), c.training);
    } else if (kind == "offers") {
        read_kind(s, node, "offers", offer_table(), c.offers);
    } else if (kind == "regions") {
        read_kind(s, node, "regions", region_table(), c.regions);
    } else if (kind == "grids") {
        read_kind(s, node, "grids", grid_table(), c.grids);
    } else if (kind == "climates") {
        read_kind(s, node, "climates", climate_table(), c.climates);
    } else if (kind == "cooling") {
        read_kind(s, node, "cooling", cooling_table(), c.cooling);
    } else if (kind == "batteries") {
        read_kind(s, node, "batteries", battery_table(), c.batteries);
    } else if (kind == "turbines") {
        read_kind(s, node, "turbines", turbine_table(), c.turbines);
    } else if (kind == "modules") {
        read_kind(s, node, "modules", module_table(), c.modules);
    } else if (kind == "egress") {
        read_kind(s, node, "egress", egress_table(), c.egress);
    } else if (kind == "transfers") {
        read_kind(s, node, "transfers", transfer_table(), c.transfers);
    } else if (kind == "collectives") {
        read_kind(s, node, "collectives", collective_table(), c.collectives);
    } else if (kind == "coefficients") {
        read_kind(s, node, "coefficients", coefficient_table(), c.coefficients);
    } else if (kind == "failure_mixes") {
        read_kind(s, node, "failure_mixes", failure_mix_table(), c.failure_mixes);
    } else if (kind == "country_groups") {
        read_kind(s, node, "country_groups", country_group_table(), c.country_groups);
    } else if (kind == "vendors") {
        read_kind(s, node, "vendors", vendor_table(), c.vendors);
    } else if (kind == "api_prices") {
        read_kind(s, node, "api_prices", api_price_table(), c.api_prices);
    } else if (kind == "commitments") {
        read_kind(s, node, "commitments", commitment_table(), c.commitments);
    } else if (kind == "storage") {
        read_kind(s, node, "storage", storage_fact_table(), c.storage);
    } else if (kind == "taxes") {
        read_kind(s, node, "taxes", tax_fact_table(), c.taxes);
    } else {
        return read_owning(s, kind, node) || read_supply_section(s, kind, node);
    }
    return true;
}

void read_file(Session& session, const fs::path& file, const std::string& text) {
    session.hash.update(file.filename().string() + "\n" + std::to_string(text.size()) + "\n");
    session.hash.update(text);
    const auto node = parse_document(text, file.string(), session.diagnostics);
    if (!node) return;
    const Reader reader{session.diagnostics};
    if (!reader.expect(*node, Node::Kind::mapping, "", "kinds of entries")) return;
    const std::vector<std::string> kinds{
        "accelerators",   "servers",       "models",      "engines",    "offers",
        "regions",        "grids",         "climates",    "cooling",    "batteries",
        "turbines",       "modules",       "egress",      "training",   "coefficients",
        "failure_mixes",  "collectives",   "transfers",   "vendors",    "api_prices",
        "country_groups", "tax_schedules", "tariffs",     "lead_times", "salaries",
        "colocation",     "residuals",     "capex_items", "outages",    "fill_rates",
        "fabs",           "commitments",   "storage",     "taxes"};
    for (const Entry& entry : node->entries) {
        if (read_section(session, entry.key, entry.value)) continue;
        const std::string similar = closest(entry.key, kinds);
        reader.error(entry.at, "E0211", "", "unknown key \"" + entry.key + "\"",
                     similar.empty()
                         ? "a catalog file maps kinds (accelerators, models …) to entries"
                         : "did you mean " + similar + "?");
    }
}

template <class Map>
void newest(const Map& entries, std::string& as_of) {
    for (const auto& [name, entry] : entries) as_of = std::max(as_of, entry.provenance.as_of);
}

std::string newest_date(const Catalog& c) {
    std::string as_of;
    newest(c.accelerators, as_of);
    newest(c.servers, as_of);
    newest(c.models, as_of);
    newest(c.engines, as_of);
    newest(c.training, as_of);
    newest(c.offers, as_of);
    newest(c.regions, as_of);
    newest(c.grids, as_of);
    newest(c.climates, as_of);
    newest(c.cooling, as_of);
    newest(c.batteries, as_of);
    newest(c.turbines, as_of);
    newest(c.modules, as_of);
    newest(c.egress, as_of);
    newest(c.transfers, as_of);
    newest(c.coefficients, as_of);
    newest(c.failure_mixes, as_of);
    newest(c.collectives, as_of);
    newest(c.country_groups, as_of);
    newest(c.vendors, as_of);
    newest(c.api_prices, as_of);
    newest(c.tax_schedules, as_of);
    newest(c.tariffs, as_of);
    newest(c.lead_times, as_of);
    newest(c.salaries, as_of);
    newest(c.colocation, as_of);
    newest(c.residuals, as_of);
    newest(c.capex_items, as_of);
    newest(c.outages, as_of);
    newest(c.fill_rates, as_of);
    newest(c.fabs, as_of);
    newest(c.commitments, as_of);
    newest(c.storage, as_of);
    newest(c.taxes, as_of);
    return as_of;
}

}  // namespace
}  // namespace catalog

CatalogFolder catalog_folder(const std::string& folder) {
    CatalogFolder out;
    for (const auto& file : catalog::yaml_files(folder)) {
        out.files.emplace_back(file.string(), catalog::contents(file));
    }
    return out;
}

Catalog read_catalog(const std::vector<std::string>& folders, Diagnostics& diagnostics) {
    std::vector<CatalogFolder> read;
    for (const std::string& folder : folders) read.push_back(catalog_folder(folder));
    return read_catalog_folders(read, diagnostics);
}

Catalog read_catalog_folders(const std::vector<CatalogFolder>& folders, Diagnostics& diagnostics) {
    Catalog result;
    catalog::Session session{result, diagnostics};
    for (const CatalogFolder& folder : folders) {
        session.defined.clear();
        for (const auto& [file, text] : folder.files) catalog::read_file(session, file, text);
    }
    result.as_of = catalog::newest_date(result);
    result.hash = session.hash.hex();
    return result;
}

}  // namespace orrery
