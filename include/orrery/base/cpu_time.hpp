// Time that the processors spent on this process.
#pragma once
#include <time.h>

namespace orrery {

/// Seconds of all its threads, in the kernel too; children's are not among them.
inline double cpu_seconds() {
    timespec t{};
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return static_cast<double>(t.tv_sec) + static_cast<double>(t.tv_nsec) * 1e-9;
}

}  // namespace orrery
