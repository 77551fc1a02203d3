// The live page's server: HTTP/1.1 on one thread, what it lets in as guard.hpp says.
#pragma once
#include <functional>

#include "tools/orrery/serve/api.hpp"
#include "tools/orrery/serve/guard.hpp"

namespace orrery::serve {

/// Listens and answers until SIGINT or SIGTERM. `ready` is called once with the port that was
/// bound. Throws EnvironmentError where the address cannot be had.
void serve_http(const Api& api, ListenPolicy policy,
                const std::function<void(const ListenPolicy&)>& ready);

}  // namespace orrery::serve
