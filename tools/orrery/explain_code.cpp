// What an error code means, as `explain` prints it: alone, in a list, and as a document.
#include "tools/orrery/explain_code.hpp"

#include <fmt/format.h>

#include <string_view>
#include <vector>

#include "orrery/base/words.hpp"
#include "sim/scenario/codes.hpp"

namespace orrery::cli {
namespace {

std::vector<std::string_view> lines_of(std::string_view text) {
    std::vector<std::string_view> lines;
    while (!text.empty()) {
        const std::size_t end = std::min(text.find('\n'), text.size());
        lines.push_back(text.substr(0, end));
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return lines;
}

/// Words of `text` in lines of `width`, those after the first indented.
std::string wrapped(std::string_view text, std::size_t width, std::size_t indent) {
    std::string out;
    std::size_t column = 0;
    while (!text.empty()) {
        const std::size_t end = std::min(text.find(' '), text.size());
        const std::string_view word = text.substr(0, end);
        if (column > 0 && column + 1 + word.size() > width) {
            out += "\n" + std::string(indent, ' ');
            column = 0;
        } else if (column > 0) {
            out += ' ';
            ++column;
        }
        out += word;
        column += word.size();
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return out;
}

std::string list_line(const CodeEntry& entry) {
    return fmt::format("  {}  {}\n", entry.code, wrapped(entry.meaning, 70, 9));
}

/// Lines of the codes whose meaning or remedy holds a word; of a number, or two letters, none.
std::string codes_that_mention(const std::string& word) {
    std::string out;
    if (word.size() < 3 || word.find_first_of("0123456789") != std::string::npos) return out;
    for (const CodeEntry& entry : all_codes()) {
        const std::string text = lower_case(std::string(entry.meaning) + " " + entry.remedy);
        if (text.find(lower_case(word)) != std::string::npos) out += list_line(entry);
    }
    return out;
}

void print_example(const char* title, const char* text) {
    fmt::print("\n{}\n", title);
    for (const std::string_view line : lines_of(text)) fmt::print("    {}\n", line);
}

void print_entry(const CodeEntry& entry) {
    fmt::print("{}  {}\n", entry.code, wrapped(entry.meaning, 72, 7));
    print_example("Wrong:", entry.example);
    print_example("Right:", entry.right);
    fmt::print("\n{}\n", wrapped(fmt::format("Remedy: {}", entry.remedy), 79, 0));
}

void print_markdown(const CodeEntry& entry) {
    fmt::print("\n### {}\n\n{}\n\n", entry.code, entry.meaning);
    fmt::print("Wrong:\n\n```text\n{}\n```\n\nRight:\n\n```text\n{}\n```\n\n{}\n", entry.example,
               entry.right, entry.remedy);
}

}  // namespace

void explain_code(const std::string& code, Outcome& outcome) {
    if (const CodeEntry* entry = find_code(code)) return print_entry(*entry);
    const std::string mentions = codes_that_mention(code);
    if (!mentions.empty()) {
        fmt::print(stderr, "orrery: there is no error code {}; these mention it:\n{}", code,
                   mentions);
        outcome.code = kUsage;
        return;
    }
    const std::string near = nearest_code(code);
    fmt::print(stderr, "orrery: there is no error code {}{}\n", code,
               near.empty() ? "; `orrery explain --list` prints all of them"
                            : "; did you mean " + near + "?");
    outcome.code = kUsage;
}

void list_codes(const std::string& format) {
    const bool markdown = format == "md";
    if (markdown) {
        fmt::print(
            "# Error codes\n\n"
            "Every message about what you wrote ends with a code. `orrery explain E0206` prints\n"
            "its entry of this page, which `orrery explain --list --format md` wrote.\n");
    }
    bool first = true;
    for (const CodeGroup& group : code_groups()) {
        fmt::print("{}{}\n", markdown ? "\n## " : first ? "" : "\n", group.title);
        first = false;
        for (const CodeEntry& entry : group.codes) {
            if (markdown) {
                print_markdown(entry);
            } else {
                fmt::print("{}", list_line(entry));
            }
        }
    }
}

}  // namespace orrery::cli
