// The catalogue of error codes: whole, raised by the source, and each shown by a message that a
// test expects word for word.
#include "sim/scenario/codes.hpp"

#include <fstream>
#include <set>
#include <sstream>

#include "tests/support/catch.hpp"
#include "tests/support/files.hpp"
#include "tests/support/source_dir.hpp"

namespace codes_test {

using namespace orrery;

namespace {

namespace fs = std::filesystem;

/// Codes that stand between `open` and `close` in a text.
void collect(const std::string& text, char open, char close, std::set<std::string>& codes) {
    for (std::size_t at = text.find(std::string(1, open) + "E0"); at != std::string::npos;
         at = text.find(std::string(1, open) + "E0", at + 1)) {
        const std::string code = text.substr(at + 1, 5);
        const bool digits =
            code.size() == 5 && code.find_first_not_of("0123456789", 1) == std::string::npos;
        if (digits && at + 6 < text.size() && text[at + 6] == close) codes.insert(code);
    }
}

std::set<std::string> catalogued() {
    std::set<std::string> codes;
    for (const CodeEntry& entry : all_codes()) codes.insert(entry.code);
    return codes;
}

std::string those_missing(const std::set<std::string>& wanted, const std::set<std::string>& there) {
    std::string missing;
    for (const std::string& code : wanted) {
        if (there.count(code) == 0) missing += code + " ";
    }
    return missing;
}

}  // namespace

TEST_CASE("every error code that the source raises is catalogued, and every other one is gone") {
    std::set<std::string> raised;
    for (const char* folder : {"sim", "tools"}) {
        for (const auto& entry :
             fs::recursive_directory_iterator(fs::path(source_dir()) / folder)) {
            const std::string name = entry.path().filename().string();
            const std::string kind = entry.path().extension().string();
            if ((kind != ".cpp" && kind != ".hpp") || name.rfind("codes_", 0) == 0) continue;
            collect(test::read_text(entry.path().string()), '"', '"', raised);
        }
    }
    CHECK(raised.size() > 200);
    CHECK(those_missing(raised, catalogued()) == "");
    CHECK(those_missing(catalogued(), raised) == "");
}

TEST_CASE("every error code is shown by a message that a test expects word for word") {
    std::set<std::string> shown;
    for (const auto& entry :
         fs::recursive_directory_iterator(fs::path(source_dir()) / "tests/golden")) {
        if (entry.path().extension() != ".expected") continue;
        collect(test::read_text(entry.path().string()), '[', ']', shown);
    }
    CHECK(those_missing(catalogued(), shown) == "");
}

TEST_CASE("entries of the catalogue of errors are whole and in order") {
    const std::vector<CodeEntry> all = all_codes();
    for (std::size_t i = 0; i < all.size(); ++i) {
        const CodeEntry& e = all[i];
        INFO(e.code);
        if (i > 0) CHECK(std::string(all[i - 1].code) < e.code);
        const std::string meaning = e.meaning;
        const std::string remedy = e.remedy;
        CHECK((meaning.size() > 10 && meaning.back() == '.'));
        CHECK((remedy.size() > 5 && (remedy.back() == '.' || remedy.back() == '?')));
        CHECK(std::string(e.example) != "");
        CHECK(std::string(e.right) != "");
        CHECK(std::string(e.example) != e.right);
        for (const std::string text : {e.example, e.right}) {
            std::istringstream lines(text);
            for (std::string line; std::getline(lines, line);) CHECK(line.size() <= 76);
        }
    }
}

TEST_CASE("codes are found as people type them") {
    for (const char* text : {"E0207", "e0207", "E207", "0207", "207", "[E0207]"}) {
        INFO(text);
        const CodeEntry* entry = find_code(text);
        REQUIRE(entry != nullptr);
        CHECK(std::string(entry->code) == "E0207");
    }
    for (const char* text : {"", "E", "E0", "tariff", "E02070", "E-207", "99999999999999999999"}) {
        INFO(text);
        CHECK(find_code(text) == nullptr);
    }
    CHECK(nearest_code("E0222") == "E0219");
    CHECK(nearest_code("tariff") == "");
}

}  // namespace codes_test
