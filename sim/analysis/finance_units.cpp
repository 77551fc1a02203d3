// Costs of a unit of work: levelised over the run, within service levels, by run and by user.
#include <algorithm>
#include <map>
#include <numeric>

#include "models/finance/break_even.hpp"
#include "models/finance/cash_flow.hpp"
#include "sim/analysis/cost_shares.hpp"
#include "sim/analysis/finance.hpp"

namespace orrery::analysis {
namespace {

/// Work by month: the quantities that costs are levelised over.
struct Work {
    std::vector<double> gpu_hours;
    std::vector<double> tokens;  ///< output
};

Work work_of(const Input& in, const std::vector<Period>& months) {
    Work work{std::vector<double>(months.size()), std::vector<double>(months.size())};
    for (const auto& usage : in.o.pools) {
        for (std::size_t m = 0; m < months.size(); ++m) {
            for (std::size_t i = months[m].first; i < std::min(months[m].last, usage.size()); ++i) {
                work.gpu_hours[m] += static_cast<double>(usage[i].useful_ns) * 1e-9 / 3600;
                work.tokens[m] += static_cast<double>(usage[i].decode_tokens);
            }
        }
    }
    return work;
}

/// Share of the measured output tokens whose requests met their service levels.
double useful_share(const ServingStats& s) {
    if (s.measured_output_tokens <= 0) return 0;
    return static_cast<double>(s.slo_output_tokens) / static_cast<double>(s.measured_output_tokens);
}

class UnitCosts {
public:
    UnitCosts(const Input& in, const Book& book, const FinanceFindings& f, Findings& out)
        : in_(in), book_(book), f_(f), out_(out), all_(merged(in.o)) {}

    void run() {
        levelised();
        by_request();
        by_training_run();
        by_workload();
    }

private:
    void set(const std::string& path, double value, const std::string& formula) {
        set_metric(out_, path, value, in_.ledger.currency, formula);
    }

    /// Middle of each month, in years from the start.
    [[nodiscard]] std::vector<double> years() const {
        std::vector<double> years;
        for (const Period& m : book_.months()) {
            years.push_back((m.from + m.until).seconds() / 2 / 86400 / 365);
        }
        return years;
    }

    void levelised() {
        Work work = work_of(in_, book_.months());
        const double rate = f_.discount_rate.value_or(0);
        const auto all = book_.effective(in_, [](const Charge&) { return true; });
        const std::string how =
            f_.discount_rate ? "both discounted from the middle of months" : "not discounted";
        if (const auto lcoc = finance::levelised_cost(rate, all, work.gpu_hours, years())) {
            set("finance.lcoc", *lcoc,
                "PV of effective cost / PV of useful accelerator hours, " + how);
        }
        std::map<std::string, double> jobs;
        for (const Charge& c : in_.ledger.charges) {
            const auto [at, fresh] = jobs.try_emplace(c.pool, 0.0);
            if (fresh) at->second = serving_share(in_, c.pool);
        }
        std::vector<double> serving(all.size(), 0.0);
        for (const auto& [pool, share] : jobs) {
            const auto cost =
                book_.effective(in_, [&of = pool](const Charge& c) { return c.pool == of; });
            for (std::size_t m = 0; m < cost.size(); ++m) serving[m] += share * cost[m];
        }
        // Pools count also what was decoded twice, or for requests that never ended.
        const double made = std::accumulate(work.tokens.begin(), work.tokens.end(), 0.0);
        const double answers = static_cast<double>(all_.output_tokens);
        for (double& tokens : work.tokens) tokens *= made > 0 ? answers / made : 0;
        const auto lcot = finance::levelised_cost(rate, serving, work.tokens, years());
        if (!lcot || all_.output_tokens <= 0) return;
        set("finance.lcot", *lcot * 1e6,
            "PV of the requests' effective cost / PV of output tokens × 10⁶, " + how);
        if (useful_share(all_) > 0) {
            set("finance.lcot_useful", *lcot * 1e6 / useful_share(all_),
                "levelised cost of a million output tokens / share of them within service levels");
        }
    }

    void by_request() {
        if (all_.completed <= 0) return;
        const double cost = serving_cost(in_);
        set("cost.per_request", cost / static_cast<double>(all_.completed),
            "the requests' effective cost with idle time / completed requests");
        const double useful = useful_share(all_) * static_cast<double>(all_.output_tokens);
        if (useful > 0) {
            set("cost.per_million_useful_tokens", cost / useful * 1e6,
                "the requests' effective cost / output tokens of requests within service levels × "
                "10⁶; more than per_million_tokens by what missed them");
        }
    }

