// Water footprint: what the facility drinks, and what the plants drink that feed it.
#include "models/facility/water.hpp"

namespace orrery::facility {

WaterFootprint water_footprint(double it_kwh, double pue, double on_site_l_kwh,
                               double off_site_l_kwh) {
    return {it_kwh * on_site_l_kwh, it_kwh * pue * off_site_l_kwh};
}

}  // namespace orrery::facility
