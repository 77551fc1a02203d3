// Nodes of a Kubernetes cluster as an inventory: `kubectl get nodes -o json`.
#include <fmt/format.h>
#include <simdjson.h>

#include <algorithm>
#include <array>
#include <map>
#include <set>

#include "sim/ingest/csv.hpp"
#include "sim/ingest/json_pieces.hpp"
#include "sim/ingest/json_text.hpp"
#include "sim/scenario/import/inventory_builder.hpp"

namespace orrery {
namespace {

using Object = simdjson::dom::object;

/// Labels that name the accelerator, the surest first: NVIDIA's feature discovery, AMD's node
/// labeller, Intel's, and those of managed clusters.
constexpr std::array<const char*, 8> kProducts{
    "nvidia.com/gpu.product",           "amd.com/gpu.product-name",
    "beta.amd.com/gpu.product-name",    "gpu.intel.com/product",
    "cloud.google.com/gke-accelerator", "cloud.google.com/gke-tpu-accelerator",
    "k8s.amazonaws.com/accelerator",    "accelerator"};

/// Resources that count accelerators.
constexpr std::array<const char*, 8> kResources{
    "nvidia.com/gpu",   "amd.com/gpu",    "habana.ai/gaudi",       "gpu.intel.com/i915",
    "gpu.intel.com/xe", "google.com/tpu", "aws.amazon.com/neuron", "qualcomm.com/qaic"};

struct KubeNode {
    std::string name, type, region, zone, provider, product, cpus, memory;
    std::int64_t accelerators = 0;
    std::int64_t parts = 0;  ///< MIG partitions
    bool ready = true;
    bool cordoned = false;
};

/// A label or a resource; its name may hold dots and slashes.
std::string text_of(const Object& object, const char* key) {
    std::string room;
    return std::string(json_text(object[key], room));
}

Object object_at(const Object& from, const char* place) {
    Object found;
    if (from.at_pointer(place).get(found) != simdjson::SUCCESS) return {};
    return found;
}

bool has(const Object& from, const char* place) {
    return from.at_pointer(place).error() == simdjson::SUCCESS;
}

class NodeReader {
public:
    NodeReader(const std::string& file, const Catalog& catalog, const InventoryHints& hints)
        : pieces_(file, {"items[]", ""}), catalog_(catalog), builder_(catalog), hints_(hints) {}

    Inventory read() {
        each_piece(
            pieces_, [this](const JsonPiece& piece) { take(piece); },
            [this](std::int64_t line, const std::string& reason) {
                refuse(fmt::format("line {}", line), "not JSON", reason);
            });
        for (const auto& [taint, seen] : taints_) {
            builder_.list().note(fmt::format("taint {} on {} nodes, the first in {}: not used",
                                             taint.substr(0, 120), seen.second, seen.first));
        }
        return builder_.finish("nodes");
    }

private:
    void refuse(const std::string& where, const std::string& kind, const std::string& why) {
        InventoryRow row;
        row.where = where;
        builder_.refuse(row, kind, why);
    }

    void take(const JsonPiece& piece) {
        const std::string where = fmt::format("line {}", piece.line);
        Object object;
        if (!is_json(parser_.parse(piece.text), object)) {
            return refuse(where, "not JSON", "this is not JSON");
        }
        const std::string kind = text_of(object, "kind");
        if (has(object, "/items")) {
            builder_.list().note(where + ": the list has no nodes");
        } else if (kind != "Node") {
            refuse(where, "objects that are no nodes",
                   fmt::format("\"{}\" is no Node", kind.substr(0, 80)));
        } else {
            add(where, object);
        }
    }

    void add(const std::string& where, const Object& object) {
        KubeNode node;
        InventoryRow row;
        if (has(object, "/metadata/labels")) {
            read_labels(object_at(object, "/metadata/labels"), node);
        }
        std::string room;
        node.name = json_text(object.at_pointer("/metadata/name"), room);
        node.provider = json_text(object.at_pointer("/spec/providerID"), room);
        node.provider = node.provider.substr(0, node.provider.find(':'));
        node.cordoned = json_text(object.at_pointer("/spec/unschedulable"), room) == "true";
        row.where = where + ": node " + node.name;
        if (!node.name.empty() && !listed_.insert(node.name).second) {
            return refuse(row.where, "nodes that stand twice", "it stands twice, and counts once");
        }
        read_resources(object, node);
        read_conditions(object, node);
        note_taints(object, row.where);
        row.servers = 1;
        row.accelerators = node.accelerators;
        place(node, row);
        judge(node, row);
    }

