// Where a path leaves a document, and what may have been meant.
#pragma once
#include <string>

#include "orrery/base/diagnostics.hpp"
#include "sim/scenario/document/document.hpp"

namespace orrery {

/// "did you mean workloads[*].demand.synthetic.rate?", or what there is at the point where the path
/// leaves the document; empty where it does not, or where the document says nothing there.
std::string nearest_path(const Node& root, const std::string& path);

}  // namespace orrery
