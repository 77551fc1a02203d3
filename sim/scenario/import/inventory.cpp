// `import inventory`: the rows of a list of machines, and everything in it that was not understood.
#include "sim/scenario/import/inventory.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <set>

#include "sim/ingest/csv.hpp"
#include "sim/ingest/listing.hpp"
#include "sim/scenario/import/import.hpp"
#include "sim/scenario/import/inventory_builder.hpp"

namespace orrery {
namespace {

constexpr std::int64_t kMostMachines = 10'000'000;

struct InventoryColumns {
    explicit InventoryColumns(const CsvReader& csv)
        : site(csv.column({"site", "location", "datacenter", "data_center", "dc"})),
          country(csv.column({"country", "country_code"})),
          grid(csv.column({"grid", "grid_zone"})),
          region(csv.column({"region"})),
          server(csv.column({"server", "server_model", "model", "gpu", "gpu_model", "accelerator",
                             "accelerator_model"})),
          servers(csv.column({"servers", "server_count", "nodes"})),
          accelerators(csv.column({"count", "accelerators", "gpus", "gpu_count"})),
          price(csv.column({"price_usd", "price", "purchase_price", "unit_price", "cost_usd"})),
          utilisation(csv.column({"utilisation", "utilization", "utilisation_pct", "util"})),
          purchased(csv.column({"purchase_date", "purchased", "in_service", "installed"})),
          contract(csv.column({"contract_end", "lease_end", "warranty_end"})) {}
    int site, country, grid, region, server, servers, accelerators, price, utilisation, purchased,
        contract;
};

class CsvImporter {
public:
    CsvImporter(const std::string& file, const Catalog& catalog)
        : csv_(file), columns_(csv_), builder_(catalog) {}

    Inventory run() {
        note_columns();
        while (csv_.next(cells_)) read();
        builder_.list().note_letters(csv_.other_letters());
        return builder_.finish("rows");
    }

private:
    void note_columns() {
        const std::set<int> used{columns_.site,     columns_.country,     columns_.grid,
                                 columns_.region,   columns_.server,      columns_.servers,
                                 columns_.price,    columns_.utilisation, columns_.purchased,
                                 columns_.contract, columns_.accelerators};
        builder_.list().note_unused(csv_.header(), used);
        const bool counted = columns_.servers >= 0 || columns_.accelerators >= 0;
        const bool placed = columns_.country >= 0 || columns_.region >= 0;
        for (const auto& [there, name] :
             {std::pair{columns_.server >= 0, "server or gpu_model"}, std::pair{placed, "country"},
              std::pair{counted, "count or servers"}}) {
            if (!there) builder_.list().note(fmt::format("the column {} is missing", name));
        }
    }

    [[nodiscard]] std::string cell(int column) const {
        const auto i = static_cast<std::size_t>(column);
        if (column < 0 || i >= cells_.size()) return {};
        const std::size_t from = cells_[i].find_first_not_of(" \t");
        if (from == std::string::npos) return {};
        return cells_[i].substr(from, cells_[i].find_last_not_of(" \t") - from + 1);
    }
    /// A positive number, 0 where the cell is empty, nothing where it is neither.
    [[nodiscard]] std::optional<std::int64_t> count_in(int column) const {
        const std::string text = cell(column);
        if (text.empty()) return 0;
        const auto value = parse_whole(text);
        if (!value || *value < 1 || *value > kMostMachines) return std::nullopt;
        return value;
    }

    void read() {
        const auto servers = count_in(columns_.servers);
        const auto accelerators = count_in(columns_.accelerators);
        InventoryRow row;
        row.where = fmt::format("line {}", csv_.line());
        row.servers = servers.value_or(0);
        row.accelerators = accelerators.value_or(0);
        if (cells_.size() != csv_.header().size()) {
            return builder_.refuse(row, kOtherCells,
                                   other_cells(cells_.size(), csv_.header().size()));
        }
        if (!servers || !accelerators || (*servers == 0 && *accelerators == 0)) {
            const int bad = accelerators ? columns_.servers : columns_.accelerators;
            return builder_.refuse(row, "not a number of machines",
                                   "\"" + cell(bad) + "\" is not a number of machines");
        }
        row.site = cell(columns_.site);
        row.country = cell(columns_.country);
        row.grid = cell(columns_.grid);
        row.region = cell(columns_.region);
        row.server = cell(columns_.server);
        row.price = cell(columns_.price);
        row.utilisation = cell(columns_.utilisation);
        row.purchased = cell(columns_.purchased);
        row.contract_end = cell(columns_.contract);
        builder_.add(row);
    }

