// Texts of a FOCUS export: amounts, unit prices, dates, names of units and services.
#include <date/date.h>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <nlohmann/json.hpp>

#include "sim/report/focus_columns.hpp"
#include "sim/scenario/quantity.hpp"

namespace orrery::focus {
namespace {

struct ServiceName {
    const char* category;  ///< of the ledger
    const char* service;
    const char* focus_category;
    const char* focus_subcategory;
};

constexpr const char* kManagement = "Management and Governance";
constexpr const char* kOtherManagement = "Other (Management and Governance)";

/// By category of the ledger; the last row is for all others.
constexpr std::array<ServiceName, 21> kServices{{
    {"compute", "GPU Servers", "Compute", "Virtual Machines"},
    {"reservation", "GPU Servers", "Compute", "Virtual Machines"},
    {"commitment", "GPU Servers", "Compute", "Virtual Machines"},
    {"capacity", "GPU Servers", "Compute", "Virtual Machines"},
    {"depreciation", "Own Servers", "Compute", "Other (Compute)"},
    {"capex", "Own Servers", "Compute", "Other (Compute)"},
    {"lease", "Leased Servers", "Compute", "Other (Compute)"},
    {"maintenance", "Hardware Maintenance", kManagement, "Support"},
    {"support", "Support", kManagement, "Support"},
    {"staff", "Operations Staff", kManagement, kOtherManagement},
    {"insurance", "Insurance", kManagement, kOtherManagement},
    {"licence", "Software", kManagement, kOtherManagement},
    {"tokens", "Model API", "AI and Machine Learning", "Generative AI"},
    {"egress", "Data Transfer", "Networking", "Network Connectivity"},
    {"storage", "Object Storage", "Storage", "Object Storage"},
    {"energy", "Electricity", "Other", "Other (Other)"},
    {"energy export", "Electricity", "Other", "Other (Other)"},
    {"ppa", "Electricity", "Other", "Other (Other)"},
    {"floor", "Data Centre Floor", "Other", "Other (Other)"},
    {"colocation", "Colocation", "Other", "Other (Other)"},
    {"", "", "Other", "Other (Other)"},
}};

constexpr std::array<std::pair<const char*, const char*>, 16> kWords{{
    {"server", "Server"},
    {"h", "Hours"},
    {"kWh", "Kilowatt-Hours"},
    {"kW", "Kilowatts"},
    {"month", "Months"},
    {"months", "Months"},
    {"year", "Years"},
    {"accelerator", "Accelerator"},
    {"servers", "Servers"},
    {"seat", "Seats"},
    {"units", "Units"},
    {"unit", "Units"},
    {"request", "Requests"},
    {"requests", "Requests"},
    {"GPU", "GPU"},
    {"day", "Days"},
}};

std::string word(const std::string& text) {
    for (const auto& [ours, theirs] : kWords) {
        if (text == ours) return theirs;
    }
    std::string out = text;
    if (!out.empty() && out[0] >= 'a' && out[0] <= 'z') out[0] = static_cast<char>(out[0] - 32);
    return out;
}

/// "server-h" → "Server-Hours", "Mtok prompt" → "1000000 Tokens", "" → "Units".
std::string unit_of(const std::string& unit) {
    if (unit.rfind("Mtok", 0) == 0) return "1000000 Tokens";
    if (unit.empty()) return "Units";
    std::string out;
    std::string part;
    for (const char c : unit + "-") {
        const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
        if (letter) {
            part += c;
        } else if (!part.empty()) {
            out += (out.empty() ? "" : "-") + word(part);
            part.clear();
        }
    }
    return out.empty() ? "Units" : out;
}

/// Kind of the commitment discount that a contract is; empty: it is none.
std::string commitment_type(const World& world, const Charge& c) {
    if (c.contract.empty() || c.reservation) return {};
    for (const HeldServers& held : world.contracts.held) {
        if (held.name != c.contract) continue;
        if (held.kind == HeldKind::take_or_pay) return "Take or Pay";
        return held.kind == HeldKind::block ? "Capacity Block" : "Reserved";
    }
    for (const HourlyPlan& plan : world.contracts.plans) {
        if (plan.name == c.contract) return "Savings Plan";
    }
    const bool status = c.status != CommitmentStatus::none;
    return status || c.pricing == Pricing::committed ? "Commitment" : "";
}

std::string region_of(const World& world, const Charge& c) {
    for (const Site& site : world.sites) {
        if (site.name != c.site) continue;
        const std::size_t slash = site.region.find('/');
        if (site.region.empty()) return site.name;
        return slash == std::string::npos ? site.region : site.region.substr(slash + 1);
    }
    return c.site;
}

std::string tags_of(const World& world, const Charge& c) {
    nlohmann::ordered_json tags = nlohmann::ordered_json::object();
    for (const Pool& pool : world.pools) {
        if (pool.name != c.pool) continue;
        for (const auto& [key, text] : pool.tags) tags[key] = text;
    }
    return tags.empty() ? std::string() : tags.dump();
}

ChargeFacts facts(const World& world, const Charge& c) {
    ChargeFacts f;
    f.region = region_of(world, c);
    f.unit = unit_of(c.unit);
    f.type = commitment_type(world, c);
    if (!f.type.empty()) f.commitment = c.contract;
    f.tags = tags_of(world, c);
    const ServiceName* name = kServices.data();
    while (name != &kServices.back() && c.category != name->category) ++name;
    f.service = *name->service ? name->service : word(c.category);
    f.category = name->focus_category;
    f.subcategory = name->focus_subcategory;
    const bool unused = c.status == CommitmentStatus::unused;
    const bool agreement = !c.contract.empty() && (unused || c.kind == ChargeKind::purchase);
    f.resource = agreement          ? c.contract
                 : !c.asset.empty() ? c.asset
                 : !c.pool.empty()  ? c.pool
                                    : c.site;
    f.resource_type = agreement          ? "Commitment"
                      : !c.asset.empty() ? "Asset"
                      : !c.pool.empty()  ? "Pool"
                                         : "Site";
    return f;
}

}  // namespace

std::vector<ChargeFacts> facts_of(const World& world, const Ledger& ledger) {
    std::vector<ChargeFacts> all;
    for (const Charge& charge : ledger.charges) all.push_back(facts(world, charge));
    return all;
}

std::string number(double value) {
    std::string text = print_number(value == 0 ? 0.0 : value);
    for (char& c : text) {
        if (c == 'e') c = 'E';
    }
    text.erase(std::remove(text.begin(), text.end(), '+'), text.end());
    return text;
}

std::string amount(Money money) {
    std::string text = to_string(money);
    while (text.back() == '0') text.pop_back();
    if (text.back() == '.') text.pop_back();
    return text;
}

std::string unit_price(Money cost, double quantity) {
    const double price = cost.units() / quantity;
    if (!std::isfinite(price)) return "0";
    for (const int decimals : {2, 4, 6, 9, 12}) {
        std::string text = fmt::format("{:.{}f}", price, decimals);
        const double value = std::strtod(text.c_str(), nullptr);
        if (round_money(value * quantity) != cost) continue;
        if (text.find('.') != std::string::npos) {
            while (text.back() == '0') text.pop_back();
            if (text.back() == '.') text.pop_back();
        }
        return text == "-0" ? "0" : text;
    }
    return number(price);
}

std::string date_time(std::int64_t unix_s) {
    return date::format("%FT%TZ", date::sys_seconds{std::chrono::seconds{unix_s}});
}

}  // namespace orrery::focus
