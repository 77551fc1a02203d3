// How the letters of a text are encoded: UTF-8, else Windows-1252, which spreadsheets still write.
#include "sim/ingest/letters.hpp"

#include <simdjson.h>

#include <algorithm>

namespace orrery {

bool is_utf8(std::string_view text) {
    // Nearly all lines are ASCII: they are told without a call.
    const bool ascii = std::all_of(text.begin(), text.end(),
                                   [](char c) { return static_cast<unsigned char>(c) < 0x80; });
    return ascii || simdjson::validate_utf8(text.data(), text.size());
}

std::string from_windows_1252(std::string_view text) {
    // Bytes 0x80 to 0x9F; those above are their own code points.
    constexpr char16_t kLetters[] = {
        0x20AC, 0xFFFD, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160,
        0x2039, 0x0152, 0xFFFD, 0x017D, 0xFFFD, 0xFFFD, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022,
        0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0xFFFD, 0x017E, 0x0178};
    std::string out;
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        const char16_t letter = byte >= 0x80 && byte < 0xA0 ? kLetters[byte - 0x80] : byte;
        if (letter < 0x80) {
            out += c;
        } else if (letter < 0x800) {
            out += static_cast<char>(0xC0 | (letter >> 6));
            out += static_cast<char>(0x80 | (letter & 0x3F));
        } else {
            out += static_cast<char>(0xE0 | (letter >> 12));
            out += static_cast<char>(0x80 | ((letter >> 6) & 0x3F));
            out += static_cast<char>(0x80 | (letter & 0x3F));
        }
    }
    return out;
}

}  // namespace orrery
