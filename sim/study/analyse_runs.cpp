// Replications of one World, accounted and analysed: the first one's tables, means over all.
#include "sim/study/analyse_runs.hpp"

#include <algorithm>

#include "sim/analysis/analyse.hpp"
#include "sim/study/replicate.hpp"

namespace orrery {

std::size_t AnalysedRuns::median() const {
    std::vector<std::pair<std::int64_t, std::size_t>> order;
    for (std::size_t i = 0; i < totals.size(); ++i) order.emplace_back(totals[i].micros, i);
    std::sort(order.begin(), order.end());
    return order.empty() ? 0 : order[(order.size() - 1) / 2].second;
}

AnalysedRuns analyse_runs(const World& world, std::vector<Observations> runs) {
    AnalysedRuns out;
    std::vector<Metrics> all;
    for (std::size_t i = 0; i < runs.size(); ++i) {
        Ledger ledger = account(world, runs[i]);
        Findings findings = analyse(world, runs[i], ledger);
        all.push_back(findings.metrics);
        out.totals.push_back(ledger.total(CostColumn::effective));
        if (i > 0) continue;
        out.ledger = std::move(ledger);
        out.findings = std::move(findings);
    }
    out.runs = std::move(runs);
    summarise_replications(out.findings, all);
    return out;
}

}  // namespace orrery
