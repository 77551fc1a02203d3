// `explain CODE` and `explain DIR PATH`: what an error means, why a number is what it is.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <filesystem>
#include <map>
#include <memory>

#include "sim/scenario/quantity.hpp"
#include "sim/store/results_db.hpp"
#include "tools/orrery/explain_code.hpp"
#include "tools/orrery/pipeline.hpp"

namespace orrery::cli {
namespace {

/// Which postings make up a cost metric: those of its site, vendor or category, or all.
bool belongs(const Charge& p, const std::string& path) {
    const auto after = [&](const std::string& prefix) {
        return path.rfind(prefix, 0) == 0 ? path.substr(prefix.size()) : std::string();
    };
    if (const auto site = after("cost.by_site."); !site.empty()) return p.site == site;
    if (const auto vendor = after("cost.by_vendor."); !vendor.empty()) return p.vendor == vendor;
    if (const auto one = after("cost.by_category."); !one.empty()) return p.category == one;
    if (path == "finance.cash.capex" || path == "finance.cash.opex") {
        return p.cash && p.capital == (path == "finance.cash.capex");
    }
    if (path == "finance.accrual.wear") return p.capital;
    if (path == "finance.accrual.opex") return !p.capital;
    if (path == "finance.npv_cost" || path == "finance.cash.total") return p.cash;
    return path == "cost.total" || path == "cost.effective" || path == "finance.lcoc";
}

/// Which column of the postings a figure adds up.
CostColumn column_of(const std::string& path) {
    const bool paid = path.rfind("finance.cash.", 0) == 0 || path == "finance.npv_cost";
    return paid ? CostColumn::billed : CostColumn::effective;
}

/// The postings behind a cost, those of a charge and month together.
void explain_postings(const Ledger& ledger, const std::string& path) {
    std::map<std::pair<std::uint32_t, std::int32_t>, std::pair<double, Money>> sums;
    for (const Posting& p : ledger.postings) {
        if (!belongs(ledger.of(p), path)) continue;
        auto& [quantity, amount] = sums[{p.charge, p.month}];
        quantity += p.quantity;
        amount += p.of(column_of(path));
    }
    for (const auto& [key, sum] : sums) {
        const Charge& c = ledger.charges[key.first];
        fmt::print("  {} {} {} {}: {} {} → {}\n    {}; price: {}\n", month_name(key.second), c.site,
                   c.pool.empty() ? "-" : c.pool, c.category, print_number(sum.first), c.unit,
                   to_string(sum.second, 2), c.formula, c.price_source);
    }
}

void explain_metric(const std::string& dir, const std::string& path, Outcome& outcome) {
    const StoredResults stored = read_results_db(dir + "/results.db");
    const Metric* m = stored.metrics.find(path);
    if (!m) {
        std::vector<std::string> paths;
        for (const auto& [known, metric] : stored.metrics.all()) paths.push_back(known);
        const std::string similar = closest(path, paths);
        fmt::print(stderr, "orrery: {} has no figure {}{}\n", dir, path,
                   similar.empty() ? "" : "; did you mean " + similar + "?");
        outcome.code = kUsage;
        return;
    }
    fmt::print("{} = {} {}\n", path, print_number(m->value), m->unit);
    if (m->lo && m->hi) {
        fmt::print("  95 % interval: {} to {}\n", print_number(*m->lo), print_number(*m->hi));
    }
    if (!m->formula.empty()) fmt::print("  formula: {}\n", m->formula);
    if (m->n > 0) fmt::print("  from {} observations\n", m->n);
    fmt::print("  rests on: {}\n", m->is_count ? "counted" : m->basis);
    explain_postings(stored.ledger, path);
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
    verb->add_option("path", asked->path, "Figure of the folder, for example cost.total");
    verb->add_flag("--list", asked->list, "All error codes, as without arguments");
    verb->add_option("--format", asked->format, "Of the list: text, or md with all examples")
        ->check(CLI::IsMember({"text", "md"}));
    verb->callback([asked, &outcome] {
        if (!asked->path.empty()) return explain_metric(asked->what, asked->path, outcome);
        if (asked->list || asked->what.empty()) return list_codes(asked->format);
        if (std::filesystem::is_directory(asked->what)) {
            fmt::print(stderr,
                       "orrery: which figure of {0}? For example: orrery explain {0} cost.total\n",
                       asked->what);
            outcome.code = kUsage;
            return;
        }
        explain_code(asked->what, outcome);
    });
}

}  // namespace orrery::cli
