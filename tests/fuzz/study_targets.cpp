// What studies are made of: their files, formulas, sentences and units.
#include "sim/study/formula/dimension.hpp"
#include "sim/study/formula/expression.hpp"
#include "sim/study/formula/template.hpp"
#include "sim/study/formula/units.hpp"
#include "sim/study/plan/read_study.hpp"
#include "tests/fuzz/target.hpp"

namespace orrery::fuzz {
namespace {

const Values& some_values() {
    static const Values values{{"cost.total", Value(1.5e6, "USD")},
                               {"a", Value(Numbers{1, 2, -3, 0}, "s")},
                               {"b", Value(Numbers{4, 5, 6, 7})},
                               {"names", Value(Texts{"x", "y", "z", ""})},
                               {"none", Value(Numbers{})}};
    return values;
}

const Value* value_of(const std::string& name) {
    const auto found = some_values().find(name);
    return found == some_values().end() ? nullptr : &found->second;
}

void read_formulas(std::string_view text) {
    const Formula formula = parse_formula(text);
    if (formula.fine()) {
        const Evaluated result = evaluate(formula, value_of);
        for (const auto& [name, format] : figure_formats()) {
            figure_words(result.value, format, "USD");
        }
    }
    const SentenceTemplate sentence = parse_sentence(text);
    std::string problem;
    if (sentence.problem.empty()) fill(sentence, value_of, "EUR", problem);
    const std::string unit(text);
    dimension_conversion(unit, "USD/h");
    label_conversion("USD/h", unit);
    reduced_unit(unit);
    unit_product(unit, "kWh");
    unit_quotient("USD", unit);
}

void read_studies(std::string_view text) {
    Diagnostics diagnostics;
    read_study_text(text, "fuzz.yaml", diagnostics);
    render(diagnostics);
}

}  // namespace

std::vector<FuzzTarget> study_targets() {
    return {{"formula", read_formulas}, {"study", read_studies, {"scenarios/studies"}}};
}

}  // namespace orrery::fuzz
