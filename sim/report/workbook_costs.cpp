// Cost by category and month, the ledger by charge and month, commitments and what is left of them.
#include <map>
#include <set>

#include "orrery/base/math.hpp"
#include "sim/report/workbook_sheets.hpp"

namespace orrery::xlsx {
namespace {

using ChargeMonth = std::pair<std::uint32_t, std::int32_t>;

struct Cell {
    double quantity = 0;
    std::array<Money, kCostColumns> amount{};
    [[nodiscard]] double of(CostColumn column) const {
        return amount[static_cast<std::size_t>(column)].units();
    }
};

/// The ledger by charge and month.
std::map<ChargeMonth, Cell> cells_of(const Ledger& ledger) {
    std::map<ChargeMonth, Cell> cells;
    for (const Posting& p : ledger.postings) {
        Cell& at = cells[{p.charge, p.month}];
        at.quantity += p.quantity;
        for (std::size_t c = 0; c < kCostColumns; ++c) at.amount[c] += p.amount[c];
    }
    return cells;
}

const char* kind_name(ChargeKind kind) {
    switch (kind) {
        case ChargeKind::usage:
            return "usage";
        case ChargeKind::purchase:
            return "purchase";
        case ChargeKind::tax:
            return "tax";
        case ChargeKind::credit:
            return "credit";
        case ChargeKind::adjustment:
            return "adjustment";
    }
    return "";
}

void ledger_row(Sheet& sheet, std::size_t row, const ChargeMonth& key, const Charge& c,
                const Cell& at) {
    std::size_t column = 0;
    for (const std::string& text :
         {month_name(key.second), c.account, c.category, c.vendor, c.site, c.pool, c.contract,
          c.asset, std::string(kind_name(c.kind)), c.unit}) {
        sheet.text(row, column++, text);
    }
    sheet.number(row, column++, at.quantity, Style::amount);
    for (const Money& amount : at.amount) {
        sheet.number(row, column++, amount.units(), Style::money);
    }
    sheet.text(row, column++, c.formula);
    sheet.text(row, column, c.price_source);
}

/// What a commitment cost and was used for in a month.
struct Use {
    double brought = 0;  ///< paid before the run, not consumed before it
    double bought = 0;   ///< billed of its purchase
    double used = 0;     ///< effective
    double unused = 0;
};

std::map<std::string, std::map<std::int32_t, Use>> commitments_of(const Ledger& ledger) {
    std::map<std::string, std::map<std::int32_t, Use>> out;
    for (const auto& [key, at] : cells_of(ledger)) {
        const Charge& c = ledger.charges[key.first];
        const bool part = c.status != CommitmentStatus::none;
        const bool purchase = c.kind == ChargeKind::purchase && !c.capital;
        const bool brought = c.category == "brought forward";
        if (c.contract.empty() || (!part && !purchase && !brought)) continue;
        Use& use = out[c.contract][key.second];
        if (brought) use.brought += at.quantity;
        use.bought += purchase ? at.of(CostColumn::billed) : 0;
        const double effective = at.of(CostColumn::effective);
        if (part) (c.status == CommitmentStatus::used ? use.used : use.unused) += effective;
    }
    return out;
}

/// Rows of one commitment: what is left falls by what each month used up.
std::size_t burn_down(Sheet& sheet, std::size_t row, const std::string& contract,
                      const std::map<std::int32_t, Use>& months) {
    const std::size_t first = row;
    double left = 0;
    for (const auto& [month, use] : months) {
        left += use.brought;
        sheet.text(row, 0, contract);
        sheet.text(row, 1, month_name(month));
        sheet.number(row, 2, use.bought, Style::money);
        if (row == first) sheet.number(row, 3, left, Style::money);
        if (row != first) sheet.formula(row, 3, cell(row - 1, 6), left, Style::money);
        sheet.number(row, 4, use.used, Style::money);
        sheet.number(row, 5, use.unused, Style::money);
        left += use.bought - use.used - use.unused;
        // To the micro-unit of postings: what rounding of sums leaves over is not a balance, nor
        // −0.
        left = static_cast<double>(math::round_to_int64(left * 1e6)) / 1e6;
        sheet.formula(row, 6,
                      "ROUND(" + cell(row, 3) + "+" + cell(row, 2) + "-" + cell(row, 4) + "-" +
                          cell(row, 5) + ",6)",
                      left, Style::money);
        const double consumed = use.used + use.unused;
        sheet.formula(row, 7,
                      "IF(" + cell(row, 4) + "+" + cell(row, 5) + "=0,0," + cell(row, 4) + "/(" +
                          cell(row, 4) + "+" + cell(row, 5) + "))",
                      consumed == 0 ? 0 : use.used / consumed, Style::percent);
        ++row;
    }
    return row;
}

}  // namespace

void write_costs(File& file, const PlanInput& in, Links& links) {
    std::map<std::string, std::map<std::int32_t, Money>> by_category;
    std::set<std::int32_t> months;
    for (const auto& [key, at] : cells_of(in.ledger)) {
        const Charge& c = in.ledger.charges[key.first];
        by_category[c.category][key.second] +=
            at.amount[static_cast<std::size_t>(CostColumn::effective)];
        months.insert(key.second);
    }
    Sheet& sheet = file.sheet("Cost by month");
    sheet.heading("Cost by category and month, " + in.ledger.currency,
                  "Effective cost: what each month used up, commitments and assets spread over "
                  "their use.");
    std::vector<Column> columns{{"Category", 24, true}};
    for (const std::int32_t month : months) columns.push_back({month_name(month), 14});
    columns.push_back({"Total", 16});
    columns.push_back({"Share", 9});
    sheet.table(columns, 1);
    const std::size_t total = months.size() + 1;
    const std::size_t bottom = Sheet::kTop + 1 + by_category.size();
    const double whole = in.ledger.total(CostColumn::effective).units();
    std::size_t row = Sheet::kTop + 1;
    std::map<std::int32_t, Money> by_month;
    for (auto& [category, amounts] : by_category) {
        sheet.text(row, 0, category);
        Money sum;
        std::size_t column = 1;
        for (const std::int32_t month : months) {
            sum += amounts[month];
            by_month[month] += amounts[month];
            sheet.number(row, column++, amounts[month].units(), Style::money);
        }
        sheet.formula(row, total, "SUM(" + range(row, 1, row, total - 1) + ")", sum.units(),
                      Style::money);
        sheet.formula(row, total + 1,
                      "IF(" + cell(bottom, total, true) + "=0,0," + cell(row, total) + "/" +
                          cell(bottom, total, true) + ")",
                      whole == 0 ? 0 : sum.units() / whole, Style::percent);
        ++row;
    }
    if (by_category.empty()) return;
    sheet.text(bottom, 0, "Total", Style::total_label);
    std::size_t column = 1;
    for (const std::int32_t month : months) {
        sheet.sum(bottom, column++, by_month[month].units(), Style::money_total);
    }
    links.cost = sheet.sum(bottom, total, whole, Style::money_total);
    sheet.text(bottom, total + 1, "", Style::total_label);
    file.define("total_cost", links.cost.ref);
}

void write_ledger(File& file, const PlanInput& in) {
    Sheet& sheet = file.sheet("Ledger");
    sheet.heading("Ledger by charge and month, " + in.ledger.currency,
                  "Every posting of the run, those of a charge and month together. The totals "
                  "follow the filter.");
    sheet.table({{"Month", 10, true},
                 {"Account", 24, true},
                 {"Category", 14, true},
                 {"Vendor", 12, true},
                 {"Site", 18, true},
                 {"Pool", 18, true},
                 {"Contract", 16, true},
                 {"Asset", 14, true},
                 {"Kind", 11, true},
                 {"Unit", 12, true},
                 {"Quantity", 15},
                 {"List", 15},
                 {"Contracted", 15},
                 {"Billed", 15},
                 {"Effective", 15},
                 {"How", 60, true},
                 {"Price from", 60, true}},
                1);
    const auto cells = cells_of(in.ledger);
    std::size_t row = Sheet::kTop + 1;
    std::array<Money, kCostColumns> sums{};
    // By month, then by charge: as a reader of statements expects it.
    std::map<std::pair<std::int32_t, std::uint32_t>, const Cell*> order;
    for (const auto& [key, at] : cells) order[{key.second, key.first}] = &at;
    for (const auto& [key, at] : order) {
        ledger_row(sheet, row++, {key.second, key.first}, in.ledger.charges[key.second], *at);
        for (std::size_t c = 0; c < kCostColumns; ++c) sums[c] += at->amount[c];
    }
    if (cells.empty()) return;
    sheet.filter(row - 1, 16);
    sheet.text(row, 0, "Total", Style::total_label);
    for (std::size_t c = 1; c < 11; ++c) sheet.text(row, c, "", Style::total_label);
    for (std::size_t c = 0; c < kCostColumns; ++c) {
        const std::size_t column = 11 + c;
        sheet.formula(row, column,
                      "SUBTOTAL(109," + range(Sheet::kTop + 1, column, row - 1, column) + ")",
                      sums[c].units(), Style::money_total);
    }
}

void write_commitments(File& file, const PlanInput& in) {
    Sheet& sheet = file.sheet("Commitments");
    sheet.heading(
        "Commitments: what is bought, used and left, " + in.ledger.currency,
        "Opening is what was paid before and not consumed; what is billed raises it, used "
        "and unused parts lower it; the last closing is carried forward.");
    sheet.table({{"Commitment", 26, true},
                 {"Month", 10, true},
                 {"Billed", 15},
                 {"Opening", 15},
                 {"Used", 15},
                 {"Unused", 15},
                 {"Closing", 15},
                 {"Used share", 10}},
                2);
    std::size_t row = Sheet::kTop + 1;
    for (const auto& [contract, months] : commitments_of(in.ledger)) {
        row = burn_down(sheet, row, contract, months);
    }
    if (row == Sheet::kTop + 1) sheet.text(row, 0, "This plan has no commitments.", Style::note);
}

}  // namespace orrery::xlsx
