// What charts alone need: cash by site, commitments by month, carbon-free energy by hour.
#include <algorithm>
#include <map>
#include <set>

#include "sim/accounts/true_up.hpp"
#include "sim/analysis/findings_charts.hpp"
#include "sim/scenario/contract_hour.hpp"

namespace orrery {
namespace {

using analysis::Input;

/// Runs longer than this are shown by month.
constexpr double kMostDays = 62;

std::vector<PaidCell> paid_cells(const Input& in) {
    std::set<std::string> sites;
    for (const auto& alternative : in.world.finance.alternatives) {
        sites.insert(alternative.sites.begin(), alternative.sites.end());
    }
    std::map<std::pair<std::string, std::int32_t>, Money> sums;
    for (const Posting& p : in.ledger.postings) {
        const Charge& c = in.ledger.of(p);
        // The principal of loans is the lender's money.
        if (!c.cash || c.category == "financing" || sites.count(c.site) == 0) continue;
        sums[{c.site, p.month}] += p.of(CostColumn::billed);
    }
    std::vector<PaidCell> cells;
    for (const auto& [key, sum] : sums) {
        cells.push_back({key.first, month_name(key.second), sum.units()});
    }
    return cells;
}

/// Commitments of servers and of hours, whose postings carry their names.
void add_commitments(const Input& in, std::vector<ContractMonth>& out) {
    std::map<std::pair<std::string, std::int32_t>, ContractMonth> months;
    for (const Posting& p : in.ledger.postings) {
        const Charge& c = in.ledger.of(p);
        if (c.contract.empty()) continue;
        ContractMonth& m = months[{c.contract, p.month}];
        m.fell_due += p.of(CostColumn::billed).units();
        if (c.status == CommitmentStatus::unused) m.unused += p.effective();
        if (c.status == CommitmentStatus::used) m.used += p.effective();
    }
    for (auto& [key, m] : months) {
        if (m.used == 0 && m.unused == 0) continue;
        m.contract = key.first;
        m.month = month_name(key.second);
        out.push_back(m);
    }
}

/// As cost.commitment.<name>.spent counts it.
bool counts_towards(const Charge& c, const SpendSpec& s) {
    return counts_as_spend(c, s) && c.contract != s.name;
}

/// What each year of the term commits to, in the reporting currency; of a year that began before
/// the run the rest alone.
double committed_in(const Input& in, const SpendSpec& s, std::size_t year) {
    const Nanos begins = s.start + kContractYear * static_cast<std::int64_t>(year);
    double usd = s.usd_year[year] * in.world.contracts.drift(s.currency, at_hour(begins));
    if (begins < Nanos{0} && s.spent_usd > 0) usd -= s.spent_usd;
    return usd / in.world.usd_per_currency;
}

void add_spend(const Input& in, const SpendSpec& s, std::vector<ContractMonth>& out) {
    std::map<std::pair<std::size_t, std::int32_t>, double> months;
    for (const Posting& p : in.ledger.postings) {
        if (p.from < s.start || !counts_towards(in.ledger.of(p), s)) continue;
        const auto year = static_cast<std::size_t>((p.from - s.start).ns / kContractYear.ns);
        if (year < s.usd_year.size()) {
            months[{year, p.month}] += p.of(CostColumn::billed).units();
        }
    }
    std::size_t year = s.usd_year.size();
    double committed = 0;
    double spent = 0;
    for (const auto& [key, billed] : months) {
        if (key.first != year) {
            const double over = s.carry_over ? std::max(0.0, spent - committed) : 0;
            year = key.first;
            committed = std::max(0.0, committed_in(in, s, year) - over);
            spent = 0;
        }
        spent += billed;
        out.push_back(
            {s.name, month_name(key.second), billed, billed, 0, static_cast<int>(year), committed});
    }
}

/// Period and hour in which each meter interval begins.
std::vector<std::pair<std::string, int>> keys_of(const Input& in) {
    const bool days = in.o.ended_at.seconds() <= kMostDays * 86400;
    std::vector<std::pair<std::string, int>> keys;
    std::string period;
    std::int64_t day = -1;
    for (std::size_t i = 0; i < in.world.intervals(); ++i) {
        const Nanos from = in.world.meter_interval * static_cast<std::int64_t>(i);
        const std::int64_t unix_s = in.world.start_unix_s + from.ns / kSecond.ns;
        if (unix_s / 86400 != day) {
            day = unix_s / 86400;
            period = analysis::minute_text(in.world, from).substr(0, days ? 10 : 7);
        }
        keys.emplace_back(period, static_cast<int>(unix_s % 86400 / 3600));
    }
    return keys;
}

using FreeCells = std::map<std::pair<std::string, int>, CarbonFreeCell>;

void add_site(const Site& site, const SiteEnergyFlows& f,
              const std::vector<std::pair<std::string, int>>& keys, FreeCells& cells) {
    const std::vector<double>& grid = site.energy.grid.carbon_free;
    for (std::size_t i = 0; i < std::min(f.intervals(), keys.size()); ++i) {
        const double load = f.import[i] + f.own_used(i);
        const double matched = std::min(load, f.own_used(i) + f.deliverable[i]);
        CarbonFreeCell& cell = cells[keys[i]];
        cell.load_kwh += load;
        cell.free_kwh += matched + (load - matched) * grid[std::min(i, grid.size() - 1)];
    }
}

std::vector<CarbonFreeCell> carbon_free(const Input& in) {
    const auto keys = keys_of(in);
    FreeCells cells;
    for (const SiteEnergyFlows& f : in.ledger.energy) {
        if (f.pools.empty()) continue;
        const Site& site = in.world.sites[f.site.index()];
        if (site.energy.grid.carbon_free.empty()) return {};
        add_site(site, f, keys, cells);
    }
    std::vector<CarbonFreeCell> out;
    for (auto& [key, cell] : cells) {
        if (cell.load_kwh <= 0) continue;
        cell.period = key.first;
        cell.hour = key.second;
        out.push_back(cell);
    }
    return out;
}

}  // namespace

ChartFindings chart_findings(const World& world, const Observations& observations,
                             const Ledger& ledger) {
    const Input in{world, observations, ledger};
    ChartFindings out;
    out.events_omitted = observations.run_events_omitted;
    out.paid = paid_cells(in);
    add_commitments(in, out.contracts);
    for (const SpendSpec& s : world.contracts.spend) add_spend(in, s, out.contracts);
    out.carbon_free = carbon_free(in);
    return out;
}

}  // namespace orrery
