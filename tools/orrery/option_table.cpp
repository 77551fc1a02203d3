// The command line as a table, from what the verbs declare.
#include "tools/orrery/option_table.hpp"

#include <CLI/CLI.hpp>

namespace orrery::cli {
namespace {

/// "TEXT:{text,json}" names its choices.
std::vector<std::string> choices_in(const std::string& type) {
    std::vector<std::string> out;
    const std::size_t open = type.find(":{");
    const std::size_t close = type.rfind('}');
    if (open == std::string::npos || close == std::string::npos) return out;
    std::string one;
    for (const char c : type.substr(open + 2, close - open - 2) + ",") {
        if (c != ',') {
            one += c;
        } else if (!one.empty()) {
            out.push_back(std::exchange(one, {}));
        }
    }
    return out;
}

OptionRow row_of(const CLI::Option& option) {
    OptionRow row;
    for (const std::string& name : option.get_snames()) row.names.push_back("-" + name);
    for (const std::string& name : option.get_lnames()) row.names.push_back("--" + name);
    row.description = option.get_description();
    if (option.get_expected_max() == 0) return row;
    const std::string type = option.get_type_name();
    row.value = option.get_positional() ? option.get_name(true) : type.substr(0, type.find(':'));
    row.choices = choices_in(type);
    return row;
}

void add_verbs(const CLI::App& app, const std::vector<std::string>& path,
               std::vector<VerbRow>& table) {
    VerbRow row{path, app.get_description(), {}, {}};
    const auto shown = [](const CLI::App* sub) { return !sub->get_group().empty(); };
    const auto subs = app.get_subcommands(shown);
    for (const CLI::App* sub : subs) row.verbs.push_back(sub->get_name());
    const auto any = [](const CLI::Option* option) { return !option->get_group().empty(); };
    for (const CLI::Option* option : app.get_options(any)) row.options.push_back(row_of(*option));
    table.push_back(std::move(row));
    for (const CLI::App* sub : subs) {
        std::vector<std::string> longer = path;
        longer.push_back(sub->get_name());
        add_verbs(*sub, longer, table);
    }
}

}  // namespace

std::vector<VerbRow> option_table(const CLI::App& app) {
    std::vector<VerbRow> table;
    add_verbs(app, {}, table);
    return table;
}

}  // namespace orrery::cli
