// Every wrong scenario has its message: tests/golden/errors/NAME.yaml beside NAME.expected.
#include <algorithm>
#include <fstream>
#include <sstream>
#include <vector>

#include "sim/scenario/reader/reader.hpp"
#include "sim/scenario/world.hpp"
#include "tests/support/catch.hpp"

using namespace orrery;

namespace {

std::string slurp(const std::filesystem::path& path) {
    std::ifstream in(path, std::ios::binary);
    std::stringstream text;
    text << in.rdbuf();
    return text.str();
}

/// What a user would see, with the folder cut from file names, and the exit code.
std::string messages(const std::filesystem::path& file, const Catalog& catalog) {
    Diagnostics diagnostics;
    const auto scenario = read_scenario({file.string(), {}, {}}, diagnostics);
    if (scenario) compile_world(*scenario, catalog, {}, diagnostics);
    std::string text = render(diagnostics);
    const std::string folder = file.parent_path().string() + "/";
    for (std::size_t at = text.find(folder); at != std::string::npos; at = text.find(folder)) {
        text.erase(at, folder.size());
    }
    return text + "exit " + std::to_string(diagnostics.exit_code()) + "\n";
}

}  // namespace

TEST_CASE("wrong scenarios get the errors that are expected, word for word") {
    const std::filesystem::path root = ORRERY_SOURCE_DIR;
    Diagnostics catalog_diagnostics;
    const Catalog catalog =
        read_catalog({(root / "scenarios/catalog").string()}, catalog_diagnostics);
    std::vector<std::filesystem::path> files;
    for (const auto& entry : std::filesystem::directory_iterator(root / "tests/golden/errors")) {
        if (entry.path().extension() == ".yaml") files.push_back(entry.path());
    }
    std::sort(files.begin(), files.end());
    REQUIRE(files.size() >= 25);
    const bool update = std::getenv("ORRERY_UPDATE_GOLDEN") != nullptr;
    for (const auto& file : files) {
        auto expected_file = file;
        expected_file.replace_extension(".expected");
        const std::string actual = messages(file, catalog);
        if (update) std::ofstream(expected_file, std::ios::binary) << actual;
        INFO(file.filename().string());
        REQUIRE(std::filesystem::exists(expected_file));
        CHECK(actual == slurp(expected_file));
        CHECK(actual.find("exit 0") == std::string::npos);
    }
}
