// The certificate that rates are max–min fair: checked without computing them again.
#include "models/network/certificate.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace orrery::network {
namespace {

constexpr double kCertificateTolerance = 1e-9;

/// What a link carries, and the largest rate for its weight on it.
struct LinkLoad {
    double sum = 0;
    double largest = 0;
};

std::vector<LinkLoad> loads_of(std::size_t links, const std::vector<SharedFlow>& flows,
                               const std::vector<double>& rates) {
    std::vector<LinkLoad> loads(links);
    for (std::size_t f = 0; f < flows.size(); ++f) {
        const auto& route = flows[f].links;
        for (auto link = route.begin(); link != route.end(); ++link) {
            if (std::find(route.begin(), link, *link) != link) continue;  // named before
            LinkLoad& load = loads[*link];
            load.sum += rates[f];
            load.largest = std::max(load.largest, rates[f] / flows[f].weight);
        }
    }
    return loads;
}

bool is_bound(const SharedFlow& flow, double rate, const std::vector<double>& capacities,
              const std::vector<LinkLoad>& loads) {
    if (rate >= flow.cap * (1 - kCertificateTolerance)) return true;
    return std::any_of(flow.links.begin(), flow.links.end(), [&](std::uint32_t link) {
        const LinkLoad& load = loads[link];
        return load.sum >= capacities[link] * (1 - kCertificateTolerance) &&
               rate / flow.weight >= load.largest * (1 - kCertificateTolerance);
    });
}

}  // namespace

std::string not_max_min(const std::vector<double>& capacities, const std::vector<SharedFlow>& flows,
                        const std::vector<double>& rates) {
    const std::vector<LinkLoad> loads = loads_of(capacities.size(), flows, rates);
    for (std::size_t link = 0; link < loads.size(); ++link) {
        if (loads[link].sum <= capacities[link] * (1 + kCertificateTolerance)) continue;
        return fmt::format("link {} carries {:.9g} B/s of {:.9g}", link, loads[link].sum,
                           capacities[link]);
    }
    for (std::size_t f = 0; f < flows.size(); ++f) {
        const bool free = flows[f].links.empty() && std::isinf(flows[f].cap);
        if (!(rates[f] >= 0)) return fmt::format("flow {} has a rate of {}", f, rates[f]);
        if (rates[f] > flows[f].cap * (1 + kCertificateTolerance)) {
            return fmt::format("flow {} goes beyond its cap", f);
        }
        if (!free && !is_bound(flows[f], rates[f], capacities, loads)) {
            return fmt::format("flow {} is bound by no full link and no cap", f);
        }
    }
    return "";
}

}  // namespace orrery::network
