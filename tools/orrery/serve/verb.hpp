// The verb `serve`, for the table of verbs.
#pragma once

namespace CLI {
class App;
}

namespace orrery::cli {

struct Outcome;

void add_serve(CLI::App& app, Outcome& outcome);

}  // namespace orrery::cli
