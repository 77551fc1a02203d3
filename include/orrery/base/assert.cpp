// The third kind of error, ours: what a failed assert prints.
#include "orrery/base/assert.hpp"

#include <cstdio>
#include <cstdlib>

#include "orrery/base/version.hpp"

namespace orrery {

RunContext& run_context() {
    thread_local RunContext context;
    return context;
}

void assertion_failed(const char* condition, const char* message, const char* file, int line) {
    const RunContext& run = run_context();
    std::fprintf(stderr,
                 "orrery: internal error: %s\n  condition: %s\n  at: %s:%d\n"
                 "  seed: %llu\n  simulated time: %.9f s\n  event: %llu\n  version: %s\n"
                 "This is a bug in Orrery, not in your scenario; please report these lines.\n",
                 message, condition, file, line, static_cast<unsigned long long>(run.seed),
                 static_cast<double>(run.now_ns) * 1e-9, static_cast<unsigned long long>(run.event),
                 kVersion);
    std::fflush(nullptr);
#ifdef ORRERY_ABORT_ON_BUG
    std::abort();  // libFuzzer keeps the input of what aborts
#else
    std::_Exit(70);
#endif
}

}  // namespace orrery
