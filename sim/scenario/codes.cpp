// The catalogue of error codes: its hundreds joined, and looked up.
#include "sim/scenario/codes.hpp"

#include <cstdlib>

namespace orrery {
namespace {

/// The number in "E0207", "e207", "[E0207]" or "207"; -1 where it is none of these.
int number_in(std::string_view text) {
    while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
    while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
    if (!text.empty() && text.front() == '[') text.remove_prefix(1);
    if (!text.empty() && text.back() == ']') text.remove_suffix(1);
    if (!text.empty() && (text.front() == 'E' || text.front() == 'e')) text.remove_prefix(1);
    if (text.empty() || text.size() > 4) return -1;
    int number = 0;
    for (const char c : text) {
        if (c < '0' || c > '9') return -1;
        number = 10 * number + (c - '0');
    }
    return number;
}

int number_of(const CodeEntry& entry) {
    return number_in(entry.code);
}

}  // namespace

const std::vector<CodeGroup>& code_groups() {
    static const std::vector<CodeGroup> groups{
        {"The text and its YAML", codes_100()},
        {"Shape and units of values", codes_200()},
        {"What entries of a scenario say together", codes_300()},
        {"What a scenario takes from the catalog, files and traces", codes_400()},
        {"Valid alone, impossible together", codes_500()},
        {"Facts of the catalog", codes_600()},
        {"Traces and time series", codes_700()},
        {"Rates, budgets, values", codes_800()},
        {"Contracts and currencies", codes_820()},
        {"What is owned, rooms, tariffs and people", codes_850()},
        {"Allocation of cost, bills", codes_870()},
        {"Vendors, supply, services and runbooks", codes_880()},
        {"Stored results that are priced again", codes_900()},
        {"Study files and their results", codes_910()},
    };
    return groups;
}

std::vector<CodeEntry> all_codes() {
    std::vector<CodeEntry> all;
    for (const CodeGroup& group : code_groups()) {
        all.insert(all.end(), group.codes.begin(), group.codes.end());
    }
    return all;
}

const CodeEntry* find_code(std::string_view text) {
    const int number = number_in(text);
    for (const CodeGroup& group : code_groups()) {
        for (const CodeEntry& entry : group.codes) {
            if (number_of(entry) == number) return &entry;
        }
    }
    return nullptr;
}

std::string nearest_code(std::string_view text) {
    const int number = number_in(text);
    if (number < 0) return {};
    std::string nearest;
    int distance = 100;
    for (const CodeEntry& entry : all_codes()) {
        const int d = std::abs(number_of(entry) - number);
        if (d >= distance) continue;
        distance = d;
        nearest = entry.code;
    }
    return nearest;
}

}  // namespace orrery
