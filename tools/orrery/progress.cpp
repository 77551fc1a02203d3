// Progress on stderr for runs of more than a second.
#include "tools/orrery/progress.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <cstdio>

namespace orrery::cli {

Progress::Progress(Nanos horizon)
    : horizon_(horizon),
      start_(Clock::now()),
      last_(start_),
      terminal_(isatty(STDERR_FILENO) == 1) {}

Progress::~Progress() {
    if (shown_ && terminal_) std::fputs("\r\x1b[K", stderr);
}

void Progress::report(void* self, Nanos now, std::int64_t events) {
    static_cast<Progress*>(self)->show(now, events);
}

void Progress::show(Nanos now, std::int64_t events) {
    const auto time = Clock::now();
    const std::chrono::duration<double> since_start = time - start_;
    const std::chrono::duration<double> since_last = time - last_;
    if (since_start.count() < 1 || since_last.count() < (terminal_ ? 0.2 : 10)) return;
    last_ = time;
    shown_ = true;
    const double share = static_cast<double>(now.ns) / static_cast<double>(horizon_.ns);
    const double left = since_start.count() * (1 / std::max(share, 1e-6) - 1);
    fmt::print(stderr, "{}{:5.1f} %  {:.1f} M events  {:.0f} s left{}", terminal_ ? "\r" : "",
               100 * share, static_cast<double>(events) / 1e6, left, terminal_ ? "\x1b[K" : "\n");
    std::fflush(stderr);
}

UnitProgress::UnitProgress()
    : start_(Clock::now()), last_(start_), terminal_(isatty(STDERR_FILENO) == 1) {}

void UnitProgress::clear() {
    if (shown_ && terminal_) std::fputs("\r\x1b[K", stderr);
    shown_ = false;
}

void UnitProgress::show(const RoundProgress& round) {
    const auto time = Clock::now();
    const std::chrono::duration<double> since_start = time - start_;
    const std::chrono::duration<double> since_last = time - last_;
    if (since_start.count() < 1 || since_last.count() < (terminal_ ? 0.2 : 10)) return;
    last_ = time;
    shown_ = true;
    fmt::print(stderr, "{}{} of {} runs  {:.0f} s left{}", terminal_ ? "\r" : "", round.done,
               round.units, round.seconds_left, terminal_ ? "\x1b[K" : "\n");
    std::fflush(stderr);
}

}  // namespace orrery::cli
