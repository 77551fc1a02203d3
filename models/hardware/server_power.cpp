// Power of a whole server at its plug, from what its accelerators draw.
#include "models/hardware/server_power.hpp"

#include <algorithm>
#include <array>

namespace orrery {

double supply_efficiency(const HostParts& p, double load) {
    constexpr std::array<double, 5> loads{.05, .1, .2, .5, 1};
    const std::vector<double>& measured = p.efficiency;
    if (load >= loads.back()) return measured.back();
    if (load < loads.front()) {
        const double lost = loads.front() * (1 / measured.front() - 1);
        return load > 0 ? load / (load + lost) : measured.front();
    }
    std::size_t i = 1;
    while (load > loads[i]) ++i;
    const double along = (load - loads[i - 1]) / (loads[i] - loads[i - 1]);
    return measured[i - 1] + along * (measured[i] - measured[i - 1]);
}

ServerPower server_power(const HostParts& parts, double accelerators_w, double limit_w,
                         double busy) {
    const double work = std::clamp(busy, 0.0, 1.0);
    const double heat = limit_w > 0 ? std::clamp(accelerators_w / limit_w, 0.0, 1.0) : work;
    const double speed = parts.fan_idle + (parts.fan_busy - parts.fan_idle) * heat;
    ServerPower p;
    p.accelerators = accelerators_w;
    p.fixed = parts.fixed_idle.value + (parts.fixed_busy.value - parts.fixed_idle.value) * work;
    p.network = parts.network.value;
    p.fans = parts.fans.value * speed * speed * speed;
    const double direct = p.accelerators + p.fixed + p.network + p.fans;
    p.loss = direct / supply_efficiency(parts, direct / parts.supplies.value) - direct;
    return p;
}

}  // namespace orrery
