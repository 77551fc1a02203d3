// The report page's template and script, embedded in the executable.
#pragma once
#include <string_view>

namespace orrery::cli {

std::string_view page_template();
std::string_view page_bundle();
/// Likewise of a study's report.
std::string_view study_template();
std::string_view study_bundle();

}  // namespace orrery::cli
