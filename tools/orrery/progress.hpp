// Progress on stderr for runs of more than a second.
#pragma once
#include <chrono>

#include "orrery/base/time.hpp"
#include "sim/study/units/rounds.hpp"

namespace orrery::cli {

/// A line that is rewritten on a terminal; one line every ten seconds elsewhere; silent at first.
class Progress {
public:
    explicit Progress(Nanos horizon);
    ~Progress();
    Progress(const Progress&) = delete;
    Progress& operator=(const Progress&) = delete;

    /// For RunOptions::progress.
    static void report(void* self, Nanos now, std::int64_t events);

private:
    using Clock = std::chrono::steady_clock;
    void show(Nanos now, std::int64_t events);

    Nanos horizon_;
    Clock::time_point start_;
    Clock::time_point last_;
    bool terminal_;
    bool shown_ = false;
};

/// The same for the units of a study; calls come one at a time.
class UnitProgress {
public:
    UnitProgress();
    ~UnitProgress() { clear(); }
    UnitProgress(const UnitProgress&) = delete;
    UnitProgress& operator=(const UnitProgress&) = delete;

    void show(const RoundProgress& round);
    /// Takes the line away, before results are printed.
    void clear();

private:
    using Clock = std::chrono::steady_clock;
    Clock::time_point start_;
    Clock::time_point last_;
    bool terminal_;
    bool shown_ = false;
};

}  // namespace orrery::cli
