// Texts and keys as a document writes them.
#pragma once
#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <string>

namespace orrery {

/// In double quotes, as YAML and JSON read it back.
inline std::string in_quotes(const std::string& text) {
    std::string out = "\"";
    for (const char c : text) {
        if (c == '"' || c == '\\') {
            out += {'\\', c};
        } else if (c == '\n') {
            out += "\\n";
        } else if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F) {
            out += fmt::format("\\x{:02X}", static_cast<unsigned char>(c));
        } else {
            out += c;
        }
    }
    return out + "\"";
}

/// A text as it stood. One without quotes that went over several lines is one line now, and may
/// only be read back in quotes; ends of lines of other systems are in it, too.
inline std::string value_text(const std::string& text, bool quoted) {
    const auto control = [](char c) { return static_cast<unsigned char>(c) < 0x20; };
    const bool ends = !text.empty() && (text.back() == ':' || text.back() == ' ');
    const bool bare = !quoted && !ends && std::none_of(text.begin(), text.end(), control) &&
                      text.find(" #") == std::string::npos && text.find(": ") == std::string::npos;
    return bare ? text : in_quotes(text);
}

/// A key as it may stand without quotes, else in them.
inline std::string key_text(const std::string& key) {
    const auto plain = [](char c) {
        return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_' || c == '-' ||
               c == '.' || c == '/';
    };
    const bool bare = !key.empty() && std::all_of(key.begin(), key.end(), plain) &&
                      std::isalnum(static_cast<unsigned char>(key.front())) != 0;
    return bare ? key : in_quotes(key);
}

}  // namespace orrery
