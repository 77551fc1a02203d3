// Values of parsed JSON as text, whichever type they were written in.
#include "sim/ingest/json_text.hpp"

#include <fmt/format.h>

namespace orrery {

std::string_view json_text(simdjson::simdjson_result<simdjson::dom::element> value,
                           std::string& room) {
    simdjson::dom::element element;
    if (value.get(element) != simdjson::SUCCESS) return {};
    return json_text(element, room);
}

std::string_view json_text(const simdjson::dom::element& element, std::string& room) {
    std::string_view text;
    std::int64_t whole = 0;
    std::uint64_t natural = 0;
    double number = 0;
    bool truth = false;
    if (element.get(text) == simdjson::SUCCESS) return text;
    if (element.get(whole) == simdjson::SUCCESS) {
        room = std::to_string(whole);
    } else if (element.get(natural) == simdjson::SUCCESS) {
        room = std::to_string(natural);
    } else if (element.get(number) == simdjson::SUCCESS) {
        room = fmt::format("{}", number);
    } else if (element.get(truth) == simdjson::SUCCESS) {
        room = truth ? "true" : "false";
    } else {
        return {};
    }
    return room;
}

}  // namespace orrery
