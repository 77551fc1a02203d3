// Which data sets lie at which sites, and which are on their way.
#pragma once
#include <vector>

#include "sim/scenario/world.hpp"

namespace orrery {

class DataStore {
public:
    explicit DataStore(const World& world)
        : there_(world.network.datasets.size(), std::vector<char>(world.sites.size(), 0)),
          coming_(there_) {
        for (std::size_t d = 0; d < there_.size(); ++d) {
            for (const SiteId site : world.network.datasets[d].at) there_[d][site.index()] = 1;
        }
    }

    [[nodiscard]] bool there(std::uint32_t dataset, SiteId site) const {
        return there_[dataset][site.index()] != 0;
    }
    [[nodiscard]] bool coming(std::uint32_t dataset, SiteId site) const {
        return coming_[dataset][site.index()] != 0;
    }
    void sent(std::uint32_t dataset, SiteId site) { coming_[dataset][site.index()] = 1; }
    void came(std::uint32_t dataset, SiteId site) { there_[dataset][site.index()] = 1; }

private:
    std::vector<std::vector<char>> there_;  ///< [data set][site]
    std::vector<std::vector<char>> coming_;
};

}  // namespace orrery
