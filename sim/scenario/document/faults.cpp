// What is wrong with a file or its YAML, in words that do not presuppose the parser's.
#include "sim/scenario/document/faults.hpp"

#include <array>
#include <filesystem>
#include <vector>

#include "orrery/base/diagnostics.hpp"

namespace orrery {
namespace {

namespace fs = std::filesystem;

struct Wording {
    const char* parser;  ///< how yaml-cpp's message begins
    const char* message;
    const char* hint;
};

constexpr std::array<Wording, 11> kWordings{{
    {"illegal block entry", "a list item (- …) cannot begin here",
     "items stand on lines of their own, indented alike; is a bracket [ or { above it closed?"},
    {"illegal map value", "a colon where no key can be",
     "one key a line, indented like its neighbours; text with a colon is quoted"},
    {"illegal map key", "a key cannot begin here", "keys of one place are indented alike"},
    {"end of sequence flow not found", "a bracket [ is not closed",
     "close it with ]; what is indented less ends the list"},
    {"end of map flow not found", "a brace { is not closed",
     "close it with }; entries in braces are separated by commas"},
    {"end of map not found", "what stands here belongs to nothing above it",
     "keys of one place are indented alike, and a value ends with its line"},
    {"end of sequence not found", "what stands here belongs to nothing above it",
     "items of a list are indented alike, and a value ends with its line"},
    {"illegal flow end", "a closing bracket or brace without its opening one", "remove it"},
    {"illegal EOF in scalar", "a quote is not closed", "close it with the same quote"},
    {"unknown token", "text cannot begin with this character", "put the text in quotes"},
    {"unknown escape character", "an unknown escape in a quoted text",
     "write \\\\ for a backslash, or use single quotes"},
}};

}  // namespace

std::string similar_file(const std::string& path) {
    const fs::path file(path);
    std::error_code problem;
    const fs::path folder = file.has_parent_path() ? file.parent_path() : fs::path(".");
    for (const char* ending : {".yaml", ".yml"}) {
        const fs::path longer(file.string() + ending);
        if (fs::is_regular_file(longer, problem)) return longer.string();
    }
    std::vector<std::string> names;
    constexpr std::size_t kMost = 10'000;  // names of a folder worth comparing
    for (fs::directory_iterator it(folder, problem), end;
         !problem && it != end && names.size() < kMost; it.increment(problem)) {
        if (it->is_regular_file(problem)) names.push_back(it->path().filename().string());
    }
    const std::string name = closest(file.filename().string(), names);
    if (name.empty()) return {};
    return file.has_parent_path() ? (file.parent_path() / name).string() : name;
}

TextFault yaml_fault(const std::string& parser_message) {
    if (parser_message.rfind("the referenced anchor", 0) == 0) {
        return {"E0103", "aliases (*name) are not supported", "write the value out"};
    }
    for (const Wording& w : kWordings) {
        if (parser_message.rfind(w.parser, 0) == 0) {
            return {"E0111", std::string("this is not YAML: ") + w.message, w.hint};
        }
    }
    return {"E0111", "this is not YAML: " + parser_message,
            "check indentation, colons and brackets here"};
}

TextFault unreadable_fault(const std::string& file) {
    std::error_code problem;
    const fs::file_status status = fs::status(file, problem);
    if (fs::is_directory(status)) {
        return {"E0100", "the file cannot be read: it is a folder", "name a file in it"};
    }
    if (fs::exists(status)) {
        return {"E0100", "the file cannot be read: permission denied", "check its permissions"};
    }
    const std::string similar = similar_file(file);
    return {"E0100", "the file cannot be read: it does not exist",
            similar.empty() ? "check the path" : "did you mean " + similar + "?"};
}

}  // namespace orrery
