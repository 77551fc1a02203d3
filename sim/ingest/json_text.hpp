// Values of parsed JSON as text, whichever type they were written in. Inside sim/ingest and
// importers.
#pragma once
#include <simdjson.h>

#include <string>
#include <string_view>

namespace orrery {

/// A string as it is, numbers and truth values printed into `room`; empty for null, objects, arrays
/// and what is not there.
std::string_view json_text(simdjson::simdjson_result<simdjson::dom::element> value,
                           std::string& room);
std::string_view json_text(const simdjson::dom::element& value, std::string& room);

}  // namespace orrery
