// A guess at the figures of a whole run from the beginnings of two runs.
#include "tools/orrery/serve/estimate.hpp"

#include <algorithm>

namespace orrery::serve {
namespace {

double value_of(const Metrics& metrics, const std::string& path) {
    const Metric* m = metrics.find(path);
    return m ? m->value : 0;
}

/// Shares that cannot pass 1, whatever the beginnings say.
bool is_share(const Metric& m, const std::string& path) {
    return path == "slo.attainment" || path.rfind("utilisation.", 0) == 0 ||
           path.rfind("slo.by_workload.", 0) == 0 ||
           (m.unit.empty() && m.value <= 1 && !m.is_count);
}

void project(const std::string& path, const Metric& known, double was, double is, Metrics& out) {
    Metric m = known;
    m.lo.reset();
    m.hi.reset();
    m.is_count = false;
    if (was == 0 && is != 0) return;
    if (was != 0) m.value = known.value * (is / was);
    if (is_share(known, path)) m.value = std::min(m.value, 1.0);
    out.set(path, std::move(m));
}

}  // namespace

Findings projected(const Findings& full, const Findings& head_was, const Findings& head_is) {
    Findings out = full;
    out.answer.clear();
    out.asserts.clear();
    out.metrics = {};
    for (const auto& [path, known] : full.metrics.all()) {
        const double was = value_of(head_was.metrics, path);
        project(path, known, was, value_of(head_is.metrics, path), out.metrics);
    }
    for (CostCell& cell : out.costs) {
        const std::string path = "cost.by_category." + cell.category;
        const double was = value_of(head_was.metrics, path);
        if (was != 0) cell.amount *= value_of(head_is.metrics, path) / was;
    }
    out.cdfs = head_is.cdfs;
    out.series = head_is.series;
    for (std::size_t i = 0; i < out.alternatives.size() && i < head_is.alternatives.size(); ++i) {
        const double was = head_was.alternatives[i].cost;
        if (was != 0) out.alternatives[i].cost *= head_is.alternatives[i].cost / was;
        out.alternatives[i].per_hour = head_is.alternatives[i].per_hour;
    }
    return out;
}

}  // namespace orrery::serve
