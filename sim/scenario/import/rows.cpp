// What importers of CSV share: cells by column, columns that are not used, texts as YAML.
#include "sim/scenario/import/rows.hpp"

#include <fmt/format.h>

#include "sim/ingest/focus_columns.hpp"
#include "sim/ingest/listing.hpp"

namespace orrery {

std::string cell(const std::vector<std::string>& cells, int column) {
    const auto i = static_cast<std::size_t>(column);
    return column >= 0 && i < cells.size() ? cells[i] : std::string();
}

void note_unused_columns(const CsvReader& csv, const std::set<int>& used, ImportResult& result) {
    int known = 0;
    for (std::size_t i = 0; i < csv.header().size(); ++i) {
        if (used.count(static_cast<int>(i)) > 0) continue;
        const std::string& name = csv.header()[i];
        const bool focus = find_focus_column(name) >= 0 || other_focus_column(name);
        known += focus ? 1 : 0;
        if (!focus) result.not_understood.push_back(unused_column(name));
    }
    if (known == 0) return;
    result.not_understood.push_back(
        fmt::format("{} columns of FOCUS are not used: they tell nothing of prices", known));
}

std::string quoted(const std::string& text) {
    std::string out = "\"";
    for (const char c : text) {
        if (c == '"' || c == '\\') out += '\\';
        out += static_cast<unsigned char>(c) < 0x20 ? ' ' : c;
    }
    return out + "\"";
}

}  // namespace orrery
