// The placement problem as a mixed-integer programme, solved by branch and cut.
#include <CbcModel.hpp>
#include <CoinPackedMatrix.hpp>
#include <OsiClpSolverInterface.hpp>
#include <cmath>

#include "sim/study/placement/problem.hpp"

namespace orrery::placement {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr int kMostNodes = 20'000;
constexpr double kMostServers = 1e6;  ///< of a pool whose limit is dropped

/// Columns and rows as they grow; rows are sums ≤ or = a bound.
class Programme {
public:
    int column(double cost, double most, bool whole) {
        cost_.push_back(cost);
        upper_.push_back(most);
        if (whole) whole_.push_back(static_cast<int>(cost_.size()) - 1);
        return static_cast<int>(cost_.size()) - 1;
    }
    int row(const std::vector<std::pair<int, double>>& terms, double low, double high) {
        CoinPackedVector vector;
        for (const auto& [column, factor] : terms) vector.insert(column, factor);
        rows_.push_back(std::move(vector));
        low_.push_back(low == -kInfinity ? -COIN_DBL_MAX : low);
        high_.push_back(high == kInfinity ? COIN_DBL_MAX : high);
        return static_cast<int>(rows_.size()) - 1;
    }
    [[nodiscard]] const std::vector<double>& costs() const { return cost_; }

    void load(OsiClpSolverInterface& solver) const {
        CoinPackedMatrix matrix(false, 0, 0);
        matrix.setDimensions(0, static_cast<int>(cost_.size()));
        for (const CoinPackedVector& row : rows_) matrix.appendRow(row);
        const std::vector<double> zero(cost_.size(), 0.0);
        solver.messageHandler()->setLogLevel(0);
        solver.loadProblem(matrix, zero.data(), upper_.data(), cost_.data(), low_.data(),
                           high_.data());
        for (const int column : whole_) solver.setInteger(column);
    }

private:
    std::vector<double> cost_;
    std::vector<double> upper_;
    std::vector<int> whole_;
    std::vector<CoinPackedVector> rows_;
    std::vector<double> low_;
    std::vector<double> high_;
};

class Model {
public:
    Model(const Problem& p, const Selection& selection) : p_(p), s_(selection) {}

    Solution solve() {
        add_columns();
        add_demands();
        add_capacity();
        for (std::size_t i = 0; i < p_.sites.size(); ++i) add_site(static_cast<int>(i));
        add_rate_limits();
        add_budget();
        return branch_and_cut();
    }

private:
    using Terms = std::vector<std::pair<int, double>>;

    [[nodiscard]] bool active(int constraint) const {
        return constraint >= 0 && s_.constraints[static_cast<std::size_t>(constraint)];
    }
    [[nodiscard]] bool allowed(const std::vector<int>& forbidden) const {
        for (const int c : forbidden) {
            if (active(c)) return false;
        }
        return true;
    }
    [[nodiscard]] double peak(const Route& r) const {
        return p_.demands[static_cast<std::size_t>(r.demand)].peak_rate;
    }
    [[nodiscard]] double work(const Route& r) const {
        return peak(r) * (r.latency < 0 || active(r.latency) ? r.work_s : r.work_relaxed_s);
    }

    void add_columns() {
        for (const Route& r : p_.routes) {
            const auto w = static_cast<std::size_t>(r.demand);
            const bool open = s_.demands[w] && allowed(r.forbidden);
            share_.push_back(
                lp_.column(p_.demands[w].rate * 3600 * r.usd_request, open ? 1 : 0, false));
        }
        for (const Deployment& d : p_.deployments) {
            replicas_.push_back(lp_.column(0, d.tokens ? 0 : kMostServers, true));
        }
        for (const Pool& pool : p_.pools) {
            servers_.push_back(lp_.column(pool.usd_h, kMostServers, true));
            used_.push_back(pool.fixed_usd_h > 0 ? lp_.column(pool.fixed_usd_h, 1, true) : -1);
        }
        for (std::size_t j = 0; j < p_.jobs.size(); ++j) {
            places_.emplace_back();
            for (const JobPlace& place : p_.jobs[j].places) {
                const bool open = s_.jobs[j] && allowed(place.forbidden);
                places_.back().push_back(lp_.column(0, open ? 1 : 0, true));
            }
        }
    }

