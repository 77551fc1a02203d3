// What both programs do around the command line: signals, and errors that nobody below catches.
#pragma once
#include <functional>

#include "orrery/base/diagnostics.hpp"

namespace orrery::cli {

/// The user ended it before there was an answer: exit code 130.
struct Interrupted {};

/// What was asked for is wrong, and was told: the exit code.
struct Refused {
    int code;
};

/// Prints one error of the user's; its exit code.
int refuse(Diagnostic d);

/// Runs the command line; an interrupt asks every run to end, an error of the world is exit code 1.
int program(const std::function<int()>& command_line);

}  // namespace orrery::cli
