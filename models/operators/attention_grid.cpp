// Measured attention of mixed batches: seconds over chunk, its context, decodes, their context.
#include "models/operators/attention_grid.hpp"

#include <algorithm>

namespace orrery::operators {
namespace {

std::size_t index_of(const std::vector<double>& axis, double value) {
    const auto it = std::lower_bound(axis.begin(), axis.end(), value);
    return static_cast<std::size_t>(it - axis.begin());
}

std::string text_of(double value) {
    return std::to_string(static_cast<long long>(value));
}

}  // namespace

std::string AttentionGrid::build(const std::vector<AttentionPoint>& points) {
    for (std::size_t a = 0; a < 4; ++a) {
        for (const AttentionPoint& p : points) axes_[a].push_back(p.at[a]);
        std::sort(axes_[a].begin(), axes_[a].end());
        axes_[a].erase(std::unique(axes_[a].begin(), axes_[a].end()), axes_[a].end());
    }
    const auto& [chunks, contexts, decodes, kvs] = axes_;
    constexpr double kNone = -1;
    values_.assign(chunks.size() * contexts.size() * decodes.size() * kvs.size(), kNone);
    const auto slot = [this](std::size_t c, std::size_t p, std::size_t n, std::size_t k) {
        return ((c * axes_[1].size() + p) * axes_[2].size() + n) * axes_[3].size() + k;
    };
    for (const AttentionPoint& p : points) {
        values_[slot(index_of(chunks, p.at[0]), index_of(contexts, p.at[1]),
                     index_of(decodes, p.at[2]), index_of(kvs, p.at[3]))] = p.seconds;
    }
    // What does not exist is filled: no chunk has no earlier context, no decode has no context, and
    // neither takes no time.
    for (std::size_t c = 0; c < chunks.size(); ++c) {
        for (std::size_t p = 0; p < contexts.size(); ++p) {
            for (std::size_t n = 0; n < decodes.size(); ++n) {
                for (std::size_t k = 0; k < kvs.size(); ++k) {
                    double& v = values_[slot(c, p, n, k)];
                    if (v != kNone) continue;
                    const bool no_chunk = chunks[c] == 0;
                    const bool no_decode = decodes[n] == 0 || kvs[k] == 0;
                    if (no_chunk && no_decode) {
                        v = 0;
                    } else if (no_chunk && p > 0) {
                        v = values_[slot(c, 0, n, k)];
                    } else if (no_decode) {
                        v = values_[slot(c, p, index_of(decodes, 0), index_of(kvs, 0))];
                    }
                    if (v == kNone) {
                        return "no point at chunk " + text_of(chunks[c]) + ", kv_prefill " +
                               text_of(contexts[p]) + ", n_decode " + text_of(decodes[n]) +
                               ", kv_decode " + text_of(kvs[k]);
                    }
                }
            }
        }
    }
    return "";
}

double AttentionGrid::along_kv(const std::array<Place, 3>& at, std::size_t k) const {
    double sum = 0;
    for (unsigned corner = 0; corner < 8; ++corner) {
        double weight = 1;
        std::array<std::size_t, 3> i{};
        for (std::size_t a = 0; a < 3; ++a) {
            const bool high = (corner >> a & 1u) != 0;
            weight *= high ? at[a].part : 1 - at[a].part;
            i[a] = at[a].low + (high ? 1 : 0);
        }
        if (weight != 0) sum += weight * value(i[0], i[1], i[2], k);
    }
    return sum;
}

AttentionTime AttentionGrid::at(double chunk, double kv_prefill, double decodes,
                                double kv_decode) const {
    const std::array<Place, 3> places{place_on(axes_[0], chunk), place_on(axes_[1], kv_prefill),
                                      place_on(axes_[2], decodes)};
    const Place kv = place_on(axes_[3], kv_decode);
    const double low = along_kv(places, kv.low);
    const double high = along_kv(places, kv.low + 1);
    AttentionTime time;
    time.seconds = low + kv.part * (high - low);
    time.per_token = (high - low) / (axes_[3][kv.low + 1] - axes_[3][kv.low]);
    const bool last = kv.low + 2 == axes_[3].size();
    time.kv_until = last ? 1e18 : axes_[3][kv.low + 1];
    return time;
}

}  // namespace orrery::operators
