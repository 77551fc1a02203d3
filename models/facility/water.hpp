// Water footprint: what the facility drinks, and what the plants drink that feed it.
#pragma once

namespace orrery::facility {

struct WaterFootprint {
    double on_site_l = 0;
    double off_site_l = 0;
    [[nodiscard]] double total_l() const { return on_site_l + off_site_l; }
};

/// E_IT · (WUE_on-site + PUE · WUE_off-site). P. Li et al., "Making AI Less Thirsty", CACM 68
/// (2025). `on_site_l_kwh` per kWh of IT, `off_site_l_kwh` per kWh of electricity consumed.
WaterFootprint water_footprint(double it_kwh, double pue, double on_site_l_kwh,
                               double off_site_l_kwh);

}  // namespace orrery::facility
