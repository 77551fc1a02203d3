// A property by rapidcheck as a Catch2 assertion: what fails is shrunk, and the smallest input that
// fails is the message.
#pragma once
#include <rapidcheck.h>

#include <optional>
#include <sstream>
#include <string>
#include <utility>

#include "tests/support/catch.hpp"

namespace orrery::shrinking {

/// The smallest counterexample as text; none where the property holds `times` times. The seed is
/// fixed: a test never fails by chance.
template <class Property>
std::optional<std::string> counterexample(Property&& property, int times, int size = 60) {
    rc::detail::TestParams params;
    params.seed = 20260101;
    params.maxSuccess = times;
    params.maxSize = size;
    const auto result = rc::detail::checkTestable(std::forward<Property>(property),
                                                  rc::detail::TestMetadata(), params);
    if (result.template is<rc::detail::SuccessResult>()) return std::nullopt;
    std::ostringstream text;
    rc::detail::printResultMessage(result, text);
    return text.str();
}

template <class Property>
void holds(Property&& property, int times = 300, int size = 60) {
    const auto found = counterexample(std::forward<Property>(property), times, size);
    INFO(found.value_or(""));
    CHECK(!found.has_value());
}

}  // namespace orrery::shrinking
