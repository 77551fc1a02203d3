// The catalogue of error codes: what each means, an example, a remedy; codes_N00.cpp hold them.
#pragma once
#include <string>
#include <string_view>
#include <vector>

namespace orrery {

struct CodeEntry {
    const char* code;
    const char* meaning;  ///< one sentence
    const char* example;  ///< what is wrong, as somebody wrote it
    const char* remedy;
    const char* right = "";  ///< the example, right
};

/// Codes of one subject, in order.
struct CodeGroup {
    const char* title;
    std::vector<CodeEntry> codes;
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

const std::vector<CodeGroup>& code_groups();  // in the order of codes
std::vector<CodeEntry> all_codes();
/// By the code as people type it: E0207, e0207, E207, 0207, 207, [E0207]; null where there is none.
const CodeEntry* find_code(std::string_view text);
/// The code nearest by number to what was asked for; empty where no number was.
std::string nearest_code(std::string_view text);

}  // namespace orrery
