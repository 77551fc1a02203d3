// Replications of one World, accounted and analysed as they end: the first one's tables, means over
// all.
#include "sim/study/analyse_runs.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <mutex>

#include "sim/analysis/analyse.hpp"
#include "sim/analysis/cut_run.hpp"
#include "sim/analysis/wording.hpp"
#include "sim/study/parallel.hpp"

namespace orrery {

namespace {

/// How each replication ended.
struct Ends {
    explicit Ends(std::size_t count) : end(count, RunEnd::horizon), at(count) {}
    void note(std::size_t i, const Observations& o) {
        end[i] = o.end;
        at[i] = o.ended_at;
    }
    [[nodiscard]] std::size_t first_cut() const {
        const auto it =
            std::find_if(end.begin(), end.end(), [](RunEnd e) { return e != RunEnd::horizon; });
        return static_cast<std::size_t>(it - end.begin());
    }
    std::vector<RunEnd> end;
    std::vector<Nanos> at;
};

std::vector<std::size_t> counted_of(const Ends& ends) {
    if (ends.end.front() != RunEnd::horizon) return {0};
    std::vector<std::size_t> whole;
    for (std::size_t i = 0; i < ends.end.size(); ++i) {
        if (ends.end[i] == RunEnd::horizon) whole.push_back(i);
    }
    return whole;
}

template <class T>
void keep(std::vector<T>& all, const std::vector<std::size_t>& which) {
    std::vector<T> kept;
    kept.reserve(which.size());
    for (const std::size_t i : which) kept.push_back(std::move(all[i]));
    all = std::move(kept);
}

/// Of several replications some were cut: the result says so and leaves them out.
void leave_out_cut(const World& world, const Ends& ends, AnalysedRuns& out) {
    const std::size_t count = ends.end.size();
    const std::size_t cut = ends.first_cut();
    out.counted = counted_of(ends);
    keep(out.totals, out.counted);
    keep(out.courses, out.counted);
    if (cut == count) return;
    const bool interrupted =
        std::find(ends.end.begin(), ends.end.end(), RunEnd::interrupted) != ends.end.end();
    out.end = interrupted ? RunEnd::interrupted : ends.end[cut];
    if (count == 1) return;  // said already
    Findings& f = out.findings;
    f.partial = true;
    f.partial_reason =
        cut == 0 ? fmt::format("figures are of the first of {} replications alone: {}", count,
                               analysis::cut_reason(ends.end[0]))
                 : fmt::format("{} of {} replications are left out, the first of them as {}",
                               count - out.counted.size(), count,
                               analysis::cut_text({ends.end[cut], ends.at[cut], world.horizon}));
}

}  // namespace

std::size_t AnalysedRuns::median() const {
    std::vector<std::pair<std::int64_t, std::size_t>> order;
    for (std::size_t i = 0; i < totals.size(); ++i)
        order.emplace_back(totals[i].micros, counted[i]);
    std::sort(order.begin(), order.end());
    return order.empty() ? 0 : order[(order.size() - 1) / 2].second;
}

AnalysedRuns analyse_runs(const World& world, std::size_t count, int threads, const RunSource& run,
                          const RunWitness& witness) {
    AnalysedRuns out;
    out.totals.resize(count);
    out.courses.resize(count);
    FigureTable figures(count);
    Ends ends(count);
    std::mutex one_at_a_time;
    parallel_for(count, threads, [&](std::size_t i) {
        Observations o = run(i);
        if (witness) witness(i, o);
        ends.note(i, o);
        if (i > 0 && o.end != RunEnd::horizon) return;
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
    leave_out_cut(world, ends, out);
    out.first_ttft_p99_s = analysis::value_of(out.findings, "latency.ttft.p99");
    if (out.counted.size() > 1) summarise_replications(out.findings, figures.of(out.counted));
    if (count > 1) analysis::retell({world, out.first, out.ledger}, out.findings);
    analysis::add_bases(world, out.findings);
    return out;
}

}  // namespace orrery
