// What relations between runs share: figures of a text, how two sets differ, changes over seeds.
#include "tests/property/relations.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "orrery/scenario.hpp"
#include "tests/support/catch.hpp"

namespace orrery::property {
namespace {

bool begins(const std::string& path, const std::vector<std::string>& families) {
    return std::any_of(families.begin(), families.end(),
                       [&](const std::string& one) { return path.rfind(one, 0) == 0; });
}

}  // namespace

const api::Facts& facts() {
    static const api::Facts all = api::Facts::installed();
    return all;
}

Figures figures(const std::string& text, const api::Options& options) {
    const api::Result result = api::simulate(api::Scenario::parse(text), facts(), options);
    Figures all;
    for (const std::string& path : result.paths()) all[path] = result.figure(path).value;
    return all;
}

std::string differences(const Figures& a, const Figures& b,
                        const std::vector<std::string>& except) {
    std::string text;
    const auto tell = [&](const std::string& path, const std::string& what) {
        if (text.size() < 600 && !begins(path, except)) text += path + ": " + what + "\n";
    };
    for (const auto& [path, value] : a) {
        const auto other = b.find(path);
        if (other == b.end()) {
            tell(path, "gone");
        } else if (value != other->second && !(std::isnan(value) && std::isnan(other->second))) {
            tell(path, fmt::format("{} → {}", value, other->second));
        }
    }
    for (const auto& [path, value] : b) {
        if (a.count(path) == 0) tell(path, fmt::format("new, {}", value));
    }
    return text;
}

std::string not_scaled(const Figures& a, const Figures& b, double factor,
                       const std::vector<std::string>& families) {
    std::string text;
    for (const auto& [path, value] : a) {
        if (!begins(path, families)) continue;
        const auto other = b.find(path);
        const double now = other == b.end() ? std::nan("") : other->second;
        const double slack = 1e-9 * std::fabs(value) + 2e-3;
        if (!(std::fabs(now - factor * value) <= slack)) {
            text += fmt::format("{}: {} → {}, not {}\n", path, value, now, factor * value);
        }
    }
    return text;
}

std::string replaced(std::string text, const std::string& from, const std::string& to) {
    for (std::size_t at = text.find(from); at != std::string::npos;
         at = text.find(from, at + to.size())) {
        text.replace(at, from.size(), to);
    }
    return text;
}

void for_seeds(const Swarm& swarm, const std::function<void(RandomScenario&)>& relation) {
    for (std::uint64_t seed = 1; seed <= kSeeds; ++seed) {
        RandomScenario s = random_scenario(seed, swarm);
        INFO("seed " << seed << "\n" << s.yaml());
        relation(s);
    }
}

void same(const std::function<std::string(RandomScenario&)>& changed,
          const std::vector<std::string>& except, const Swarm& swarm) {
    for_seeds(swarm, [&](RandomScenario& s) {
        const Figures before = figures(s.yaml());
        const std::string text = changed(s);
        INFO("changed:\n" << text);
        CHECK(differences(before, figures(text), except) == "");
    });
}

void same_with(const std::string& section, const std::string& key, const std::string& value,
               const std::vector<std::string>& except) {
    same(
        [&](RandomScenario& s) {
            for (Entry& e : s.section(section)) {
                if (!e.has(key)) e.with(key, value);
            }
            return s.yaml();
        },
        except);
}

void multiply(RandomScenario& s, const std::string& section, const std::string& key,
              double factor) {
    for (Entry& e : s.section(section)) {
        for (auto& [name, value] : e.keys) {
            if (name != key) continue;
            const std::size_t end = value.find(' ');
            value = fmt::format("{}{}", factor * std::stod(value), value.substr(end));
        }
    }
}

}  // namespace orrery::property
