// `explain CODE` and `explain DIR PATH`: what an error means, why a number is what it is.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <filesystem>
#include <memory>

#include "sim/report/explain.hpp"
#include "sim/report/text_page.hpp"
#include "tools/orrery/explain_code.hpp"
#include "tools/orrery/pipeline.hpp"
#include "tools/orrery/terminal.hpp"

namespace orrery::cli {
namespace {

/// A figure, a family of them, or a complaint with the nearest name.
void explain_path(const std::string& dir, const std::string& path, Outcome& outcome) {
    want_result(dir);
    const StoredResults stored = read_results_db(dir + "/results.db");
    if (path.empty()) return fmt::print("{}", list_figures(stored, terminal_width()));
    if (stored.metrics.find(path)) {
        return fmt::print("{}", explain_figure(stored, path, terminal_width()));
    }
    const std::string family = list_family(stored, path, terminal_width());
    if (!family.empty()) return fmt::print("{}", family);
    std::vector<std::string> paths;
    for (const auto& [known, metric] : stored.metrics.all()) paths.push_back(known);
    const std::string similar = closest(path, paths);
    fmt::print(stderr, "orrery: {} has no figure {}{}\n  hint: `orrery explain {}` lists them\n",
               dir, text::visible(path), similar.empty() ? "" : "; did you mean " + similar + "?",
               dir);
    outcome.code = kUsage;
}

}  // namespace

void add_explain(CLI::App& app, Outcome& outcome) {
    struct Asked {
        std::string what;
        std::string path;
        bool list = false;
        std::string format = "text";
    };
    auto asked = std::make_shared<Asked>();
    CLI::App* verb =
        app.add_subcommand("explain", "What an error code means, or why a figure is what it is");
    verb->add_option("what", asked->what, "Error code (E0205), or a result folder");
    verb->add_option("path", asked->path,
                     "Figure of the folder (cost.total), or a family (cost); none: lists them");
    verb->add_flag("--list", asked->list, "All error codes, as without arguments");
    verb->add_option("--format", asked->format, "Of the list: text, or md with all examples")
        ->check(CLI::IsMember({"text", "md"}));
    verb->callback([asked, &outcome] {
        if (asked->list || asked->what.empty()) return list_codes(asked->format);
        const bool folder = !asked->path.empty() || std::filesystem::is_directory(asked->what) ||
                            asked->what.find('/') != std::string::npos;
        if (folder) return explain_path(asked->what, asked->path, outcome);
        explain_code(asked->what, outcome);
    });
}

}  // namespace orrery::cli
