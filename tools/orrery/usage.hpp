// What is wrong with a command line, in the voice of all other errors.
#pragma once
#include <string>
#include <vector>

namespace CLI {
class App;
class ParseError;
}  // namespace CLI

namespace orrery::cli {

/// Message and hint about arguments that CLI11 refused: which verb, which option, what was meant.
std::string usage_error(CLI::App& app, const CLI::ParseError& error,
                        const std::vector<std::string>& arguments);

}  // namespace orrery::cli
