// What both programs do around the command line: signals, and errors that nobody below catches.
#include "tools/orrery/program.hpp"

#include <fmt/format.h>

#include <csignal>
#include <cstdio>
#include <new>
#include <system_error>

#include "orrery/base/diagnostics.hpp"
#include "orrery/problem.hpp"
#include "sim/accounts/beyond_money.hpp"
#include "sim/kernel/limits.hpp"
#include "tools/orrery/pipeline.hpp"
#include "tools/orrery/verbs.hpp"

namespace orrery::cli {
namespace {

void on_signal(int) {
    request_interrupt();
}

}  // namespace

int program(const std::function<int()>& command_line) {
    std::signal(SIGINT, on_signal);
    std::signal(SIGTERM, on_signal);
    std::signal(SIGPIPE, SIG_IGN);
    try {
        return command_line();
    } catch (const Interrupted&) {
        fmt::print(stderr, "orrery: interrupted before there was an answer\n");
        return kInterrupted;
    } catch (const Refused& refused) {
        return refused.code;
    } catch (const BeyondMoney& amount) {
        Diagnostics all;
        all.add(too_much_money(amount));
        print(all);
        return all.exit_code();
    } catch (const EnvironmentError& e) {
        fmt::print(stderr, "orrery: {}\n", e.message());
    } catch (const api::Unavailable& e) {
        fmt::print(stderr, "orrery: {}\n", e.what());
    } catch (const std::bad_alloc&) {
        fmt::print(stderr, "orrery: out of memory\n");
    } catch (const std::system_error& e) {
        fmt::print(stderr, "orrery: {}\n", e.what());
    }
    return kEnvironment;
}

}  // namespace orrery::cli
