// What stands in each column of a FOCUS export: one table a version.
#pragma once
#include <string>
#include <vector>

#include "sim/ingest/focus_columns.hpp"
#include "sim/report/focus.hpp"

namespace orrery::focus {

/// What does not change from row to row of a charge.
struct ChargeFacts {
    std::string region;         ///< as the vendor calls it; else the site
    std::string unit;           ///< in FOCUS's writing: "Server-Hours"
    std::string commitment;     ///< contract that is a commitment discount; empty: none
    std::string type;           ///< "Reserved", "Savings Plan", "Take or Pay"
    std::string tags;           ///< JSON
    std::string service;        ///< ServiceName
    const char* category = "";  ///< ServiceCategory
    const char* subcategory = "";
    const char* resource_type = "";
    std::string resource;
};
std::vector<ChargeFacts> facts_of(const World& world, const Ledger& ledger);

/// What a getter sees.
struct Row {
    const World& world;
    const Charge& charge;
    const ChargeFacts& facts;
    const FocusLine& line;
    ChargeKind kind;        ///< of the row: what is negative is a credit
    double quantity = 0;    ///< priced; 1 where a cost has no quantity
    bool in_units = false;  ///< the quantity is such a 1
    std::string currency;   ///< of the ledger

    [[nodiscard]] bool priced() const {
        return kind == ChargeKind::usage || kind == ChargeKind::purchase;
    }
    [[nodiscard]] bool usage() const { return kind == ChargeKind::usage; }
    [[nodiscard]] Money of(CostColumn column) const { return line.posting.of(column); }
};
Row row_of(const World& world, const Ledger& ledger, const std::vector<ChargeFacts>& facts,
           const FocusLine& line);

/// A column: its name (type, level and allowed values are those of FocusField, or as given here
/// for custom ones) and its text without quotes; empty: null. `fixed`: the same in all rows of a
/// charge that are of one kind.
struct Column {
    const char* name;
    bool fixed;
    std::string (*text)(const Row&);
    FocusType custom_type = FocusType::text;
};

/// FOCUS 1.2 and our own columns; another version is another table.
const std::vector<Column>& columns_12();
/// Own columns of a split, behind the others.
const std::vector<Column>& split_columns();

/// A cost over a quantity with as few digits as make the product round to the cost, in micro-units.
std::string unit_price(Money cost, double quantity);
/// An amount without needless zeros: "55.04".
std::string amount(Money money);
/// "2027-01-01T00:00:00Z"
std::string date_time(std::int64_t unix_s);
/// A number as FOCUS writes it, with E for the exponent.
std::string number(double value);

}  // namespace orrery::focus
