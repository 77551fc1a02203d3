// A wall clock that jumps: each look at it lies FAULT_CLOCK seconds before or after the last one.
#include <dlfcn.h>
#include <sys/time.h>
#include <time.h>

#include <atomic>
#include <cstdlib>

namespace {

time_t jump() {
    static const char* const text = std::getenv("FAULT_CLOCK");
    static std::atomic<int> looks{0};
    if (!text) return 0;
    static const time_t by = std::strtoll(text, nullptr, 10);
    return looks++ % 2 == 0 ? by : -by;
}

}  // namespace

extern "C" {

int clock_gettime(clockid_t id, timespec* to) {
    using Call = int (*)(clockid_t, timespec*);
    static const auto real = reinterpret_cast<Call>(dlsym(RTLD_NEXT, "clock_gettime"));
    const int done = real(id, to);
    if (done == 0 && id == CLOCK_REALTIME) to->tv_sec += jump();
    return done;
}

time_t time(time_t* to) {
    timespec now{};
    clock_gettime(CLOCK_REALTIME, &now);
    if (to) *to = now.tv_sec;
    return now.tv_sec;
}

int gettimeofday(timeval* to, void*) noexcept {
    timespec now{};
    const int done = clock_gettime(CLOCK_REALTIME, &now);
    *to = {now.tv_sec, now.tv_nsec / 1000};
    return done;
}

}  // extern "C"
