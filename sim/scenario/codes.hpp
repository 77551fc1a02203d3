// The catalogue of error codes: what each means, an example, a remedy.
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

const std::vector<CodeEntry>& all_codes();
const CodeEntry* find_code(std::string_view code);

}  // namespace orrery
