// A failing scenario made small: what can be left out, and what still fails without it.
#include "tests/property/reduce.hpp"

#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <sstream>

#include "orrery/facts.hpp"
#include "orrery/scenario.hpp"
#include "orrery/simulate.hpp"
#include "tests/property/relations.hpp"

namespace orrery::property {
namespace {

constexpr int kViolation = 70;
constexpr const char* kTold = "told: %lf requests, %lf jobs";

Ending run_here(const std::string& yaml, bool twice, bool sampled = false) {
    api::Options options;
    options.sampled = sampled;
    try {
        const auto scenario = api::Scenario::parse(yaml);
        const api::Result result = api::simulate(scenario, facts(), options);
        for (const std::string& path : result.paths()) {
            if (std::isfinite(result.figure(path).value)) continue;
            std::fprintf(stderr, "%s is not finite\n", path.c_str());
            return Ending::not_finite;
        }
        const auto done = result.find("jobs.completed");
        std::fprintf(stderr, "told: %.0f requests, %.0f jobs\n",
                     result.figure("requests.arrived").value, done ? done->value : 0.0);
        if (twice && api::simulate(scenario, facts(), options).json() != result.json()) {
            return Ending::not_repeated;
        }
        return Ending::well;
    } catch (const api::InvalidInput& e) {
        std::fprintf(stderr, "%s\n", e.what());
        return Ending::refused;
    }
}

std::string all_of(int pipe_end) {
    std::string words;
    char buffer[4096];
    for (ssize_t n = 0; (n = read(pipe_end, buffer, sizeof buffer)) > 0;) {
        words.append(buffer, static_cast<std::size_t>(n));
    }
    close(pipe_end);
    return words;
}

/// What ends in a process of its own, with what it says there.
Trial in_child(const std::function<Ending()>& act) {
    facts();  // read once, before there are two processes
    int ends[2];
    if (pipe(ends) != 0) std::abort();
    std::fflush(nullptr);
    const pid_t child = fork();
    if (child == 0) {
        dup2(ends[1], STDERR_FILENO);
        close(ends[0]);
        close(ends[1]);
        std::exit(static_cast<int>(act()));
    }
    close(ends[1]);
    Trial trial;
    trial.words = all_of(ends[0]);
    int status = 0;
    waitpid(child, &status, 0);
    const int code = WIFEXITED(status) ? WEXITSTATUS(status) : kViolation;
    trial.ending =
        code < static_cast<int>(Ending::violated) ? static_cast<Ending>(code) : Ending::violated;
    return trial;
}

/// "[a, b, c]" without one of them; empty where nothing is left.
std::string without_item(const std::string& list, const std::string& name) {
    std::string out;
    std::size_t at = 1;
    while (at < list.size() - 1) {
        const std::size_t comma = std::min(list.find(',', at), list.size() - 1);
        std::string item = list.substr(at, comma - at);
        item.erase(0, item.find_first_not_of(' '));
        if (item != name) out += (out.empty() ? "" : ", ") + item;
        at = comma + 1;
    }
    return out.empty() ? "" : "[" + out + "]";
}

/// Takes the name out of lists of names; true where the entry cannot do without it.
bool needs(Entry& entry, const std::string& name) {
    for (auto& [key, value] : entry.keys) {
        if (key == "name") continue;
        if (value == name) return true;
        const bool list = value.size() > 2 && value[0] == '[' && value[1] != '{';
        if (!list || value.find(name) == std::string::npos) continue;
        value = without_item(value, name);
        if (value.empty()) return true;
    }
    return false;
}

/// Without the thing of this name, and without what cannot be without it.
void forget(RandomScenario& s, const std::string& name) {
    std::vector<std::string> gone;
    for (auto& [section, entries] : s.sections) {
        std::erase_if(entries, [&](Entry& entry) {
            const bool it = entry.has("name") && entry.at("name") == name;
            if (!it && !needs(entry, name)) return false;
            if (!it && entry.has("name")) gone.push_back(entry.at("name"));
            return true;
        });
    }
    std::erase_if(s.tail,
                  [&](const auto& one) { return one.second.find(name) != std::string::npos; });
    for (const std::string& other : gone) forget(s, other);
}

void leave_out_things(const RandomScenario& s, std::vector<RandomScenario>& out) {
    for (std::size_t i = 0; i < s.sections.size(); ++i) {
        if (s.sections[i].second.empty()) continue;
        out.push_back(s);
        out.back().sections.erase(out.back().sections.begin() + static_cast<std::ptrdiff_t>(i));
        for (const Entry& entry : s.sections[i].second) {
            if (!entry.has("name")) continue;
            out.push_back(s);
            forget(out.back(), entry.at("name"));
        }
    }
    for (std::size_t i = 0; i < s.tail.size(); ++i) {
        out.push_back(s);
        out.back().tail.erase(out.back().tail.begin() + static_cast<std::ptrdiff_t>(i));
    }
}

void leave_out_keys(const RandomScenario& s, std::vector<RandomScenario>& out) {
    for (std::size_t i = 0; i < s.sections.size(); ++i) {
        for (std::size_t e = 0; e < s.sections[i].second.size(); ++e) {
            for (std::size_t k = 0; k < s.sections[i].second[e].keys.size(); ++k) {
                out.push_back(s);
                auto& keys = out.back().sections[i].second[e].keys;
                keys.erase(keys.begin() + static_cast<std::ptrdiff_t>(k));
            }
        }
    }
    for (std::size_t i = 0; i < s.head.size(); ++i) {
        if (s.head[i].first == "orrery") continue;
        out.push_back(s);
        out.back().head.erase(out.back().head.begin() + static_cast<std::ptrdiff_t>(i));
    }
}

/// Half the horizon, in whole minutes.
void halve_time(const RandomScenario& s, std::vector<RandomScenario>& out) {
    for (std::size_t i = 0; i < s.head.size(); ++i) {
        const int minutes = std::atoi(s.head[i].second.c_str());
        if (s.head[i].first != "horizon" || minutes < 2) continue;
        out.push_back(s);
        out.back().head[i].second = std::to_string(minutes / 2) + " min";
    }
}

}  // namespace

Trial trial_of(const std::string& yaml, bool twice, bool sampled) {
    return in_child([&] { return run_here(yaml, twice, sampled); });
}

Sweep sweep_of(std::uint64_t first, std::uint64_t last) {
    Sweep sweep;
    const Trial trial = in_child([&] {
        for (std::uint64_t seed = first; seed <= last; ++seed) {
            const Ending ending = run_here(random_scenario(seed, kWide).yaml(), seed % 10 == 0);
            if (ending != Ending::well) return ending;
        }
        return Ending::well;
    });
    sweep.ending = trial.ending;
    std::uint64_t well = 0;
    std::istringstream lines(trial.words);
    for (std::string line; std::getline(lines, line);) {
        double requests = 0;
        double jobs = 0;
        if (std::sscanf(line.c_str(), kTold, &requests, &jobs) != 2) continue;
        sweep.requests += requests;
        sweep.jobs += jobs;
        ++well;
    }
    // Who ends badly may have told what it did before it was run again.
    sweep.failed = first + well - (trial.ending == Ending::not_repeated ? 1 : 0);
    return sweep;
}

std::vector<RandomScenario> smaller(const RandomScenario& scenario) {
    std::vector<RandomScenario> out;
    halve_time(scenario, out);  // first: what is tried after it takes half as long
    leave_out_things(scenario, out);
    leave_out_keys(scenario, out);
    return out;
}

RandomScenario reduced(RandomScenario scenario,
                       const std::function<bool(const RandomScenario&)>& fails) {
    std::vector<RandomScenario> candidates = smaller(scenario);
    // On from where the last one was found: what did not help before it is tried again last.
    for (std::size_t at = 0, in_vain = 0; in_vain < candidates.size();) {
        at %= candidates.size();
        if (fails(candidates[at])) {
            scenario = std::move(candidates[at]);
            candidates = smaller(scenario);
            in_vain = 0;
        } else {
            ++at;
            ++in_vain;
        }
    }
    return scenario;
}

}  // namespace orrery::property
