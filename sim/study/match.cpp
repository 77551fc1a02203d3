// The study `match`: which model goes on which accelerator, as a matrix of costs.
#include "sim/study/match.hpp"

#include <cmath>

#include "sim/analysis/basis.hpp"
#include "sim/study/size_steps.hpp"

namespace orrery {
namespace {

MatchCell cheapest_cell(const SizeQuestion& q, const Catalog& catalog,
                        const CompileOptions& compile, Diagnostics& diagnostics) {
    MatchCell cell;
    std::vector<SizeRow> unfit;
    auto candidates = size_candidates(q, catalog, compile, unfit, diagnostics);
    if (!unfit.empty()) cell.why = unfit.front().why;
    if (candidates.empty() || diagnostics.has_errors()) return cell;
    const DemandSample sample = sample_demand(candidates[0].world, q.seed, kSampled);
    bound_candidates(q, sample, candidates);
    for (const SizeCandidate& c : candidates) {
        const SizeRow& row = c.row;
        if (!row.bound.infeasible.empty() || row.bound.rate <= 0) {
            if (cell.why.empty()) cell.why = row.bound.infeasible;
            continue;
        }
        if (row.bound_usd_h >= cell.usd_h) continue;
        cell = {row.bound_usd_h, row.name, row.bound_replicas, "", analysis::bases_of(c.world)};
    }
    return cell;
}

SizeQuestion about(const MatchQuestion& q, const DeploymentSpec& d, const std::string& kind) {
    SizeQuestion size;
    size.scenario = q.scenario;
    size.deployment = d;
    size.precisions = {d.precision};
    size.hardware = {kind};
    size.spare_servers = 0;
    size.seed = q.seed;
    keep_only(d, size.scenario);
    return size;
}

/// One kind for all, where one can have them all.
void find_uniform(MatchResult& r) {
    for (std::size_t c = 0; c < r.columns.size(); ++c) {
        double sum = 0;
        for (const auto& row : r.cells) sum += row[c].usd_h;
        if (std::isinf(sum) || (r.uniform >= 0 && sum >= r.uniform_usd_h)) continue;
        r.uniform = static_cast<int>(c);
        r.uniform_usd_h = sum;
    }
}

/// The chosen layouts together: what their demand, speed and cost rest on, no other figure.
std::string rests_on(const MatchResult& r) {
    std::vector<std::vector<FigureBasis>> chosen;
    for (std::size_t i = 0; i < r.rows.size(); ++i) {
        const int c = r.best.column[i];
        if (c >= 0) chosen.push_back(r.cells[i][static_cast<std::size_t>(c)].bases);
    }
    std::vector<FigureBasis> told;
    const std::vector<FigureBasis> all = analysis::merged(chosen);
    for (const char* figure : {"requests.arrived", "latency", "cost"}) {
        if (const FigureBasis* b = analysis::basis_of(all, figure)) told.push_back(*b);
    }
    return told.empty() ? std::string() : analysis::bases_sentence(told);
}

}  // namespace

MatchResult study_match(const MatchQuestion& q, const Catalog& catalog,
                        const CompileOptions& compile, Diagnostics& diagnostics) {
    MatchResult r;
    r.columns = q.hardware;
    matching::Matrix cost;
    for (const DeploymentSpec& d : q.scenario.deployments) {
        if (d.model.empty()) continue;  // a service law runs anywhere
        r.rows.push_back(d.name);
        r.cells.emplace_back();
        cost.emplace_back();
        for (const std::string& kind : q.hardware) {
            r.cells.back().push_back(
                cheapest_cell(about(q, d, kind), catalog, compile, diagnostics));
            if (diagnostics.has_errors()) return r;
            cost.back().push_back(r.cells.back().back().usd_h);
        }
    }
    const int each = q.at_most > 0 ? q.at_most : static_cast<int>(r.rows.size());
    r.best = matching::assign(cost, std::vector<int>(r.columns.size(), each));
    for (std::size_t i = 0; i < r.rows.size(); ++i) {
        if (r.best.column[i] < 0) r.unmatched.push_back(r.rows[i]);
    }
    find_uniform(r);
    r.rests_on = rests_on(r);
    return r;
}

}  // namespace orrery
