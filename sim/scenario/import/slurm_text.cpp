// What Slurm writes in a word: lists of hosts, generic resources, states of nodes.
#include "sim/scenario/import/slurm_text.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "sim/ingest/csv.hpp"

namespace orrery {
namespace {

constexpr std::size_t kMostHosts = 100'000;
constexpr std::size_t kLongestHost = 255;  ///< as DNS has it
constexpr int kMostBrackets = 8;           ///< of one name

/// The text up to the next comma that stands outside brackets, taken off the front.
std::string_view next_part(std::string_view& text) {
    int depth = 0;
    std::size_t i = 0;
    for (; i < text.size(); ++i) {
        if (text[i] == '[' || text[i] == '(') ++depth;
        if (text[i] == ']' || text[i] == ')') --depth;
        if (text[i] == ',' && depth == 0) break;
    }
    const std::string_view part = text.substr(0, i);
    text = i < text.size() ? text.substr(i + 1) : std::string_view{};
    return part;
}

/// "01-03" → 01, 02, 03 with the same width; "7" → 7.
bool expand_range(std::string_view range, std::vector<std::string>& out) {
    const std::size_t dash = range.find('-');
    const std::string_view first = range.substr(0, dash);
    const std::string_view last = dash == std::string_view::npos ? first : range.substr(dash + 1);
    const auto from = parse_whole(first);
    const auto to = parse_whole(last);
    if (!from || !to || *from < 0 || *to < *from || first.size() > kLongestHost) return false;
    // The largest number of 64 bits would have no next one to end at.
    if (*to > 1'000'000'000'000 || static_cast<std::size_t>(*to - *from) >= kMostHosts) {
        return false;
    }
    for (std::int64_t n = *from; n <= *to; ++n) {
        out.push_back(fmt::format("{:0{}}", n, first.size()));
    }
    return out.size() <= kMostHosts;
}

/// One part, which may have several brackets: "rack[1-2]node[1-4]".
bool expand_part(std::string_view part, std::vector<std::string>& out, int brackets = 0) {
    const std::size_t open = part.find('[');
    if (open == std::string_view::npos) {
        if (part.find(']') != std::string_view::npos || part.size() > kLongestHost) return false;
        if (!part.empty()) out.emplace_back(part);
        return true;
    }
    const std::size_t close = part.find(']', open);
    if (close == std::string_view::npos || open > kLongestHost || brackets == kMostBrackets) {
        return false;
    }
    std::vector<std::string> middles;
    std::string_view ranges = part.substr(open + 1, close - open - 1);
    while (!ranges.empty()) {
        if (!expand_range(next_part(ranges), middles)) return false;
    }
    std::vector<std::string> ends;
    const std::string_view rest = part.substr(close + 1);
    if (rest.empty()) {
        ends.emplace_back();
    } else if (!expand_part(rest, ends, brackets + 1)) {
        return false;
    }
    if (middles.size() * ends.size() + out.size() > kMostHosts) return false;
    const std::string head(part.substr(0, open));
    for (const std::string& middle : middles) {
        for (const std::string& end : ends) out.push_back(head + middle + end);
    }
    return true;
}

/// "3g.20gb", "a100_1g.5gb": a partition's name.
bool names_partition(std::string_view type) {
    const std::size_t dot = type.find("g.");
    return dot != std::string_view::npos && dot > 0 && type[dot - 1] >= '0' &&
           type[dot - 1] <= '9' && type.find("gb", dot) != std::string_view::npos;
}

/// "gpu:h100:8(S:0-1)", "gpu:8", "gpu:no_consume:8", "gpu".
bool add_gpus(std::string_view part, SlurmGpus& gpus) {
    part = part.substr(0, part.find('('));
    std::vector<std::string_view> words;
    while (!part.empty()) {
        const std::size_t colon = part.find(':');
        words.push_back(part.substr(0, colon));
        part = colon == std::string_view::npos ? std::string_view{} : part.substr(colon + 1);
    }
    if (words.empty() || words[0] != "gpu") return true;
    std::int64_t count = 1;
    if (words.size() > 1) {
        const auto number = parse_whole(words.back());
        if (number && *number >= 0 && *number <= 1'000'000) {
            count = *number;
            words.pop_back();
        } else if (words.size() > 2) {
            return false;
        }
    }
    std::string_view type;
    for (std::size_t i = 1; i < words.size(); ++i) {
        if (words[i] != "no_consume") type = words[i];
    }
    gpus.several = gpus.several || (gpus.count > 0 && gpus.type != type);
    gpus.parts = gpus.parts || names_partition(type);
    gpus.type = type;
    gpus.count += count;
    return true;
}

}  // namespace

std::optional<std::vector<std::string>> expand_hosts(std::string_view text) {
    std::vector<std::string> out;
    while (!text.empty()) {
        if (!expand_part(next_part(text), out)) return std::nullopt;
    }
    return out;
}

std::optional<SlurmGpus> gpus_of_gres(std::string_view gres) {
    SlurmGpus gpus;
    while (!gres.empty()) {
        if (!add_gpus(next_part(gres), gpus)) return std::nullopt;
    }
    return gpus;
}

bool slurm_usable(std::string_view state) {
    std::string word;
    for (const char c : state) {
        word += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    }
    for (const char* bad : {"down", "drain", "drng", "fail", "unk", "future", "futr", "power",
                            "pow", "invalid", "inval", "not_responding", "maint"}) {
        if (word.find(bad) != std::string::npos) return false;
    }
    // A mark behind the state: * does not answer, ~ % is powered off, # is being powered on.
    return word.empty() || std::string("*~%").find(word.back()) == std::string::npos;
}

}  // namespace orrery
