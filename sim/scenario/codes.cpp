// The catalogue of error codes: its hundreds joined, and looked up.
#include "sim/scenario/codes.hpp"

namespace orrery {

const std::vector<CodeEntry>& all_codes() {
    static const std::vector<CodeEntry> codes = [] {
        std::vector<CodeEntry> all;
        for (const auto hundred :
             {codes_100, codes_200, codes_300, codes_400, codes_500, codes_600, codes_700,
              codes_800, codes_820, codes_850, codes_870, codes_880, codes_900, codes_910}) {
            const std::vector<CodeEntry> part = hundred();
            all.insert(all.end(), part.begin(), part.end());
        }
        return all;
    }();
    return codes;
}

const CodeEntry* find_code(std::string_view code) {
    for (const CodeEntry& entry : all_codes()) {
        if (code == entry.code) return &entry;
    }
    return nullptr;
}

}  // namespace orrery
