// Replications of one World, accounted and analysed as they end: the first one's tables, means over
// all.
#include "sim/study/analyse_runs.hpp"

#include <algorithm>
#include <mutex>

#include "sim/analysis/analyse.hpp"
#include "sim/analysis/wording.hpp"
#include "sim/study/parallel.hpp"

namespace orrery {

std::size_t AnalysedRuns::median() const {
    std::vector<std::pair<std::int64_t, std::size_t>> order;
    for (std::size_t i = 0; i < totals.size(); ++i) order.emplace_back(totals[i].micros, i);
    std::sort(order.begin(), order.end());
    return order.empty() ? 0 : order[(order.size() - 1) / 2].second;
}

AnalysedRuns analyse_runs(const World& world, std::size_t count, int threads, const RunSource& run,
                          const RunWitness& witness) {
    AnalysedRuns out;
    out.totals.resize(count);
    out.courses.resize(count);
    FigureTable figures(count);
    std::mutex one_at_a_time;
    parallel_for(count, threads, [&](std::size_t i) {
        Observations o = run(i);
        if (witness) witness(i, o);
        Ledger ledger = account(world, o);
        Findings findings = analyse(world, o, ledger);
        CostCourse course = cost_course(world, ledger);
        const std::lock_guard lock(one_at_a_time);
        figures.add(i, findings.metrics);
        out.totals[i] = ledger.total(CostColumn::effective);
        out.courses[i] = std::move(course);
        if (i > 0) return;
        out.first = std::move(o);
        out.ledger = std::move(ledger);
        out.findings = std::move(findings);
    });
    out.first_ttft_p99_s = analysis::value_of(out.findings, "latency.ttft.p99");
    summarise_replications(out.findings, figures);
    if (count > 1) analysis::retell({world, out.first, out.ledger}, out.findings);
    analysis::add_bases(world, out.findings);
    return out;
}

}  // namespace orrery
