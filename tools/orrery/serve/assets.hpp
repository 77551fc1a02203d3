// The live page's files, embedded in the executable.
#pragma once
#include <string>
#include <string_view>
#include <vector>

namespace orrery::serve {

struct Asset {
    std::string path;  ///< "/page.js"
    std::string type;
    std::string_view content;
};

const std::vector<Asset>& assets();

}  // namespace orrery::serve
