// Concentration of spend, capacity and critical load on vendors and on what stands behind them.
#include <map>

#include "models/finance/concentration.hpp"
#include "sim/analysis/finance.hpp"

namespace orrery::analysis {
namespace {

using finance::Holding;

/// A share of a basis: whose it is, and at which site.
struct Share {
    std::string vendor;
    std::string site;
    double amount = 0;
};

struct Basis {
    const char* name;
    const char* formula;
    std::vector<Share> shares;
};

Basis spend(const Input& in) {
    Basis b{"spend", "effective cost", {}};
    std::vector<double> by_charge(in.ledger.charges.size());
    for (const Posting& p : in.ledger.postings) by_charge[p.charge] += p.effective();
    for (std::size_t c = 0; c < by_charge.size(); ++c) {
        const Charge& charge = in.ledger.charges[c];
        b.shares.push_back({charge.vendor, charge.site, by_charge[c]});
    }
    return b;
}

Share of_pool(const Input& in, std::size_t p, double amount) {
    const Pool& pool = in.world.pools[p];
    return {pool.terms.vendor, in.world.sites[pool.site.index()].name, amount};
}

Basis capacity(const Input& in) {
    Basis b{"capacity", "accelerator time present", {}};
    for (std::size_t p = 0; p < in.world.pools.size(); ++p) {
        double present = 0;
        for (const PoolUsage& u : in.o.pools[p]) present += static_cast<double>(u.total_ns());
        b.shares.push_back(of_pool(in, p, present));
    }
    return b;
}

/// Tokens of workloads with service levels; without any, accelerator time of jobs with deadlines.
Basis critical(const Input& in) {
    Basis b{"critical", "tokens of workloads with service levels", {}};
    for (std::size_t w = 0; w < in.world.workloads.size(); ++w) {
        if (!in.world.workloads[w].spec.slo.given()) continue;
        for (std::size_t d = 0; d < in.world.deployments.size(); ++d) {
            const Deployment& at = in.world.deployments[d];
            const ServingStats& s = in.o.serving[w][d];
            Share share = of_pool(in, at.pool.index(),
                                  static_cast<double>(s.prompt_tokens + s.output_tokens));
            if (at.tokens) share.vendor = at.tokens->vendor;
            b.shares.push_back(std::move(share));
        }
    }
    if (!b.shares.empty()) return b;
    b.formula = "accelerator time of jobs with deadlines";
    for (const JobRecord& record : in.o.jobs) {
        if (in.world.jobs[record.job.index()].spec.deadline == Nanos::never()) continue;
        for (const auto& [pool, held] : record.held_by_pool) {
            b.shares.push_back(of_pool(in, pool, static_cast<double>(held)));
        }
    }
    return b;
}

/// Who stands behind a vendor: its host, else its parent; the parent of the host follows.
std::map<std::string, std::string> owners(const World& world) {
    std::map<std::string, std::string> behind;
    for (const VendorSpec& v : world.vendors) {
        const std::string& next = !v.host.empty() && v.host != v.name ? v.host : v.parent;
        if (!next.empty()) behind[v.name] = next;
    }
    return behind;
}

/// By level: the vendor itself, the end of the chain of owners, the grid of the place, the fab.
class Levels {
public:
    explicit Levels(const World& world) : owners_(owners(world)) {
        for (const VendorSpec& v : world.vendors) {
            if (!v.grid.empty()) grids_[v.name] = v.grid;
            if (!v.fab.empty()) fabs_[v.name] = v.fab;
        }
        for (const Site& s : world.sites) site_grids_[s.name] = s.grid;
    }
    [[nodiscard]] std::vector<Holding> vendors(const Basis& b) const {
        std::vector<Holding> holdings;
        for (const Share& s : b.shares) holdings.push_back({s.vendor, s.amount});
        return holdings;
    }
    [[nodiscard]] std::vector<Holding> parents(const Basis& b) const {
        return finance::look_through(vendors(b), owners_);
    }
    [[nodiscard]] std::vector<Holding> grids(const Basis& b) const {
        std::vector<Holding> holdings;
        for (const Share& s : b.shares) {
            const auto site = site_grids_.find(s.site);
            const bool known = site != site_grids_.end() && !site->second.empty();
            holdings.push_back({known ? site->second : named(grids_, s.vendor), s.amount});
        }
        return holdings;
    }
    /// Of vendors that state whose chips they have; empty where none does.
    [[nodiscard]] std::vector<Holding> fabs(const Basis& b) const {
        std::vector<Holding> holdings;
        if (fabs_.empty()) return holdings;
        for (const Share& s : b.shares) holdings.push_back({named(fabs_, s.vendor), s.amount});
        return holdings;
    }

private:
    static std::string named(const std::map<std::string, std::string>& names,
                             const std::string& vendor) {
        const auto it = names.find(vendor);
        return it == names.end() ? vendor : it->second;
    }

    std::map<std::string, std::string> owners_;
    std::map<std::string, std::string> grids_;
    std::map<std::string, std::string> fabs_;
    std::map<std::string, std::string> site_grids_;
};

void add_row(const Basis& basis, const char* level, const std::vector<Holding>& holdings,
             const std::string& path, FinanceFindings& f, Findings& out) {
    const finance::Concentration c = finance::concentration(holdings);
    if (c.hhi <= 0) return;
    set_metric(out, path, c.hhi, "",
               std::string("Σ share² of ") + basis.formula + " by " + level + "; 1: all with one");
    f.concentration.push_back(
        {basis.name, level, c.hhi, c.n_effective, c.largest, c.largest_share});
}

}  // namespace

void add_concentration(const Input& in, FinanceFindings& f, Findings& out) {
    const Levels levels(in.world);
    for (const Basis& basis : {spend(in), capacity(in), critical(in)}) {
        const std::string name = basis.name;
        const std::size_t before = f.concentration.size();
        add_row(basis, "vendor", levels.vendors(basis), "risk.hhi." + name, f, out);
        if (f.concentration.size() == before) continue;
        set_metric(out, "risk.n_effective." + name, f.concentration.back().n_effective, "",
                   "1 / HHI: as many equal vendors are as concentrated");
        const std::string through = "risk.hhi.look_through.";
        add_row(basis, "parent", levels.parents(basis), through + name, f, out);
        add_row(basis, "grid", levels.grids(basis), through + "grid." + name, f, out);
        add_row(basis, "fab", levels.fabs(basis), through + "fab." + name, f, out);
    }
}

}  // namespace orrery::analysis
