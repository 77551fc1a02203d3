// The study `order-by`: when must servers be ordered so that they are there when demand needs them?
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "models/demand/rate.hpp"
#include "models/finance/lead_time.hpp"
#include "sim/scenario/world.hpp"

namespace orrery {

struct OrderByQuestion {
    std::int64_t from_unix_s = 0;  ///< today: no order lies before it
    double servers = 0;            ///< there are, orders on their way included
    double needed = 0;             ///< today, at the utilisation that keeps the targets
    demand::RateCurve growth;      ///< its growth alone is used: the multiple of today's need
    double growth_spread = 0;      ///< sd of the log of the yearly growth factor; 0: certain
    int step = 1;                  ///< servers that are ordered together
    double horizon_days = 730;
    finance::LeadTimeLaw lead;  ///< days, order to delivery of the last part
    double burn_in_days = 0;
    double risk = .1;              ///< accepted P(stock-out) of each stage
    double idle_usd_day = -1;      ///< of a server that waits for demand; −1: not known
    double stockout_usd_day = -1;  ///< of one that is missing; −1: not known
    std::string servers_source;
    std::string growth_source;
    std::string lead_source;
    std::string idle_source;
    std::string stockout_source;
};

/// Cost of a stage ordered on a day: USD.
struct OrderCost {
    double idle = 0;
    double stockout = 0;
    [[nodiscard]] double usd() const { return idle + stockout; }
};

struct OrderStage {
    int servers = 0;         ///< to be ordered
    double total = 0;        ///< there are then
    double need_day = 0;     ///< from today on, at the growth that is expected
    double order_day = 0;    ///< latest with P(stock-out) ≤ risk; may be negative: too late
    double risk_today = 0;   ///< P(stock-out) if it is ordered today
    double risk_median = 0;  ///< P(stock-out) if it is ordered p50 before the need, as plans do
    std::optional<double> best_day;    ///< where idle and stock-out cost least together
    std::optional<OrderCost> by_risk;  ///< cost of ordering on order_day (today, where it is past)
    std::optional<OrderCost> best;     ///< on best_day
    std::optional<OrderCost> on_need;  ///< p50 ahead, as plans do
};

struct OrderByResult {
    std::vector<OrderStage> stages;
    double utilisation_now = 0;  ///< needed / servers
    double beyond = 0;           ///< needed at the horizon's end over what is there
    /// Factor on the lead time at which the first stage must be ordered today; 0: no stage.
    double lead_slack = 0;
    /// Stock-out cost over idle cost at which the best order day is the one of the risk: (1 −
    /// risk)/risk.
    double cost_ratio = 0;
};

OrderByResult study_order_by(const OrderByQuestion& question);

/// Servers that the busiest hour of one run keeps at work, at most `utilisation` of their time.
double needed_servers(const World& world, std::uint64_t seed, std::size_t pool, double utilisation);
/// Growth of a workload, as the engine has it.
demand::RateCurve growth_of(const GrowthSpec& growth);

}  // namespace orrery
