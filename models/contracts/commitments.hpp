// What commitments are owed and what they take over: reservations, plans, take-or-pay, true-ups.
#pragma once
#include <vector>

namespace orrery::contracts {

/// P3, P5: price of a committed server hour = on-demand · (1 − discount).
double discounted(double on_demand, double discount);

/// A payment of a commitment: due at an hour, for the use of [from, until); hours of one clock.
struct Payment {
    double due_h = 0;
    double from_h = 0;
    double until_h = 0;
    double amount = 0;
};

/// P3: `upfront` of the whole at the start, for all of the term; the rest in parts as long as the
/// given edges say, each due at its beginning and in proportion to its hours. Edges ascend and
/// begin with the start and end with the end of the term. Sums to `whole` but for rounding.
std::vector<Payment> term_payments(double whole, double upfront, const std::vector<double>& edges);

/// P9: edges of `count` equal parts of a term.
std::vector<double> equal_edges(double start_h, double term_h, int count);

/// Owed until an hour, payments due at that hour included.
double billed_until(const std::vector<Payment>& payments, double hour);
/// Consumed until an hour: each payment evenly over the hours that it is for.
double consumed_until(const std::vector<Payment>& payments, double hour);

/// P9: rate of a take-or-pay contract = ceiling − (ceiling − floor) · (term_weight · term +
/// prepay_weight · prepay), term as a share of the longest on offer, at most 1.
double take_or_pay_rate(double ceiling, double floor, double term_weight, double term,
                        double prepay_weight, double prepay);

/// Usage of an hour that a savings plan may cover.
struct PlanUsage {
    double hours = 0;      ///< of servers, not covered by anything else
    double on_demand = 0;  ///< price of a server hour
    double discount = 0;   ///< of the plan on it
    double covered = 0;    ///< out: hours that the plan pays
};

/// P4: so much money, valid for one hour, goes to the usage with the highest discount first (of
/// equals, the first), at the plan's price on_demand · (1 − discount). Returns what was used of it;
/// the rest is lost.
double apply_plan(double commitment, std::vector<PlanUsage>& usage);

/// P6: factor of the price of usage that lasts for a share (0 … 1) of the month, when equal parts
/// of the month cost `steps` of it: ∫ step / share. Without steps 1.
double sustained_factor(double share, const std::vector<double>& steps);

/// P8: what is missing of each year's commitment, owed at its end. With `carry_over` what exceeds
/// one year's commitment counts in the next.
std::vector<double> true_ups(const std::vector<double>& spent, const std::vector<double>& committed,
                             bool carry_over);

/// State that decides what one server hour more would cost, in the hour that runs.
struct MarginalState {
    double on_demand = 0;       ///< price of an hour, changes of the price included
    double committed_free = 0;  ///< server hours of reservations that nothing uses
    double plan_left = 0;       ///< money of savings plans that nothing uses
    double plan_discount = 0;   ///< of the plan that would take it
    double spend_discount = 0;  ///< of a spend commitment with the vendor
};

/// Price of one server hour more as a policy would ask for it: 0 while a reservation is free; what
/// a plan does not cover of it, at the on-demand price · (1 − spend discount).
double marginal_usd_server_h(const MarginalState& state);

}  // namespace orrery::contracts
