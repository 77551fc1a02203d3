// The study `showback` as text, JSON, CSV and FOCUS.
#pragma once
#include <string>

#include "sim/analysis/showback.hpp"
#include "sim/report/focus.hpp"

namespace orrery {

std::string render_showback_text(const Showback& result, const World& world,
                                 const ShowbackQuestion& question, int width = 80);
std::string render_showback_json(const Showback& result, const World& world,
                                 const ShowbackQuestion& question);
std::string render_showback_csv(const Showback& result, const World& world);

/// One row a charge, month, part and payer: FOCUS 1.2 with the split in x_ columns.
void write_showback_focus(const Showback& result, const World& world, const Ledger& ledger,
                          const ShowbackQuestion& question, const FocusSink& sink);

}  // namespace orrery
