// The house rules as functions from a file's path and text to complaints.
#pragma once
#include <string>
#include <vector>

namespace orrery::tidy {

/// Includes against the arrows of docs/design.md: base ← models ← rooms of sim in order ← tools.
std::vector<std::string> check_includes(const std::string& path, const std::string& text);
/// At most 400 lines of 100 columns, a first-line comment, no tabs, a final newline, `#pragma
/// once`.
std::vector<std::string> check_shape(const std::string& path, const std::string& text);
/// No function over 60 lines (by braces at the indentation of a definition).
std::vector<std::string> check_functions(const std::string& path, const std::string& text);
/// What would make results differ between machines, or tie the repository to one.
std::vector<std::string> check_words(const std::string& path, const std::string& text);
/// A test stands in a namespace of its file's name, `using` and all: several are compiled as one.
std::vector<std::string> check_test_namespace(const std::string& path, const std::string& text);
/// Shell scripts: no pipe into a reader that stops early. Under `pipefail` its writer's SIGPIPE
/// fails the pipe now and then, on a loaded machine only.
std::vector<std::string> check_pipes(const std::string& path, const std::string& text);

}  // namespace orrery::tidy
