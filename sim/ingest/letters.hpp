// How the letters of a text are encoded: UTF-8, else Windows-1252, which spreadsheets still write.
#pragma once
#include <string>
#include <string_view>

namespace orrery {

bool is_utf8(std::string_view text);
/// The text in UTF-8. Every byte is a letter there; the five that mean nothing become U+FFFD.
std::string from_windows_1252(std::string_view text);

}  // namespace orrery
