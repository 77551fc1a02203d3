// Cradle-to-gate carbon of servers and accelerators, bottom up from their parts.
#pragma once

namespace orrery::carbon {

/// Coefficients (facts of the catalog) of the bottom-up method: T. Simon et al. (Boavizta), Green
/// Cloud Computing (2021) and its GPU extension. kgCO2e per unit named.
struct PartFactors {
    double cpu_per_mm2 = 0;
    double cpu_base = 0;
    double ram_per_cm2 = 0;  ///< of die
    double ram_base = 0;     ///< a module
    double ssd_per_cm2 = 0;
    double ssd_base = 0;  ///< a drive
    double hdd = 0;       ///< a drive
    double psu_per_kg = 0;
    double motherboard = 0;
    double assembly = 0;
    double enclosure = 0;  ///< a rack server's
    double gpu_casing_per_kg = 0;
    double gpu_heatsink_per_kg = 0;
    double gpu_board_per_cm2 = 0;
    double gpu_die_per_mm2 = 0;     ///< wafer-effective area
    double gpu_memory_per_mm2 = 0;  ///< wafer-effective area
    double gpu_memory_mm2_per_gb = 0;
    double transport_boat = 0;   ///< per kg and km
    double transport_truck = 0;  ///< per kg and km
    double transport_plane = 0;  ///< per kg and km
};

struct ServerParts {
    int cpus = 0;
    double cpu_die_mm2 = 0;
    int ram_modules = 0;
    double ram_module_gb = 0;
    double ram_gb_per_cm2 = 0;  ///< density of its dies, > 0 where there are modules
    int ssds = 0;
    double ssd_gb = 0;
    double ssd_gb_per_cm2 = 0;
    int hdds = 0;
    int psus = 0;
    double psu_kg = 0;
};

struct GpuParts {
    double casing_kg = 0;
    double heatsink_kg = 0;
    double board_cm2 = 0;
    double die_mm2 = 0;  ///< wafer-effective
    double memory_gb = 0;
    double mass_kg = 0;  ///< as transported
    double boat_km = 0;
    double truck_km = 0;
    double plane_km = 0;
};

/// kgCO2e of one server without accelerators.
double server_embodied_kg(const PartFactors& factors, const ServerParts& parts);
/// kgCO2e of one accelerator board, transport included.
double gpu_embodied_kg(const PartFactors& factors, const GpuParts& parts);

/// Share of something's embodied carbon by time and by resource: time_s / life_s · share, in the
/// unit of `total`. Idle time belongs to whoever holds the reservation (SCI's rule).
double allocate_embodied(double total, double time_s, double life_s, double resource_share);

}  // namespace orrery::carbon
