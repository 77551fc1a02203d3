// Checks of accelerators and servers: signs, plausible sizes, a nameplate that feeds its parts.
#include <fmt/format.h>

#include "sim/scenario/catalog/checker.hpp"

namespace orrery::catalog {
namespace {

constexpr double kGiga = 1e9;

void between(const Checker& check, const char* field, double value, double low, double high,
             const char* range) {
    check.require(value >= low && value <= high, "E0611", field,
                  std::string("implausible; expected ") + range,
                  "a slip of units (GB for Gb, kW for W) is the usual cause");
}

}  // namespace

void check_accelerator(const Checker& check, const Accelerator& a) {
    check.require(a.bf16.value > 0, "E0610", "bf16", "the bf16 rate must be positive");
    for (const auto& [field, rate] :
         {std::pair("bf16", a.bf16), std::pair("fp8", a.fp8), std::pair("fp4", a.fp4),
          std::pair("int8", a.int8), std::pair("fp32", a.fp32)}) {
        if (rate.value == 0) continue;
        between(check, field, rate.value, 1e11, 1e18, "0.1 TFLOP/s to 1 EFLOP/s");
    }
    between(check, "memory", a.memory.value, .1 * kGiga, 1e4 * kGiga, "0.1 GB to 10 TB");
    between(check, "memory_bandwidth", a.memory_bandwidth.value, 10 * kGiga, 1e6 * kGiga,
            "10 GB/s to 1000 TB/s");
    if (a.link_bandwidth.value != 0) {
        between(check, "link_bandwidth", a.link_bandwidth.value, kGiga, 1e4 * kGiga,
                "1 GB/s to 10 TB/s, one direction");
    }
    check.require(a.scale_up >= 1, "E0610", "scale_up", "a domain has at least one accelerator");
    check.require(a.scale_up == 1 || a.link_bandwidth.value > 0, "E0612", "link_bandwidth",
                  "a scale-up domain of several accelerators needs a link");
    between(check, "tdp", a.tdp.value, 1, 1e5, "1 W to 100 kW");
    check.require(a.idle.value >= 0 && a.idle.value < a.tdp.value, "E0612", "idle",
                  "idle power must be at least 0 and below the TDP");
    check.require(a.price_usd >= 0, "E0610", "price", "the price must not be negative");
    check.require(a.embodied.value >= 0, "E0610", "embodied", "must not be negative");
    check.require(a.year >= 2000 && a.year <= 2100, "E0611", "year",
                  fmt::format("implausible year {}", a.year));
}

namespace {

void check_parts(const Checker& check, const HostParts& p) {
    if (p.efficiency.empty() && p.supplies.value == 0) return;
    check.require(p.efficiency.size() == 5, "E0612", "parts.efficiency",
                  "five efficiencies: at 5, 10, 20, 50 and 100 % of what the supplies can give");
    for (const double e : p.efficiency) {
        check.require(e > 0 && e <= 1, "E0612", "parts.efficiency",
                      "an efficiency lies above 0 and at most at 1");
    }
    check.require(p.supplies.value > 0, "E0612", "parts.supplies", "must be positive");
    check.require(p.fixed_idle.value <= p.fixed_busy.value, "E0612", "parts.fixed_idle",
                  "must be at most fixed_busy");
    check.require(p.fan_idle <= p.fan_busy && p.fan_busy <= 1, "E0612", "parts.fan_idle",
                  "must be at most fan_busy, and that at most 1");
}

}  // namespace

void check_server(const Checker& check, const Server& s) {
    check_parts(check, s.parts);
    check.require(s.accelerators >= 1, "E0610", "accelerators",
                  "a server carries at least one accelerator");
    if (s.network.value != 0) {
        between(check, "network", s.network.value, .05 * kGiga, 500 * kGiga,
                "0.4 Gb/s to 4 Tb/s, one direction, per accelerator");
    }
    check.require(s.host_idle.value >= 0 && s.host_idle.value <= s.host_busy.value, "E0612",
                  "host_idle", "host_idle must be at least 0 and at most host_busy");
    check.require(s.max_power.value >= s.host_busy.value, "E0612", "max_power",
                  "the nameplate is below host_busy");
    check.require(s.price_usd >= 0, "E0610", "price", "the price must not be negative");
    check.require(s.embodied.value >= 0, "E0610", "embodied", "must not be negative");
    check.require(s.rack_units >= 0, "E0610", "rack_units", "must not be negative");
    const auto it = check.catalog().accelerators.find(s.accelerator);
    if (it == check.catalog().accelerators.end()) {
        std::vector<std::string> names;
        for (const auto& [name, entry] : check.catalog().accelerators) names.push_back(name);
        const std::string similar = closest(s.accelerator, names);
        check.require(false, "E0620", "accelerator",
                      "no accelerator named \"" + s.accelerator + "\" in the catalog",
                      similar.empty() ? "" : "did you mean " + similar + "?");
        return;
    }
    const double needed = .6 * s.accelerators * it->second.tdp.value;
    check.require(s.max_power.value >= needed, "E0612", "max_power",
                  fmt::format("{:.0f} W cannot feed {} accelerators of {:.0f} W", s.max_power.value,
                              s.accelerators, it->second.tdp.value),
                  fmt::format("at least {:.0f} W, 60 % of their TDP", needed));
    const double parts = s.accelerators * it->second.embodied.value;
    check.require(s.embodied.value == 0 || s.embodied.value >= parts, "E0612", "embodied",
                  fmt::format("{:.0f} kg is less than its accelerators' {:.0f} kg",
                              s.embodied.value / 1e3, parts / 1e3));
}

}  // namespace orrery::catalog
