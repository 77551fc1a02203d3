// The study `stress`: what a scenario loses when a vendor, its supply or its prices fail.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "sim/scenario/world.hpp"
#include "sim/study/variant.hpp"

namespace orrery {

enum class InjectionKind { outage, control, edge, delay, ban, price };

struct Injection {
    InjectionKind kind = InjectionKind::outage;
    std::string who;    ///< vendor or site; of a delay, the pool
    Nanos length{0};    ///< of the outage, or of the delay
    double change = 0;  ///< of prices: 0.4 is 40 % more
    [[nodiscard]] std::string text() const;
};

/// "outage:aws:15h", "delay:POOL:26w", "ban:aws", "price:aws:+40%"; nothing where it is none of
/// them. The name may hold colons.
std::optional<Injection> parse_injection(const std::string& text);
/// A library for each vendor of the scenario's sites, and a delay for each pool that may grow.
std::vector<Injection> default_injections(const World& world);
/// Whether it names a vendor, site or pool of the scenario.
bool known_target(const World& world, const Injection& injection);

struct StressQuestion {
    std::vector<Injection> injections;  ///< empty: the library
    double at = 1.0 / 3;                ///< share of the run when it strikes
    VariantOptions options;
};

/// Means over seeds, each beside the base with the same seed.
struct StressRow {
    Injection injection;
    double slo = -1;         ///< attainment; −1: no requests
    double cost = 0;         ///< reporting currency, credits deducted
    double credits = 0;      ///< of those: what vendors owe for missed service levels
    double value = 0;        ///< expected revenue and avoided cost of what was served
    double unmet = 0;        ///< requests refused, lost, given up or unfinished
    double jobs_left = 0;    ///< not done at the end
    double missing_h = 0;    ///< server-hours wanted in vain
    bool recovered = true;   ///< false: in some run the end came first
    double recovery_s = -1;  ///< until as many replicas were ready as before; −1: nothing struck
    std::vector<std::string> gaps;  ///< of the plan, of the first seed
};

struct StressResult {
    double at_s = 0;
    StressRow base;
    std::vector<StressRow> rows;
    std::vector<std::string> valued;  ///< workloads and jobs that carry a value
    /// Cost beyond the base's and value that is not earned, reporting currency.
    [[nodiscard]] double money_lost(const StressRow& row) const {
        return (row.cost - base.cost) + (base.value - row.value);
    }
};

/// The base with the injection: outages on a date, disruptions of supply from a date on. Of prices
/// only those of the bill change; no policy sees them.
World with_injection(const World& world, const Injection& injection, Nanos at);
StressResult study_stress(const World& world, const StressQuestion& question);

}  // namespace orrery
