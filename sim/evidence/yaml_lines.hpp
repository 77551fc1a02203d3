// Catalog entries as text: fields broken into lines.
#pragma once
#include <string>
#include <vector>

namespace orrery {

/// Lines of "key: value, …" within the page.
std::string wrapped(const std::vector<std::string>& fields);

}  // namespace orrery
