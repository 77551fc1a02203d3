// Children that do the work, a pipe that tells how far they came.
#include "tests/hostile/watched.hpp"

#include <sys/resource.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdint>
#include <cstdio>
#include <fstream>
#include <stdexcept>

namespace orrery::hostile {
namespace {

/// Address space of this process in bytes.
std::size_t mapped_bytes() {
    std::size_t pages = 0;
    std::ifstream("/proc/self/statm") >> pages;
    return pages * static_cast<std::size_t>(sysconf(_SC_PAGESIZE));
}

void limit_memory(std::size_t bytes) {
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
    (void)bytes;
#else
    const rlimit limit{mapped_bytes() + bytes, RLIM_INFINITY};
    setrlimit(RLIMIT_AS, &limit);
#endif
}

[[noreturn]] void child(int out, std::size_t from, std::size_t count,
                        const std::function<int(std::size_t)>& piece, const WatchLimits& limits) {
    limit_memory(limits.bytes);
    for (std::size_t i = from; i < count; ++i) {
        // Of the processor: beside other programs the clock on the wall runs faster.
        const itimerval limit{{0, 0}, {static_cast<time_t>(limits.seconds), 0}};
        setitimer(ITIMER_PROF, &limit, nullptr);
        alarm(20 * limits.seconds);
        const auto code = static_cast<std::uint8_t>(piece(i));
        if (write(out, &code, 1) != 1) break;
    }
    std::fflush(nullptr);
    _exit(0);
}

}  // namespace

std::vector<int> watched(std::size_t count, const std::function<int(std::size_t)>& piece,
                         const WatchLimits& limits) {
    std::vector<int> outcomes;
    while (outcomes.size() < count) {
        int ends[2];
        if (pipe(ends) != 0) throw std::runtime_error("no pipe");
        std::fflush(nullptr);
        const pid_t pid = fork();
        if (pid < 0) throw std::runtime_error("no child");
        if (pid == 0) {
            close(ends[0]);
            child(ends[1], outcomes.size(), count, piece, limits);
        }
        close(ends[1]);
        std::uint8_t code = 0;
        while (read(ends[0], &code, 1) == 1) outcomes.push_back(code);
        close(ends[0]);
        int status = 0;
        waitpid(pid, &status, 0);
        if (outcomes.size() == count) break;
        outcomes.push_back(WIFSIGNALED(status) ? 1000 + WTERMSIG(status) : WEXITSTATUS(status));
    }
    return outcomes;
}

}  // namespace orrery::hostile
