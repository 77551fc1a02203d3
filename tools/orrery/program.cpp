// What both programs do around the command line: signals, and errors that nobody below catches.
#include "tools/orrery/program.hpp"

#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <charconv>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <exception>
#include <filesystem>
#include <new>
#include <system_error>
#include <utility>

#include "orrery/base/invalid_input.hpp"
#include "orrery/base/read_file.hpp"
#include "orrery/problem.hpp"
#include "sim/accounts/beyond_money.hpp"
#include "sim/analysis/cut_run.hpp"
#include "sim/kernel/interrupt.hpp"
#include "sim/kernel/limits.hpp"
#include "sim/scenario/document/faults.hpp"
#include "tools/orrery/output_folder.hpp"
#include "tools/orrery/pipeline.hpp"
#include "tools/orrery/verbs.hpp"

namespace orrery::cli {
namespace {

/// Seconds until a process ends in which nothing has looked at the interrupt.
constexpr unsigned kPatience = 1;

/// As failed checks of a run end (orrery/base/assert.hpp).
constexpr int kBug = 70;

/// Final names hold whole files at any instant, and what is written beside them goes.
void end_now() {
    if (!abandon_output()) {
        alarm(kPatience);
        return;
    }
    constexpr char kText[] = "orrery: interrupted\n";
    if (write(STDERR_FILENO, kText, sizeof kText - 1) < 0) _exit(kInterrupted);
    _exit(kInterrupted);
}

void on_signal(int) {
    // Asked a second time, or by somebody who waited.
    if (interrupt_was_seen()) end_now();
    request_interrupt();
    alarm(kPatience);
}

/// Runs look at the interrupt and write what they have; what reads and fits does not look.
void on_alarm(int) {
    if (!interrupt_was_seen()) end_now();
}

/// Not fmt: that throws where the text cannot be written, and there is nobody left to catch it.
int refuse_program(const char* what) {
    std::fprintf(stderr, "orrery: %s\n", what);
    return kEnvironment;
}

/// A file that the user named, in the words of all other errors of theirs.
int refuse_input(const std::string& file) {
    const TextFault fault = unreadable_fault(file);
    Diagnostic d;
    d.code = fault.code;
    d.at.file = file;
    d.message = fault.message;
    d.hint = fault.hint;
    return refuse(std::move(d));
}

/// "requests.csv:7: no number in column …" as an error of that place.
Diagnostic of_file(const std::string& message) {
    Diagnostic d;
    d.code = "E0940";
    d.message = message;
    const std::size_t end = message.find(": ");
    if (end == std::string::npos) return d;
    std::string file = message.substr(0, end);
    const std::size_t colon = file.find_last_not_of("0123456789");
    int line = 0;
    if (colon != std::string::npos && file[colon] == ':' && file.size() - colon < 10) {
        std::from_chars(file.data() + colon + 1, file.data() + file.size(), line);
        file.resize(colon);
    }
    std::error_code none;
    if (!std::filesystem::exists(file, none)) return d;
    d.at.file = file;
    d.at.line = line;
    d.message = message.substr(end + 2);
    return d;
}

int refuse_bug(const char* what) {
    std::fprintf(stderr, "orrery: a bug of Orrery: %s\n", what);
    return kBug;
}

/// What was printed may still wait for a disk that is full. Who closed the pipe has read enough.
int told(int code) {
    errno = 0;
    const bool lost = std::fflush(stdout) != 0 || std::ferror(stdout) != 0;
    if (!lost || errno == EPIPE) return code;
    std::fprintf(stderr, "orrery: the output cannot be written%s%s\n", errno == 0 ? "" : ": ",
                 errno == 0 ? "" : std::strerror(errno));
    return code == kOk ? static_cast<int>(kEnvironment) : code;
}

int refuse_interrupted() {
    std::fputs("orrery: interrupted before there was an answer\n", stderr);
    return kInterrupted;
}

int caught(const std::function<int()>& command_line) {
    try {
        return command_line();
    } catch (const Interrupted&) {
        return refuse_interrupted();
    } catch (const CutRun& cut) {
        if (cut.end == RunEnd::interrupted) return refuse_interrupted();
        refuse(analysis::cut_error(cut));
        return kPartial;
    } catch (const Refused& refused) {
        return refused.code;
    } catch (const BeyondMoney& amount) {
        return refuse(too_much_money(amount));
    } catch (const UnreadableFile& e) {
        return refuse_input(e.file());
    } catch (const InvalidInput& e) {
        return refuse(of_file(e.message()));
    } catch (const EnvironmentError& e) {
        return refuse_program(e.message().c_str());
    } catch (const api::Unavailable& e) {
        return refuse_program(e.what());
    } catch (const std::bad_alloc&) {
        return refuse_program("out of memory");
    } catch (const std::system_error& e) {
        std::clearerr(stdout);  // what is left tells again why, when it is flushed
        if (e.code() == std::errc::broken_pipe) return kOk;
        return refuse_program(e.what());
    } catch (const std::exception& e) {
        return refuse_bug(e.what());
    } catch (...) {
        return refuse_bug("something was thrown that is no error");
    }
}

/// Whether memory was asked for in vain. Written by whichever thread that was, read by a handler.
// NOLINTNEXTLINE(cppcoreguidelines-avoid-non-const-global-variables)
std::atomic<bool> memory_was_short{false};

void on_no_memory() {
    memory_was_short = true;
    throw std::bad_alloc();
}

/// Checks of libraries do not hold of what was half built when memory ended; else they are a bug,
/// and the signal goes on to end the process.
void on_abort(int) {
    if (!memory_was_short) return;
    abandon_output();
    constexpr char kText[] = "orrery: out of memory\n";
    if (write(STDERR_FILENO, kText, sizeof kText - 1) < 0) _exit(kEnvironment);
    _exit(kEnvironment);
}

/// Some destructors take memory, and none may throw: without memory they end here.
[[noreturn]] void on_terminate() {
    const int code = caught([]() -> int {
        if (const auto thrown = std::current_exception()) std::rethrow_exception(thrown);
        return refuse_bug("ended without a reason");
    });
    abandon_output();
    _exit(code);
}

}  // namespace

int refuse(Diagnostic d) {
    Diagnostics all;
    all.add(std::move(d));
    print(all);
    return all.exit_code();
}

int program(const std::function<int()>& command_line) {
    std::set_terminate(on_terminate);
    std::set_new_handler(on_no_memory);
    std::signal(SIGABRT, on_abort);
    std::signal(SIGINT, on_signal);
    std::signal(SIGTERM, on_signal);
    std::signal(SIGALRM, on_alarm);
    std::signal(SIGPIPE, SIG_IGN);
    std::signal(SIGXFSZ, SIG_IGN);  // a file that may not grow is told as a full disk
    return told(caught(command_line));
}

}  // namespace orrery::cli
