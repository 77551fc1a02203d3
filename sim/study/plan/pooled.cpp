// Names of formulas that ask for latencies over the requests of all runs together.
#include "sim/study/plan/pooled.hpp"

#include <charconv>
#include <limits>
#include <string_view>

namespace orrery {
namespace {

bool ends_with(std::string_view text, std::string_view end) {
    return text.size() >= end.size() && text.substr(text.size() - end.size()) == end;
}

/// "p99" or "p99.9": a share in (0, 1); nothing of other words.
std::optional<double> quantile_of(std::string_view word) {
    if (word.size() < 2 || word.front() != 'p') return std::nullopt;
    double percent = 0;
    const char* end = word.data() + word.size();
    const auto read = std::from_chars(word.data() + 1, end, percent, std::chars_format::fixed);
    const bool fits = read.ec == std::errc() && read.ptr == end && percent > 0 && percent < 100;
    return fits ? std::optional<double>(percent / 100) : std::nullopt;
}

bool is_latency(std::string_view path) {
    constexpr std::string_view kByWorkload = "latency.by_workload.";
    for (const std::string_view part : {".ttft", ".tpot", ".e2e"}) {
        if (!ends_with(path, part)) continue;
        const std::string_view family = path.substr(0, path.size() - part.size());
        if (family == "latency") return true;
        if (family.size() > kByWorkload.size() && family.rfind(kByWorkload, 0) == 0) return true;
    }
    return false;
}

}  // namespace

std::optional<PooledName> pooled_name(const std::string& name) {
    constexpr std::string_view kWord = "pooled.latency.";
    const std::size_t at = name.find(kWord);
    if (at == std::string::npos || (at > 0 && name[at - 1] != '.')) return std::nullopt;
    PooledName out;
    if (at > 0) out.alternative = name.substr(0, at - 1);
    const std::string rest = name.substr(at + 7);
    // The figure is the last word, or the last two of "p99.9".
    for (std::size_t dot = rest.rfind('.'); dot != std::string::npos && dot > 0;
         dot = rest.rfind('.', dot - 1)) {
        out.latency = rest.substr(0, dot);
        out.figure = rest.substr(dot + 1);
        if (!is_latency(out.latency)) continue;
        if (out.figure == "mean" || out.figure == "count") return out;
        const auto quantile = quantile_of(out.figure);
        if (!quantile) return std::nullopt;
        out.quantile = *quantile;
        return out;
    }
    return std::nullopt;
}

double pooled_figure(const Sketch& sketch, const PooledName& name) {
    if (name.figure == "count") return static_cast<double>(sketch.count());
    if (sketch.count() == 0) return std::numeric_limits<double>::quiet_NaN();
    return name.figure == "mean" ? sketch.mean() : sketch.quantile(name.quantile);
}

}  // namespace orrery
