// What is wrong with a file or its YAML, in words that do not presuppose the parser's.
#pragma once
#include <string>

namespace orrery {

struct TextFault {
    const char* code;
    std::string message;
    std::string hint;
};

/// The parser's words for text that is not YAML, as a user's.
TextFault yaml_fault(const std::string& parser_message);

/// Why a file cannot be read (absent, a folder, no permission), and the name that was meant.
TextFault unreadable_fault(const std::string& file);

/// The file beside that one whose name is nearest to its, or empty.
std::string similar_file(const std::string& file);

}  // namespace orrery