    CsvReader csv_;
    InventoryColumns columns_;
    InventoryBuilder builder_;
    std::vector<std::string> cells_;
};

}  // namespace

std::string import_name(const std::string& text) {
    constexpr std::pair<const char*, const char*> kLetters[] = {
        {"ä", "ae"}, {"ö", "oe"}, {"ü", "ue"}, {"Ä", "ae"}, {"Ö", "oe"}, {"Ü", "ue"}, {"ß", "ss"},
        {"á", "a"},  {"à", "a"},  {"â", "a"},  {"ã", "a"},  {"å", "a"},  {"Å", "a"},  {"ç", "c"},
        {"é", "e"},  {"è", "e"},  {"ê", "e"},  {"É", "e"},  {"í", "i"},  {"î", "i"},  {"ł", "l"},
        {"ñ", "n"},  {"ó", "o"},  {"ô", "o"},  {"õ", "o"},  {"ø", "o"},  {"Ø", "o"},  {"ú", "u"},
        {"Á", "a"},  {"Ç", "c"},  {"È", "e"},  {"Í", "i"},  {"Ñ", "n"},  {"Ó", "o"},  {"Ú", "u"},
        {"æ", "ae"}, {"Æ", "ae"}, {"œ", "oe"}, {"ë", "e"},  {"ì", "i"},  {"ï", "i"},  {"ò", "o"},
        {"ù", "u"},  {"û", "u"},  {"ý", "y"},  {"ą", "a"},  {"ć", "c"},  {"ę", "e"},  {"Ł", "l"},
        {"ń", "n"},  {"ś", "s"},  {"Ś", "s"},  {"ź", "z"},  {"ż", "z"},  {"Ż", "z"},  {"č", "c"},
        {"Č", "c"},  {"ě", "e"},  {"ň", "n"},  {"ř", "r"},  {"š", "s"},  {"Š", "s"},  {"ť", "t"},
        {"ů", "u"},  {"ž", "z"},  {"Ž", "z"},  {"ğ", "g"},  {"ı", "i"},  {"İ", "i"},  {"ş", "s"},
        {"Ş", "s"},  {"ă", "a"},  {"ș", "s"},  {"ț", "t"},  {"ő", "o"},  {"ű", "u"}};
    std::string name;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        const bool plain = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
        if (plain) name += c;
        if (c >= 'A' && c <= 'Z') name += static_cast<char>(c - 'A' + 'a');
        if (plain || (c >= 'A' && c <= 'Z')) continue;
        const auto* known = std::find_if(std::begin(kLetters), std::end(kLetters), [&](auto& l) {
            return text.compare(i, std::char_traits<char>::length(l.first), l.first) == 0;
        });
        if (known != std::end(kLetters)) {
            name += known->second;
            i += std::char_traits<char>::length(known->first) - 1;
        } else if (!name.empty() && name.back() != '-') {
            name += '-';
        }
    }
    while (!name.empty() && name.back() == '-') name.pop_back();
    return name.substr(0, 60);
}

Inventory read_inventory_csv(const std::string& file, const Catalog& catalog) {
    return CsvImporter(file, catalog).run();
}

ImportResult import_inventory(Inventory inventory, const Catalog& catalog,
                              const std::string& today) {
    ImportResult result;
    if (!inventory.machines.empty()) {
        result.yaml = inventory_scenario(inventory, catalog, today);
        result.report = inventory_report(inventory, catalog, today);
    }
    result.not_understood = std::move(inventory.not_understood);
    return result;
}

}  // namespace orrery
