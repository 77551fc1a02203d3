// `explain CODE` and `explain DIR PATH`: what an error means, why a number is what it is.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <filesystem>
#include <map>
#include <memory>

#include "sim/analysis/basis.hpp"
#include "sim/report/text_page.hpp"
#include "sim/scenario/codes.hpp"
#include "sim/scenario/quantity.hpp"
#include "sim/store/results_db.hpp"
#include "tools/orrery/pipeline.hpp"

namespace orrery::cli {
namespace {

void explain_code(const std::string& code, Outcome& outcome) {
    const CodeEntry* entry = find_code(code);
    if (!entry) {
        fmt::print(stderr, "orrery: there is no error code {}\n", code);
        outcome.code = kUsage;
        return;
    }
    fmt::print("{}  {}\n\n  example: {}\n  remedy:  {}\n", entry->code, entry->meaning,
               entry->example, entry->remedy);
}

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

/// Which of the three it rests on, its error where known, and the inputs from the weakest on.
void explain_basis(const StoredResults& stored, const Metric& m, const std::string& path) {
    constexpr std::size_t kMost = 6;
    const FigureBasis* b = analysis::basis_of(stored.bases, path);
    if (!b || b->inputs.empty()) {
        fmt::print("  rests on: {}\n", m.is_count ? "counted" : m.basis);
        return;
    }
    fmt::print("  rests on: {}{}; by its inputs, weakest first:\n", m.is_count ? "a count, " : "",
               analysis::basis_text(*b));
    for (std::size_t i = 0; i < std::min(b->inputs.size(), kMost); ++i) {
        const BasisInput& in = b->inputs[i];
        const std::string error =
            in.error_pct > 0 ? fmt::format(" ±{:.1f} %", in.error_pct) : std::string();
        fmt::print("    {} {}{} ({})\n", kRestsOnNames[static_cast<std::size_t>(in.basis)],
                   text::visible(in.what), error, text::visible(in.source));
    }
    if (b->inputs.size() > kMost) fmt::print("    … and {} more\n", b->inputs.size() - kMost);
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
    explain_basis(stored, *m, path);
    explain_postings(stored.ledger, path);
}

}  // namespace

void add_explain(CLI::App& app, Outcome& outcome) {
    auto what = std::make_shared<std::string>();
    auto path = std::make_shared<std::string>();
    CLI::App* verb =
        app.add_subcommand("explain", "What an error code means, or why a figure is what it is");
    verb->add_option("what", *what, "Error code (E0205), or a result folder")->required();
    verb->add_option("path", *path, "Figure of the folder, for example cost.total");
    verb->callback([what, path, &outcome] {
        if (!path->empty()) return explain_metric(*what, *path, outcome);
        explain_code(*what, outcome);
    });
}

}  // namespace orrery::cli
