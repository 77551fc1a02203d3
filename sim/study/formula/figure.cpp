// A figure in the unit that its format writes: money in the currency, spans in seconds.
#include "sim/study/formula/figure.hpp"

#include "sim/study/formula/units.hpp"

namespace orrery {
namespace {

const char* name_of(FigureFormat format) {
    for (const auto& [name, one] : figure_formats()) {
        if (one == format) return name;
    }
    return "plain";
}

}  // namespace

std::string unit_of_format(FigureFormat format, const std::string& currency) {
    switch (format) {
        case FigureFormat::money:
            return currency;
        case FigureFormat::share:
        case FigureFormat::signed_share:
            return kShareUnit;
        case FigureFormat::span:
        case FigureFormat::date:
            return "s";
        case FigureFormat::plain:
        case FigureFormat::whole:
            break;
    }
    return {};
}

void fit_format(Evaluated& e, FigureFormat format, const std::string& currency,
                const std::string& text) {
    const std::string wanted = unit_of_format(format, currency);
    const std::string own = e.value.unit;
    if (!e.problem.empty() || wanted.empty() || own.empty()) return;
    if (const auto factor = conversion(own, wanted)) {
        scale(e.value, *factor);
        e.value.unit = wanted;
        return;
    }
    if (e.value.loose) return;
    const std::string words = own == kShareUnit ? "%" : own;
    e.problem = "\"" + text + "\" " +
                (own == kNoUnit ? std::string("has no unit") : "is in " + words) +
                ", and the format " + name_of(format) + " writes " +
                (wanted == kShareUnit ? "shares" : "amounts in " + wanted);
    e.hint = "leave out the format: {" + text + "} is written with its unit";
    e.of_units = true;
}

Evaluated evaluate_figure(const SentenceTemplate::Part& part, const Lookup& lookup,
                          const std::string& currency) {
    Evaluated e = evaluate(part.formula, lookup);
    fit_format(e, part.format, currency, part.formula.text);
    return e;
}

}  // namespace orrery
