// Which uncertain input a run failed by: the replication, the value, and how to keep it in range.
#include "sim/study/units/blame.hpp"

#include <fmt/format.h>

#include "sim/scenario/reader/reader.hpp"
#include "sim/study/plan/law_of.hpp"

namespace orrery {
namespace {

/// Whether the point's document does not read with this input as it was drawn, the others at their
/// medians.
bool fails_alone(const Bed& bed, const Point& point, const std::vector<double>& drawn,
                 std::size_t input) {
    std::vector<double> quantiles(drawn.size(), 0.5);
    quantiles[input] = drawn[input];
    Diagnostics found;
    const auto root = bed.document(point, &quantiles, found);
    if (root) read_scenario_node(*root, point.base ? point.file : bed.file(), found);
    return found.has_errors();
}

std::string drawn_words(const Bed& bed, const std::vector<double>& drawn, std::size_t i) {
    const Input& input = bed.inputs.all[i];
    return fmt::format("{} at {:.4g}{}", input.name, bed.inputs.value(i, drawn[i]),
                       input.unit.empty() ? "" : " " + input.unit);
}

}  // namespace

std::string blamed(const Bed& bed, const Point& point, std::uint64_t replication,
                   const std::vector<double>& quantiles, const std::string& problem) {
    if (quantiles.empty()) return problem;
    const std::vector<double> medians(quantiles.size(), 0.5);
    Diagnostics own;
    const auto root = bed.document(point, &medians, own);
    if (root) read_scenario_node(*root, point.base ? point.file : bed.file(), own);
    if (own.has_errors()) return problem;  // no draw is to blame
    std::string all;
    for (std::size_t i = 0; i < quantiles.size(); ++i) {
        const std::string words = drawn_words(bed, quantiles, i);
        all += (all.empty() ? "" : ", ") + words;
        if (!fails_alone(bed, point, quantiles, i)) continue;
        const auto& law = bed.inputs.all[i].law;
        return fmt::format("in replication {}, {}: {}; its law reaches {}: {}", replication, words,
                           problem, support_words(law, bed.inputs.all[i].unit),
                           truncation_hint(law, quantiles[i] < 0.5));
    }
    return fmt::format("in replication {}, with {}: {}", replication, all, problem);
}

}  // namespace orrery
