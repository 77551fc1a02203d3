// Every wrong scenario has its message: tests/golden/errors/NAME.yaml beside NAME.expected.
#include <algorithm>
#include <fstream>
#include <sstream>
#include <vector>

#include "sim/scenario/compile/names.hpp"
#include "sim/scenario/reader/partly.hpp"
#include "sim/scenario/reader/reader.hpp"
#include "sim/scenario/shown_lines.hpp"
#include "sim/scenario/world.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/source_dir.hpp"

namespace golden_errors_test {

using namespace orrery;

namespace {

std::string slurp(const std::filesystem::path& path) {
    std::ifstream in(path, std::ios::binary);
    std::stringstream text;
    text << in.rdbuf();
    return text.str();
}

/// What a user would see, with the folder cut from file names, and the exit code.
std::string seen(const Diagnostics& diagnostics, const std::string& folder) {
    std::string text;
    for (const Diagnostic& d : as_shown(diagnostics)) text += render(d);
    for (std::size_t at = text.find(folder); at != std::string::npos; at = text.find(folder)) {
        text.erase(at, folder.size());
    }
    return text + "exit " + std::to_string(diagnostics.exit_code()) + "\n";
}

/// Today in these tests, after the newest fact of the catalog: staleness stays as it is.
const char* const kToday = "2026-12-01";

std::string messages(const std::filesystem::path& file, const Catalog& catalog) {
    Diagnostics diagnostics;
    const auto scenario = read_scenario_partly({file.string(), {}, {}}, diagnostics);
    CompileOptions options;
    options.today = kToday;
    if (scenario && !diagnostics.has_errors()) {
        compile_world(*scenario, catalog, options, diagnostics);
    } else if (scenario) {
        check_names(*scenario, catalog, diagnostics);
    }
    return seen(diagnostics, file.parent_path().string() + "/");
}

/// Compares, or writes what is expected from now on.
void check_golden(const std::filesystem::path& expected_file, const std::string& actual) {
    if (std::getenv("ORRERY_UPDATE_GOLDEN")) {
        std::ofstream(expected_file, std::ios::binary) << actual;
    }
    INFO(expected_file.filename().string());
    REQUIRE(std::filesystem::exists(expected_file));
    CHECK(actual == slurp(expected_file));
}

}  // namespace

TEST_CASE("wrong scenarios get the errors that are expected, word for word") {
    const std::filesystem::path root = source_dir();
    Diagnostics catalog_diagnostics;
    const Catalog catalog =
        read_catalog({(root / "scenarios/catalog").string()}, catalog_diagnostics);
    std::vector<std::filesystem::path> files;
    for (const auto& entry : std::filesystem::directory_iterator(root / "tests/golden/errors")) {
        if (entry.path().extension() == ".yaml") files.push_back(entry.path());
    }
    std::sort(files.begin(), files.end());
    REQUIRE(files.size() >= 170);
    for (const auto& file : files) {
        auto expected_file = file;
        expected_file.replace_extension(".expected");
        const std::string actual = messages(file, catalog);
        check_golden(expected_file, actual);
        CHECK((actual.find("exit 0") == std::string::npos ||
               actual.find("warning: ") != std::string::npos));
    }
}

TEST_CASE("wrong facts get the errors that are expected, word for word, all at once") {
    const std::filesystem::path root = source_dir();
    const std::filesystem::path folder = root / "tests/golden/catalog";
    Diagnostics diagnostics;
    const Catalog catalog =
        read_catalog({(root / "scenarios/catalog").string(), folder.string()}, diagnostics);
    check_catalog(catalog, kToday, diagnostics);
    Diagnostics ours;  // shipped facts grow old while this test stands
    for (const Diagnostic& d : diagnostics.items()) {
        if (d.at.file.rfind(folder.string(), 0) == 0) ours.add(d);
    }
    check_golden(folder / "facts.expected", seen(ours, folder.string() + "/"));
}

}  // namespace golden_errors_test
