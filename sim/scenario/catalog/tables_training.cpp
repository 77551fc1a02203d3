// Field table, check and text of training profiles.
#include <fmt/format.h>

#include "sim/scenario/catalog/checker.hpp"
#include "sim/scenario/catalog/describe.hpp"
#include "sim/scenario/catalog/tables.hpp"

namespace orrery::catalog {

using training::Profile;

const Table<Profile>& training_table() {
    using namespace fields;
    static const Table<Profile> table = [] {
        std::vector<Field<Profile>> own{
            text("software", &Profile::software, "What it is a generation of"),
            text("since", &Profile::since, "ISO month; the newest generation stands for it")};
        for (const training::CoefficientField& c : training::coefficient_fields()) {
            const Measure measure = c.seconds ? Measure::duration : Measure::number;
            own.push_back(
                quantity(c.name, static_cast<double Profile::*>(c.member), measure, c.doc));
        }
        own.push_back(quantity("error_pct", &Profile::error_pct, Measure::number,
                               "Held-out mean error of step time, percent", 0));
        return sourced<Profile>("What a training framework reaches on an accelerator.",
                                std::move(own));
    }();
    return table;
}

void check_training(const Checker& check, const Profile& p) {
    constexpr double kRounding = 1.001;
    for (const training::CoefficientField& c : training::coefficient_fields()) {
        const double value = p.*(c.member);
        check.require(value * kRounding >= c.low && value <= c.high * kRounding, "E0632", c.name,
                      fmt::format("{:.4g} lies outside {:.4g} to {:.4g}", value, c.low, c.high),
                      "written by orrery calibrate training");
    }
}

Rows describe(const Profile& p) {
    Rows rows;
    for (const training::CoefficientField& c : training::coefficient_fields()) {
        const double value = p.*(c.member);
        rows.emplace_back(c.name, c.seconds ? fmt::format("{:.4g} us", value * 1e6)
                                            : fmt::format("{:.4g}", value));
    }
    rows.emplace_back("held-out error",
                      p.error_pct == 0 ? "-" : fmt::format("{:.3g} %", p.error_pct));
    return rows;
}

Cells summarise(const Profile& p) {
    return {fmt::format("{:.2f}", p.gemm), fmt::format("{:.2f}", p.attention),
            fmt::format("{:.2f}", p.network),
            p.error_pct == 0 ? "-" : fmt::format("{:.1f} %", p.error_pct)};
}

}  // namespace orrery::catalog
