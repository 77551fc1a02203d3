// Independent runs on threads: results by index, whatever thread made them.
#pragma once
#include <cstddef>
#include <functional>
#include <string>

namespace orrery {

/// Calls work(0) … work(count − 1), each once, on `threads` threads of which the caller is one. An
/// exception ends what comes after it and has not begun, and the one of the lowest index is thrown
/// on: the same on any number of threads. An interrupt is the work's to see: runs end at once then,
/// with observations that are whole for what they cover.
void parallel_for(std::size_t count, int threads, const std::function<void(std::size_t)>& work);

/// Processors that this process may use: those of its affinity mask, fewer where its container is
/// given less time than that; at least 1.
int processors_here();

/// The same of `processors` under the text of Linux' cpu.max: "QUOTA PERIOD" in µs, or "max
/// PERIOD". A share of a processor counts as one; a text that says neither takes nothing away.
int processors_within(int processors, const std::string& cpu_max);

}  // namespace orrery
