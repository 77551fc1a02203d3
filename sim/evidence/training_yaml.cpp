// The fitted training coefficients as entries of the catalog.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "sim/evidence/training_score.hpp"
#include "sim/evidence/yaml_lines.hpp"

namespace orrery {
namespace {

constexpr const char* kHeader =
    "# Training frameworks: how much of a data sheet a training step reaches, and its fixed "
    "costs.\n"
    "#\n"
    "# Written by `orrery calibrate training`; do not edit by hand. A key narrows from \"*\" to a\n"
    "# family of accelerators, the software on it, dense layers or the experts of a model family,\n"
    "# the accelerator, the software's generation, and runs within one server. Values trade off, "
    "so\n"
    "# entries are used as a set; what nothing measured identifies keeps its parent's value. "
    "Times\n"
    "# are of a layer and pass unless their text says otherwise. `error_pct` is the mean error of\n"
    "# step times on rows that the fit did not see.\n"
    "\ntraining:\n";

/// What is common to the cases of a level.
struct Members {
    std::set<std::string> sources;
    const TrainingCase* newest = nullptr;
    double error = 0;
    int held_out = 0;
};

std::map<std::string, Members> members_of(const std::vector<MeasuredTraining>& rows,
                                          const std::vector<ScoredTraining>& held_out) {
    std::map<std::string, Members> all;
    for (const ScoredTraining& s : held_out) {
        std::set<std::string> seen;
        for (const std::string& level : training_levels(*s.question)) {
            if (!seen.insert(level).second) continue;
            Members& m = all[level];
            m.sources.insert(rows[s.question->row].source);
            if (!m.newest || s.question->software.since > m.newest->software.since) {
                m.newest = s.question;
            }
            m.error += std::fabs(s.seconds / s.question->seconds - 1) * 100;
            ++m.held_out;
        }
    }
    return all;
}

std::string source_text(const Members& m, int points) {
    std::string list;
    for (const std::string& s : m.sources) list += (list.empty() ? "" : ", ") + s;
    if (m.sources.size() > 3) list = fmt::format("{} sources", m.sources.size());
    std::replace(list.begin(), list.end(), '"', '\'');
    return fmt::format("Fit on {} configurations of {} (orrery calibrate training)", points, list);
}

}  // namespace

std::string training_yaml(const TrainingFit& fit, const std::vector<MeasuredTraining>& rows,
                          const std::vector<ScoredTraining>& held_out, const std::string& as_of) {
    const auto members = members_of(rows, held_out);
    std::string out = kHeader;
    for (const auto& [level, c] : fit.levels) {
        const Members& m = members.at(level);
        const bool wide = level.find('/') == std::string::npos;
        std::vector<std::string> fields;
        if (!wide) fields.push_back("software: " + m.newest->software.name);
        if (!wide) fields.push_back("since: \"" + m.newest->software.since + "\"");
        for (const training::CoefficientField& f : training::coefficient_fields()) {
            const double value = c.*(f.member);
            fields.push_back(f.seconds ? fmt::format("{}: {:.5g} us", f.name, value * 1e6)
                                       : fmt::format("{}: {:.5g}", f.name, value));
        }
        if (m.held_out > 0)
            fields.push_back(fmt::format("error_pct: {:.1f}", m.error / m.held_out));
        out +=
            fmt::format("  \"{}\": {{\n{},\n    source: \"{}\",\n    as_of: {}, confidence: {}}}\n",
                        level, wrapped(fields), source_text(m, fit.points.at(level)), as_of,
                        wide ? "estimated" : "measured");
    }
    return out;
}

}  // namespace orrery
