// Rounds of units: what is known already is not computed again, the rest is handed out.
#pragma once
#include <chrono>
#include <functional>
#include <string>
#include <vector>

#include "sim/study/units/bed.hpp"
#include "sim/study/units/hand_out.hpp"
#include "sim/study/units/results_file.hpp"

namespace orrery {

/// A part of all units, by their number: 1/4 … 4/4.
struct Shard {
    int index = 1;
    int of = 1;
};

struct RoundProgress {
    std::size_t done = 0;     ///< of this round, known ones included
    std::size_t units = 0;    ///< of this round
    double seconds_left = 0;  ///< by the pace so far; 0: not known yet
};

/// By point and replication.
using UnitTable = std::vector<std::vector<UnitResult>>;

class Rounds {
public:
    Rounds(const Bed& bed, HandOut& hand_out) : bed_(bed), hand_out_(hand_out) {}

    ResultsFile* file = nullptr;  ///< may be null: nothing is kept
    Shard shard;
    std::function<void(const RoundProgress&)> progress;

    /// Replications first … first + count − 1 of every point. Units that are missing in the end
    /// (interrupted, another shard's) have no values and set `complete` to false.
    UnitTable run(const std::vector<Point>& points, int first, int count);

    [[nodiscard]] bool complete() const { return complete_; }
    /// Whether a limit cut any unit: it has a problem and no figures then.
    [[nodiscard]] bool cut() const { return cut_; }
    /// Units computed here, and found in the file, over all rounds.
    [[nodiscard]] std::size_t computed() const { return computed_; }
    [[nodiscard]] std::size_t found() const { return found_; }
    [[nodiscard]] const Bed& bed() const { return bed_; }
    /// Units of the leaves in words, as the first run that has them says; empty before.
    [[nodiscard]] const std::vector<std::string>& units() const { return units_; }

private:
    void learn_units(const UnitTable& table);
    void tell(std::size_t done, std::size_t units, std::size_t fresh,
              std::chrono::steady_clock::time_point begun) const;

    const Bed& bed_;
    HandOut& hand_out_;
    bool complete_ = true;
    bool cut_ = false;
    std::vector<std::string> units_;
    std::size_t computed_ = 0;
    std::size_t found_ = 0;
    std::size_t numbered_ = 0;  ///< units of all rounds so far: shards count on through them
};

}  // namespace orrery
