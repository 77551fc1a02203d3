// Which inputs the live page shows first, and how far each may be turned.
#include "tools/orrery/serve/sliders.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string>

#include "sim/scenario/overlay.hpp"

namespace orrery::serve {
namespace {

constexpr std::size_t kMostChosen = 8;

/// What plans turn on, the most telling first; lists without their items.
constexpr std::array kTelling{"pools[].servers",
                              "deployments[].replicas",
                              "workloads[].demand.synthetic.rate",
                              "deployments[].replicas.max",
                              "workloads[].demand.synthetic.growth.per_year",
                              "pools[].price",
                              "contracts.reserved[].servers",
                              "pools[].capex",
                              "sites[].pue",
                              "sites[].electricity",
                              "pools[].supply.max_servers",
                              "contracts.reserved[].discount",
                              "workloads[].slo.ttft",
                              "pools[].failures.mtbf",
                              "sites[].count"};

/// The next 1, 2 or 5 times a power of ten above.
double round_up(double value) {
    for (int power = -12; power < 18; ++power) {
        for (const int times : {1, 2, 5}) {
            const double round = std::stod(fmt::format("{}e{}", times, power));
            if (round >= value) return round;
        }
    }
    return value;
}

std::vector<Slider> chosen(const std::vector<NumericInput>& inputs) {
    std::vector<Slider> out;
    // One of each kind first, so that a scenario of many pools is not only pools.
    for (std::size_t nth = 0; nth < 3; ++nth) {
        for (const char* kind : kTelling) {
            std::size_t seen = 0;
            for (const NumericInput& input : inputs) {
                if (input.origin == "default" || without_items(input.path) != kind) continue;
                if (seen++ == nth && out.size() < kMostChosen) out.push_back(slider_of(input));
            }
        }
    }
    return out;
}

}  // namespace

Slider slider_of(const NumericInput& input) {
    Slider s;
    s.input = input;
    s.label = input.path;
    const double v = input.value;
    if (input.measure == Measure::share && v >= 0) {
        const double whole = input.unit == "%" ? 100 : 1;
        s.from = 0;
        s.to = std::max(whole, v);
    } else if (input.whole) {
        s.from = 0;
        s.to = round_up(std::max(2 * v, v + 4));
    } else {
        s.from = v > 0 ? round_up(v / 10) : v - 1;
        s.to = v > 0 ? round_up(2 * v) : v + 1;
        if (s.from > v) s.from = 0;
    }
    if (input.min) s.from = std::max(s.from, *input.min);
    if (input.max) s.to = std::min(s.to, *input.max);
    return s;
}

std::vector<Slider> marked_sliders(const std::vector<WhatIf>& marks,
                                   const std::vector<NumericInput>& inputs, const Node& document,
                                   Diagnostics& diagnostics) {
    check_marks(marks, inputs, document, diagnostics);
    std::vector<Slider> out;
    for (const WhatIf& mark : marks) {
        const NumericInput* input = find_input(inputs, document, mark.path);
        if (!input) continue;
        Slider s = slider_of(*input);
        s.from = in_unit_of(*input, mark.from).value_or(s.from);
        s.to = in_unit_of(*input, mark.to).value_or(s.to);
        s.label = mark.label.empty() ? input->path : mark.label;
        s.marked = true;
        out.push_back(std::move(s));
    }
    return out;
}

std::vector<Slider> sliders_of(const std::vector<NumericInput>& inputs, const Node& document) {
    const std::vector<WhatIf> marks = read_what_if(document);
    Diagnostics told;  // what is wrong with marks of the scenario was said when it was read
    return marks.empty() ? chosen(inputs) : marked_sliders(marks, inputs, document, told);
}

}  // namespace orrery::serve
