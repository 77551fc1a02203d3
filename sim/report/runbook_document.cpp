// Runbooks as a document for the people in them: who does what, when, and what a run made of it.
#include "sim/report/runbook_document.hpp"

#include <fmt/format.h>

#include "sim/scenario/quantity.hpp"

namespace orrery {
namespace {

std::string minutes(double seconds) {
    return seconds < 7200 ? fmt::format("{:.4g} min", seconds / 60)
                          : fmt::format("{:.4g} h", seconds / 3600);
}

/// A cell of a table: no bar or line end of the user's breaks it.
std::string cell(const std::string& text) {
    std::string out;
    for (const char c : text) {
        if (c == '|' || c == '\\') out += '\\';
        out += c == '\n' || c == '\r' ? ' ' : c;
    }
    return out.empty() ? "–" : out;
}

std::string next_review(const RunbookSpec& spec) {
    const auto last = parse_date(spec.reviewed);
    if (!last || spec.review_every <= Nanos{0}) return "not set";
    const auto seconds = static_cast<std::int64_t>(spec.review_every.seconds());
    return print_date(*last + seconds).substr(0, 10);
}

std::string steps_of(const RunbookSpec& spec) {
    std::string out = "| after | step | who | takes | what is done |\n|---|---|---|---|---|\n";
    double at = 0;
    for (const RunbookStepSpec& step : spec.steps) {
        const bool back = step.name == "fail_back";
        const std::string when = back ? "the outage's end" : minutes(at);
        out += fmt::format("| {} | {} | {} | {} | {} |\n", when, cell(step.name), cell(step.role),
                           minutes(step.takes.seconds()), cell(step.action));
        if (!back) at += step.takes.seconds();
    }
    return out;
}

std::string measured(const RunbookSpec& spec, const Findings& f) {
    const std::string path = "runbooks." + spec.name;
    const Metric* rto = f.metrics.find(path + ".rto");
    const Metric* response = f.metrics.find(path + ".response");
    std::string out = fmt::format("- Response, Σ of the steps before fail-back: {}\n",
                                  minutes(response ? response->value : 0));
    out +=
        "- Target RTO: " + (spec.rto > Nanos{0} ? minutes(spec.rto.seconds()) : "not set") + "\n";
    out +=
        "- Target RPO: " + (spec.rpo > Nanos{0} ? minutes(spec.rpo.seconds()) : "not set") + "\n";
    out += "- RTO in this run: " + (rto ? minutes(rto->value) : "no outage struck it") + "\n";
    return out;
}

std::string gaps_of(const RunbookSpec& spec, const Findings& f) {
    std::string out;
    for (const std::string& gap : f.plan_gaps) {
        if (gap.rfind(spec.name + ": ", 0) != 0) continue;
        out += "- " + gap.substr(spec.name.size() + 2) + "\n";
    }
    return out.empty() ? "- none found\n" : out;
}

std::string target_of(const RunbookSpec& spec) {
    if (spec.deployment_to.empty()) return "nothing: people are told";
    std::string out = fmt::format("{} replicas of {}", spec.replicas, spec.deployment_to);
    if (!spec.deployment_from.empty()) out += " for " + spec.deployment_from;
    return out + (spec.standby.empty() ? "" : ", on the standby contract " + spec.standby);
}

}  // namespace

std::string render_runbooks(const World& world, const Findings& findings) {
    std::string out = "# Runbooks of " + world.name + "\n";
    for (const RunbookSpec& spec : world.runbooks) {
        out += fmt::format("\n## {}\n\n", spec.name);
        out += fmt::format("- Answers an outage of: {}\n- Starts: {}\n- Owner: {}\n", spec.on,
                           target_of(spec), cell(spec.owner));
        out += fmt::format("- Last review: {}; next review: {}\n\n",
                           spec.reviewed.empty() ? "never" : spec.reviewed, next_review(spec));
        out += steps_of(spec) + "\n" + measured(spec, findings) + "\nGaps:\n\n" +
               gaps_of(spec, findings);
    }
    return out;
}

}  // namespace orrery
