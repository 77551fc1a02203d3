// What prices, counts and spans of a scenario multiply to where money cannot hold it.
#pragma once
#include <stdexcept>
#include <string>

namespace orrery {

/// An amount beyond ±9.2e12 units. The user's error, found only where amounts are counted: each
/// entry alone is within its bounds. Caught in tools and in the façade; exit 3.
class BeyondMoney : public std::runtime_error {
public:
    explicit BeyondMoney(const std::string& what) : std::runtime_error(what) {}
};

}  // namespace orrery
