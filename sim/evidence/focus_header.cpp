// The header of a FOCUS file: which columns are there, and what is wrong with their names.
#include "sim/evidence/focus_header.hpp"

#include <set>

#include "orrery/base/diagnostics.hpp"
#include "sim/evidence/focus_format.hpp"
#include "sim/evidence/focus_rules.hpp"

namespace orrery::focus {
namespace {

constexpr std::int64_t kHeaderLine = 1;

void complain(std::vector<FocusViolation>& out, std::string rule, const std::string& column,
              std::string example, std::string remedy) {
    out.push_back(
        {std::move(rule), column, 1, {kHeaderLine}, std::move(example), std::move(remedy)});
}

std::string nearest(const std::string& name) {
    std::vector<std::string> names;
    for (std::size_t f = 0; f < kFocusFields; ++f) {
        names.emplace_back(focus_column(static_cast<FocusField>(f)).name);
    }
    const std::string close = closest(name, names);
    return close.empty() ? "" : ", or write " + close;
}

void unknown(const std::string& name, std::vector<FocusViolation>& out) {
    if (other_focus_column(name)) {
        complain(out, "Column.version", name, name,
                 "another version of FOCUS has it; in 1.2 call it x_" + name);
        return;
    }
    complain(out, "Column.custom_name", name, name,
             "name a column of your own x_ and PascalCase" + nearest(name));
}

void missing(const Header& header, std::vector<FocusViolation>& out) {
    for (std::size_t f = 0; f < kFocusFields; ++f) {
        const FocusColumnInfo& info = focus_column(static_cast<FocusField>(f));
        if (header.present[f] || info.level != FocusLevel::mandatory) continue;
        complain(out, std::string(info.name) + ".present", info.name, "",
                 "add the column: it is mandatory");
    }
    for (const PairRule& pair : pair_rules()) {
        const auto there = [&](FocusField f) {
            return header.present[static_cast<std::size_t>(f)];
        };
        if (!there(pair.column) || there(pair.needs)) continue;
        const char* needs = focus_column(pair.needs).name;
        complain(out, std::string(needs) + ".present", needs, focus_column(pair.column).name,
                 std::string("add the column: ") + focus_column(pair.column).name + " needs it");
    }
}

}  // namespace

Header read_header(const std::vector<std::string>& names, std::vector<FocusViolation>& out) {
    Header header;
    std::set<std::string> seen;
    bool custom = false;
    for (std::size_t i = 0; i < names.size(); ++i) {
        const std::string& name = names[i];
        header.field.push_back(find_focus_column(name));
        if (!seen.insert(name).second) {
            complain(out, "Column.unique", name, name, "name each column once");
            header.field.back() = -1;
            continue;
        }
        if (name == "x_AssetId") header.asset = static_cast<int>(i);
        if (name == "x_BroughtForward") header.brought = static_cast<int>(i);
        if (name == "x_CarriedForward") header.carried = static_cast<int>(i);
        if (header.field.back() >= 0) {
            header.present[static_cast<std::size_t>(header.field.back())] = true;
            if (custom) {
                complain(out, "Column.order", name, name,
                         "move columns that begin with x_ behind all others");
            }
        } else if (is_custom_name(name)) {
            custom = true;
        } else {
            unknown(name, out);
        }
    }
    missing(header, out);
    return header;
}

}  // namespace orrery::focus
