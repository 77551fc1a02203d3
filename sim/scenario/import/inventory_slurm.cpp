// Nodes of a Slurm cluster as an inventory: `sinfo` as text and as JSON, `scontrol show nodes`.
#include <fmt/format.h>
#include <simdjson.h>

#include <set>

#include "sim/ingest/csv.hpp"
#include "sim/ingest/json_pieces.hpp"
#include "sim/ingest/json_text.hpp"
#include "sim/ingest/source.hpp"
#include "sim/scenario/import/inventory_builder.hpp"
#include "sim/scenario/import/slurm_text.hpp"

namespace orrery {
namespace {

/// What one line or entry says of a node.
struct SlurmNode {
    std::string where, name, gres, features, state, cpus, memory;
};

class SlurmNodes {
public:
    SlurmNodes(const Catalog& catalog, const InventoryHints& hints)
        : builder_(catalog), hints_(hints) {
        if (hints.country.empty()) {
            builder_.list().note("where the nodes stand is not known: --country DE says it");
        }
    }

    /// A node that stands in several partitions counts once.
    void add(const SlurmNode& node) {
        if (!names_.insert(node.name).second) {
            ++again_;
            return;
        }
        InventoryRow row;
        row.where = node.where + ": node " + node.name;
        row.site = hints_.site.empty() ? "cluster" : hints_.site;
        row.country = hints_.country;
        row.grid = hints_.grid;
        row.servers = 1;
        const auto gpus = gpus_of_gres(node.gres);
        row.uncountable = !gpus || gpus->parts;
        row.accelerators = row.uncountable ? 0 : gpus->count;
        const std::string why = refusal(node, gpus);
        if (!why.empty()) return builder_.refuse(row, kind_, why);
        row.server = server_of(node, *gpus);
        if (row.server.empty()) {
            return builder_.refuse(row, "GPUs without a type",
                                   fmt::format("its {} GPUs have no type (--server dgx-h100 names "
                                               "the machine)",
                                               gpus->count));
        }
        if (!slurm_usable(node.state)) {
            builder_.list().add(row.where, "nodes that take no jobs, counted all the same",
                                fmt::format("it is {}; it is counted", node.state));
        }
        builder_.add(row);
    }

    InventoryBuilder& builder() { return builder_; }
    Inventory finish() {
        if (again_ > 0) {
            builder_.list().note(
                fmt::format("{} entries name a node again, in a further partition: each counts "
                            "once; partitions are not used",
                            again_));
        }
        return builder_.finish("nodes");
    }

private:
    /// Why the node is not taken; `kind_` is then set.
    std::string refusal(const SlurmNode& node, const std::optional<SlurmGpus>& gpus) {
        if (!gpus) {
            kind_ = "GRES that were not understood";
            return fmt::format("GRES \"{}\" was not understood", node.gres);
        }
        if (gpus->count == 0) {
            kind_ = "nodes without an accelerator";
            return fmt::format("it has no accelerator ({} CPUs, {} MB)", node.cpus, node.memory);
        }
        if (gpus->parts) {
            kind_ = "MIG partitions";
            return fmt::format("GRES \"{}\" counts partitions, not whole GPUs", node.gres);
        }
        if (gpus->several) {
            kind_ = "nodes with several kinds of GPU";
            return fmt::format("GRES \"{}\" names several kinds of GPU", node.gres);
        }
        return {};
    }

    [[nodiscard]] std::string server_of(const SlurmNode& node, const SlurmGpus& gpus) const {
        if (!gpus.type.empty()) return gpus.type;
        return hints_.server.empty() ? node.features : hints_.server;
    }

    InventoryBuilder builder_;
    InventoryHints hints_;
    std::set<std::string> names_;
    std::int64_t again_ = 0;
    std::string kind_;
};

std::vector<std::string> words_of(const std::string& line) {
    std::vector<std::string> words;
    const bool bars = line.find('|') != std::string::npos;
    const char* separators = bars ? "|" : " \t";
    std::size_t at = 0;
    while (at <= line.size()) {
        if (!bars) at = std::min(line.find_first_not_of(separators, at), line.size());
        if (!bars && at == line.size()) break;
        const std::size_t end = std::min(line.find_first_of(separators, at), line.size());
        words.push_back(line.substr(at, end - at));
        at = end + 1;
    }
    return words;
}

/// Lines under a header of sinfo's own names.
class SinfoReader {
public:
    SinfoReader(const std::string& file, const Catalog& catalog, const InventoryHints& hints)
        : lines_(file), nodes_(catalog, hints) {}

    Inventory read() {
        std::string line;
        while (lines_.next(line)) {
            if (line.find_first_not_of(" \t") == std::string::npos) continue;
            // sinfo writes the date above its table where it was asked to.
            if (header_.empty() && line.find("NODELIST") == std::string::npos &&
                line.find("HOSTNAMES") == std::string::npos) {
                nodes_.builder().list().add(fmt::format("line {}", lines_.number()),
                                            "lines above a header",
                                            "it stands above the header with NODELIST and GRES");
                continue;
            }
            if (header_.empty()) {
                read_header(line);
            } else {
                read_nodes(words_of(line));
            }
        }
        nodes_.builder().list().note_letters(lines_.other_letters());
        return nodes_.finish();
    }

private:
    void read_header(const std::string& line) {
        header_ = words_of(line);
        for (const std::string& name : header_) {
            static const std::set<std::string> used{
                "NODELIST", "HOSTNAMES", "GRES",      "CPUS",           "MEMORY",
                "STATE",    "NODES",     "PARTITION", "AVAIL_FEATURES", "ACTIVE_FEATURES"};
            if (used.count(name) == 0) {
                nodes_.builder().list().note(unused_column(name));
            }
        }
        if (column("GRES") < 0) nodes_.builder().list().note("the column GRES (%G) is missing");
    }

