// What charts alone need: cash by site, commitments by month, carbon-free energy by hour.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "sim/analysis/analyse.hpp"
#include "sim/analysis/cost_course.hpp"

namespace orrery {

/// What a site pays in a month, reporting currency; principal of loans left out.
struct PaidCell {
    std::string site;
    std::string month;  ///< "2026-11"
    double amount = 0;
};

/// A commitment in a month, in the reporting currency.
struct ContractMonth {
    std::string contract;
    std::string month;    ///< "2026-11"
    double fell_due = 0;  ///< billed
    double used = 0;  ///< effective cost of what did work; of one to spend: what counts towards it
    double unused = 0;     ///< effective cost of what was paid for nothing
    int year = -1;         ///< of a commitment to spend, from 0 …
    double committed = 0;  ///< … and what is to be spent then; 0 of other commitments
};

/// Energy that enters the sites in an hour of the day, over a day or a month.
struct CarbonFreeCell {
    std::string period;  ///< "2026-11", or "2026-11-02" in runs of at most 62 days; UTC
    int hour = 0;        ///< 0..23, UTC, in which meter intervals begin
    double load_kwh = 0;
    double free_kwh = 0;  ///< own and contracted in their interval, of the rest the grid's share
};

struct ChartFindings {
    std::int64_t events_omitted = 0;  ///< after the last that the run keeps
    std::vector<PaidCell> paid;       ///< of sites of alternatives
    std::vector<ContractMonth> contracts;
    std::vector<CarbonFreeCell>
        carbon_free;                 ///< empty where the grid's share of a site is not known
    std::vector<FanPoint> cost_fan;  ///< of several replications; chart_findings leaves it empty
    std::size_t replications = 1;    ///< behind it
};

/// A pure function of what `analyse` reads; apart from it, for studies draw no charts of a run.
ChartFindings chart_findings(const World& world, const Observations& observations,
                             const Ledger& ledger);

}  // namespace orrery
