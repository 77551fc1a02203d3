// Why a figure of a stored result is what it is: its head, then what its family is made of.
#include "sim/report/explain.hpp"

#include <fmt/format.h>

#include <map>

#include "sim/analysis/basis.hpp"
#include "sim/analysis/span.hpp"
#include "sim/analysis/wording.hpp"
#include "sim/report/explain_parts.hpp"
#include "sim/scenario/quantity.hpp"

namespace orrery {
namespace explain {

std::string Asked::member(std::string_view prefix, std::string_view tail) const {
    if (!begins(prefix) || path.size() < prefix.size() + tail.size()) return {};
    const std::size_t length = path.size() - prefix.size() - tail.size();
    if (path.compare(path.size() - tail.size(), tail.size(), tail) != 0) return {};
    return path.substr(prefix.size(), length);
}

std::string instant_words(const ResultRows& rows, double at_s) {
    const auto start = parse_date(rows.start);
    if (!start) return print_number(at_s) + " s";
    std::string text = print_date(*start + static_cast<std::int64_t>(at_s));
    text[10] = ' ';
    return text.substr(0, 16);
}

std::string span_words(double s) {
    if (s <= 0) return "0 s";
    if (s < 1e-3) return fmt::format("{:.0f} µs", s * 1e6);
    if (s < 1) return fmt::format("{:.0f} ms", s * 1e3);
    if (s < 120) return fmt::format("{:.2f} s", s);
    if (s < 7200) return fmt::format("{:.1f} min", s / 60);
    return fmt::format("{} h", analysis::number_text(s / 3600));
}

std::string exact_text(double value, const std::string& unit, const std::string& currency) {
    const double size = value < 0 ? -value : value;
    const std::string behind = unit.empty() ? "" : " " + unit;
    if (unit == "s" && size > 0 && size < 1e-9) return "below 1 ns";
    const bool money = !currency.empty() && unit.rfind(currency, 0) == 0 && size < 1e9;
    std::string digits = fmt::format("{:.6g}", size);
    if (money) {
        digits = fmt::format("{:.6f}", size);
        digits.erase(digits.find_last_not_of('0') + 1);
        if (digits.back() == '.') digits.pop_back();
    }
    if (!money && size >= 999999.5 && size < 1e15) digits = fmt::format("{:.0f}", size);
    return (value < 0 && digits != "0" ? "−" : "") + digits + behind;
}

namespace {

/// Which of the three it rests on, its error where known, and the inputs from the weakest on.
void rests_on(const Asked& a, const Metric& m) {
    constexpr std::size_t kMost = 6;
    const FigureBasis* b = analysis::basis_of(a.results.bases, a.path);
    if (!b || b->inputs.empty()) {
        a.page.paragraph("rests on: " + (m.is_count ? std::string("counted") : m.basis), "  ");
        return;
    }
    a.page.paragraph(fmt::format("rests on: {}{}; by its inputs, weakest first:",
                                 m.is_count ? "a count, " : "", analysis::basis_text(*b)),
                     "  ");
    const std::vector<const BasisInput*> inputs = explain::resting_on(a, *b);
    for (std::size_t i = 0; i < std::min(inputs.size(), kMost); ++i) {
        const BasisInput& in = *inputs[i];
        const std::string error =
            in.error_pct > 0 ? fmt::format(" ±{:.1f} %", in.error_pct) : std::string();
        a.page.paragraph(
            fmt::format("{} {}{} ({})", kRestsOnNames[static_cast<std::size_t>(in.basis)],
                        text::visible(in.what), error, text::visible(in.source)),
            "    ");
    }
    if (inputs.size() > kMost) {
        a.page.paragraph(fmt::format("… and {} more", inputs.size() - kMost), "    ");
    }
}

void head(const Asked& a) {
    const Metric& m = a.metric;
    const auto text = [&](double value, const std::string& unit) {
        return exact_text(value, unit, a.results.ledger.currency);
    };
    const std::string exact = text(m.value, m.unit);
    const bool long_span = m.unit == "s" && analysis::span_unit(m.value).seconds > 1;
    a.page.paragraph(
        a.path + " = " + exact + (long_span ? " (" + analysis::seconds_text(m.value) + ")" : ""),
        "");
    const std::string& partial = a.results.rows.partial;
    if (!partial.empty()) {
        a.page.paragraph("PARTIAL: " + partial + "; nothing is extrapolated", "  ");
    }
    if (m.lo && m.hi) {
        const std::string unit = " " + m.unit;
        std::string low = text(*m.lo, m.unit);
        if (low.size() > unit.size() &&
            low.compare(low.size() - unit.size(), unit.size(), unit) == 0)
            low.resize(low.size() - unit.size());
        a.page.paragraph(fmt::format("95 % interval: {} to {}", low, text(*m.hi, m.unit)), "  ");
    }
    a.page.paragraph("formula: " + (!m.formula.empty() ? m.formula
                                    : m.is_count       ? std::string("a count")
                                                       : std::string("not stated in this result")),
                     "  ");
    const std::int64_t runs = analysis::replications_of(a.results.metrics);
    const bool mean = runs > 1 && m.lo && m.n == runs;
    if (analysis::known_to_some(a.results.metrics, m)) {
        a.page.paragraph(
            fmt::format("mean of {} of {} replications: the others have no such figure", m.n, runs),
            "  ");
    } else if (m.n > 0) {
        a.page.paragraph(mean ? fmt::format("mean of {} replications", m.n)
                              : fmt::format("from {} observations",
                                            analysis::grouped(static_cast<double>(m.n), 0)),
                         "  ");
    }
    rests_on(a, m);
}

/// How concentrated the spend is follows from what each vendor gets.
void spend_by_vendor(const Asked& a) {
    if (a.path.find("spend") == std::string::npos) return;
    std::vector<std::vector<std::string>> rows;
    double total = 0;
    for (const auto& [path, m] : a.results.metrics.all()) {
        if (path.rfind("cost.by_vendor.", 0) == 0) total += m.value;
    }
    for (const auto& [path, m] : a.results.metrics.all()) {
        if (path.rfind("cost.by_vendor.", 0) != 0 || rows.size() == 12) continue;
        rows.push_back({path.substr(15), analysis::money_text(m.value) + " " + m.unit,
                        total > 0 ? analysis::percent_text(m.value / total) : ""});
    }
    if (rows.empty()) return;
    a.page.heading("Spend by vendor");
    a.page.table(rows);
}

using Part = void (*)(const Asked&);
struct Family {
    const char* prefix;
    std::vector<Part> parts;
};

/// The first whose prefix fits.
const std::vector<Family>& families() {
    static const std::vector<Family> all{{"cost.", {postings}},
                                         {"finance.", {postings}},
                                         {"unit.", {postings}},
                                         {"latency.", {latencies, waits}},
                                         {"slo.", {counts, latencies, waits}},
                                         {"waits.", {waits, events}},
                                         {"lost.", {}},
                                         {"requests.", {counts, events}},
                                         {"throughput.", {counts}},
                                         {"tokens.", {counts}},
                                         {"energy.", {energy}},
                                         {"power.", {energy, events}},
                                         {"pue", {energy}},
                                         {"wue", {energy}},
                                         {"water.", {energy}},
                                         {"ref", {energy}},
                                         {"cfe.", {energy}},
                                         {"sites.", {energy}},
                                         {"cue", {energy, carbon}},
                                         {"carbon.", {carbon, energy}},
                                         {"utilisation.", {utilisation, events}},
                                         {"supply.", {events}},
                                         {"services.", {events}},
                                         {"runbooks.", {events}},
                                         {"risk.", {spend_by_vendor}},
                                         {"jobs.", {events}}};
    return all;
}

/// What nothing above tells: figures that share its place.
void siblings(const Asked& a) {
    const std::string group = a.path.substr(0, a.path.rfind('.') + 1);
    std::vector<std::vector<std::string>> rows;
    std::size_t more = 0;
    for (const auto& [path, m] : a.results.metrics.all()) {
        if (group.empty() || path.rfind(group, 0) != 0 || path == a.path) continue;
        if (path.find('.', group.size()) != std::string::npos) continue;
        if (rows.size() == 12) {
            ++more;
            continue;
        }
        rows.push_back({path.substr(group.size()), analysis::number_text(m.value), m.unit});
    }
    if (rows.empty()) return;
    a.page.heading("Beside it in " + group.substr(0, group.size() - 1));
    a.page.table(rows);
    if (more > 0) a.page.paragraph(fmt::format("… and {} more", more), "  ");
}

}  // namespace
}  // namespace explain

std::string explain_figure(const StoredResults& results, const std::string& path, int width) {
    text::Page page(width);
    const Metric& metric = *results.metrics.find(path);
    const explain::Asked asked{results, path, metric, page};
    explain::head(asked);
    bool told = false;
    for (const explain::Family& family : explain::families()) {
        if (!asked.begins(family.prefix)) continue;
        const std::size_t before = page.out.size();
        for (const explain::Part part : family.parts) part(asked);
        told = page.out.size() > before;
        break;
    }
    if (!told) {
        page.out += "\n";
        page.paragraph("No record behind it is kept in this result: it follows from its formula.",
                       "  ");
    }
    explain::siblings(asked);
    explain::inputs(asked);
    return page.out;
}

std::string list_figures(const StoredResults& results, int width) {
    struct Seen {
        std::string family;
        std::size_t count = 0;
        std::vector<std::string> first;
    };
    std::vector<Seen> seen;
    std::map<std::string, std::size_t> at;
    for (const auto& [path, metric] : results.metrics.all()) {
        const std::string family = path.substr(0, path.find('.'));
        const auto [it, is_new] = at.emplace(family, seen.size());
        if (is_new) seen.push_back({family, 0, {}});
        Seen& one = seen[it->second];
        ++one.count;
        if (one.first.size() < 3) one.first.push_back(path);
    }
    text::Page page(width);
    page.paragraph(fmt::format("{} figures in {} families; `orrery explain DIR FAMILY` lists one, "
                               "`orrery explain DIR PATH` says why a figure is what it is.",
                               results.metrics.all().size(), seen.size()),
                   "");
    page.out += "\n";
    for (const Seen& one : seen) {
        page.paragraph(fmt::format("{} ({}): {}{}", one.family, one.count,
                                   fmt::join(one.first, ", "), one.count > 3 ? ", …" : ""),
                       "  ");
    }
    return page.out;
}

std::string list_family(const StoredResults& results, const std::string& family, int width) {
    text::Page page(width);
    for (const auto& [path, m] : results.metrics.all()) {
        if (path.rfind(family + ".", 0) != 0) continue;
        page.paragraph(fmt::format("{} = {}{}", path, analysis::number_text(m.value),
                                   m.unit.empty() ? "" : " " + m.unit),
                       "");
    }
    return page.out;
}

}  // namespace orrery
