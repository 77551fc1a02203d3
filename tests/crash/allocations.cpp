// Memory that is not there: the n-th allocation fails, or each of them in a child of its own. A
// child goes the way of its failure to the end, which is short, and the parent as if there had
// been none: one run tries thousands of failures.
#include <poll.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>

#include "tests/crash/plan.hpp"

extern "C" {
void* __libc_malloc(size_t size);
void* __libc_calloc(size_t n, size_t size);
void* __libc_realloc(void* old, size_t size);
void* __libc_memalign(size_t alignment, size_t size);
}

namespace faults = orrery::faults;

namespace {

constexpr int kLongest = 20;  ///< seconds that a child may take

thread_local bool within = false;  ///< our own calls take memory, too
bool unwound = false;              ///< this child has had its failure

void report(const char* what, const char* text) {
    char line[512];
    const int n = std::snprintf(line, sizeof line, "FAULT %s %.400s\n", what, text);
    if (write(2, line, static_cast<size_t>(n)) != n) faults::die();
}

/// The child's messages must hold these words where it ends with an error.
void judge(int status, const char* said) {
    char text[64];
    const bool exited = WIFEXITED(status);
    std::snprintf(text, sizeof text, "%lld %s %d:", static_cast<long long>(faults::calls()),
                  exited ? "code" : "signal", exited ? WEXITSTATUS(status) : WTERMSIG(status));
    // What it could do without memory, it does without the folders that it believes to have made.
    const bool told = std::strstr(said, "out of memory") || std::strstr(said, "annot allocate") ||
                      std::strstr(said, "directory iterator cannot open");
    const char* kind = !exited                    ? "crash"
                       : WEXITSTATUS(status) == 0 ? "survived"
                       : WEXITSTATUS(status) != 1 ? "code"
                       : !told                    ? "words"
                                                  : "told";
    char line[512];
    const char* last = std::strstr(said, "orrery: ");
    std::snprintf(line, sizeof line, "%s %.400s", text, last ? last : said);
    for (char* c = line; *c; ++c) {
        if (*c == '\n') *c = '|';
    }
    report(kind, line);
}

/// Reads all that the child says, then how it ended; one that takes too long is ended.
void follow(int from, pid_t child) {
    static char said[65536];
    size_t size = 0;
    for (;;) {
        pollfd more{from, POLLIN, 0};
        if (poll(&more, 1, kLongest * 1000) == 0) {
            std::snprintf(said, sizeof said, "orrery: it hung");
            size = std::strlen(said);
            kill(child, SIGKILL);
        }
        const ssize_t n = read(from, said + size, sizeof said - 1 - size);
        if (n <= 0) break;
        size += static_cast<size_t>(n);
        if (size + 1 >= sizeof said) size = sizeof said / 2;
    }
    said[size] = '\0';
    close(from);
    int status = 0;
    while (waitpid(child, &status, 0) < 0 && errno == EINTR) {
    }
    judge(status, said);
}

/// Where the parent's files are read and written: its child shares that with it.
class Places {
public:
    Places() {
        for (int fd = 3; fd < kMost; ++fd) at_[fd] = lseek(fd, 0, SEEK_CUR);
    }
    void restore() const {
        for (int fd = 3; fd < kMost; ++fd) {
            if (at_[fd] >= 0) lseek(fd, at_[fd], SEEK_SET);
        }
    }

private:
    static constexpr int kMost = 64;
    off_t at_[kMost] = {};
};

/// True in the child, in which this allocation fails.
bool forked() {
    int ends[2];
    if (pipe(ends) != 0) return false;
    const Places places;
    const pid_t child = fork();
    if (child < 0) return false;
    if (child > 0) {
        close(ends[1]);
        follow(ends[0], child);
        places.restore();
        return false;
    }
    dup2(ends[1], 2);
    dup2(ends[1], 1);
    faults::in_child = true;
    unwound = true;
    return true;
}

bool fails() {
    if (within || unwound || !faults::armed()) return false;
    within = true;
    const bool hit = faults::strikes(faults::Kind::alloc);
    const bool yes = hit && (faults::plan().deed != faults::Deed::fork || forked());
    within = false;
    if (yes) errno = ENOMEM;
    return yes;
}

}  // namespace

extern "C" {

void* malloc(size_t size) {
    return fails() ? nullptr : __libc_malloc(size);
}

void* calloc(size_t n, size_t size) {
    return fails() ? nullptr : __libc_calloc(n, size);
}

void* realloc(void* old, size_t size) {
    return fails() ? nullptr : __libc_realloc(old, size);
}

void* aligned_alloc(size_t alignment, size_t size) {
    return fails() ? nullptr : __libc_memalign(alignment, size);
}

int posix_memalign(void** to, size_t alignment, size_t size) {
    if (fails()) return ENOMEM;
    void* memory = __libc_memalign(alignment, size);
    if (!memory) return ENOMEM;
    *to = memory;
    return 0;
}

}  // extern "C"
