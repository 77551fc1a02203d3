// The terminal's table of what figures rest on.
#include "sim/report/text_basis.hpp"

#include "sim/analysis/basis.hpp"

namespace orrery::text {

void bases(const Findings& f, Page& page) {
    if (f.bases.empty()) return;
    page.heading("What the figures rest on (`orrery explain DIR FIGURE` says more)");
    std::vector<std::vector<std::string>> rows{{"", "rests on", "weakest input"}};
    for (const FigureBasis& b : f.bases) {
        rows.push_back({b.family, analysis::basis_text(b),
                        b.inputs.empty() ? "" : cut(b.inputs.front().what, 32)});
    }
    page.table(rows);
}

}  // namespace orrery::text
