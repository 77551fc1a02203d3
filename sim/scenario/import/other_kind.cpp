// Which import a file is for, by its first bytes or its header.
#include "sim/scenario/import/other_kind.hpp"

#include <fmt/format.h>

#include <initializer_list>
#include <vector>

#include "orrery/base/diagnostics.hpp"
#include "sim/ingest/csv.hpp"
#include "sim/ingest/gateway.hpp"
#include "sim/ingest/heads.hpp"
#include "sim/scenario/import/inventory_builder.hpp"
#include "sim/scenario/import/skypilot.hpp"

namespace orrery {
namespace {

/// One import that recognises a file.
struct KnownKind {
    const char* kind;
    const char* name;
};

const char* name_of_log(GatewayFormat format) {
    switch (format) {
        case GatewayFormat::litellm:
            return "a LiteLLM log";
        case GatewayFormat::vllm_log:
            return "a log of vLLM";
        case GatewayFormat::vllm_bench:
            return "a benchmark of vLLM";
        case GatewayFormat::otel:
            return "spans of OpenTelemetry";
        case GatewayFormat::gateway:
        case GatewayFormat::none:
            break;
    }
    return "a log of requests";
}

void add_log(const FileHead& head, std::vector<KnownKind>& known) {
    const GatewayFormat log = recognise_gateway(head);
    if (log != GatewayFormat::none) known.push_back({"demand", name_of_log(log)});
}

std::vector<KnownKind> known_json(const FileHead& head) {
    std::vector<KnownKind> known;
    if (recognise_inventory(head) == InventoryFormat::sinfo_json) {
        known.push_back({"inventory", "nodes of Slurm"});
    }
    const auto holds = [&](const char* text) { return head.text.find(text) != std::string::npos; };
    if (holds("\"apiVersion\"") && holds("\"kind\"") &&
        (holds("\"Node\"") || holds("\"NodeList\""))) {
        known.push_back({"inventory", "nodes of Kubernetes"});
    }
    if (known.empty()) add_log(head, known);
    return known;
}

bool has_any(const CsvReader& csv, std::initializer_list<const char*> names) {
    for (const char* name : names) {
        if (csv.column({name}) >= 0) return true;
    }
    return false;
}

/// A header that names machines, how many and where they are.
bool is_list_of_machines(const CsvReader& csv) {
    return has_any(csv, {"server", "server_model", "model", "gpu", "gpu_model", "accelerator",
                         "accelerator_model"}) &&
           has_any(csv, {"servers", "server_count", "nodes", "count", "accelerators", "gpus",
                         "gpu_count"}) &&
           has_any(csv, {"country", "country_code"}) && !has_any(csv, {"pool"});
}

bool has_own_header(JobFormat format) {
    return format != JobFormat::automatic && format != JobFormat::swf &&
           format != JobFormat::gavel_tsv && format != JobFormat::gaia;
}

std::vector<KnownKind> known_text(const FileHead& head) {
    std::vector<KnownKind> known;
    add_log(head, known);
    if (recognise_inventory(head) == InventoryFormat::sinfo) {
        known.push_back({"inventory", "nodes of Slurm"});
    }
    const JobFormat jobs = recognise_jobs(head);
    if (has_own_header(jobs)) {
        known.push_back({"jobs", jobs == JobFormat::sacct ? "jobs of Slurm" : "a log of jobs"});
    }
    if (is_skypilot_catalog(head)) known.push_back({"prices", "SkyPilot's prices"});
    const CsvReader csv(head);
    if (has_any(csv, {"BilledCost"}) && has_any(csv, {"ChargePeriodStart"})) {
        known.push_back({"bill", "a FOCUS bill"});
    }
    if (has_any(csv, {"Datetime (UTC)"}) && has_any(csv, {"Zone id"})) {
        known.push_back({"carbon", "a grid's carbon from Electricity Maps"});
    }
    if (is_list_of_machines(csv)) known.push_back({"inventory", "a list of machines"});
    return known;
}

std::vector<KnownKind> kinds_of(const FileHead& head) {
    const std::string& text = head.text;
    const std::size_t first = text.find_first_not_of(" \t\r\n");
    if (first == std::string::npos) return {};
    const bool json = text[first] == '{' ||
                      (text[first] == '[' &&
                       text.find('{', first) <= text.find_first_not_of(" \t\r\n", first + 1));
    try {
        return json ? known_json(head) : known_text(head);
    } catch (const EnvironmentError&) {
        return {};  // the import says what is wrong with its rows
    }
}

}  // namespace

std::string looks_like_other_kind(const FileHead& head, const std::string& kind) {
    const std::vector<KnownKind> known = kinds_of(head);
    for (const KnownKind& k : known) {
        if (kind == k.kind) return {};
    }
    if (known.empty()) return {};
    const bool into = std::string(known.front().kind) == "demand";
    return fmt::format("looks like {}: `orrery import {} {}{}`", known.front().name,
                       known.front().kind, head.file, into ? " --into SCENARIO" : "");
}

}  // namespace orrery
