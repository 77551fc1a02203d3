// Who pays for what: a ledger's cost by tenant, workload or tag; shared and idle cost by a rule.
#include "sim/analysis/showback.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>
#include <set>

#include "sim/accounts/allocation.hpp"
#include "sim/accounts/idle.hpp"

namespace orrery {
namespace {

using Weights = std::vector<double>;  ///< by row

/// What a key calls a workload or a job.
template <class Spec>
std::string named(const ShowbackQuestion& q, const std::string& name, const std::string& tenant,
                  const Spec& spec) {
    if (q.key == ShowbackKey::tenant) return tenant;
    if (q.key == ShowbackKey::workload) return name;
    const auto tag = spec.tags.find(q.tag);
    return tag == spec.tags.end() ? kNoTag : tag->second;
}

std::string of_recorded(const ShowbackQuestion& q, const std::string& trace,
                        const std::string& tenant) {
    if (q.key == ShowbackKey::tag) return kNoTag;
    return q.key == ShowbackKey::tenant ? tenant : trace;
}

void add(Posting& sum, const Posting& p) {
    sum.from = min(sum.from, p.from);
    sum.until = max(sum.until, p.until);
    sum.quantity += p.quantity;
    for (std::size_t c = 0; c < kCostColumns; ++c) sum.amount[c] += p.amount[c];
}

bool empty(const Posting& p) {
    return p.quantity == 0 && std::all_of(p.amount.begin(), p.amount.end(),
                                          [](const Money& m) { return m.micros == 0; });
}

class Allocation {
public:
    Allocation(const World& world, const Observations& o, const Ledger& ledger,
               const ShowbackQuestion& q)
        : world_(world), ledger_(ledger), q_(q), payers_(payers_of(world, q)) {
        for (const std::string& who : payers_) out_.rows.push_back({who, {}, {}, {}});
        out_.rows.push_back({kUnallocated, {}, {}, {}});
        for (std::size_t p = 0; p < world.pools.size(); ++p) {
            users_[world.pools[p].name] = weights_of(users_of(world, o, PoolId(p)));
        }
        sum_by_month(IdleShares(world, o, ledger));
    }

    Showback run() {
        for (const Month& month : months_) {
            const Weights direct = direct_of(ledger_.of(month.used));
            if (!direct.empty()) hand_out(month.used, CostPart::direct, direct);
        }
        Weights by_direct;
        for (const ShowbackRow& row : out_.rows) {
            by_direct.push_back(std::max(0.0, row.direct.units()));
        }
        for (const Month& month : months_) {
            const Charge& charge = ledger_.of(month.used);
            if (direct_of(charge).empty()) {
                hand_out(month.used, CostPart::shared, by_rule(by_direct));
            }
            const auto users = users_.find(charge.pool);
            const bool used = users != users_.end() && !users->second.empty();
            hand_out(month.idle, CostPart::idle, by_rule(used ? users->second : by_direct));
        }
        out_.total = ledger_.total(CostColumn::effective);
        if (out_.rows.back().total().micros == 0) out_.rows.pop_back();
        return std::move(out_);
    }

private:
    struct Month {
        Posting used;
        Posting idle;
    };

    std::size_t row_of(const std::string& who) const {
        const auto at = std::lower_bound(payers_.begin(), payers_.end(), who);
        return at != payers_.end() && *at == who ? static_cast<std::size_t>(at - payers_.begin())
                                                 : payers_.size();
    }

    [[nodiscard]] std::string payer(const CarbonShare& who) const {
        if (who.kind == CarbonShare::Kind::workload) {
            for (const Workload& w : world_.workloads) {
                if (w.name == who.carrier) return named(q_, w.name, w.tenant, w.spec);
            }
        }
        if (who.kind == CarbonShare::Kind::job) {
            for (const Job& j : world_.jobs) {
                if (j.name == who.carrier) return named(q_, j.name, j.spec.tenant, j.spec);
            }
        }
        return of_recorded(q_, who.carrier, who.tenant);
    }

    [[nodiscard]] Weights weights_of(const std::vector<PoolUser>& users) const {
        if (users.empty()) return {};
        Weights weights(payers_.size() + 1);
        for (const PoolUser& user : users) weights[row_of(payer(user.who))] += user.share;
        return weights;
    }

    /// Postings of a charge and month together, their idle part apart.
    void sum_by_month(const IdleShares& idle) {
        std::map<std::pair<std::uint32_t, std::int32_t>, std::size_t> index;
        for (const Posting& p : ledger_.postings) {
            const auto [at, fresh] = index.emplace(std::pair{p.charge, p.month}, months_.size());
            if (fresh) {
                const Posting none{p.charge, p.month, p.from, p.until, 0, {}};
                months_.push_back({none, none});
            }
            const CutPosting halves = cut(p, idle.of(p));
            add(months_[at->second].idle, halves.part);
            add(months_[at->second].used, halves.rest);
        }
    }

