// The third kind of error, ours: an assert that is always on and says where in the run it happened.
#pragma once
#include <cstdint>

namespace orrery {

/// What a failed assert prints besides the condition; the running simulation keeps it current.
struct RunContext {
    std::uint64_t seed = 0;
    std::int64_t now_ns = 0;
    std::uint64_t event = 0;
};

/// The context of the run on this thread. The only thread-local in Orrery; nothing reads it but
/// asserts.
RunContext& run_context();

/// Prints condition, message, place, seed, simulated time, event and version to stderr; exits 70.
[[noreturn]] void assertion_failed(const char* condition, const char* message, const char* file,
                                   int line);

}  // namespace orrery

#define ORRERY_ASSERT(condition, message)                                        \
    do {                                                                         \
        if (!(condition)) [[unlikely]]                                           \
            ::orrery::assertion_failed(#condition, message, __FILE__, __LINE__); \
    } while (false)
