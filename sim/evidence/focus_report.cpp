// The answer of `validate focus` as text and JSON.
#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "sim/evidence/focus_rules.hpp"
#include "sim/evidence/focus_validate.hpp"

namespace orrery {
namespace {

constexpr std::size_t kShown = 40;

std::string lines_of(const FocusViolation& v) {
    std::string out;
    for (const std::int64_t line : v.lines) out += (out.empty() ? "" : ", ") + std::to_string(line);
    if (out.empty()) return out;
    const bool more = v.count > static_cast<std::int64_t>(v.lines.size());
    return (v.lines.size() == 1 ? " line " : " lines ") + out + (more ? ", …" : "");
}

}  // namespace

std::string focus_report_text(const FocusReport& r) {
    std::string out = fmt::format("{}: {} rows, {} columns, {} rules, {} sums compared\n", r.file,
                                  r.rows, r.columns, r.rules, r.identities);
    for (std::size_t i = 0; i < std::min(kShown, r.violations.size()); ++i) {
        const FocusViolation& v = r.violations[i];
        out += fmt::format("  {}: {}{}{}\n", v.rule, v.count == 1 ? "1" : std::to_string(v.count),
                           v.count == 1 ? " violation" : " violations",
                           v.lines.empty() ? " of " + v.column : "," + lines_of(v));
        if (!v.example.empty()) out += fmt::format("    found: \"{}\"\n", v.example);
        out += fmt::format("    remedy: {}\n", v.remedy);
    }
    if (r.violations.size() > kShown) {
        out += fmt::format("  … and {} more rules; --format json has all\n",
                           r.violations.size() - kShown);
    }
    for (const FocusSkip& s : r.skipped) out += fmt::format("  skipped: {}: {}\n", s.what, s.why);
    out +=
        r.valid() ? "No violation.\n" : fmt::format("{} rules are broken.\n", r.violations.size());
    out += fmt::format(
        "Of the official rule file {} rules contradict the specification; docs/focus.md says what "
        "is done instead.\n",
        focus::waivers().size());
    return out;
}

std::string focus_report_json(const FocusReport& r) {
    using Json = nlohmann::ordered_json;
    Json violations = Json::array();
    for (const FocusViolation& v : r.violations) {
        violations.push_back({{"rule", v.rule},
                              {"column", v.column},
                              {"count", v.count},
                              {"lines", v.lines},
                              {"example", v.example},
                              {"remedy", v.remedy}});
    }
    Json skipped = Json::array();
    for (const FocusSkip& s : r.skipped) skipped.push_back({{"what", s.what}, {"why", s.why}});
    Json waived = Json::array();
    for (const focus::Waiver& w : focus::waivers()) {
        waived.push_back({{"rule", w.rule}, {"why", w.why}});
    }
    const Json all{{"schema_version", 1},
                   {"focus_version", "1.2"},
                   {"file", r.file},
                   {"rows", r.rows},
                   {"columns", r.columns},
                   {"rules", r.rules},
                   {"sums_compared", r.identities},
                   {"valid", r.valid()},
                   {"violations", violations},
                   {"skipped", skipped},
                   {"waivers", waived}};
    // Cells of others may hold any bytes.
    return all.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace orrery
