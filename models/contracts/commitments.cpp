// What commitments are owed and what they take over: reservations, plans, take-or-pay, true-ups.
#include "models/contracts/commitments.hpp"

#include <algorithm>
#include <numeric>

namespace orrery::contracts {

double discounted(double on_demand, double discount) {
    return on_demand * (1 - discount);
}

std::vector<Payment> term_payments(double whole, double upfront, const std::vector<double>& edges) {
    std::vector<Payment> payments;
    if (edges.size() < 2) return payments;
    const double start = edges.front();
    const double end = edges.back();
    if (upfront > 0) payments.push_back({start, start, end, whole * upfront});
    if (upfront >= 1) return payments;
    const double hour = whole * (1 - upfront) / (end - start);
    for (std::size_t i = 1; i < edges.size(); ++i) {
        payments.push_back(
            {edges[i - 1], edges[i - 1], edges[i], hour * (edges[i] - edges[i - 1])});
    }
    return payments;
}

std::vector<double> equal_edges(double start_h, double term_h, int count) {
    std::vector<double> edges;
    for (int i = 0; i <= count; ++i) edges.push_back(start_h + term_h * i / count);
    return edges;
}

double billed_until(const std::vector<Payment>& payments, double hour) {
    double sum = 0;
    for (const Payment& p : payments) {
        if (p.due_h <= hour) sum += p.amount;
    }
    return sum;
}

double consumed_until(const std::vector<Payment>& payments, double hour) {
    double sum = 0;
    for (const Payment& p : payments) {
        if (hour <= p.from_h) continue;
        sum += hour >= p.until_h ? p.amount : p.amount * (hour - p.from_h) / (p.until_h - p.from_h);
    }
    return sum;
}

double take_or_pay_rate(double ceiling, double floor, double term_weight, double term,
                        double prepay_weight, double prepay) {
    const double t = std::clamp(term, 0.0, 1.0);
    return ceiling - (ceiling - floor) * (term_weight * t + prepay_weight * prepay);
}

double apply_plan(double commitment, std::vector<PlanUsage>& usage) {
    std::vector<std::size_t> order(usage.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
        return usage[a].discount > usage[b].discount;
    });
    double left = commitment;
    for (const std::size_t i : order) {
        PlanUsage& u = usage[i];
        const double price = discounted(u.on_demand, u.discount);
        u.covered = price > 0 ? std::min(u.hours, left / price) : u.hours;
        left = std::max(0.0, left - u.covered * price);
    }
    return commitment - left;
}

double sustained_factor(double share, const std::vector<double>& steps) {
    if (steps.empty() || share <= 0) return steps.empty() ? 1 : steps.front();
    const double width = 1.0 / static_cast<double>(steps.size());
    double sum = 0;
    for (std::size_t i = 0; i < steps.size(); ++i) {
        const double from = width * static_cast<double>(i);
        sum += std::clamp(share - from, 0.0, width) * steps[i];
    }
    return sum / std::min(share, 1.0);
}

std::vector<double> true_ups(const std::vector<double>& spent, const std::vector<double>& committed,
                             bool carry_over) {
    std::vector<double> owed;
    double carried = 0;
    for (std::size_t year = 0; year < committed.size(); ++year) {
        const double counted = (year < spent.size() ? spent[year] : 0) + carried;
        owed.push_back(std::max(0.0, committed[year] - counted));
        carried = carry_over ? std::max(0.0, counted - committed[year]) : 0;
    }
    return owed;
}

double marginal_usd_server_h(const MarginalState& s) {
    const double open = std::max(0.0, 1 - s.committed_free);
    const double plan = discounted(s.on_demand, s.plan_discount);
    const double by_plan = plan > 0 ? std::min(open, s.plan_left / plan) : 0;
    return (open - by_plan) * s.on_demand * (1 - s.spend_discount);
}

}  // namespace orrery::contracts
