// The closed form of those cases: slots, moments of service, their sizing rule and power law.
#include "sim/study/fleet/law.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "models/queueing/queueing.hpp"
#include "orrery/base/math.hpp"

namespace orrery::fleet {
namespace {

constexpr int kContext = 8192;  ///< at which the profiles were calibrated
constexpr int kBlock = 16;
constexpr double kMostLoad = .85;
constexpr double kLn2 = 0.6931471805599453;

}  // namespace

double share_at(const Lengths& l, double tokens) {
    double edge = 0;
    double share = 0;
    for (std::size_t i = 0; i < l.tokens.size(); ++i) {
        if (tokens < l.tokens[i]) {
            return share + (l.shares[i] - share) * (tokens - edge) / (l.tokens[i] - edge);
        }
        edge = l.tokens[i];
        share = l.shares[i];
    }
    return 1;
}

int length_at(const Lengths& l, double u) {
    double edge = 0;
    double share = 0;
    for (std::size_t i = 0; i < l.tokens.size(); ++i) {
        if (u < l.shares[i]) {
            const double width = l.tokens[i] - edge;
            const double into = std::floor((u - share) / (l.shares[i] - share) * width);
            return static_cast<int>(edge + 1 + std::clamp(into, 0.0, width - 1));
        }
        edge = l.tokens[i];
        share = l.shares[i];
    }
    return static_cast<int>(l.tokens.back());
}

int prompt_of(int total) {
    return std::max(1, total * 4 / 5);
}
int output_of(int total) {
    return std::max(1, total - prompt_of(total));
}

int slots_of(const Gpu& gpu, int context) {
    const int by_design = gpu.max_slots * kContext / context;
    const int by_memory = gpu.kv_blocks / ((context + kBlock - 1) / kBlock);
    return std::max(1, std::min(by_design, by_memory));
}

double power_w(const Gpu& gpu, double batch) {
    const double exponent = -gpu.steepness * (math::log(batch) / kLn2 - gpu.midpoint);
    return gpu.idle_w + (gpu.nominal_w - gpu.idle_w) / (1 + math::exp(exponent));
}

int slots_within(const Gpu& gpu, int slots, double curtail) {
    int n = slots;
    while (n > 1 && power_w(gpu, n) > (1 - curtail) * gpu.nominal_w) --n;
    return n;
}

llm::SlotLaw law_of(const Gpu& gpu, int sequences) {
    llm::SlotLaw law;
    law.base_s = gpu.base_s;
    law.per_sequence_s = gpu.per_sequence_s;
    law.context = kContext;
    law.chunk = gpu.chunk;
    law.sequences = sequences;
    return law;
}

PoolLaw pool_law(const Cases& cases, const std::string& lengths, const Pool& pool) {
    const Lengths& l = cases.lengths.at(lengths);
    const Gpu& gpu = cases.gpus.at(pool.gpu);
    PoolLaw law;
    law.slots = slots_of(gpu, pool.context);
    if (pool.curtail > 0) law.slots = slots_within(gpu, law.slots, pool.curtail);
    const llm::SlotLaw service = law_of(gpu, law.slots);
    const double longest = pool.upto > 0 ? pool.upto : l.tokens.back();
    const double below = share_at(l, pool.above);
    law.share = share_at(l, longest) - below;
    const double held = share_at(l, std::min<double>(longest, pool.context)) - below;
    law.refused = law.share > 0 ? std::clamp(1 - held / law.share, 0.0, 1.0) : 0;
    double squares = 0;
    double before = below;
    for (int n = pool.above + 1; n <= std::min<int>(static_cast<int>(longest), pool.context); ++n) {
        const double upto = share_at(l, n);
        const double weight = held > 0 ? (upto - before) / held : 0;
        before = upto;
        if (weight <= 0) continue;
        const double s = llm::service_seconds(service, prompt_of(n), output_of(n));
        law.mean_s += weight * s;
        squares += weight * s * s;
        law.prefill_s += weight * llm::prefill_seconds(service, prompt_of(n));
        law.output += weight * output_of(n);
    }
    if (law.mean_s > 0) law.cv2 = squares / (law.mean_s * law.mean_s) - 1;
    return law;
}

double utilisation(const PoolLaw& law, double rate, int count) {
    return queueing::utilisation(rate * law.share * (1 - law.refused), law.mean_s,
                                 count * law.slots);
}

double p99_wait(const PoolLaw& law, double rate, int count) {
    const double arrivals = rate * law.share * (1 - law.refused);
    const int servers = count * law.slots;
    if (utilisation(law, rate, count) >= 1) return std::numeric_limits<double>::infinity();
    const double c = queueing::erlang_c(arrivals * law.mean_s, servers);
    if (c <= 0.01) return 0;
    return math::log(c / 0.01) * (1 + law.cv2) / (2 * (servers / law.mean_s - arrivals));
}

int size_by_rule(const PoolLaw& law, double rate, double slo_s) {
    const double arrivals = rate * law.share * (1 - law.refused);
    if (arrivals <= 0) return 1;
    int n = static_cast<int>(std::ceil(arrivals / law.rate_per_gpu())) + 1;
    while (utilisation(law, rate, n) > kMostLoad || p99_wait(law, rate, n) > slo_s) ++n;
    return n;
}

}  // namespace orrery::fleet
