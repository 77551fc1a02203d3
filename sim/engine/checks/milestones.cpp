// Causality of one request: the words for what is out of order.
#include "sim/engine/checks/milestones.hpp"

#include <fmt/format.h>

#include "orrery/base/assert.hpp"

namespace orrery {

std::string Milestones::out_of_order() const {
    const auto before = [](const char* what, Nanos at, const char* cause, Nanos since) {
        return fmt::format("{} at {} ns, before its {} at {} ns", what, at.ns, cause, since.ns);
    };
    if (service_start < arrival) return before("service", service_start, "arrival", arrival);
    if (first_token < service_start) {
        return before("first token", first_token, "service", service_start);
    }
    if (finish < first_token) return before("last token", finish, "first token", first_token);
    return "";
}

void stop_out_of_order(const Milestones& milestones, std::int64_t request,
                       const std::string& workload) {
    const std::string text =
        fmt::format("causality is violated: request {} of workload {} has its {}", request,
                    workload, milestones.out_of_order());
    assertion_failed("milestones.in_order()", text.c_str(), __FILE__, __LINE__);
}

}  // namespace orrery