    static void read_labels(const Object& labels, KubeNode& node) {
        const auto first = [&](std::initializer_list<const char*> names) {
            for (const char* name : names) {
                std::string value = text_of(labels, name);
                if (!value.empty()) return value;
            }
            return std::string();
        };
        node.type = first({"node.kubernetes.io/instance-type", "beta.kubernetes.io/instance-type"});
        node.region =
            first({"topology.kubernetes.io/region", "failure-domain.beta.kubernetes.io/region"});
        node.zone =
            first({"topology.kubernetes.io/zone", "failure-domain.beta.kubernetes.io/zone"});
        for (const char* name : kProducts) {
            if (node.product.empty()) node.product = text_of(labels, name);
        }
        // Shared GPUs are counted as often as they are shared; the label counts what is there.
        const auto count = parse_whole(text_of(labels, "nvidia.com/gpu.count"));
        if (count && *count > 0 && *count < 1000) node.accelerators = *count;
        const std::string shared = "-SHARED";
        const std::size_t at = node.product.rfind(shared);
        if (at != std::string::npos && at + shared.size() == node.product.size()) {
            node.product.resize(at);
        }
        if (node.product.find("-MIG-") == std::string::npos) return;
        node.parts = node.accelerators;
        node.accelerators = 0;
    }

    /// What the node has, else what pods may have of it.
    static void read_resources(const Object& object, KubeNode& node) {
        for (const char* place : {"/status/capacity", "/status/allocatable"}) {
            if (!has(object, place)) continue;
            const Object resources = object_at(object, place);
            if (node.cpus.empty()) node.cpus = text_of(resources, "cpu");
            if (node.memory.empty()) node.memory = text_of(resources, "memory");
            for (const auto& [key, value] : resources) {
                std::string room;
                const auto n = parse_whole(json_text(value, room));
                if (!n || *n <= 0 || *n > 1'000'000) continue;
                if (key.rfind("nvidia.com/mig-", 0) == 0) node.parts = std::max(node.parts, *n);
                const bool counts =
                    std::find(kResources.begin(), kResources.end(), key) != kResources.end();
                if (counts && node.accelerators == 0 && !is_cut(node)) node.accelerators = *n;
            }
        }
    }

    /// Its GPUs are all cut into partitions, of which the device plugin counts each.
    static bool is_cut(const KubeNode& node) {
        return node.product.find("-MIG-") != std::string::npos;
    }

    static void read_conditions(const Object& object, KubeNode& node) {
        simdjson::dom::array list;
        if (object.at_pointer("/status/conditions").get(list) != simdjson::SUCCESS) return;
        for (const simdjson::dom::element element : list) {
            Object condition;
            if (element.get(condition) != simdjson::SUCCESS) continue;
            if (text_of(condition, "type") == "Ready") {
                node.ready = text_of(condition, "status") == "True";
            }
        }
    }

    void note_taints(const Object& object, const std::string& where) {
        simdjson::dom::array list;
        if (object.at_pointer("/spec/taints").get(list) != simdjson::SUCCESS) return;
        for (const simdjson::dom::element element : list) {
            Object taint;
            if (element.get(taint) != simdjson::SUCCESS) continue;
            const std::string value = text_of(taint, "value");
            const std::string name =
                fmt::format("{}{}{}:{}", text_of(taint, "key"), value.empty() ? "" : "=", value,
                            text_of(taint, "effect"));
            constexpr std::size_t kMostTaints = 1000;
            if (taints_.size() < kMostTaints) taints_.try_emplace(name, where, 0);
            const auto known = taints_.find(name);
            if (known != taints_.end()) ++known->second.second;
        }
    }

    static std::string vendor_of(const KubeNode& node) {
        return node.provider == "gce" ? "gcp" : node.provider;
    }

    /// The cloud that a node names is one of the catalog's.
    bool of_cloud(const std::string& vendor) const {
        return std::any_of(catalog_.regions.begin(), catalog_.regions.end(),
                           [&](const auto& entry) { return entry.second.vendor == vendor; });
    }

    /// The catalog's region that a node names, or empty.
    std::string region_of(const KubeNode& node, const std::string& vendor) const {
        if (node.region.empty()) return {};
        for (const auto& [key, region] : catalog_.regions) {
            const bool same = key == region.vendor + "/" + node.region;
            if (same && (vendor.empty() || vendor == region.vendor)) return key;
        }
        return {};
    }

