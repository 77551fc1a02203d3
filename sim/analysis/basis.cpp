// What figures rest on: measured, calibrated or modelled, by the weakest of what they are made of.
#include "sim/analysis/basis.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <string_view>

namespace orrery::analysis {
namespace {

constexpr const char* kCalibrated = "calibrated from ";
constexpr const char* kStated = "stated in the scenario";

bool has(const std::string& text, std::string_view part) {
    return text.find(part) != std::string::npos;
}

bool begins(std::string_view text, std::string_view with) {
    return text.substr(0, with.size()) == with;
}

/// "LIST[ID].KEY" taken apart; an empty key where it is not of that form.
struct Path {
    std::string_view list;
    std::string_view id;
    std::string_view key;
};
Path parts_of(std::string_view path) {
    const std::size_t open = path.find('[');
    const std::size_t close = path.find("].", open == std::string_view::npos ? 0 : open);
    if (open == std::string_view::npos || close == std::string_view::npos) return {};
    return {path.substr(0, open), path.substr(open + 1, close - open - 1), path.substr(close + 2)};
}

bool is_index(std::string_view id) {
    return !id.empty() && id.find_first_not_of("0123456789") == std::string_view::npos;
}

bool is_wanted(std::string_view key) {
    static constexpr std::array<std::string_view, 14> kWanted{"price",
                                                              "capex",
                                                              "failures.mtbf",
                                                              "engine.profile",
                                                              "api.price",
                                                              "api.latency",
                                                              "engine.layer_profile",
                                                              "engine.operator_tables",
                                                              "grid_series",
                                                              "grid_intensity",
                                                              "electricity",
                                                              "price_series",
                                                              "step_time",
                                                              "pue"};
    return std::find(kWanted.begin(), kWanted.end(), key) != kWanted.end() ||
           key == "training.profile";
}

std::string key_of(std::string_view list, std::string_view name, std::string_view key) {
    return fmt::format("{}[{}].{}", list, name, key);
}

/// "…, error 4.1 % a day" → 4.1; 0 where no number stands there.
double stated_error(const std::string& origin) {
    const std::string_view mark = ", error ";
    const std::size_t at = origin.find(mark);
    if (at == std::string::npos) return 0;
    double value = 0;
    const char* from = origin.data() + at + mark.size();
    const auto [end, fault] = std::from_chars(from, origin.data() + origin.size(), value);
    const bool percent =
        fault == std::errc() &&
        begins({end, static_cast<std::size_t>(origin.data() + origin.size() - end)}, " %");
    return percent && value > 0 ? value : 0;
}

/// Without the overlay's place behind it, which `as_overlay` adds.
std::string calibration(const std::string& origin) {
    const std::string text = origin.substr(origin.find(kCalibrated));
    const std::size_t place = text.rfind("):");
    if (place == std::string::npos) return text;
    const std::size_t open = text.rfind(" (", place);
    return open == std::string::npos ? text : text.substr(0, open);
}

/// "file.yaml:12", settings and other flags: what a user wrote. "Bound of own, file.yaml:12" is
/// computed from it.
bool is_stated(const std::string& origin) {
    if (origin.empty() || begins(origin, "--") || begins(origin, "scenario, ")) return true;
    if (has(origin, ", ")) return false;
    const std::size_t colon = origin.rfind(':');
    return colon != std::string::npos && colon + 1 < origin.size() &&
           is_index(std::string_view(origin).substr(colon + 1));
}

/// " ±4.1 %"; nothing where it is not known.
std::string error_text(double error_pct) {
    return error_pct > 0 ? fmt::format(" ±{:.1f} %", error_pct) : std::string();
}

/// How much an input is worth: what is written down beats what is guessed.
int strength(const BasisInput& i) {
    if (i.basis == RestsOn::measured) return 6;
    if (i.basis == RestsOn::calibrated) return 5;
    if (i.error_pct > 0) return 4;
    if (has(i.source, ", published: ") || has(i.source, ", measured: ")) return 3;
    if (i.source == kStated) return 2;
    return has(i.source, "estimated: ") ? 1 : 0;
}

bool weaker(const BasisInput& a, const BasisInput& b) {
    const int left = strength(a);
    const int right = strength(b);
    return left != right ? left < right : a.error_pct > b.error_pct;
}

}  // namespace

BasisRegister::BasisRegister(const std::vector<Origin>& origins) {
    std::map<std::string, std::string> names;  // "pools[0]" → "own"
    for (const Origin& o : origins) {
        const Path p = parts_of(o.path);
        if (p.key == "name") names[fmt::format("{}[{}]", p.list, p.id)] = o.value;
    }
    for (const Origin& o : origins) {
        const Path p = parts_of(o.path);
        const bool demand = p.list == "workloads" && begins(p.key, "demand.");
        if (!demand && !is_wanted(p.key)) continue;
        std::string name(p.id);
        if (is_index(p.id)) {
            const auto known = names.find(fmt::format("{}[{}]", p.list, p.id));
            if (known != names.end()) name = known->second;
        }
        if (demand && has(o.origin, kCalibrated)) demand_.emplace(name, &o);
        if (!demand) by_key_[key_of(p.list, name, p.key)] = &o;
    }
}

const Origin* BasisRegister::find(const std::string& list, const std::string& name,
                                  const std::string& key) const {
    const auto it = by_key_.find(key_of(list, name, key));
    return it == by_key_.end() ? nullptr : it->second;
}

const Origin* BasisRegister::calibrated_demand(const std::string& workload) const {
    const auto it = demand_.find(workload);
    return it == demand_.end() ? nullptr : it->second;
}

BasisInput input_of(std::string what, const std::string& origin) {
    BasisInput input{std::move(what), RestsOn::modelled, 0, {}};
    if (has(origin, kCalibrated)) {
        input.basis = RestsOn::calibrated;
        input.error_pct = stated_error(origin);
        input.source = calibration(origin);
    } else if (origin == "measured" || origin == "recorded" || has(origin, ", measured: ")) {
        input.basis = RestsOn::measured;
        input.source = origin;
    } else {
        input.source = is_stated(origin) ? kStated : origin;
    }
    return input;
}

BasisInput fitted_input(std::string what, const std::string& source, const std::string& cited,
                        double error_pct) {
    BasisInput input{std::move(what), RestsOn::modelled, error_pct,
                     source.empty() ? kStated : cited};
    if (begins(source, kCalibrated)) {
        input.basis = RestsOn::calibrated;
        input.source = source;
    }
    return input;
}

FigureBasis weakest_of(std::string family, std::vector<std::string> paths,
                       std::vector<BasisInput> inputs, RestsOn most) {
    FigureBasis out{std::move(family), std::move(paths), RestsOn::modelled, 0, {}};
    std::stable_sort(inputs.begin(), inputs.end(), weaker);
    for (BasisInput& i : inputs) {
        const bool said = std::any_of(out.inputs.begin(), out.inputs.end(),
                                      [&](const BasisInput& o) { return o.what == i.what; });
        if (!said) out.inputs.push_back(std::move(i));
    }
    if (out.inputs.empty()) return out;
    out.basis = std::min(out.inputs.front().basis, most);
    out.error_pct = out.inputs.front().error_pct;
    return out;
}

const FigureBasis* basis_of(const std::vector<FigureBasis>& bases, const std::string& path) {
    const FigureBasis* best = nullptr;
    std::size_t longest = 0;
    for (const FigureBasis& b : bases) {
        for (const std::string& of : b.paths) {
            if (!begins(path, of) || of.size() <= longest) continue;
            if (path.size() > of.size() && path[of.size()] != '.') continue;
            best = &b;
            longest = of.size();
        }
    }
    return best;
}

void apply_bases(const std::vector<FigureBasis>& bases, Metrics& metrics) {
    metrics.each([&](const std::string& path, Metric& m) {
        const FigureBasis* b = basis_of(bases, path);
        if (!b) return;
        m.basis = kRestsOnNames[static_cast<std::size_t>(b->basis)];
        m.error_pct = b->error_pct;
    });
}

std::string basis_text(const FigureBasis& b) {
    return kRestsOnNames[static_cast<std::size_t>(b.basis)] + error_text(b.error_pct);
}

std::string weakest_text(const FigureBasis& b) {
    return b.inputs.empty() ? std::string()
                            : b.inputs.front().what + ": " + b.inputs.front().source;
}

std::string bases_text(const std::vector<FigureBasis>& bases) {
    std::string out;
    for (const FigureBasis& b : bases) {
        out += fmt::format("{}{} {}", out.empty() ? "" : ", ", b.family, basis_text(b));
        if (!b.inputs.empty()) out += " (" + b.inputs.front().what + ")";
    }
    return out;
}

std::string bases_sentence(const std::vector<FigureBasis>& bases, const std::string& whose) {
    return fmt::format("Figures{} rest on, by the weakest input: {}.", whose, bases_text(bases));
}

std::string bases_sentence(const World& world, const std::string& whose) {
    return bases_sentence(bases_of(world), whose);
}

std::vector<FigureBasis> merged(const std::vector<std::vector<FigureBasis>>& worlds) {
    std::vector<FigureBasis> out;
    for (const auto& bases : worlds) {
        for (const FigureBasis& b : bases) {
            const auto known = std::find_if(
                out.begin(), out.end(), [&](const FigureBasis& o) { return o.family == b.family; });
            if (known == out.end()) {
                out.push_back(b);
                continue;
            }
            std::vector<BasisInput> inputs = std::move(known->inputs);
            inputs.insert(inputs.end(), b.inputs.begin(), b.inputs.end());
            *known =
                weakest_of(b.family, b.paths, std::move(inputs), std::min(known->basis, b.basis));
        }
    }
    return out;
}

std::string inputs_sentence(const std::vector<BasisInput>& inputs) {
    if (inputs.empty()) return {};
    std::string counts;
    for (const RestsOn basis : {RestsOn::measured, RestsOn::calibrated, RestsOn::modelled}) {
        std::string names;
        std::size_t n = 0;
        for (const BasisInput& i : inputs) {
            if (i.basis != basis) continue;
            ++n;
            names += (names.empty() ? "" : ", ") + i.what + error_text(i.error_pct);
        }
        if (n == 0) continue;
        counts += fmt::format("{}{} {}", counts.empty() ? "" : ", ", n,
                              kRestsOnNames[static_cast<std::size_t>(basis)]);
        if (basis != RestsOn::modelled) counts += " (" + names + ")";
    }
    const BasisInput& weakest = *std::min_element(inputs.begin(), inputs.end(), weaker);
    if (weakest.source == kStated) return "Inputs of the answer: " + counts + ", as stated.";
    return fmt::format("Inputs of the answer: {}; the weakest is {}{} ({}).", counts, weakest.what,
                       error_text(weakest.error_pct), weakest.source);
}

}  // namespace orrery::analysis
