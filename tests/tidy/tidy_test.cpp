// The house rules hold in every file, and the rules themselves find planted faults.
#include <algorithm>

#include "tests/support/catch.hpp"
#include "tests/support/files.hpp"
#include "tests/support/source_dir.hpp"
#include "tests/tidy/rules.hpp"

namespace tidy_test {

using namespace orrery;
using namespace orrery::tidy;

namespace {

namespace fs = std::filesystem;

/// Sources of a folder, as paths relative to the root.
std::vector<std::string> sources(const fs::path& root, const std::string& folder) {
    std::vector<std::string> files;
    for (const auto& entry : fs::recursive_directory_iterator(root / folder)) {
        const std::string extension = entry.path().extension().string();
        if (extension != ".cpp" && extension != ".hpp") continue;
        files.push_back(fs::relative(entry.path(), root).string());
    }
    std::sort(files.begin(), files.end());
    return files;
}

template <class Rule>
void check_all(Rule rule, bool tests_too) {
    const fs::path root = source_dir();
    std::string complaints;
    std::size_t files = 0;
    for (const char* folder : {"include", "models", "sim", "tools", "tests"}) {
        if (!tests_too && std::string(folder) == "tests") continue;
        for (const std::string& file : sources(root, folder)) {
            ++files;
            const std::string text = test::read_text((root / file).string());
            for (const std::string& one : rule(file, text)) complaints += one + "\n";
        }
    }
    CHECK(files > 100);
    CHECK(complaints == "");
}

}  // namespace

TEST_CASE("every include follows an arrow of the design") {
    check_all(check_includes, true);
}

TEST_CASE("files are short, narrow, and say what they are for") {
    check_all(check_shape, true);
}

TEST_CASE("no function is longer than 60 lines") {
    check_all(check_functions, false);
}

TEST_CASE("nothing that makes bits differ between machines") {
    check_all(check_words, false);
}

TEST_CASE("a test stands in a namespace of its own") {
    check_all(check_test_namespace, true);
}

TEST_CASE("examples begin with the editor's modeline") {
    const fs::path folder = fs::path(source_dir()) / "scenarios/examples";
    std::size_t examples = 0;
    for (const auto& entry : fs::directory_iterator(folder)) {
        if (entry.path().extension() != ".yaml") continue;
        ++examples;
        INFO(entry.path().filename().string());
        const std::string text = test::read_text(entry.path().string());
        CHECK(text.rfind("# yaml-language-server: $schema=", 0) == 0);
    }
    CHECK(examples >= 2);
}

TEST_CASE("no script pipes into a reader that stops early") {
    const fs::path root = source_dir();
    std::vector<fs::path> scripts = {root / "run", root / "test", root / ".ci/run"};
    for (const char* folder : {"tests/cli", "tests/browser", "tests/package", "tools/dev"}) {
        for (const auto& entry : fs::directory_iterator(root / folder)) {
            if (entry.path().extension() == ".sh") scripts.push_back(entry.path());
        }
    }
    std::string complaints;
    for (const fs::path& script : scripts) {
        const std::string text = test::read_text(script.string());
        CHECK_FALSE(text.empty());
        for (const std::string& one : check_pipes(script.filename().string(), text)) {
            complaints += one + "\n";
        }
    }
    CHECK(scripts.size() > 20);
    CHECK(complaints == "");
}

TEST_CASE("the lock file of the report page holds no download address") {
    const fs::path lock = fs::path(source_dir()) / "tools/report-page/package-lock.json";
    const std::string text = test::read_text(lock.string());
    REQUIRE_FALSE(text.empty());
    CHECK(text.find("resolved") == std::string::npos);
    CHECK(text.find("http") == text.find("https://opencollective"));
}

TEST_CASE("planted faults are found") {
    CHECK(check_includes("models/a.cpp", "#include \"sim/kernel/limits.hpp\"\n").size() == 1);
    CHECK(check_includes("sim/ingest/a.cpp", "#include \"sim/engine/run.hpp\"\n").size() == 1);
    CHECK(check_includes("sim/report/a.cpp", "#include \"tools/orrery/page.hpp\"\n").size() == 1);
    CHECK(check_includes("sim/engine/a.cpp", "#include \"tests/support/world.hpp\"\n").size() == 1);
    CHECK(check_includes("sim/engine/a.cpp", "#include \"sim/kernel/limits.hpp\"\n").empty());
    CHECK(check_shape("a.hpp", "int x;\n").size() == 2);
    CHECK(check_shape("a.cpp", "// A.\n\tint x;").size() == 2);
    CHECK(check_shape("a.cpp", "// A.\n" + std::string(101, 'x') + "\n").size() == 1);
    std::string lines = "// A.\n";
    for (int i = 0; i < 400; ++i) lines += "int a;\n";
    CHECK(check_shape("a.cpp", lines).size() == 1);
    std::string function = "// A.\nvoid f() {\n";
    for (int i = 0; i < 61; ++i) function += "    g();\n";
    CHECK(check_functions("a.cpp", function + "}\n").size() == 1);
    CHECK(check_test_namespace("tests/a_test.cpp", "// A.\nTEST_CASE(\"a\") {}\n").size() == 1);
    CHECK(check_test_namespace("tests/a_test.cpp", "\nnamespace a_test {\nTEST_CASE(\"a\") {}\n")
              .empty());
    CHECK(check_pipes("a.sh", "ls | grep -q part\nls|head -1\na | grep -oE x | head\n").size() ==
          3);
    CHECK(check_pipes("a.sh", "a || grep -q part file\n").empty());
    CHECK(check_pipes("a.sh", "ls | grep part\ngrep -q part <<< \"$(ls)\"\n").empty());
    CHECK(check_words("sim/a.cpp", "double y = std::exp(x);\n").size() == 1);
    CHECK(check_words("tools/a.cpp", "double y = std::exp(x);\n").empty());
}

}  // namespace tidy_test
