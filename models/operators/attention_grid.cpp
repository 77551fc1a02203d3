// Measured attention of mixed batches: seconds over chunk, its context, decodes, their context.
#include "models/operators/attention_grid.hpp"

#include <algorithm>
#include <map>
#include <set>

namespace orrery::operators {
namespace {

constexpr const char* kAxisNames[]{"prefill_chunk", "kv_prefill", "n_decode", "kv_decode"};
constexpr double kNone = -1;
constexpr double kForEver = 1e18;

std::size_t index_of(const std::vector<double>& axis, double value) {
    const auto it = std::lower_bound(axis.begin(), axis.end(), value);
    return static_cast<std::size_t>(it - axis.begin());
}

std::string hole_at(const std::array<double, 4>& point) {
    std::string where;
    for (std::size_t a = 0; a < 4; ++a) {
        where += std::string(a > 0 ? ", " : "") + kAxisNames[a] + " " +
                 std::to_string(static_cast<long long>(point[a]));
    }
    return "no point at " + where;
}

using Partners = std::set<std::array<double, 3>>;  ///< of a chunk: kv_prefill, n_decode, kv_decode

bool includes(const Partners& all, const Partners& part) {
    return std::includes(all.begin(), all.end(), part.begin(), part.end());
}

/// What several chunks were measured with; the most points first.
std::vector<Partners> sweeps_of(const std::map<double, Partners>& rows) {
    std::map<Partners, int> counts;
    for (const auto& [chunk, partners] : rows) ++counts[partners];
    std::vector<Partners> sweeps;
    for (const auto& [partners, n] : counts) {
        if (n > 1 || rows.size() == 1) sweeps.push_back(partners);
    }
    std::stable_sort(sweeps.begin(), sweeps.end(),
                     [](const Partners& a, const Partners& b) { return a.size() > b.size(); });
    return sweeps;
}

/// The first point that the row of a chunk lacks beside the sweep that it shares most with.
std::string missing_in(double chunk, const Partners& row, const std::vector<Partners>& sweeps) {
    std::string first;
    std::size_t fewest = SIZE_MAX;
    for (const Partners& sweep : sweeps) {
        std::vector<std::array<double, 3>> lacking;
        std::set_difference(sweep.begin(), sweep.end(), row.begin(), row.end(),
                            std::back_inserter(lacking));
        if (lacking.empty()) return "";
        if (lacking.size() >= fewest) continue;
        fewest = lacking.size();
        first = hole_at({chunk, lacking[0][0], lacking[0][1], lacking[0][2]});
    }
    return first;
}

}  // namespace

std::string AttentionBox::build(const std::vector<AttentionPoint>& points) {
    std::size_t size = points.empty() ? 0 : 1;
    for (std::size_t a = 0; a < 4; ++a) {
        for (const AttentionPoint& p : points) axes_[a].push_back(p.at[a]);
        std::sort(axes_[a].begin(), axes_[a].end());
        axes_[a].erase(std::unique(axes_[a].begin(), axes_[a].end()), axes_[a].end());
        size *= std::max<std::size_t>(axes_[a].size(), 1);
    }
    values_.assign(size, kNone);
    for (const AttentionPoint& p : points) {
        std::size_t slot = 0;
        for (std::size_t a = 0; a < 4; ++a) {
            slot = slot * axes_[a].size() + index_of(axes_[a], p.at[a]);
        }
        values_[slot] = p.seconds;
    }
    for (std::size_t slot = 0; slot < size; ++slot) {
        if (values_[slot] != kNone) continue;
        std::array<double, 4> missing{};
        std::size_t rest = slot;
        for (std::size_t a = 4; a-- > 0;) {
            missing[a] = axes_[a][rest % axes_[a].size()];
            rest /= axes_[a].size();
        }
        return hole_at(missing);
    }
    return "";
}

double AttentionBox::along_kv(const std::array<Place, 3>& at, std::size_t k) const {
    double sum = 0;
    for (unsigned corner = 0; corner < 8; ++corner) {
        double weight = 1;
        std::size_t slot = 0;
        for (std::size_t a = 0; a < 3; ++a) {
            const bool high = (corner >> a & 1u) != 0;
            weight *= high ? at[a].part : 1 - at[a].part;
            slot = slot * axes_[a].size() + at[a].low + (high ? 1 : 0);
        }
        if (weight != 0) sum += weight * values_[slot * axes_[3].size() + k];
    }
    return sum;
}

AttentionTime AttentionBox::at(const std::array<double, 4>& point) const {
    const std::array<Place, 3> places{place_on(axes_[0], point[0]), place_on(axes_[1], point[1]),
                                      place_on(axes_[2], point[2])};
    AttentionTime time;
    time.kv_until = kForEver;
    const Place kv = place_on(axes_[3], point[3]);
    time.seconds = along_kv(places, kv.low);
    if (axes_[3].size() < 2) return time;
    const double rise = along_kv(places, kv.low + 1) - time.seconds;
    time.seconds += kv.part * rise;
    time.per_token = rise / (axes_[3][kv.low + 1] - axes_[3][kv.low]);
    if (kv.low + 2 < axes_[3].size()) time.kv_until = axes_[3][kv.low + 1];
    return time;
}

bool AttentionBox::covers(const std::array<double, 4>& point) const {
    for (std::size_t a = 0; a < 4; ++a) {
        if (point[a] < axes_[a].front() || point[a] > axes_[a].back()) return false;
    }
    return true;
}

std::string AttentionSweeps::build(const std::vector<AttentionPoint>& points) {
    std::map<double, Partners> rows;
    for (const AttentionPoint& p : points) rows[p.at[0]].insert({p.at[1], p.at[2], p.at[3]});
    const std::vector<Partners> sweeps = sweeps_of(rows);
    if (sweeps.empty()) return "no two chunks were measured with the same partners";
    for (const auto& [chunk, row] : rows) {
        std::string missing = missing_in(chunk, row, sweeps);
        if (!missing.empty()) return missing;
    }
    for (const Partners& sweep : sweeps) {
        std::vector<AttentionPoint> part;
        for (const AttentionPoint& p : points) {
            if (sweep.count({p.at[1], p.at[2], p.at[3]}) == 0) continue;
            if (includes(rows[p.at[0]], sweep)) part.push_back(p);
        }
        boxes_.emplace_back();
        std::string hole = boxes_.back().build(part);
        if (!hole.empty()) return hole;
    }
    return "";
}

AttentionTime AttentionSweeps::at(const std::array<double, 4>& point) const {
    AttentionTime sum;
    sum.kv_until = kForEver;
    double n = 0;
    for (const AttentionBox& box : boxes_) {
        if (!box.covers(point)) continue;
        const AttentionTime t = box.at(point);
        sum.seconds += t.seconds;
        sum.per_token += t.per_token;
        sum.kv_until = std::min(sum.kv_until, t.kv_until);
        ++n;
    }
    if (n == 0) return widest().at(point);
    sum.seconds /= n;
    sum.per_token /= n;
    return sum;
}

std::string AttentionGrid::build(const std::vector<AttentionPoint>& points) {
    std::vector<AttentionPoint> decodes;
    std::vector<AttentionPoint> chunks;
    std::vector<AttentionPoint> mixed;
    for (const AttentionPoint& p : points) {
        (p.at[0] == 0 ? decodes : p.at[2] == 0 ? chunks : mixed).push_back(p);
    }
    if (decodes.empty()) return "no batch of decodes only";
    if (chunks.empty()) return "no batch of prompt chunks only";
    if (mixed.empty()) return "no batch of both";
    for (auto [sweeps, part] :
         {std::pair(&decodes_, &decodes), {&chunks_, &chunks}, {&mixed_, &mixed}}) {
        std::string hole = sweeps->build(*part);
        if (!hole.empty()) return hole;
    }
    return "";
}

AttentionTime AttentionGrid::at(double chunk, double kv_prefill, double decodes,
                                double kv_decode) const {
    const bool decoding = decodes > 0;
    if (chunk <= 0) {
        return decoding ? decodes_.at({0, 0, decodes, kv_decode}) : AttentionTime{0, 0, kForEver};
    }
    const AttentionSweeps& sweeps = decoding ? mixed_ : chunks_;
    const double smallest = sweeps.smallest_chunk();
    const double kv = decoding ? kv_decode : 0;
    if (chunk >= smallest) return sweeps.at({chunk, kv_prefill, decodes, kv});
    AttentionTime none = at(0, 0, decodes, kv_decode);
    if (!decoding) none.seconds = least();
    const AttentionTime some = sweeps.at({smallest, kv_prefill, decodes, kv});
    const double part = chunk / smallest;
    none.seconds += part * (some.seconds - none.seconds);
    none.per_token += part * (some.per_token - none.per_token);
    none.kv_until = std::min(none.kv_until, some.kv_until);
    return none;
}

double AttentionGrid::least() const {
    const AttentionBox& box = decodes_.widest();
    return box.at({0, 0, box.axis(2).front(), box.axis(3).front()}).seconds;
}

}  // namespace orrery::operators
