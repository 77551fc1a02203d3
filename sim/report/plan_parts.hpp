// The sections of a plan's facts; each adds its own.
#pragma once
#include <cstdint>
#include <map>
#include <string>

#include "sim/report/plan_facts.hpp"

namespace orrery::plan {

/// Facts of a world, and how they are written.
class Facts {
public:
    explicit Facts(const World& of) : world(of) {}

    void add(std::string section, std::string name, std::string text) {
        list.push_back({std::move(section), std::move(name), std::move(text)});
    }
    void date(const std::string& what, Nanos at, const std::string& more = {});
    /// USD in the reporting currency: "110,000 EUR".
    [[nodiscard]] std::string money(double usd) const;
    /// "2026-11-02" of an instant of the run, which may lie before or after it.
    [[nodiscard]] std::string day(Nanos at) const;

    const World& world;
    std::vector<PlanFact> list;
};

/// The name of the entry that something was made from, else its own.
template <class T>
const std::string& entry_of(const T& thing) {
    return thing.group.empty() ? thing.name : thing.group;
}

/// How many equal things stand for each entry, in order.
template <class T>
std::map<std::string, int> counts_of(const std::vector<T>& things) {
    std::map<std::string, int> counts;
    for (const T& thing : things) ++counts[entry_of(thing)];
    return counts;
}

/// ", ×400 equal"; empty for one.
std::string times(int n);
/// "90 days".
std::string span(Nanos length);
/// Who says so, without a path of the user's machine.
std::string source(const std::string& origin);

void add_sites(Facts& facts);
void add_pools(Facts& facts);
void add_contracts(Facts& facts);
void add_work(Facts& facts);
void add_gates(Facts& facts);
void add_assumptions(Facts& facts);

}  // namespace orrery::plan
