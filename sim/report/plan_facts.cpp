// A plan as facts: what is bought, rented and promised, what rests on it, when it is decided.
#include "sim/report/plan_facts.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>

#include "sim/analysis/basis.hpp"
#include "sim/analysis/wording.hpp"
#include "sim/report/plan_parts.hpp"
#include "sim/scenario/quantity.hpp"

namespace orrery {
namespace plan {

void Facts::date(const std::string& what, Nanos at, const std::string& more) {
    if (at == Nanos::never()) return;
    add("Dates", what, day(at) + (more.empty() ? "" : ", " + more));
}

std::string Facts::money(double usd) const {
    const double amount = world.usd_per_currency > 0 ? usd / world.usd_per_currency : usd;
    const double size = amount < 0 ? -amount : amount;
    const bool whole = size >= 1000 && size == static_cast<double>(static_cast<std::int64_t>(size));
    const std::string text = size < 1000 ? fmt::format("{:.6g}", amount)
                                         : analysis::grouped(amount, whole || size >= 1e5 ? 0 : 2);
    return text + " " + world.currency;
}

std::string Facts::day(Nanos at) const {
    return print_date(world.start_unix_s + at.ns / kSecond.ns).substr(0, 10);
}

std::string times(int n) {
    return n > 1 ? fmt::format(", ×{} equal", n) : std::string();
}

std::string span(Nanos length) {
    return analysis::span_text(length.seconds());
}

std::string source(const std::string& origin) {
    return analysis::input_of({}, origin).source;
}

namespace {

void add_sites_of(Facts& f) {
    static constexpr std::array<const char*, 6> kKinds{"on premises", "colocation", "cloud",
                                                       "neocloud",    "edge",       "API"};
    const auto counts = counts_of(f.world.sites);
    std::map<std::string, bool> said;
    for (const Site& s : f.world.sites) {
        const std::string& name = entry_of(s);
        if (said[name]) continue;
        said[name] = true;
        std::string text = kKinds[static_cast<std::size_t>(s.kind)];
        if (!s.vendor.empty()) text += ", vendor " + s.vendor;
        for (const auto& [what, value] : {std::pair{"country", &s.country},
                                          {"region", &s.region},
                                          {"jurisdiction", &s.jurisdiction}}) {
            if (!value->empty()) text += fmt::format(", {} {}", what, *value);
        }
        if (s.contracted_power_w > 0) {
            text += ", contracted power " + print_quantity(s.contracted_power_w, Measure::power);
        }
        if (s.electricity_usd_kwh > 0) {
            text += ", electricity " + f.money(s.electricity_usd_kwh) + "/kWh";
        }
        f.add("Sites", name, text + times(counts.at(name)));
        for (const ModuleSpec& m : s.modules) {
            f.date("module " + m.name + " of " + name, m.at, "ready");
        }
    }
}

}  // namespace

void add_sites(Facts& f) {
    add_sites_of(f);
    for (const VendorSpec& v : f.world.vendors) {
        if (v.qualification <= Nanos{0}) continue;
        f.date("qualification of " + v.name, v.decided + v.qualification,
               "its first server may be used then");
    }
    for (const DisruptionSpec& d : f.world.disruptions) {
        f.date("disruption " + d.name, d.at,
               fmt::format("supposed with {}", analysis::percent_text(d.probability, 0)));
    }
}

}  // namespace plan

namespace {

int section_rank(const std::string& section) {
    static const std::array<std::string, 9> kOrder{
        "Sites", "Bought and owned", "Rented", "Contracts", "Runs there", "Carries", "Gates",
        "Dates", "Assumptions"};
    return static_cast<int>(std::find(kOrder.begin(), kOrder.end(), section) - kOrder.begin());
}

/// Dates by date, all else by name.
bool earlier(const PlanFact& a, const PlanFact& b) {
    const int left = section_rank(a.section);
    const int right = section_rank(b.section);
    if (left != right) return left < right;
    const bool dates = a.section == "Dates";
    if (dates && a.text.substr(0, 10) != b.text.substr(0, 10)) {
        return a.text.substr(0, 10) < b.text.substr(0, 10);
    }
    return a.name < b.name;
}

using Key = std::pair<std::string, std::string>;

const PlanFact* find(const std::vector<PlanFact>& facts, const std::map<Key, std::size_t>& index,
                     const PlanFact& like) {
    const auto it = index.find({like.section, like.name});
    return it == index.end() ? nullptr : &facts[it->second];
}

std::map<Key, std::size_t> indexed(const std::vector<PlanFact>& facts) {
    std::map<Key, std::size_t> index;
    for (std::size_t i = 0; i < facts.size(); ++i) {
        index.emplace(Key{facts[i].section, facts[i].name}, i);
    }
    return index;
}

std::vector<std::string> parts_of(const std::string& text) {
    std::vector<std::string> out;
    std::size_t from = 0;
    for (std::size_t at = text.find(", "); at != std::string::npos; at = text.find(", ", from)) {
        out.push_back(text.substr(from, at - from));
        from = at + 2;
    }
    out.push_back(text.substr(from));
    return out;
}

/// The parts that differ, or the whole where one has more of them.
std::string change_of(const std::string& before, const std::string& after) {
    const auto was = parts_of(before);
    const auto is = parts_of(after);
    if (was.size() != is.size()) return before + " → " + after;
    std::string out;
    for (std::size_t i = 0; i < was.size(); ++i) {
        if (was[i] == is[i]) continue;
        out += (out.empty() ? "" : "; ") + was[i] + " → " + is[i];
    }
    return out;
}

}  // namespace

std::vector<PlanFact> plan_facts(const World& world) {
    plan::Facts facts(world);
    plan::add_sites(facts);
    plan::add_pools(facts);
    plan::add_contracts(facts);
    plan::add_work(facts);
    plan::add_gates(facts);
    plan::add_assumptions(facts);
    std::stable_sort(facts.list.begin(), facts.list.end(), earlier);
    return std::move(facts.list);
}

std::vector<std::string> plan_changes(const std::vector<PlanFact>& before,
                                      const std::vector<PlanFact>& after) {
    const auto was = indexed(before);
    const auto is = indexed(after);
    std::vector<std::string> out;
    for (const PlanFact& fact : after) {
        const PlanFact* old = find(before, was, fact);
        const std::string at = fact.section + ", " + fact.name + ": ";
        if (!old) out.push_back(at + "new: " + fact.text);
        if (old && old->text != fact.text) out.push_back(at + change_of(old->text, fact.text));
    }
    for (const PlanFact& fact : before) {
        if (find(after, is, fact)) continue;
        out.push_back(fact.section + ", " + fact.name + ": gone: " + fact.text);
    }
    return out;
}

}  // namespace orrery
