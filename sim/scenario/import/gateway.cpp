// A gateway's log as workloads of a scenario: one for each model and tenant, each with its trace.
#include "sim/scenario/import/gateway.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "sim/scenario/quantity.hpp"
#include "sim/scenario/table.hpp"

namespace orrery {
namespace {

/// "meta/Llama-3.1-8B-Instruct" → "metallama318binstruct".
std::string plain(const std::string& text) {
    std::string out;
    for (const char c : text) {
        if (c >= 'A' && c <= 'Z') out += static_cast<char>(c - 'A' + 'a');
        if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')) out += c;
    }
    return out;
}

/// A name of scenarios and files; never empty.
std::string slug(const std::string& text) {
    std::string out;
    for (const char c : text) {
        const bool kept =
            (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
        if (kept) {
            out += c;
        } else if (!out.empty() && out.back() != '-') {
            out += '-';
        }
    }
    constexpr std::size_t kLongest = 60;  // names of files have limits
    if (out.size() > kLongest) out.resize(kLongest);
    while (!out.empty() && out.back() == '-') out.pop_back();
    return out.empty() ? "none" : out;
}

std::string date_of(Nanos at) {
    return print_date(at.ns / kSecond.ns).substr(0, 10);
}

class Importer {
public:
    Importer(GatewayLog log, const std::vector<ServingName>& serving, const std::string& stem,
             std::size_t most)
        : log_(std::move(log)), serving_(serving), stem_(stem) {
        out_.not_understood = log_.not_understood;
        std::set<std::pair<std::uint32_t, std::uint32_t>> pairs;
        for (const GatewayRow& row : log_.rows) pairs.emplace(row.model, row.tenant);
        by_tenant_ = pairs.size() <= most;
        by_model_ = log_.models.size() <= most;
        if (!by_model_) {
            out_.not_understood.push_back(
                fmt::format("{} models: they are taken together", log_.models.size()));
        }
        if (by_tenant_) return;
        out_.not_understood.push_back(
            fmt::format("{} pairs of model and tenant: tenants are taken together", pairs.size()));
    }

    DemandImport run() {
        if (mostly_sums()) return std::move(out_);
        for (const GatewayRow& row : log_.rows) ++by_name_[log_.models[row.model]];
        std::map<std::pair<std::string, std::string>, std::vector<const GatewayRow*>> groups;
        for (const GatewayRow& row : log_.rows) {
            const std::string tenant = by_tenant_ ? log_.tenants[row.tenant] : std::string();
            groups[{by_model_ ? log_.models[row.model] : std::string(), tenant}].push_back(&row);
        }
        for (const auto& [key, rows] : groups) add(key.first, key.second, rows, groups.size() == 1);
        report();
        return std::move(out_);
    }

private:
    void add(const std::string& model, const std::string& tenant,
             const std::vector<const GatewayRow*>& rows, bool only) {
        DemandPart part;
        std::string name = "imported";
        // Of "provider/organisation/model" the last tells most.
        const std::string last = model.substr(model.find_last_of('/') + 1);
        if (!only && !model.empty() && log_.models.size() > 1) name += "-" + slug(last);
        if (!only && !tenant.empty()) name += "-" + slug(tenant);
        part.name = name;
        for (int again = 2; !names_.insert(part.name).second; ++again) {
            part.name = name + "-" + std::to_string(again);
        }
        part.file = stem_ + "-" + part.name + ".csv";
        part.requests = static_cast<std::int64_t>(rows.size());
        part.csv = "arrival_s,prompt_tokens,output_tokens\n";
        for (const GatewayRow* row : rows) {
            part.csv += fmt::format("{}.{:09},{},{}\n", row->at.ns / kSecond.ns,
                                    row->at.ns % kSecond.ns, row->prompt, row->output);
        }
        part.entry = "- name: " + part.name + "\n";
        if (!tenant.empty()) part.entry += "  tenant: " + tenant_name(tenant) + "\n";
        part.entry += "  deployments: [" + deployments_of(model) + "]\n";
        part.entry += "  demand:\n    trace: {file: " + yaml_text(part.file) + "}\n";
        out_.parts.push_back(std::move(part));
    }

    /// The tenant as scenarios may call it; another name than its own is said.
    std::string tenant_name(const std::string& tenant) {
        const auto known = tenants_.find(tenant);
        if (known != tenants_.end()) return known->second;
        const std::string plain_name = slug(tenant);
        std::string name = plain_name;
        for (int again = 2; !tenant_names_.insert(name).second; ++again) {
            name = plain_name + "-" + std::to_string(again);
        }
        if (name != tenant) {
            out_.not_understood.push_back(fmt::format(
                "tenant \"{}\" is called {}: names have letters, digits, - and _", tenant, name));
        }
        return tenants_[tenant] = name;
    }

    /// What is left of a log of sums is what was rare enough to stand alone: no fair sample.
    bool mostly_sums() {
        if (log_.sums == 0) return false;
        const bool most = 2 * log_.sums > log_.read;
        out_.not_understood.push_back(
            fmt::format("{} of {} rows are sums of several requests{}; `orrery calibrate demand` "
                        "reads sums by hour or day",
                        log_.sums, log_.read,
                        most ? ": the others are no fair sample, and nothing is written"
                             : ": the demand is too low by theirs"));
        return most;
    }

    /// What serves a model that no deployment names: "small (llama-3.1-8b), large (…)".
    std::string instead() const {
        constexpr std::size_t kNamed = 3;
        std::string out;
        for (std::size_t i = 0; i < std::min(serving_.size(), kNamed); ++i) {
            const ServingName& s = serving_[i];
            out += (i == 0 ? "" : ", ") + s.deployment;
            if (!s.model.empty()) out += " (" + s.model + ")";
        }
        if (serving_.size() > kNamed) out += fmt::format(" and {} more", serving_.size() - kNamed);
        return out;
    }

    std::string deployments_of(const std::string& model) {
        const std::string wanted = plain(model);
        std::string own;
        std::string all;
        for (const ServingName& s : serving_) {
            const std::string has = plain(s.model);
            const bool same =
                !has.empty() && !wanted.empty() &&
                (wanted.find(has) != std::string::npos || has.find(wanted) != std::string::npos);
            if (same) own += (own.empty() ? "" : ", ") + yaml_text(s.deployment);
            all += (all.empty() ? "" : ", ") + yaml_text(s.deployment);
        }
        if (!own.empty()) return own;
        if (!model.empty() && told_.insert(model).second) {
            out_.not_understood.push_back(fmt::format(
                "model \"{}\" ({} requests): no deployment has it; {} serve{} it instead: `model:` "
                "there says what is served",
                model, by_name_[model], instead(), serving_.size() == 1 ? "s" : ""));
        }
        return all;
    }

    void report() {
        if (log_.rows.empty()) return;
        const Nanos first = log_.rows.front().at;
        out_.span = {true, first, log_.rows.back().at - first};
        out_.report =
            fmt::format("{} of {} requests taken, {} to {} (UTC)\n", log_.rows.size(), log_.read,
                        date_of(log_.rows.front().at), date_of(log_.rows.back().at));
        for (const DemandPart& part : out_.parts) {
            out_.report +=
                fmt::format("  {:<54}{:>12} requests\n", part.name.substr(0, 53), part.requests);
        }
    }

    GatewayLog log_;
    const std::vector<ServingName>& serving_;
    std::string stem_;
    bool by_tenant_ = true;
    bool by_model_ = true;
    std::set<std::string> names_;
    std::set<std::string> told_;
    std::map<std::string, std::int64_t> by_name_;  ///< requests of a model, of all tenants
    std::map<std::string, std::string> tenants_;   ///< as logged → in the scenario
    std::set<std::string> tenant_names_;
    DemandImport out_;
};

}  // namespace

DemandImport import_gateway(GatewayLog log, const std::vector<ServingName>& serving,
                            const std::string& stem, std::size_t most) {
    return Importer(std::move(log), serving, stem, most).run();
}

}  // namespace orrery
