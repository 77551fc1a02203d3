// orrery(1), from the table of options.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include "tools/orrery/option_table.hpp"

namespace orrery::cli {
namespace {

/// Text that roff prints as it stands.
std::string roff(const std::string& text) {
    std::string out;
    for (const char c : text) {
        if (c == '\\') {
            out += "\\e";
        } else if (c == '-') {
            out += "\\-";
        } else if ((c == '.' || c == '\'') && (out.empty() || out.back() == '\n')) {
            out += std::string("\\&") + c;
        } else {
            out += c;
        }
    }
    return out;
}

std::string option_lines(const OptionRow& option) {
    const bool positional = option.names.empty();
    std::string head =
        positional ? "\\fI" + roff(option.value) + "\\fR"
                   : "\\fB" + roff(fmt::format("{}", fmt::join(option.names, ", "))) + "\\fR";
    if (!positional && !option.value.empty()) {
        head += " \\fI" +
                roff(option.choices.empty() ? option.value
                                            : fmt::format("{}", fmt::join(option.choices, "|"))) +
                "\\fR";
    }
    return ".TP\n" + head + "\n" + roff(option.description) + "\n";
}

bool is_help(const OptionRow& option) {
    return option.names.size() == 2 && option.names[1] == "--help";
}

const char* const kEnd = R"(.SH EXIT STATUS
0 done; 1 the environment failed; 2 usage; 3 an invalid entry; 4 entries that cannot all hold;
5 an assertion of the scenario failed; 6 ended by a limit, with a partial result; 70 a bug;
130 interrupted.
.SH ENVIRONMENT
.TP
.B ORRERY_DATA
Folder that \fIdata:\fR paths resolve under.
.TP
.B ORRERY_SHARE
Folder with the catalog, examples and studies, where it is not beside the program.
.TP
.B NO_COLOR
No colours.
.SH SEE ALSO
The documents in the package: tutorial, scenario language, models and their sources.
)";

}  // namespace

std::string man_page(const std::vector<VerbRow>& table, const std::string& version) {
    const VerbRow& program = table.front();
    std::string out = fmt::format(".TH ORRERY 1 \"\" \"{}\" \"User Commands\"\n", version);
    out += ".SH NAME\norrery \\- plan AI infrastructure by simulation\n";
    out += ".SH SYNOPSIS\n.B orrery\n.I verb\n.RI [ options ]\n";
    out += ".SH DESCRIPTION\n" + roff(program.description) + "\n.SH VERBS\n";
    for (const VerbRow& row : table) {
        if (row.path.empty()) continue;
        out += ".SS \"orrery " + roff(fmt::format("{}", fmt::join(row.path, " "))) + "\"\n" +
               roff(row.description) + "\n";
        for (const OptionRow& option : row.options) {
            if (!is_help(option)) out += option_lines(option);
        }
    }
    return out + kEnd;
}

}  // namespace orrery::cli
