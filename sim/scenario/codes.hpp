// The catalogue of error codes: what each means, an example, a remedy; codes_N00.cpp hold them.
#pragma once
#include <string_view>
#include <vector>

namespace orrery {

struct CodeEntry {
    const char* code;
    const char* meaning;
    const char* example;
    const char* remedy;
};

std::vector<CodeEntry> codes_100();  // text and its YAML
std::vector<CodeEntry> codes_200();  // the shape and the units of values
std::vector<CodeEntry> codes_300();  // what entries of a scenario say together
std::vector<CodeEntry> codes_400();  // what a scenario takes from the catalog, files and traces
std::vector<CodeEntry> codes_500();  // what is valid alone and jointly unsatisfiable
std::vector<CodeEntry> codes_600();  // facts of the catalog
std::vector<CodeEntry> codes_700();  // traces and series
std::vector<CodeEntry> codes_800();  // rates, budgets, values
std::vector<CodeEntry> codes_820();  // contracts and currencies
std::vector<CodeEntry> codes_850();  // what is owned, rooms, tariffs and people
std::vector<CodeEntry> codes_870();  // allocation of cost, bills
std::vector<CodeEntry> codes_880();  // vendors and supply
std::vector<CodeEntry> codes_900();  // stored results that are priced again
std::vector<CodeEntry> codes_910();  // studies

const std::vector<CodeEntry>& all_codes();  // in the order of codes
const CodeEntry* find_code(std::string_view code);

}  // namespace orrery
