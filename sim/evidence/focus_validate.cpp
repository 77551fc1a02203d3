// `validate focus`: does a file keep the rules of FOCUS 1.2?
#include "sim/evidence/focus_validate.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "sim/evidence/focus_format.hpp"
#include "sim/evidence/focus_header.hpp"
#include "sim/evidence/focus_identity.hpp"
#include "sim/evidence/focus_rules.hpp"
#include "sim/ingest/csv.hpp"

namespace orrery {
namespace {

using namespace focus;

constexpr std::size_t kLines = 5;
constexpr std::size_t kExampleBytes = 80;

/// What a cell's format says, whatever its row: nothing, or the part of the rule's id that it
/// breaks.
struct CellVerdict {
    const char* broken = nullptr;  ///< "type", "format", "allowed", "null_text", "not_null"
    double number = 0;
    std::int64_t date = 0;
};

CellVerdict judge_number(std::string_view text) {
    const auto value = read_number(text);
    return value ? CellVerdict{nullptr, *value, 0} : CellVerdict{"type"};
}

CellVerdict judge_date(std::string_view text) {
    const auto value = read_date(text);
    return value ? CellVerdict{nullptr, 0, *value} : CellVerdict{"format"};
}

CellVerdict judge(const FocusColumnInfo& info, std::string_view text) {
    if (text.empty()) return {info.nullable ? nullptr : "not_null"};
    if (stands_for_null(text)) return {"null_text"};
    switch (info.type) {
        case FocusType::number:
            return judge_number(text);
        case FocusType::date:
            return judge_date(text);
        case FocusType::currency:
            return {iso_currency(text) ? nullptr : "format"};
        case FocusType::unit:
            return {is_unit(text) || iso_currency(text) ? nullptr : "format"};
        case FocusType::json:
            return {is_key_values(text) ? nullptr : "format"};
        case FocusType::choice:
            return {focus_choice(info.choices, text) ? nullptr : "allowed"};
        case FocusType::text:
            break;
    }
    return {};
}

std::string cell_remedy(const FocusColumnInfo& info, std::string_view broken) {
    if (broken == "not_null") return "fill the cell: the column has no nulls";
    if (broken == "null_text") return "leave the cell empty: that is how a null is written";
    if (broken == "allowed") return std::string("one of ") + info.choices;
    if (info.type == FocusType::number) {
        return "a decimal number: no +, no thousands separator, no currency; 35.2E-7 is fine";
    }
    if (info.type == FocusType::date) {
        return "UTC as 2027-01-31T00:00:00Z; ends are exclusive";
    }
    if (info.type == FocusType::currency) return "an ISO 4217 code such as EUR";
    if (info.type == FocusType::unit) {
        return "capitalised nouns: Hours, GB-Hours, 1000 Tokens, Units/3 Months";
    }
    return "an object of JSON without objects in it: {\"team\":\"search\"}";
}

class Checker {
public:
    explicit Checker(const std::string& file) : csv_(file) {
        report_.file = file;
        report_.columns = csv_.header().size();
        header_ = read_header(csv_.header(), report_.violations);
        row_.present = header_.present;
        memo_.resize(kFocusFields);
        for (const RowRule& rule : row_rules()) {
            if (header_.present[CheckedRow::at(rule.column)]) rules_.push_back({&rule, {}});
        }
        const auto present = std::count(header_.present.begin(), header_.present.end(), true);
        report_.rules = rules_.size() + 3 * static_cast<std::size_t>(present);
    }

    FocusReport run() {
        std::vector<std::string_view> cells;
        while (csv_.next(cells)) {
            ++report_.rows;
            if (cells.size() != report_.columns) {
                note(width_, std::to_string(cells.size()) + " cells");
                continue;
            }
            take(cells);
            for (auto& [rule, found] : rules_) {
                if (rule->applies(row_) && !rule->holds(row_)) {
                    note(found, row_.text(rule->column));
                }
            }
            identities_.add(row_);
        }
        finish();
        return std::move(report_);
    }

private:
    struct Found {
        std::int64_t count = 0;
        std::vector<std::int64_t> lines;
        std::string example;
    };
    struct Memo {
        std::string text;  ///< of the row before; its verdict needs not be found again
        bool known = false;
        CellVerdict verdict;
    };

    void note(Found& found, std::string_view example) const {
        if (found.count == 0) found.example = std::string(example.substr(0, kExampleBytes));
        if (found.lines.size() < kLines) found.lines.push_back(csv_.line());
        ++found.count;
    }

    void take(const std::vector<std::string_view>& cells) {
        for (std::size_t i = 0; i < cells.size(); ++i) {
            if (header_.field[i] < 0) continue;
            const auto f = static_cast<std::size_t>(header_.field[i]);
            const FocusColumnInfo& info = focus_column(static_cast<FocusField>(f));
            Memo& memo = memo_[f];
            if (!memo.known || memo.text != cells[i]) {
                memo.verdict = judge(info, cells[i]);
                memo.text.assign(cells[i]);
                memo.known = true;
            }
            row_.cells[f] = cells[i];
            row_.numbers[f] = memo.verdict.number;
            row_.dates[f] = memo.verdict.date;
            row_.readable[f] = memo.verdict.broken == nullptr;
            if (memo.verdict.broken) note(cells_[{f, memo.verdict.broken}], cells[i]);
        }
        if (header_.asset >= 0) row_.asset = cells[static_cast<std::size_t>(header_.asset)];
        if (header_.brought >= 0) row_.brought = cells[static_cast<std::size_t>(header_.brought)];
        if (header_.carried >= 0) row_.carried = cells[static_cast<std::size_t>(header_.carried)];
    }

    void add(std::string rule, std::string column, const Found& found, std::string remedy) {
        if (found.count == 0) return;
        report_.violations.push_back({std::move(rule), std::move(column), found.count, found.lines,
                                      found.example, std::move(remedy)});
    }

    void finish() {
        if (report_.rows == 0) {
            report_.violations.push_back(
                {"File.rows",
                 "the file",
                 1,
                 {},
                 "a header, and no row",
                 "export it again: a file without a charge says nothing of what was billed"});
        }
        add("Row.width", "", width_, "give every row a cell for each column of the header");
        for (const auto& [key, found] : cells_) {
            const FocusColumnInfo& info = focus_column(static_cast<FocusField>(key.first));
            add(std::string(info.name) + "." + std::string(key.second), info.name, found,
                cell_remedy(info, key.second));
        }
        for (const auto& [rule, found] : rules_) {
            add(rule->id, focus_column(rule->column).name, found, rule->remedy);
        }
        report_.identities = identities_.compared();
        for (const IdentityResult& r : identities_.results()) {
            if (!r.skipped.empty()) {
                report_.skipped.push_back({r.rule + " of " + r.id, r.skipped});
                continue;
            }
            report_.violations.push_back(
                {r.rule,
                 r.id,
                 1,
                 {},
                 fmt::format("consumed {}, paid {}", r.consumed, r.paid),
                 "over the whole term Σ EffectiveCost equals Σ BilledCost of the purchases"});
        }
    }

    CsvReader csv_;
    FocusReport report_;
    Header header_;
    CheckedRow row_;
    std::vector<Memo> memo_;
    std::map<std::pair<std::size_t, std::string_view>, Found> cells_;
    std::vector<std::pair<const RowRule*, Found>> rules_;
    Found width_;
    Identities identities_;
};

}  // namespace

FocusReport validate_focus(const std::string& file) {
    return Checker(file).run();
}

}  // namespace orrery
