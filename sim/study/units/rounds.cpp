// Rounds of units: what is known already is not computed again, the rest is handed out.
#include "sim/study/units/rounds.hpp"

#include <algorithm>
#include <limits>

namespace orrery {
namespace {

/// The leader's table on every rank, so that all take the same steps after it.
void share_table(HandOut& hand_out, UnitTable& table, std::vector<char>& have) {
    std::string text;
    if (hand_out.leads()) {
        text.assign(have.begin(), have.end());
        for (const auto& row : table) {
            for (const UnitResult& unit : row) {
                const std::string bytes = pack(unit);
                text += std::to_string(bytes.size()) + ":" + bytes;
            }
        }
    }
    hand_out.share(text);
    if (hand_out.leads()) return;
    have.assign(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(have.size()));
    std::size_t at = have.size();
    for (auto& row : table) {
        for (UnitResult& unit : row) {
            const std::size_t colon = text.find(':', at);
            const std::size_t size = std::stoull(text.substr(at, colon - at));
            unit = unpack(text.substr(colon + 1, size));
            at = colon + 1 + size;
        }
    }
}

}  // namespace

UnitTable Rounds::run(const std::vector<Point>& points, int first, int count) {
    const auto each = static_cast<std::size_t>(count);
    const std::size_t units = points.size() * each;
    UnitResult missing;
    missing.values.assign(bed_.question.leaves.size(), std::numeric_limits<double>::quiet_NaN());
    missing.problem = kNotRun;
    UnitTable table(points.size(), std::vector<UnitResult>(each, missing));
    std::vector<std::string> keys(file ? units : 0);
    std::vector<std::size_t> wanted;
    std::vector<char> have(units, 0);
    const auto replication = [&](std::size_t i) {
        return static_cast<std::uint64_t>(first) + i % each;
    };
    for (std::size_t i = 0; i < units; ++i) {
        if (file) {
            keys[i] = bed_.key(points[i / each], replication(i));
            if (const auto bytes = file->find(keys[i])) {
                UnitResult& unit = table[i / each][i % each];
                unit = unpack(*bytes);
                if (unit.values.size() != bed_.question.leaves.size()) {
                    throw EnvironmentError(
                        "study.db: a stored run has not the figures that are "
                        "asked for: the file is damaged, remove it");
                }
                have[i] = 1;
                ++found_;
                continue;
            }
        }
        const std::size_t part = (numbered_ + i) % static_cast<std::size_t>(shard.of);
        if (static_cast<int>(part) + 1 == shard.index) wanted.push_back(i);
    }
    numbered_ += units;
    const std::size_t known = units - wanted.size();
    const auto begun = std::chrono::steady_clock::now();
    std::size_t fresh = 0;
    hand_out_.run(
        wanted,
        [&](std::size_t i) { return pack(run_unit(bed_, points[i / each], replication(i))); },
        [&](std::size_t i, const std::string& bytes) {
            UnitResult& unit = table[i / each][i % each];
            unit = unpack(bytes);
            have[i] = 1;
            ++fresh;
            if (file && !unit.by_machine) file->add(keys[i], bytes);
            tell(known + fresh, units, fresh, begun);
        });
    computed_ += fresh;
    if (file) file->commit();
    if (hand_out_.shared()) share_table(hand_out_, table, have);
    for (const char one : have) complete_ = complete_ && one != 0;
    for (const auto& row : table) {
        for (const UnitResult& unit : row) cut_ = cut_ || unit.partial;
    }
    learn_units(table);
    return table;
}

void Rounds::learn_units(const UnitTable& table) {
    for (const auto& row : table) {
        for (const UnitResult& unit : row) {
            units_.resize(std::max(units_.size(), unit.units.size()));
            for (std::size_t i = 0; i < unit.units.size(); ++i) {
                if (units_[i].empty()) units_[i] = unit.units[i];
            }
        }
    }
}

void Rounds::tell(std::size_t done, std::size_t units, std::size_t fresh,
                  std::chrono::steady_clock::time_point begun) const {
    if (!progress) return;
    const std::chrono::duration<double> so_far = std::chrono::steady_clock::now() - begun;
    RoundProgress p;
    p.done = done;
    p.units = units;
    p.seconds_left =
        so_far.count() / static_cast<double>(fresh) * static_cast<double>(units - done);
    progress(p);
}

}  // namespace orrery
