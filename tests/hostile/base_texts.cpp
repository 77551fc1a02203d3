// Valid scenarios that harm is written into.
#include "tests/hostile/base_texts.hpp"

#include <algorithm>
#include <filesystem>

#include "tests/property/random_scenario.hpp"
#include "tests/support/files.hpp"
#include "tests/support/source_dir.hpp"

namespace orrery::hostile {

std::string base_folder() {
    return std::string(source_dir()) + "/scenarios/examples";
}

std::vector<std::string> base_texts() {
    std::vector<std::string> texts;
    for (std::uint64_t seed = 1; seed <= 40; ++seed) {
        texts.push_back(property::random_scenario(seed).yaml());
    }
    std::vector<std::filesystem::path> files;
    for (const auto& entry : std::filesystem::directory_iterator(base_folder())) {
        if (entry.path().extension() == ".yaml") files.push_back(entry.path());
    }
    std::sort(files.begin(), files.end());
    for (const auto& file : files) texts.push_back(test::read_text(file.string()));
    return texts;
}

}  // namespace orrery::hostile
