// `explain CODE` and `explain DIR PATH`: what an error means, why a number is what it is.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <cctype>
#include <filesystem>
#include <memory>

#include "sim/report/explain.hpp"
#include "sim/report/text_page.hpp"
#include "sim/scenario/codes.hpp"
#include "tools/orrery/pipeline.hpp"
#include "tools/orrery/terminal.hpp"

namespace orrery::cli {
namespace {

void explain_code(const std::string& code, Outcome& outcome) {
    const CodeEntry* entry = find_code(code);
    if (!entry) {
        const bool like_one = code.size() > 1 && code[0] == 'E' && std::isdigit(code[1]) != 0;
        fmt::print(stderr, "orrery: {}\n",
                   like_one ? "there is no error code " + code
                            : code + " is neither an error code nor a result folder");
        outcome.code = kUsage;
        return;
    }
    fmt::print("{}  {}\n\n  example: {}\n  remedy:  {}\n", entry->code, entry->meaning,
               entry->example, entry->remedy);
}

/// A figure, a family of them, or a complaint with the nearest name.
void explain_path(const std::string& dir, const std::string& path, Outcome& outcome) {
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
    auto what = std::make_shared<std::string>();
    auto path = std::make_shared<std::string>();
    CLI::App* verb =
        app.add_subcommand("explain", "What an error code means, or why a figure is what it is");
    verb->add_option("what", *what, "Error code (E0205), or a result folder")->required();
    verb->add_option("path", *path,
                     "Figure of the folder (cost.total), or a family (cost); none: lists them");
    verb->callback([what, path, &outcome] {
        const bool folder = !path->empty() || std::filesystem::is_directory(*what);
        if (folder) return explain_path(*what, *path, outcome);
        explain_code(*what, outcome);
    });
}

}  // namespace orrery::cli
