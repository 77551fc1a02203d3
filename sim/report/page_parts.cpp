// What every offline page is put together from: escapes, and a template that is cut at its marks.
#include "sim/report/page_parts.hpp"

namespace orrery {

std::string escape_for_script(const std::string& json) {
    std::string out;
    out.reserve(json.size() + json.size() / 16);
    for (std::size_t i = 0; i < json.size(); ++i) {
        const char c = json[i];
        const bool separator =
            json.compare(i, 3, "\xE2\x80\xA8") == 0 || json.compare(i, 3, "\xE2\x80\xA9") == 0;
        if (c == '<') {
            out += "\\u003c";
        } else if (c == '>') {
            out += "\\u003e";
        } else if (c == '&') {
            out += "\\u0026";
        } else if (separator) {
            out += json[i + 2] == '\xA8' ? "\\u2028" : "\\u2029";
            i += 2;
        } else {
            out += c;
        }
    }
    return out;
}

std::string escape_for_html(std::string_view text) {
    std::string out;
    out.reserve(text.size());
    for (const char c : text) {
        switch (c) {
            case '<':
                out += "&lt;";
                break;
            case '>':
                out += "&gt;";
                break;
            case '&':
                out += "&amp;";
                break;
            case '"':
                out += "&quot;";
                break;
            case '\'':
                out += "&#39;";
                break;
            default:
                out += c;
        }
    }
    return out;
}

std::string fill_page(std::string_view page_template,
                      const std::vector<std::pair<std::string_view, std::string_view>>& marks) {
    std::string out;
    std::string_view rest = page_template;
    for (const auto& [mark, with] : marks) {
        const std::size_t at = rest.find(mark);
        if (at == std::string_view::npos) continue;  // a template without that part
        out += rest.substr(0, at);
        out += with;
        rest = rest.substr(at + mark.size());
    }
    out += rest;
    return out;
}

}  // namespace orrery
