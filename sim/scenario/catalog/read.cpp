// Reads catalog folders: files in name order, kinds, entries; later folders replace entries.
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <limits>
#include <set>

#include "orrery/base/sha256.hpp"
#include "sim/ingest/csv.hpp"
#include "sim/scenario/catalog/tables.hpp"

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

/// At most one byte more than a document may have: the parser then refuses it.
std::string contents(const fs::path& file) {
    std::ifstream in(file, std::ios::binary);
    std::string text(kMaxDocumentBytes + 1, '\0');
    in.read(text.data(), static_cast<std::streamsize>(text.size()));
    if (in.bad() || !(in.eof() || in.good())) {
        throw EnvironmentError("cannot read the catalog file " + file.string());
    }
    text.resize(static_cast<std::size_t>(in.gcount()));
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
        return false;
    }
    return true;
}

void read_file(Session& session, const fs::path& file) {
    const std::string text = contents(file);
    session.hash.update(file.filename().string() + "\n" + std::to_string(text.size()) + "\n");
    session.hash.update(text);
    const auto node = parse_document(text, file.string(), session.diagnostics);
    if (!node) return;
    const Reader reader{session.diagnostics};
    if (!reader.expect(*node, Node::Kind::mapping, "", "kinds of entries")) return;
    const std::vector<std::string> kinds{
        "accelerators", "servers",    "models",         "engines",       "offers",      "regions",
        "grids",        "climates",   "cooling",        "batteries",     "turbines",    "modules",
        "egress",       "training",   "coefficients",   "failure_mixes", "collectives", "transfers",
        "vendors",      "api_prices", "country_groups", "commitments",   "storage",     "taxes"};
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
    newest(c.commitments, as_of);
    newest(c.storage, as_of);
    newest(c.taxes, as_of);
    return as_of;
}

}  // namespace
}  // namespace catalog

Catalog read_catalog(const std::vector<std::string>& folders, Diagnostics& diagnostics) {
    Catalog result;
    catalog::Session session{result, diagnostics};
    for (const std::string& folder : folders) {
        session.defined.clear();
        for (const auto& file : catalog::yaml_files(folder)) catalog::read_file(session, file);
    }
    result.as_of = catalog::newest_date(result);
    result.hash = session.hash.hex();
    return result;
}

}  // namespace orrery
