// Independent runs on threads: results by index, whatever thread made them.
#pragma once
#include <cstddef>
#include <functional>

namespace orrery {

/// Calls work(0) … work(count − 1), each once, on `threads` threads of which the caller is one. An
/// exception ends what has not begun, and the one of the lowest index is thrown on. An interrupt is
/// the work's to see: runs end at once then, with observations that are whole for what they cover.
void parallel_for(std::size_t count, int threads, const std::function<void(std::size_t)>& work);

}  // namespace orrery
