// Which places and links are up, and the paths that are left.
#pragma once
#include <optional>
#include <vector>

#include "sim/scenario/network_spec.hpp"

namespace orrery {

using LinkPath = std::vector<std::uint32_t>;  ///< indices of Network::edges

class LinkState {
public:
    explicit LinkState(const Network& network);

    /// A place or a link goes down once more, or one of its reasons to be down ends.
    void place_down(std::uint32_t place, bool down);
    void link_down(std::uint32_t link, bool down);

    [[nodiscard]] bool up(std::uint32_t place) const {
        return place == kNoPlace || places_down_[place] == 0;
    }
    /// The shortest path over what is up; nothing without one.
    [[nodiscard]] std::optional<LinkPath> path(std::uint32_t from, std::uint32_t to,
                                               Purpose purpose) const;
    /// Whether links lead from one to the other, which are two places, while nothing is down.
    [[nodiscard]] bool joined(std::uint32_t from, std::uint32_t to, Purpose purpose) const;
    /// Whether `to` can be reached: over links where links join the two, else if both are up.
    [[nodiscard]] bool reachable(std::uint32_t from, std::uint32_t to, Purpose purpose) const;
    [[nodiscard]] Nanos latency(const LinkPath& path) const;
    /// Every link of it has a price of its own.
    [[nodiscard]] bool priced(const LinkPath& path) const;

private:
    [[nodiscard]] std::vector<char> usable(Purpose purpose, bool all_up) const;

    const Network& network_;
    std::vector<int> places_down_;
    std::vector<int> links_down_;
};

}  // namespace orrery
