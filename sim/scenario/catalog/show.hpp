// The catalog for people: tables of a kind and everything known about one entry.
#pragma once
#include <string>
#include <string_view>

#include "sim/scenario/catalog.hpp"

namespace orrery {

/// An 80-column table of the entries of `kind` ("accelerators", "servers", "models", "engines", "training",
/// "offers", "regions", "grids", "egress", "coefficients"); of all kinds with their counts where
/// `kind` is empty. An unknown kind is an error with a suggestion, and the text is empty.
std::string list_catalog(const Catalog& catalog, std::string_view kind, Diagnostics& diagnostics);

/// All fields of the entry with units, source, date and confidence; of each kind that has one of
/// this name ("accelerators/h100-sxm-80" names the kind too). An unknown name is an error with a
/// suggestion, and the text is empty.
std::string show_entry(const Catalog& catalog, std::string_view name, Diagnostics& diagnostics);

}  // namespace orrery