    /// Everybody is served in full; a replica serves no share without being there, which is implied
    /// by whole numbers and tightens the relaxation.
    void add_demands() {
        std::vector<Terms> served(p_.demands.size());
        for (std::size_t r = 0; r < p_.routes.size(); ++r) {
            const Route& route = p_.routes[r];
            served[static_cast<std::size_t>(route.demand)].emplace_back(share_[r], 1);
            const auto d = static_cast<std::size_t>(route.deployment);
            if (p_.deployments[d].tokens) continue;
            const double each = 1.0 / p_.deployments[d].members;
            lp_.row({{share_[r], 1}, {replicas_[d], -each}}, -kInfinity, 0);
        }
        for (std::size_t w = 0; w < served.size(); ++w) {
            if (s_.demands[w]) lp_.row(served[w], 1, 1);
        }
        for (std::size_t j = 0; j < p_.jobs.size(); ++j) {
            Terms one;
            for (const int column : places_[j]) one.emplace_back(column, 1);
            if (s_.jobs[j]) lp_.row(one, 1, 1);
        }
    }

    void add_capacity() {
        std::vector<Terms> load(p_.deployments.size());
        for (std::size_t r = 0; r < p_.routes.size(); ++r) {
            load[static_cast<std::size_t>(p_.routes[r].deployment)].emplace_back(
                share_[r], work(p_.routes[r]));
        }
        std::vector<Terms> held(p_.pools.size());
        for (std::size_t d = 0; d < p_.deployments.size(); ++d) {
            const Deployment& deployment = p_.deployments[d];
            if (deployment.tokens) continue;
            load[d].emplace_back(replicas_[d], -1);
            lp_.row(load[d], -kInfinity, 0);
            held[static_cast<std::size_t>(deployment.pool)].emplace_back(replicas_[d],
                                                                         deployment.accelerators);
        }
        for (std::size_t j = 0; j < p_.jobs.size(); ++j) {
            for (std::size_t k = 0; k < places_[j].size(); ++k) {
                const JobPlace& place = p_.jobs[j].places[k];
                const auto pool = static_cast<std::size_t>(place.pool);
                held[pool].emplace_back(places_[j][k],
                                        double(place.servers) * p_.pools[pool].accelerators);
            }
        }
        capacity_row_.assign(p_.pools.size(), -1);
        for (std::size_t i = 0; i < p_.pools.size(); ++i) {
            const Pool& pool = p_.pools[i];
            held[i].emplace_back(servers_[i], -double(pool.accelerators));
            lp_.row(held[i], -kInfinity, 0);
            if (active(pool.capacity)) {
                capacity_row_[i] = lp_.row({{servers_[i], 1}}, -kInfinity, pool.most);
            }
            if (used_[i] >= 0) {
                const double most = active(pool.capacity) ? pool.most : kMostServers;
                lp_.row({{servers_[i], 1}, {used_[i], -most}}, -kInfinity, 0);
            }
        }
    }

    /// Mean power at peak demand: idle servers and what requests and jobs add.
    void add_site(int index) {
        const Site& site = p_.sites[static_cast<std::size_t>(index)];
        Terms watts;
        Terms racks;
        for (std::size_t i = 0; i < p_.pools.size(); ++i) {
            if (p_.pools[i].site != index) continue;
            watts.emplace_back(servers_[i], p_.pools[i].idle_w);
            if (p_.pools[i].per_rack <= 0 || !active(site.racks_limit)) continue;
            const int rack = lp_.column(0, kMostServers, true);
            lp_.row({{servers_[i], 1}, {rack, -double(p_.pools[i].per_rack)}}, -kInfinity, 0);
            racks.emplace_back(rack, 1);
        }
        for (std::size_t r = 0; r < p_.routes.size(); ++r) {
            const auto d = static_cast<std::size_t>(p_.routes[r].deployment);
            if (p_.deployments[d].tokens) continue;
            const auto pool = static_cast<std::size_t>(p_.deployments[d].pool);
            if (p_.pools[pool].site != index) continue;
            watts.emplace_back(share_[r], peak(p_.routes[r]) * p_.routes[r].joules_request);
        }
        for (std::size_t j = 0; j < p_.jobs.size(); ++j) {
            for (std::size_t k = 0; k < places_[j].size(); ++k) {
                const JobPlace& place = p_.jobs[j].places[k];
                if (p_.pools[static_cast<std::size_t>(place.pool)].site != index) continue;
                watts.emplace_back(places_[j][k], place.watts);
            }
        }
        limit(site.power, watts, site.power_w / site.pue);
        limit(site.cooling, watts, site.cooling_w);
        limit(site.racks_limit, racks, site.racks);
    }

