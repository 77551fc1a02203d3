// The program `orrery`: signals, and what may go wrong outside it.
#include <fmt/format.h>

#include <csignal>
#include <cstdio>

#include "orrery/base/diagnostics.hpp"
#include "sim/kernel/limits.hpp"
#include "tools/orrery/dispatch.hpp"
#include "tools/orrery/verbs.hpp"

namespace {

void on_signal(int) {
    orrery::request_interrupt();
}

}  // namespace

int main(int argc, char** argv) {
    std::signal(SIGINT, on_signal);
    std::signal(SIGTERM, on_signal);
    std::signal(SIGPIPE, SIG_IGN);
    try {
        return orrery::cli::dispatch({argv + 1, argv + argc}, nullptr);
    } catch (const orrery::EnvironmentError& e) {
        fmt::print(stderr, "orrery: {}\n", e.message());
    } catch (const std::bad_alloc&) {
        fmt::print(stderr, "orrery: out of memory\n");
    } catch (const std::system_error& e) {
        fmt::print(stderr, "orrery: {}\n", e.what());
    }
    return orrery::cli::kEnvironment;
}
