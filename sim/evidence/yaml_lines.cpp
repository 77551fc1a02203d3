// Catalog entries as text: fields broken into lines.
#include "sim/evidence/yaml_lines.hpp"

namespace orrery {

std::string wrapped(const std::vector<std::string>& fields) {
    std::string out = "    ";
    std::size_t width = 4;
    for (std::size_t i = 0; i < fields.size(); ++i) {
        const std::string field = fields[i] + (i + 1 < fields.size() ? "," : "");
        if (width + field.size() + 1 > 98) {
            out += "\n    ";
            width = 4;
        }
        out += (width > 4 ? " " : "") + field;
        width += field.size() + 1;
    }
    return out;
}

}  // namespace orrery
