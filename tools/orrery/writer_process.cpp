// Work that may end the process it is done in: done in one of its own, whose end is told.
#include "tools/orrery/writer_process.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstring>
#include <exception>
#include <new>
#include <stdexcept>
#include <string_view>

#include "orrery/base/atomic_file.hpp"
#include "orrery/base/diagnostics.hpp"

namespace orrery::cli {
namespace {

/// How a child ends: the parent throws what the child did. Checks of the program end with 70.
enum ChildEnd : int { kDone = 0, kWorldsError = 1, kOutOfMemory = 2, kOurBug = 70 };

/// Words of the child; what the pipe does not take is not told.
void say_up(int to, std::string_view words) {
    if (write(to, words.data(), words.size()) < 0) _exit(kWorldsError);
}

int ended_child(int to, const std::function<void()>& work) {
    try {
        work();
        return kDone;
    } catch (const EnvironmentError& e) {
        say_up(to, e.message());
        return kWorldsError;
    } catch (const std::bad_alloc&) {
        return kOutOfMemory;
    } catch (const std::exception& e) {
        say_up(to, e.what());
        return kOurBug;
    }
}

/// The parent's signals are the parent's, and a child does not outlive it.
[[noreturn]] void be_child(pid_t parent, int to, const std::function<void()>& work) {
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getppid() != parent) _exit(kWorldsError);
    std::signal(SIGINT, SIG_IGN);
    std::signal(SIGTERM, SIG_DFL);
    _exit(ended_child(to, work));
}

std::string all_words(int from) {
    std::string words;
    char some[512];
    for (ssize_t n = 0; (n = read(from, some, sizeof some)) != 0;) {
        if (n < 0 && errno != EINTR) break;
        if (n > 0) words.append(some, static_cast<std::size_t>(n));
    }
    return words;
}

int awaited(pid_t child) {
    int status = 0;
    while (waitpid(child, &status, 0) < 0 && errno == EINTR) {
    }
    return status;
}

[[noreturn]] void throw_as_child(const std::string& file, int status, const std::string& words) {
    if (WIFSIGNALED(status)) {
        throw EnvironmentError(fmt::format(
            "{}: cannot be written: its writer ended by signal {} ({}), as it does where it is out "
            "of memory",
            file, WTERMSIG(status), strsignal(WTERMSIG(status))));
    }
    if (WEXITSTATUS(status) == kOutOfMemory) throw std::bad_alloc();
    if (WEXITSTATUS(status) == kOurBug) throw std::logic_error(words);
    throw EnvironmentError(words.empty() ? file + ": cannot be written" : words);
}

}  // namespace

void in_own_process(const std::string& file, const std::function<void()>& work) {
    int ends[2];
    if (pipe2(ends, O_CLOEXEC) != 0) refuse_write(file, "cannot be written", errno);
    const pid_t parent = getpid();
    const pid_t child = fork();
    const int why = errno;
    if (child == 0) be_child(parent, ends[1], work);
    close(ends[1]);
    if (child < 0) {
        close(ends[0]);
        refuse_write(file, "cannot be written", why);
    }
    const std::string words = all_words(ends[0]);
    close(ends[0]);
    const int status = awaited(child);
    if (status != 0) throw_as_child(file, status, words);
}

}  // namespace orrery::cli
