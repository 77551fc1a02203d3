// Cradle-to-gate carbon of servers and accelerators, bottom up from their parts.
#include "models/carbon/embodied.hpp"

#include "models/carbon/sci.hpp"

namespace orrery::carbon {

double server_embodied_kg(const PartFactors& f, const ServerParts& p) {
    double kg = f.motherboard + f.assembly + f.enclosure + p.hdds * f.hdd;
    kg += p.cpus * (p.cpu_die_mm2 * f.cpu_per_mm2 + f.cpu_base);
    if (p.ram_modules > 0) {
        kg += p.ram_modules * (p.ram_module_gb / p.ram_gb_per_cm2 * f.ram_per_cm2 + f.ram_base);
    }
    if (p.ssds > 0) kg += p.ssds * (p.ssd_gb / p.ssd_gb_per_cm2 * f.ssd_per_cm2 + f.ssd_base);
    return kg + p.psus * p.psu_kg * f.psu_per_kg;
}

double gpu_embodied_kg(const PartFactors& f, const GpuParts& p) {
    const double body = p.casing_kg * f.gpu_casing_per_kg + p.heatsink_kg * f.gpu_heatsink_per_kg +
                        p.board_cm2 * f.gpu_board_per_cm2;
    const double chips = p.die_mm2 * f.gpu_die_per_mm2 +
                         p.memory_gb * f.gpu_memory_mm2_per_gb * f.gpu_memory_per_mm2;
    const double per_kg = p.boat_km * f.transport_boat + p.truck_km * f.transport_truck +
                          p.plane_km * f.transport_plane;
    return body + chips + p.mass_kg * per_kg;
}

double allocate_embodied(double total, double time_s, double life_s, double resource_share) {
    return reserved_embodied(total, time_s, life_s, resource_share, 1);
}

}  // namespace orrery::carbon
