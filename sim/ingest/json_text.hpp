// Values of parsed JSON as text, whichever type they were written in. Inside sim/ingest and
// importers.
#pragma once
#include <simdjson.h>

#include <new>
#include <string>
#include <string_view>

namespace orrery {

/// What a parser made of a text, an element or an object; false where it is none. Throws
/// std::bad_alloc where there was no memory for it, which says nothing of the text.
template <class Into>
bool is_json(simdjson::simdjson_result<simdjson::dom::element> parsed, Into& into) {
    const simdjson::error_code error = parsed.get(into);
    if (error == simdjson::MEMALLOC) throw std::bad_alloc();
    return error == simdjson::SUCCESS;
}

/// A string as it is, numbers and truth values printed into `room`; empty for null, objects, arrays
/// and what is not there.
std::string_view json_text(simdjson::simdjson_result<simdjson::dom::element> value,
                           std::string& room);
std::string_view json_text(const simdjson::dom::element& value, std::string& room);

}  // namespace orrery
