// Leading indicators of one run by review: service, money, deliveries.
#pragma once
#include <vector>

#include "sim/accounts/ledger.hpp"
#include "sim/analysis/findings.hpp"
#include "sim/engine/observations.hpp"
#include "sim/study/early_warning.hpp"

namespace orrery {

/// Requests of each workload by review period of their arrival, and those within their SLO.
class ReviewedRequests : public RequestSink {
public:
    ReviewedRequests(const World& world, double every_days);
    void row(const RequestRow& row) override;
    struct Count {
        double arrived = 0;
        double met = 0;
    };
    [[nodiscard]] const std::vector<Count>& of(std::size_t workload) const {
        return counts_[workload];
    }

private:
    const World& world_;
    Nanos every_;
    std::vector<std::vector<Count>> counts_;  ///< [workload][period]
};

/// Reviews that a run is long enough for.
int reviews_of(const World& world, double every_days);

void watch_service(const World& world, const EarlyWarningQuestion& question, const Observations& o,
                   const Findings& f, const ReviewedRequests& requests,
                   std::vector<WatchedSeries>& out);
void watch_budgets(const World& world, const EarlyWarningQuestion& question, const Observations& o,
                   const Ledger& ledger, std::vector<WatchedSeries>& out);
void watch_deliveries(const World& world, const EarlyWarningQuestion& question,
                      const Observations& o, std::vector<WatchedSeries>& out);

}  // namespace orrery
