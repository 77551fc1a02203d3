// What others would say of joules a token: a regression without physics, and EcoLogits' formula.
#include "sim/evidence/energy_baseline.hpp"

#include <Eigen/Dense>

#include "orrery/base/math.hpp"

namespace orrery {
namespace {

using Q = InferenceQuantity;

constexpr Eigen::Index kTerms = 4;
constexpr double kJoulesPerWh = 3600;

Eigen::Vector4d terms_of(const InferenceCase& c) {
    return {1, math::log(c.shape.model.parameters_active), math::log(c.load),
            math::log(c.shape.accelerators())};
}

/// Least squares; a ridge far below any data keeps a few alike rows solvable.
std::vector<double> regression(const std::vector<const InferenceCase*>& cases) {
    Eigen::Matrix4d normal = 1e-9 * Eigen::Matrix4d::Identity();
    Eigen::Vector4d right = Eigen::Vector4d::Zero();
    for (const InferenceCase* c : cases) {
        const Eigen::Vector4d x = terms_of(*c);
        normal += x * x.transpose();
        right += x * math::log(c->measured);
    }
    const Eigen::Vector4d solved = normal.ldlt().solve(right);
    return {solved.data(), solved.data() + kTerms};
}

}  // namespace

NaiveEnergy::NaiveEnergy(const std::vector<const InferenceCase*>& seen) {
    std::map<std::string, std::vector<const InferenceCase*>> tokens;
    std::map<std::string, std::vector<double>> shares;
    for (const InferenceCase* c : seen) {
        const std::string& name = c->shape.accelerator.name;
        if (c->quantity == Q::token_energy) tokens[name].push_back(c);
        if (c->quantity == Q::power) {
            shares[name].push_back(c->measured / c->shape.accelerator.tdp.value);
        }
    }
    for (const auto& [name, cases] : tokens) laws_[name].token = regression(cases);
    for (const auto& [name, list] : shares) {
        for (const double s : list) laws_[name].share += s / static_cast<double>(list.size());
    }
}

double NaiveEnergy::predict(const InferenceCase& c) const {
    const auto law = laws_.find(c.shape.accelerator.name);
    if (law == laws_.end()) return 0;
    if (c.quantity == Q::power) return law->second.share * c.shape.accelerator.tdp.value;
    if (c.quantity != Q::token_energy || law->second.token.empty()) return 0;
    const Eigen::Vector4d x = terms_of(c);
    double sum = 0;
    for (Eigen::Index i = 0; i < kTerms; ++i) {
        sum += law->second.token[static_cast<std::size_t>(i)] * x[i];
    }
    return math::exp(sum);
}

double ecologits_joules(const InferenceCase& c, const Catalog& catalog) {
    const auto value = [&](const char* name) {
        const auto found = catalog.coefficients.find(name);
        return found == catalog.coefficients.end() ? 0 : found->second.value;
    };
    const double active = c.shape.model.parameters_active * 1e-9;
    const double wh =
        value("ecologits.alpha") * math::exp(value("ecologits.beta") * c.load) * active +
        value("ecologits.gamma");
    return wh * kJoulesPerWh * c.shape.accelerators();
}

}  // namespace orrery