    void limit(int constraint, const Terms& terms, double most) {
        if (!active(constraint) || terms.empty()) return;
        limit_rows_.emplace_back(constraint, lp_.row(terms, -kInfinity, most));
    }

    void add_rate_limits() {
        for (std::size_t d = 0; d < p_.deployments.size(); ++d) {
            Terms terms;
            for (std::size_t r = 0; r < p_.routes.size(); ++r) {
                if (p_.routes[r].deployment != static_cast<int>(d)) continue;
                terms.emplace_back(share_[r], peak(p_.routes[r]));
            }
            limit(p_.deployments[d].rate_limit, terms, p_.deployments[d].requests_s);
        }
    }

    void add_budget() {
        if (!active(p_.budget)) return;
        Terms terms;
        const auto& costs = lp_.costs();
        for (std::size_t c = 0; c < costs.size(); ++c) {
            if (costs[c] != 0) terms.emplace_back(static_cast<int>(c), costs[c]);
        }
        lp_.row(terms, -kInfinity, p_.budget_usd_h);
    }

    /// Negative prices of rows that hold back the relaxation.
    void read_duals(const OsiClpSolverInterface& relaxed, Solution& out) const {
        out.dual.assign(p_.constraints.size(), 0);
        const double* price = relaxed.getRowPrice();
        for (std::size_t i = 0; i < p_.pools.size(); ++i) {
            if (capacity_row_[i] < 0) continue;
            out.dual[static_cast<std::size_t>(p_.pools[i].capacity)] = -price[capacity_row_[i]];
        }
        for (const auto& [constraint, row] : limit_rows_) {
            out.dual[static_cast<std::size_t>(constraint)] = -price[row];
        }
    }

    static int whole(double value) { return static_cast<int>(std::floor(value + 0.5)); }

    void read_columns(const double* x, Solution& out) const {
        for (const int c : share_) out.share.push_back(std::fabs(x[c]) < 1e-9 ? 0 : x[c]);
        for (const int c : replicas_) out.replicas.push_back(whole(x[c]));
        for (const int c : servers_) out.servers.push_back(whole(x[c]));
        for (const auto& places : places_) {
            int chosen = -1;
            for (std::size_t k = 0; k < places.size(); ++k) {
                if (whole(x[places[k]]) == 1) chosen = static_cast<int>(k);
            }
            out.job_place.push_back(chosen);
        }
    }

    Solution branch_and_cut() {
        Solution out;
        OsiClpSolverInterface solver;
        lp_.load(solver);
        solver.initialSolve();
        if (!solver.isProvenOptimal()) return out;
        read_duals(solver, out);
        CbcModel model(solver);
        model.setLogLevel(0);
        model.messageHandler()->setLogLevel(0);
        model.setMaximumNodes(kMostNodes);
        model.setAllowableGap(1e-9);
        model.setAllowableFractionGap(1e-9);
        model.setIntegerTolerance(1e-7);
        model.branchAndBound();
        if (model.bestSolution() == nullptr) return out;
        out.feasible = true;
        out.proven = model.isProvenOptimal();
        out.usd_h = model.getObjValue();
        read_columns(model.bestSolution(), out);
        return out;
    }

    const Problem& p_;
    const Selection& s_;
    Programme lp_;
    std::vector<int> share_;
    std::vector<int> replicas_;
    std::vector<int> servers_;
    std::vector<int> used_;
    std::vector<std::vector<int>> places_;
    std::vector<int> capacity_row_;
    std::vector<std::pair<int, int>> limit_rows_;  ///< constraint, row
};

}  // namespace

Selection everything(const Problem& problem) {
    return {std::vector<bool>(problem.constraints.size(), true),
            std::vector<bool>(problem.demands.size(), true),
            std::vector<bool>(problem.jobs.size(), true)};
}

Solution solve(const Problem& problem, const Selection& selection) {
    return Model(problem, selection).solve();
}

}  // namespace orrery::placement