    void by_training_run() {
        double cost = 0;
        double wasted = 0;
        std::int64_t done = 0;
        for (const JobRecord& record : in_.o.jobs) {
            if (record.status != JobStatus::done) continue;
            const std::string& name = in_.world.jobs[record.job.index()].name;
            const Metric* m = out_.metrics.find("jobs.by_name." + name + ".cost");
            if (!m) continue;
            cost += m->value;
            const auto held = static_cast<double>(record.held_ns);
            const auto useful = static_cast<double>(record.time.useful);
            if (held > 0) wasted += m->value * std::max(1 - useful / held, 0.0);
            ++done;
        }
        if (done == 0) return;
        const auto n = static_cast<double>(done);
        set("cost.per_training_run", cost / n, "mean cost of the jobs that were done");
        set("cost.wasted_per_training_run", wasted / n,
            "of it: accelerator time held that was not a useful step (failures, checkpoints, "
            "restarts, spares)");
    }

    /// By tokens in each pool, as tenants are; per user and month where users are stated.
    void by_workload() {
        std::map<std::string, double> by_pool;
        for (std::size_t c = 0; c < in_.ledger.charges.size(); ++c) {
            for (std::size_t m = 0; m < book_.months().size(); ++m) {
                by_pool[in_.ledger.charges[c].pool] += book_.of(c, m).of(CostColumn::effective);
            }
        }
        for (std::size_t w = 0; w < in_.world.workloads.size(); ++w) {
            // First: a share takes a pass over everything, and some plans have 400 workloads.
            const Workload& workload = in_.world.workloads[w];
            if (!workload.spec.value || workload.spec.value->users <= 0) continue;
            double cost = 0;
            for (const auto& [pool, amount] : by_pool) {
                cost += amount * serving_share(in_, pool) * token_share(w, pool);
            }
            const double months = out_.horizon_s / (365.0 * 86400 / 12);
            set("cost.by_workload." + workload.name, cost,
                "its share, by tokens, of the requests' part of each pool's effective cost");
            if (months <= 0) continue;
            set("cost.per_user_month." + workload.name, cost / workload.spec.value->users / months,
                "cost of the workload / users / months of the run (of 365/12 days)");
        }
    }

    /// Of the tokens that the deployments of a pool (empty: all) computed.
    [[nodiscard]] double token_share(std::size_t workload, const std::string& pool) const {
        double own = 0;
        double all = 0;
        for (std::size_t w = 0; w < in_.world.workloads.size(); ++w) {
            for (std::size_t d = 0; d < in_.world.deployments.size(); ++d) {
                const Pool& at = in_.world.pools[in_.world.deployments[d].pool.index()];
                if (!pool.empty() && at.name != pool) continue;
                const ServingStats& s = in_.o.serving[w][d];
                const auto tokens = static_cast<double>(s.prompt_tokens + s.output_tokens);
                all += tokens;
                own += w == workload ? tokens : 0;
            }
        }
        return all > 0 ? own / all : 0;
    }

    const Input& in_;
    const Book& book_;
    const FinanceFindings& f_;
    Findings& out_;
    ServingStats all_;
};

}  // namespace

void add_unit_economics(const Input& in, const Book& book, const FinanceFindings& f,
                        Findings& out) {
    UnitCosts(in, book, f, out).run();
}

void add_commitments(const Input& in, const Book& book, Findings& out) {
    finance::CommitmentUse taken;    // by effective cost: what was committed, and used of it
    finance::CommitmentUse covered;  // by on-demand price: what was used, and covered of it
    for (std::size_t c = 0; c < in.ledger.charges.size(); ++c) {
        const Charge& charge = in.ledger.charges[c];
        const bool compute = charge.kind == ChargeKind::usage && charge.category == "compute" &&
                             charge.pricing != Pricing::other && !charge.reservation;
        if (!compute) continue;
        const bool used = charge.status == CommitmentStatus::used;
        const bool unused = charge.status == CommitmentStatus::unused;
        for (std::size_t m = 0; m < book.months().size(); ++m) {
            const double on_demand = unused ? 0 : book.of(c, m).of(CostColumn::contracted);
            const double effective = book.of(c, m).of(CostColumn::effective);
            taken.committed += used || unused ? effective : 0;
            taken.committed_used += used ? effective : 0;
            covered.committed_used += used ? on_demand : 0;
            covered.eligible += on_demand;
            covered.on_demand += on_demand;
            covered.effective += effective;
        }
    }
    if (taken.committed <= 0) return;
    set_metric(out, "finance.commitments.utilisation", taken.utilisation(), "",
               "effective cost of what was used of commitments / of all that was committed");
    set_metric(out, "finance.commitments.coverage", covered.coverage(), "",
               "on-demand price of usage under commitments / of all usage of compute");
    set_metric(out, "finance.commitments.savings_rate", covered.savings_rate(), "",
               "1 − effective cost, unused commitments included / its on-demand price");
}

}  // namespace orrery::analysis