    /// Who alone pays for what was used; empty: it is shared.
    [[nodiscard]] Weights direct_of(const Charge& charge) const {
        if (q_.key == ShowbackKey::tenant && !charge.tenant.empty()) {
            Weights one(payers_.size() + 1);
            one[row_of(charge.tenant)] = 1;
            return one;
        }
        const auto users = users_.find(charge.pool);
        return users == users_.end() ? Weights{} : users->second;
    }

    [[nodiscard]] Weights by_rule(const Weights& proportional) const {
        Weights weights(payers_.size() + 1);
        if (q_.rule == ShowbackRule::direct || payers_.empty()) {
            weights.back() = 1;
        } else if (q_.rule == ShowbackRule::fixed) {
            for (const auto& [who, share] : q_.shares) weights[row_of(who)] += share;
        } else if (q_.rule == ShowbackRule::even ||
                   std::accumulate(proportional.begin(), proportional.end(), 0.0) <= 0) {
            std::fill(weights.begin(), weights.end() - 1, 1.0);
        } else {
            return proportional;
        }
        return weights;
    }

    void hand_out(const Posting& posting, CostPart part, const Weights& weights) {
        if (empty(posting)) return;
        std::array<std::vector<Money>, kCostColumns> amounts;
        for (std::size_t c = 0; c < kCostColumns; ++c) {
            amounts[c] = split_exactly(posting.amount[c], weights);
        }
        const double sum = std::accumulate(weights.begin(), weights.end(), 0.0);
        for (std::size_t r = 0; r < weights.size(); ++r) {
            Posting one = posting;
            one.quantity = posting.quantity * weights[r] / sum;
            for (std::size_t c = 0; c < kCostColumns; ++c) one.amount[c] = amounts[c][r];
            if (empty(one)) continue;
            ShowbackRow& row = out_.rows[r];
            Money& sums = part == CostPart::direct   ? row.direct
                          : part == CostPart::shared ? row.shared
                                                     : row.idle;
            sums += one.of(CostColumn::effective);
            out_.parts.push_back({r, part, one});
        }
    }

    const World& world_;
    const Ledger& ledger_;
    const ShowbackQuestion& q_;
    std::vector<std::string> payers_;
    std::map<std::string, Weights> users_;  ///< by pool; empty: nobody used it
    std::vector<Month> months_;
    Showback out_;
};

}  // namespace

std::vector<std::string> payers_of(const World& world, const ShowbackQuestion& q) {
    std::set<std::string> names;
    for (const Workload& w : world.workloads) names.insert(named(q, w.name, w.tenant, w.spec));
    for (const Job& j : world.jobs) names.insert(named(q, j.name, j.spec.tenant, j.spec));
    for (const JobTrace& trace : world.job_traces) {
        for (const std::string& tenant : trace.tenants) {
            names.insert(of_recorded(q, trace.name, tenant));
        }
    }
    return {names.begin(), names.end()};
}

Showback showback(const World& world, const Observations& o, const Ledger& ledger,
                  const ShowbackQuestion& question) {
    return Allocation(world, o, ledger, question).run();
}

std::vector<Money> split_exactly(Money amount, const std::vector<double>& weights) {
    const std::int64_t sign = amount.micros < 0 ? -1 : 1;
    const std::int64_t whole = sign * amount.micros;
    const double sum = std::accumulate(weights.begin(), weights.end(), 0.0);
    const auto n = weights.size();
    std::vector<Money> parts(n);
    std::vector<double> rest(n);
    std::int64_t left = whole;
    for (std::size_t i = 0; i < n; ++i) {
        const double share = sum > 0 ? weights[i] / sum : 1.0 / static_cast<double>(n);
        const double exact = static_cast<double>(whole) * share;
        parts[i].micros = std::min(left, static_cast<std::int64_t>(std::floor(exact)));
        rest[i] = exact - std::floor(exact);
        left -= parts[i].micros;
    }
    std::vector<std::size_t> order(n);
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::stable_sort(order.begin(), order.end(),
                     [&](std::size_t a, std::size_t b) { return rest[a] > rest[b]; });
    for (std::size_t k = 0; left > 0 && n > 0; k = (k + 1) % n, --left) ++parts[order[k]].micros;
    for (Money& part : parts) part.micros *= sign;
    return parts;
}

}  // namespace orrery
