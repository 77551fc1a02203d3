// Which format an inventory has, and which reader reads it.
#include <string>

#include "sim/scenario/import/inventory_builder.hpp"

namespace orrery {
namespace {

bool holds(const std::string& head, const char* text) {
    return head.find(text) != std::string::npos;
}

}  // namespace

const char* name_of(InventoryFormat format) {
    switch (format) {
        case InventoryFormat::csv:
            return "csv";
        case InventoryFormat::kubernetes:
            return "kubectl";
        case InventoryFormat::sinfo:
            return "sinfo";
        case InventoryFormat::sinfo_json:
            return "sinfo-json";
        case InventoryFormat::automatic:
            break;
    }
    return "auto";
}

InventoryFormat recognise_inventory(const FileHead& from) {
    const std::string& head = from.text;
    const std::size_t first = head.find_first_not_of(" \t\r\n");
    if (first == std::string::npos) return InventoryFormat::csv;
    if (head[first] == '{' || head[first] == '[') {
        const bool slurm =
            holds(head, "\"sinfo\"") || (holds(head, "\"gres\"") && !holds(head, "\"kind\""));
        return slurm ? InventoryFormat::sinfo_json : InventoryFormat::kubernetes;
    }
    const bool names = holds(head, "NODELIST") || holds(head, "HOSTNAMES");
    return names && holds(head, "GRES") ? InventoryFormat::sinfo : InventoryFormat::csv;
}

Inventory read_inventory(const FileHead& head, const Catalog& catalog, InventoryFormat format,
                         const InventoryHints& hints) {
    const std::string& file = head.file;
    switch (format == InventoryFormat::automatic ? recognise_inventory(head) : format) {
        case InventoryFormat::kubernetes:
            return read_kubernetes(file, catalog, hints);
        case InventoryFormat::sinfo:
            return read_sinfo(file, catalog, hints);
        case InventoryFormat::sinfo_json:
            return read_sinfo_json(file, catalog, hints);
        case InventoryFormat::csv:
        case InventoryFormat::automatic:
            break;
    }
    return read_inventory_csv(file, catalog);
}

}  // namespace orrery
