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

/// Seeds below 0 would be read as very large numbers: refuses them in the verbs of `app`.
void refuse_negative_numbers(CLI::App& app);

}  // namespace orrery::cli
