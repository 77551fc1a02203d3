// The first sheet, for whoever reads one only; and the register of assumptions.
#include <fmt/format.h>

#include "sim/analysis/basis.hpp"
#include "sim/report/workbook_sheets.hpp"

namespace orrery::xlsx {
namespace {

class SummaryRows {
public:
    explicit SummaryRows(Sheet& sheet) : sheet_(sheet) {}

    void link(const std::string& label, const Figure& figure, Style style, const std::string& unit,
              const std::string& note, bool negate = false) {
        if (figure.ref.empty()) return;
        sheet_.text(row_, 0, label);
        sheet_.formula(row_, 1, (negate ? "-" : "") + figure.ref,
                       negate ? -figure.value : figure.value, style);
        sheet_.text(row_, 2, unit, Style::unit);
        sheet_.text(row_++, 3, note, Style::wrapped);
    }
    void link(const std::string& label, const std::optional<Figure>& figure, Style style,
              const std::string& unit, const std::string& note) {
        if (figure) link(label, *figure, style, unit, note);
    }
    void text(const std::string& label, const std::string& text) {
        sheet_.text(row_, 0, label);
        sheet_.text(row_, 1, "not shown");
        sheet_.text(row_++, 3, text, Style::wrapped);
    }
    void gap() { ++row_; }
    void line(const std::string& text, Style style) { sheet_.paragraph(row_++, text, style); }

private:
    Sheet& sheet_;
    std::size_t row_ = Sheet::kTop + 1;
};

void add_worth(SummaryRows& rows, const PlanInput& in, const Links& links) {
    const std::string& money = in.ledger.currency;
    if (in.finance.has_value) {
        rows.link("Expected revenue", links.revenue, Style::money, money,
                  "Cash flow: what workloads and jobs bring in, ramped and weighted");
        rows.link("Profit after tax", links.profit, Style::money, money, "Profit and loss");
        rows.link("Net present value", links.present_value, Style::money, money,
                  "Cash flow, discounted at the rate on Inputs");
    }
    rows.link("Present value of cost", links.cost_worth, Style::money, money,
              "Returns: what is paid, before tax");
    if (links.irr) {
        rows.link("Internal rate of return", links.irr, Style::percent, "a year", "Returns");
    } else {
        for (const RefusedFigure& r : in.finance.refused) {
            if (r.name == "IRR") rows.text("Internal rate of return", r.reason);
        }
    }
}

/// What each kind of figure rests on, with its error where that is known.
void add_bases(SummaryRows& rows, const Findings& f) {
    if (f.bases.empty()) return;
    rows.gap();
    rows.line("What the figures rest on", Style::note);
    for (const FigureBasis& b : f.bases) {
        rows.line(fmt::format("{}: {}. Weakest input: {}.", b.family, analysis::basis_text(b),
                              analysis::weakest_text(b)),
                  Style::wrapped);
    }
}

std::string path_note(const PlanInput& in) {
    if (in.book.replications < 2) return "One run was simulated: its path is shown.";
    return fmt::format(
        "{} runs were simulated. This workbook follows the one whose total cost is the median "
        "(P50); ranges are in result.json and in the report.",
        in.book.replications);
}

/// "catalog, as of 2026-11-22, published: source" → the date; empty without one.
std::string date_in(const std::string& origin) {
    const std::string mark = "as of ";
    const std::size_t at = origin.find(mark);
    return at == std::string::npos ? std::string() : origin.substr(at + mark.size(), 10);
}

bool is_default(const Origin& o) {
    return o.origin.rfind("default", 0) == 0;
}

/// Of the catalog, with a date: prices, hardware, grids.
bool is_fact(const Origin& o) {
    return o.origin.find("as of ") != std::string::npos || o.origin.rfind("catalog", 0) == 0;
}

/// A sheet of values with who says so.
class Register {
public:
    Register(Sheet& sheet, const std::pair<std::string, std::string>& heading) : sheet_(sheet) {
        sheet_.heading(heading.first, heading.second);
        sheet_.table({{"Assumption", 46, true},
                      {"Value", 30, true},
                      {"Owner", 18, true},
                      {"Source", 70, true},
                      {"As of", 12, true},
                      {"Valid until", 12, true}},
                     1);
    }
    void add(const std::array<std::string, 6>& texts) {
        for (std::size_t c = 0; c < texts.size(); ++c) {
            sheet_.text(row_, c, texts[c], c == 1 ? Style::text_input : Style::wrapped);
        }
        ++row_;
    }
    void close() {
        if (row_ > Sheet::kTop + 1) sheet_.filter(row_ - 1, 5);
    }

private:
    Sheet& sheet_;
    std::size_t row_ = Sheet::kTop + 1;
};

}  // namespace

void write_summary(File& file, const PlanInput& in, const Links& links) {
    const std::string& money = in.ledger.currency;
    Sheet& sheet = file.sheet("Summary");
    sheet.heading(in.findings.name, in.findings.description);
    sheet.table({{"Figure", 34, true},
                 {"Value", 20},
                 {"Unit", 14, true},
                 {"Where it comes from", 72, true}});
    SummaryRows rows(sheet);
    rows.link("Total cost of the plan", links.cost, Style::money, money,
              "Cost by month: effective cost of everything used up");
    rows.link("Cash for operation", links.cash_opex, Style::money, money,
              "Cash flow: what is billed and paid", true);
    rows.link("Cash for investment", links.cash_capex, Style::money, money,
              "Cash flow: what is bought", true);
    add_worth(rows, in, links);
    rows.link("Cost of a million output tokens", links.per_million_tokens, Style::small, money,
              "Unit economics");
    rows.link("Energy", links.energy_kwh, Style::amount, "kWh", "Energy: facility, all sites");
    rows.link("Emissions of the inventory, location-based", links.location_kg, Style::amount,
              "kgCO2e", "Carbon: all scopes, with hardware and losses of the grid");
    rows.gap();
    for (const std::string& sentence : in.findings.answer) rows.line(sentence, Style::wrapped);
    rows.gap();
    rows.line(path_note(in), Style::note);
    rows.line(
        "Blue cells are inputs; totals, present values and unit costs are formulas; all "
        "other numbers are simulated and carry the line above the table.",
        Style::note);
    for (const std::string& note : in.finance.notes) rows.line(note, Style::note);
    add_bases(rows, in.findings);
}

void write_assumptions(File& file, const PlanInput& in) {
    Register stated(file.sheet("Assumptions"),
                    {"What the plan rests on",
                     "What the user stated, owned assumptions first, then facts of the catalog "
                     "with their source; what nobody stated is in Defaults. Change them in the "
                     "scenario and run or reprice: these cells feed no formula."});
    for (const AssumptionSpec& a : in.book.world.assumptions) {
        stated.add({a.name, a.value, a.owner, a.source, a.as_of, a.valid_until});
    }
    for (const bool facts : {false, true}) {
        for (const Origin& o : in.book.world.origins) {
            if (is_default(o) || is_fact(o) != facts) continue;
            stated.add({o.path, o.value, "", o.origin, date_in(o.origin), ""});
        }
    }
    stated.close();
    Register defaults(
        file.sheet("Defaults"),
        {"What nobody stated", "Values of the engine where the scenario says nothing."});
    for (const Origin& o : in.book.world.origins) {
        if (is_default(o)) defaults.add({o.path, o.value, "", o.origin, "", ""});
    }
    defaults.close();
}

}  // namespace orrery::xlsx
