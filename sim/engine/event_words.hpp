// What events say of servers.
#pragma once

#include <algorithm>
#include <cstdint>
#include <string>

namespace orrery {

/// "1 server", "3 servers".
inline std::string servers_text(std::int64_t n) {
    return std::to_string(n) + (n == 1 ? " server" : " servers");
}

/// A name of a cause as words: "stock out".
inline std::string cause_text(std::string name) {
    std::replace(name.begin(), name.end(), '_', ' ');
    return name;
}

}  // namespace orrery
