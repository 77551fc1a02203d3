// What confidential computing and encryption cost: catalog coefficients on times and bandwidths.
#include <fmt/format.h>

#include "sim/scenario/compile/places.hpp"

namespace orrery::compile {
namespace {

double fact(Context& context, const std::string& name, const std::string& path) {
    const auto it = context.catalog.coefficients.find(name);
    if (it == context.catalog.coefficients.end()) {
        context.error({}, "E0415", path, "the catalog has no coefficient " + name,
                      "add it, with its source, to a folder given with --catalog");
        return 0;
    }
    context.assume(path, fmt::format("{:g} {}", it->second.value, it->second.unit),
                   cite(it->second.provenance));
    return it->second.value;
}

}  // namespace

double confidential_scale(Context& context, const Pool& pool, const std::string& path,
                          bool training) {
    if (!pool.confidential) return 1;
    const double scale =
        fact(context, training ? "confidential.training_time" : "confidential.inference_time",
             path + ".confidential");
    return scale > 0 ? scale : 1;
}

double encryption_bandwidth(Context& context, const std::string& path) {
    return fact(context, "encryption.bandwidth", path + ".encrypted");
}

}  // namespace orrery::compile
