// Bills: rows of a FOCUS file, and a stored ledger as one.
#include <fmt/format.h>

#include <array>
#include <cmath>
#include <nlohmann/json.hpp>

#include "sim/accounts/sku.hpp"
#include "sim/evidence/bill.hpp"
#include "sim/evidence/focus_format.hpp"
#include "sim/evidence/focus_rules.hpp"
#include "sim/ingest/csv.hpp"

namespace orrery {
namespace {

constexpr std::array<const char*, kCostColumns> kCostNames{"ListCost", "ContractedCost",
                                                           "BilledCost", "EffectiveCost"};

std::string tag_of(std::string_view text, const std::string& key) {
    if (key.empty() || text.empty()) return {};
    const auto tags = nlohmann::json::parse(text.begin(), text.end(), nullptr, false);
    if (!tags.is_object() || !tags.contains(key)) return {};
    const auto& value = tags[key];
    return value.is_string() ? value.get<std::string>() : value.dump();
}

void add(Bill& bill, const BillKey& key, Money cost, double quantity, const std::string& unit) {
    BillLine& line = bill.lines[key];
    ++line.rows;
    if (cost == Money{}) return;
    if (line.costing == 0) line.unit = unit;
    line.several = line.several || line.unit != unit;
    if (line.several) line.unit.clear();
    line.cost += cost;
    line.quantity += quantity;
    ++line.costing;
    bill.total += cost;
}

class BillReader {
public:
    BillReader(const std::string& file, const BillOptions& options, Diagnostics& diagnostics)
        : csv_(file), options_(options), diagnostics_(diagnostics) {
        bill_.source = file;
        cost_ = csv_.column({kCostNames[static_cast<std::size_t>(options.cost)]});
        start_ = csv_.column({"ChargePeriodStart", "BillingPeriodStart"});
        category_ = csv_.column({"ChargeCategory"});
        sku_ = csv_.column({"SkuId"});
        quantity_ = csv_.column({"PricingQuantity"});
        unit_ = csv_.column({"PricingUnit"});
        price_ = csv_.column({"ContractedUnitPrice"});
        contracted_ = csv_.column({"ContractedCost"});
        currency_ = csv_.column({"BillingCurrency"});
        tags_ = csv_.column({"Tags"});
    }

    Bill read() {
        const std::array<std::pair<int, const char*>, 4> needed{
            {{cost_, kCostNames[static_cast<std::size_t>(options_.cost)]},
             {start_, "ChargePeriodStart"},
             {sku_, "SkuId"},
             {currency_, "BillingCurrency"}}};
        for (const auto& [column, name] : needed) {
            if (column >= 0) continue;
            complain("E0874", 1, std::string("the column ") + name + " is missing",
                     "export the bill as FOCUS 1.0 or later, with this column");
        }
        if (!options_.tag.empty() && tags_ < 0) {
            complain("E0874", 1, "the column Tags is missing", "leave --tag away, or export tags");
        }
        if (diagnostics_.has_errors()) return bill_;
        std::vector<std::string_view> cells;
        std::int64_t rows = 0;
        for (; csv_.next(cells); ++rows) take(cells);
        if (rows == 0) {
            complain("E0879", 1, "the bill has a header and no row",
                     "export it again, for the months that the run covers");
        }
        return std::move(bill_);
    }

private:
    void complain(const char* code, std::int64_t line, std::string message, std::string hint) {
        Diagnostic d;
        d.code = code;
        d.at.file = csv_.file();
        d.at.line = static_cast<int>(line);
        d.message = std::move(message);
        d.hint = std::move(hint);
        diagnostics_.add(std::move(d));
    }

    static std::string_view cell(const std::vector<std::string_view>& cells, int column) {
        const auto i = static_cast<std::size_t>(column);
        return column >= 0 && i < cells.size() ? cells[i] : std::string_view();
    }

    void take(const std::vector<std::string_view>& cells) {
        const auto cost = parse_number(cell(cells, cost_));
        const std::string_view start = cell(cells, start_);
        const bool dated = start.size() >= 10 && start[4] == '-' && start[7] == '-';
        const bool costs = cost && std::fabs(*cost) < 1e12;
        if (!costs || !dated) {
            complain("E0875", csv_.line(),
                     fmt::format("cost \"{}\", start \"{}\": the row cannot be read",
                                 cell(cells, cost_), start),
                     "a decimal cost and a date as 2027-01-31T00:00:00Z");
            return;
        }
        check_currency(cells);
        check_product(cells);
        const std::string_view sku = cell(cells, sku_);
        BillKey key{std::string(start.substr(0, 7)), std::string(sku),
                    tag_of(cell(cells, tags_), options_.tag)};
        if (sku.empty()) key.sku = "(" + std::string(cell(cells, category_)) + ")";
        add(bill_, key, round_money(*cost), parse_number(cell(cells, quantity_)).value_or(0),
            std::string(cell(cells, unit_)));
    }

    void check_currency(const std::vector<std::string_view>& cells) {
        const std::string_view currency = cell(cells, currency_);
        if (bill_.currency.empty()) bill_.currency = currency;
        if (bill_.currency == currency) return;
        complain(
            "E0876", csv_.line(),
            fmt::format("the row is in \"{}\", those before it in {}", currency, bill_.currency),
            "give one bill a currency, converted at the rate that was booked");
    }

    void check_product(const std::vector<std::string_view>& cells) {
        const auto price = parse_number(cell(cells, price_));
        const auto quantity = parse_number(cell(cells, quantity_));
        const auto cost = parse_number(cell(cells, contracted_));
        if (!price || !quantity || !cost || focus::product_is(*price, *quantity, *cost)) return;
        // Bills round their rows to cents.
        if (std::abs(*price * *quantity - *cost) <= 0.005) return;
        complain("E0877", csv_.line(),
                 fmt::format("{} × {} is not the contracted cost {}: the row does not reconcile",
                             cell(cells, price_), cell(cells, quantity_), cell(cells, contracted_)),
                 "correct the row, or empty its ContractedUnitPrice where there is none");
    }

    CsvReader csv_;
    const BillOptions& options_;
    Diagnostics& diagnostics_;
    Bill bill_;
    int cost_, start_, category_, sku_, quantity_, unit_, price_, contracted_, currency_, tags_;
};

/// As a FOCUS export calls it: what is negative is a credit.
std::string sku_or_kind(const Charge& charge, const Posting& posting) {
    static constexpr std::array<const char*, 5> kinds{"(Usage)", "(Purchase)", "(Tax)", "(Credit)",
                                                      "(Adjustment)"};
    const bool sold = charge.kind == ChargeKind::usage || charge.kind == ChargeKind::purchase;
    if (!sold) return kinds[static_cast<std::size_t>(charge.kind)];
    for (const Money& amount : posting.amount) {
        if (amount.micros < 0) return "(Credit)";
    }
    return sku_of(charge);
}

}  // namespace

Bill read_bill(const std::string& file, const BillOptions& options, Diagnostics& diagnostics) {
    return BillReader(file, options, diagnostics).read();
}

Bill bill_of(const Ledger& ledger, const std::string& currency, const std::string& source,
             const BillOptions& options) {
    Bill bill;
    bill.source = source;
    bill.currency = currency;
    for (const Posting& posting : ledger.postings) {
        const Charge& charge = ledger.of(posting);
        add(bill, {month_name(posting.month), sku_or_kind(charge, posting), ""},
            posting.of(options.cost), posting.quantity, charge.unit);
    }
    return bill;
}

}  // namespace orrery
