// Counts calls and decides which of them fails; counting begins with main.
#include "tests/crash/plan.hpp"

#include <dlfcn.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <new>

namespace orrery::faults {

bool in_child = false;

namespace {

std::atomic<bool> begun{false};
/// Shared with the processes that the program makes: what its workbook's writer calls counts, too.
std::atomic<std::int64_t>* count = nullptr;
pid_t program = 0;
Plan the_plan;
int (*real_main)(int, char**, char**) = nullptr;

std::int64_t number(const char* name, std::int64_t otherwise) {
    const char* text = std::getenv(name);
    return text ? std::strtoll(text, nullptr, 10) : otherwise;
}

template <std::size_t N>
std::uint8_t named(const char* name, const char* const (&words)[N], std::uint8_t otherwise) {
    const char* text = std::getenv(name);
    for (std::uint8_t i = 0; text && i < N; ++i) {
        if (std::strcmp(text, words[i]) == 0) return i;
    }
    return otherwise;
}

Plan read_plan() {
    static constexpr const char* kKinds[] = {"write", "sync", "rename", "open",
                                             "close", "read", "alloc"};
    static constexpr const char* kDeeds[] = {"fail", "persist", "part", "kill", "torn", "fork"};
    Plan p;
    p.kind = static_cast<Kind>(named("FAULT_KIND", kKinds, static_cast<std::uint8_t>(Kind::none)));
    p.deed = static_cast<Deed>(named("FAULT_DO", kDeeds, 0));
    p.at = number("FAULT_AT", 0);
    p.step = number("FAULT_STEP", 1);
    p.error = static_cast<int>(number("FAULT_ERRNO", ENOSPC));
    return p;
}

/// A number into a file, past the calls that are counted.
void tell(const char* file, long long number) {
    if (!file || in_child) return;
    char text[32];
    const int n = std::snprintf(text, sizeof text, "%lld\n", number);
    static const auto real_open =
        reinterpret_cast<int (*)(const char*, int, ...)>(dlsym(RTLD_NEXT, "open"));
    static const auto real_write =
        reinterpret_cast<ssize_t (*)(int, const void*, size_t)>(dlsym(RTLD_NEXT, "write"));
    static const auto real_close = reinterpret_cast<int (*)(int)>(dlsym(RTLD_NEXT, "close"));
    const int fd = real_open(file, O_WRONLY | O_CREAT | O_TRUNC, 0644);
    if (fd < 0) return;
    if (real_write(fd, text, static_cast<size_t>(n)) != n) die();
    real_close(fd);
}

/// The most resident memory of this process in KiB, into the file FAULT_MEMORY.
void tell_memory() {
    rusage used{};
    getrusage(RUSAGE_SELF, &used);
    tell(std::getenv("FAULT_MEMORY"), used.ru_maxrss);
}

int main_after_arming(int argc, char** argv, char** environment) {
    the_plan = read_plan();
    void* shared =
        mmap(nullptr, sizeof *count, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (shared == MAP_FAILED) die();
    count = new (shared) std::atomic<std::int64_t>(0);
    program = getpid();
    begun = true;
    const int code = real_main(argc, argv, environment);
    tell_count();
    tell_memory();
    // What exit() itself takes memory for is the library's.
    if (the_plan.kind == Kind::alloc) begun = false;
    return code;
}

bool due(Kind kind) {
    if (!begun || kind != the_plan.kind || in_child) return false;
    const std::int64_t n = ++*count;
    if (the_plan.at == 0) return false;
    if (the_plan.deed == Deed::fork) {
        return n >= the_plan.at && (n - the_plan.at) % the_plan.step == 0 && getpid() == program;
    }
    return the_plan.deed == Deed::persist ? n >= the_plan.at : n == the_plan.at;
}

}  // namespace

const Plan& plan() {
    return the_plan;
}

bool armed() {
    return begun;
}

void die() {
    if (program > 0) kill(program, SIGKILL);
    kill(getpid(), SIGKILL);
    for (;;) pause();
}

void set_error() {
    errno = the_plan.error;
}

std::int64_t calls() {
    return *count;
}

bool strikes(Kind kind) {
    if (!due(kind)) return false;
    if (the_plan.deed == Deed::kill || the_plan.deed == Deed::torn) die();
    set_error();
    return true;
}

Stroke strikes_write(std::uint64_t size) {
    Stroke s;
    s.hit = due(Kind::write);
    if (!s.hit) return s;
    if (the_plan.deed == Deed::kill) die();
    s.kills = the_plan.deed == Deed::torn;
    if (s.kills || the_plan.deed == Deed::part) s.size = size / 2;
    set_error();
    return s;
}

void tell_count() {
    tell(std::getenv("FAULT_COUNT"), *count);
}

}  // namespace orrery::faults

extern "C" int __libc_start_main(int (*main)(int, char**, char**), int argc, char** argv,
                                 void (*init)(), void (*fini)(), void (*rtld_fini)(), void* end) {
    using Start = int (*)(int (*)(int, char**, char**), int, char**, void (*)(), void (*)(),
                          void (*)(), void*);
    orrery::faults::real_main = main;
    const auto start = reinterpret_cast<Start>(dlsym(RTLD_NEXT, "__libc_start_main"));
    return start(orrery::faults::main_after_arming, argc, argv, init, fini, rtld_fini, end);
}
