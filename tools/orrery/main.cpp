// The command line: one table of verbs; stdout is the result, stderr is progress and messages.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <csignal>
#include <cstdio>

#include "orrery/base/diagnostics.hpp"
#include "orrery/base/version.hpp"
#include "sim/kernel/limits.hpp"
#include "tools/orrery/verbs.hpp"

namespace {

void on_signal(int) {
    orrery::request_interrupt();
}

int dispatch(int argc, char** argv) {
    using namespace orrery::cli;
    CLI::App app{"Orrery: where to run AI, from whom to buy, when to order and what may go wrong."};
    app.name("orrery");
    app.set_version_flag("--version", std::string("orrery ") + orrery::kVersion);
    app.require_subcommand(1);
    app.footer(
        "Start with `orrery run scenarios/examples/quickstart.yaml`; every verb has --help.");
    Outcome outcome;
    for (const auto add :
         {add_run, add_check, add_schema, add_catalog, add_trace, add_import, add_study,
          add_validate, add_calibrate, add_bench, add_explain, add_reprice}) {
        add(app, outcome);
    }
    try {
        app.parse(argc, argv);
    } catch (const CLI::Success& e) {
        return app.exit(e);
    } catch (const CLI::ParseError& e) {
        app.exit(e);
        return kUsage;
    }
    return outcome.code;
}

}  // namespace

int main(int argc, char** argv) {
    std::signal(SIGINT, on_signal);
    std::signal(SIGTERM, on_signal);
    std::signal(SIGPIPE, SIG_IGN);
    try {
        return dispatch(argc, argv);
    } catch (const orrery::EnvironmentError& e) {
        fmt::print(stderr, "orrery: {}\n", e.message());
    } catch (const std::bad_alloc&) {
        fmt::print(stderr, "orrery: out of memory\n");
    } catch (const std::system_error& e) {
        fmt::print(stderr, "orrery: {}\n", e.what());
    }
    return orrery::cli::kEnvironment;
}