    [[nodiscard]] int column(const char* name) const {
        for (std::size_t i = 0; i < header_.size(); ++i) {
            if (header_[i] == name) return static_cast<int>(i);
        }
        return -1;
    }
    [[nodiscard]] std::string cell(const std::vector<std::string>& words, const char* name) const {
        const int i = column(name);
        return i < 0 ? std::string() : words[static_cast<std::size_t>(i)];
    }

    void read_nodes(const std::vector<std::string>& words) {
        SlurmNode node;
        node.where = fmt::format("line {}", lines_.number());
        InventoryRow row;
        row.where = node.where;
        if (words.size() != header_.size()) {
            return nodes_.builder().refuse(
                row, "another number of words than the header has",
                fmt::format("{} words, the header has {}", words.size(), header_.size()));
        }
        const char* list = column("NODELIST") >= 0 ? "NODELIST" : "HOSTNAMES";
        const auto names = expand_hosts(cell(words, list));
        if (!names || names->empty()) {
            return nodes_.builder().refuse(
                row, "lists of nodes that were not understood",
                fmt::format("\"{}\" is not a list of nodes", cell(words, list).substr(0, 80)));
        }
        node.gres = cell(words, "GRES");
        node.features =
            cell(words, column("ACTIVE_FEATURES") >= 0 ? "ACTIVE_FEATURES" : "AVAIL_FEATURES");
        if (node.features == "(null)") node.features.clear();
        node.state = cell(words, "STATE");
        node.cpus = cell(words, "CPUS");
        node.memory = cell(words, "MEMORY");
        for (const std::string& name : *names) {
            node.name = name;
            nodes_.add(node);
        }
    }

    LineReader lines_;
    SlurmNodes nodes_;
    std::vector<std::string> header_;
};

/// Entries of `sinfo --json`, which group nodes alike, or single nodes of `scontrol`.
class SinfoJsonReader {
public:
    SinfoJsonReader(const std::string& file, const Catalog& catalog, const InventoryHints& hints)
        : pieces_(file, {"sinfo[]", "nodes[]", ""}), nodes_(catalog, hints) {}

    Inventory read() {
        each_piece(
            pieces_, [this](const JsonPiece& piece) { take(piece); },
            [this](std::int64_t line, const std::string& reason) {
                refuse(line, "not JSON", reason);
            });
        return nodes_.finish();
    }

private:
    void refuse(std::int64_t line, const char* kind, const std::string& why) {
        InventoryRow row;
        row.where = fmt::format("line {}", line);
        nodes_.builder().refuse(row, kind, why);
    }

    void take(const JsonPiece& piece) {
        simdjson::dom::object entry;
        if (!is_json(parser_.parse(piece.text), entry)) {
            return refuse(piece.line, "not JSON", "this is not JSON");
        }
        if (piece.path == 2) {
            nodes_.builder().list().note(
                fmt::format("line {}: the document lists no node", piece.line));
            return;
        }
        SlurmNode node;
        node.where = fmt::format("line {}", piece.line);
        const bool group = piece.path == 0;
        node.gres = text(entry, group ? "/gres/total" : "/gres");
        node.features = text(entry, group ? "/features/total" : "/features");
        node.state = words(entry, group ? "/node/state" : "/state");
        node.cpus = text(entry, group ? "/cpus/maximum" : "/cpus");
        node.memory = text(entry, group ? "/memory/maximum" : "/real_memory");
        add_named(piece.line, names_of(entry, group), node);
    }

    void add_named(std::int64_t line, const std::string& list, SlurmNode& node) {
        const auto names = expand_hosts(list);
        if (!names || names->empty()) {
            return refuse(line, "entries without the names of their nodes",
                          "the names of its nodes are missing");
        }
        for (const std::string& name : *names) {
            node.name = name;
            nodes_.add(node);
        }
    }

    std::string names_of(const simdjson::dom::object& entry, bool group) {
        if (!group) return text(entry, "/name");
        for (const char* place : {"/nodes/nodes", "/nodes/hostnames"}) {
            std::string names = words(entry, place);
            if (!names.empty()) return names;
        }
        return {};
    }

    static std::string text(const simdjson::dom::object& entry, const char* place) {
        std::string room;
        return std::string(json_text(entry.at_pointer(place), room));
    }

    /// A word, or an array of words with commas between them.
    static std::string words(const simdjson::dom::object& entry, const char* place) {
        simdjson::dom::array list;
        if (entry.at_pointer(place).get(list) != simdjson::SUCCESS) return text(entry, place);
        std::string out;
        std::string room;
        for (const simdjson::dom::element element : list) {
            out += (out.empty() ? "" : ",") + std::string(json_text(element, room));
        }
        return out;
    }

    JsonPieces pieces_;
    simdjson::dom::parser parser_;
    SlurmNodes nodes_;
};

}  // namespace

Inventory read_sinfo(const std::string& file, const Catalog& catalog, const InventoryHints& hints) {
    return SinfoReader(file, catalog, hints).read();
}

Inventory read_sinfo_json(const std::string& file, const Catalog& catalog,
                          const InventoryHints& hints) {
    return SinfoJsonReader(file, catalog, hints).read();
}

}  // namespace orrery
