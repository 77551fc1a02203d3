// Valid scenarios that harm is written into.
#pragma once
#include <string>
#include <vector>

namespace orrery::hostile {

/// Random scenarios, which are small and have most features; examples, which have the rest.
std::vector<std::string> base_texts();
/// What their paths are relative to.
std::string base_folder();

}  // namespace orrery::hostile
