// `completion SHELL` and `man`: what shells and man(1) read, from the same table as the help.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <memory>

#include "orrery/base/version.hpp"
#include "tools/orrery/option_table.hpp"
#include "tools/orrery/verbs.hpp"

namespace orrery::cli {

void add_completion(CLI::App& app, Outcome&) {
    auto shell = std::make_shared<std::string>();
    CLI::App* sub = app.add_subcommand("completion", "Print the completion script of a shell");
    sub->add_option("shell", *shell, "bash, zsh or fish")
        ->required()
        ->check(CLI::IsMember({"bash", "zsh", "fish"}));
    sub->footer(
        "For example: orrery completion bash > ~/.local/share/bash-completion/completions/orrery");
    sub->callback([shell, &app] {
        const auto table = option_table(app);
        fmt::print("{}", *shell == "bash"  ? bash_completion(table)
                         : *shell == "zsh" ? zsh_completion(table)
                                           : fish_completion(table));
    });
    CLI::App* man = app.add_subcommand("man", "Print the manual page, in roff");
    man->callback([&app] {
        fmt::print("{}", man_page(option_table(app), std::string("orrery ") + kVersion));
    });
}

}  // namespace orrery::cli