    /// A cloud's region where the catalog has one of that name, whatever was told of nodes of no
    /// cloud; else the place that was told.
    void place(const KubeNode& node, InventoryRow& row) {
        const std::string here = !node.region.empty() ? node.region
                                 : !node.zone.empty() ? node.zone
                                                      : "cluster";
        row.site = hints_.site.empty() ? here : hints_.site;
        const std::string vendor = vendor_of(node);
        row.region = region_of(node, vendor);
        // A name that a cloud's region has, on a node that says of no cloud: told where it stands.
        const bool own = !of_cloud(vendor) && !hints_.country.empty();
        if (own && !row.region.empty() && !offer_of(node, row)) {
            row.region.clear();
            row.site = hints_.site.empty() ? here + "-own" : hints_.site;
            builder_.list().add(row.where, "regions of a cloud on nodes that are owned",
                                fmt::format("it names the region {}, and no cloud or shape with a "
                                            "price there: it is counted as owned in {}",
                                            node.region, hints_.country));
        }
        if (!row.region.empty()) {
            if (!hints_.country.empty()) row.site = here;
        } else if (!of_cloud(vendor)) {
            row.country = hints_.country;
            row.grid = hints_.grid;
        }
    }

    /// The catalog's server of a rented shape in its region, or why there is none.
    const Offer* offer_of(const KubeNode& node, const InventoryRow& row) const {
        for (const auto& [name, offer] : catalog_.offers) {
            if (offer.region == row.region && same_shape(offer.sku, node.type)) return &offer;
        }
        return nullptr;
    }

    /// "Standard_ND96isr_H100_v5" is ND96isr_H100_v5.
    static bool same_shape(const std::string& sku, const std::string& type) {
        const std::string prefix = "Standard_";
        return sku == type || (type.rfind(prefix, 0) == 0 && sku == type.substr(prefix.size()));
    }

    void judge(const KubeNode& node, InventoryRow& row) {
        const Offer* offer = row.region.empty() ? nullptr : offer_of(node, row);
        if (node.accelerators == 0 && node.parts > 0 && !offer) {
            row.uncountable = true;
            return builder_.refuse(
                row, "MIG partitions",
                fmt::format("its GPUs are cut into {} partitions ({}): how many there are is not "
                            "known",
                            node.parts, node.product.empty() ? "MIG" : node.product));
        }
        if (node.accelerators == 0 && node.parts == 0) {
            return builder_.refuse(
                row, "nodes without an accelerator",
                fmt::format("it has no accelerator ({} CPUs, {} of memory{}{})", node.cpus,
                            node.memory, node.type.empty() ? "" : ", ", node.type));
        }
        if (!row.region.empty() && !offer) {
            return builder_.refuse(
                row, "shapes without a price",
                fmt::format("the catalog has no price of \"{}\" in {} (import prices reads "
                            "SkyPilot's{})",
                            node.type, row.region,
                            node.provider.empty() ? "; --country says that it is owned" : ""));
        }
        if (row.region.empty() && row.country.empty()) {
            return builder_.refuse(
                row, "nodes whose place is not known",
                of_cloud(vendor_of(node))
                    ? fmt::format(
                          "the catalog has no region \"{}\" of {}: --catalog takes a folder "
                          "that has it",
                          node.region, vendor_of(node))
                    : "nothing tells its country: --country DE says where it stands");
        }
        note_state(node, row);
        if (offer) {
            row.server = offer->server;
        } else {
            row.server = !node.product.empty()    ? node.product
                         : !hints_.server.empty() ? hints_.server
                                                  : node.type;
        }
        builder_.add(row);
    }

    void note_state(const KubeNode& node, const InventoryRow& row) {
        if (node.ready && !node.cordoned) return;
        builder_.list().add(row.where, "nodes that take no pods, counted all the same",
                            fmt::format("it is {}; it is counted", !node.ready && node.cordoned
                                                                       ? "not ready and cordoned"
                                                                   : node.ready ? "cordoned"
                                                                                : "not ready"));
    }

    JsonPieces pieces_;
    const Catalog& catalog_;
    InventoryBuilder builder_;
    InventoryHints hints_;
    simdjson::dom::parser parser_;
    std::set<std::string> listed_;                                        ///< names of nodes so far
    std::map<std::string, std::pair<std::string, std::int64_t>> taints_;  ///< first node, count
};

}  // namespace

Inventory read_kubernetes(const std::string& file, const Catalog& catalog,
                          const InventoryHints& hints) {
    return NodeReader(file, catalog, hints).read();
}

}  // namespace orrery
