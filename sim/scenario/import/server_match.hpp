// Which server of the catalog an inventory means by "H100 SXM 80GB".
#pragma once
#include <cstdint>
#include <string>

#include "sim/scenario/catalog.hpp"

namespace orrery {

/// The server with that key, else the one whose key, title or accelerator shares the model word of
/// the text ("h100", "gaudi 3", but never "h20" for "h200") and most other words. Among equals own
/// servers come before rented shapes, then those whose accelerators divide `accelerators` (0: not
/// known), then larger ones, then by name. Null where no model word agrees.
const Server* match_server(const Catalog& catalog, const std::string& text,
                           std::int64_t accelerators);

/// Does the catalog know every word of the text of that server? "H100" of one of H100, "H100-MEGA"
/// not.
bool all_words_name(const Catalog& catalog, const std::string& text, const Server& server);

}  // namespace orrery
