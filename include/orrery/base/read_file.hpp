// A whole file as text, or an error: never a part of it.
#pragma once
#include <string>

namespace orrery {

/// Throws EnvironmentError with the path and the reason, also where reading fails midway.
std::string read_file(const std::string& path);

}  // namespace orrery
