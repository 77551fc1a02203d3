// What a catalog says about an accelerator and a server: peak rates, memory, power, embodied
// carbon.
#pragma once
#include <string>
#include <vector>

#include "orrery/base/units.hpp"

namespace orrery {

/// Where a fact comes from; every catalog entry carries one (DESIGN 6).
struct Provenance {
    std::string source;
    std::string as_of;        ///< ISO date
    std::string valid_until;  ///< ISO date; empty: as_of plus the catalog's default life
    std::string confidence;   ///< measured | published | estimated | assumed
};

/// Number formats whose GEMM rate and weight bytes differ.
enum class Precision { fp32, bf16, fp8, fp4, mxfp4, int8, int4 };

struct Accelerator {
    std::string name;    ///< catalog key, e.g. "h100-sxm-80"
    std::string vendor;  ///< "NVIDIA"
    std::string family;  ///< architecture key of the efficiency profile, e.g. "hopper"
    std::string title;   ///< "H100 SXM 80 GB"
    std::vector<std::string> aliases;  ///< names in measurements and submissions
    int year = 0;
    FlopRate bf16;  ///< dense peaks; 0 where the format is not supported
    FlopRate fp8;
    FlopRate fp4;
    FlopRate int8;
    FlopRate fp32;
    Bytes memory;  ///< driver-visible size
    Bandwidth memory_bandwidth;
    Bandwidth link_bandwidth;  ///< scale-up, one direction, per accelerator; 0 without
    int scale_up = 1;          ///< accelerators in one scale-up domain
    Power tdp;
    Power idle;
    double price_usd = 0;  ///< street price of one; 0 where it is not sold separately
    Carbon embodied;       ///< cradle to gate, one accelerator; 0 where unknown
    Provenance provenance;
};

/// What a server's host draws, part by part, on the direct-current side of its supplies; not
/// known without supplies and their efficiency.
struct HostParts {
    Power fixed_idle;     ///< CPUs, memory, storage and switches without work
    Power fixed_busy;     ///< the same at full load
    Power network;        ///< cards and optics, always on
    Power fans;           ///< all fans at full speed
    double fan_idle = 0;  ///< share of full speed without heat
    double fan_busy = 1;  ///< and with every accelerator at its limit
    Power supplies;       ///< what all power supplies together can give
    /// Efficiency of the supplies at 5, 10, 20, 50 and 100 % of that.
    std::vector<double> efficiency;
    [[nodiscard]] bool known() const { return supplies.value > 0 && efficiency.size() == 5; }
};

struct Server {
    std::string name;  ///< catalog key, e.g. "dgx-h100"
    std::string title;
    std::string vendor;
    std::string accelerator;  ///< catalog key of the accelerator
    int accelerators = 0;
    Bandwidth network;     ///< scale-out, one direction, per accelerator; 0: none that a job uses
    Power host_idle;       ///< CPUs, fans, NICs, PSU loss at no load; accelerators apart
    Power host_busy;       ///< the same at full load
    HostParts parts;       ///< in place of both where known
    Power max_power;       ///< nameplate of the whole server
    double price_usd = 0;  ///< whole server, street price
    Carbon embodied;       ///< cradle to gate, whole server, accelerators included
    int rack_units = 0;
    Provenance provenance;
};

}  // namespace orrery
