// `validate focus`: a FOCUS file against the rules of version 1.2.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <memory>

#include "sim/evidence/focus_validate.hpp"
#include "tools/orrery/verbs.hpp"

namespace orrery::cli {

void add_validate_focus(CLI::App& validate, Outcome& outcome) {
    struct Verb {
        std::string file;
        std::string format = "text";
    };
    auto v = std::make_shared<Verb>();
    CLI::App* sub =
        validate.add_subcommand("focus", "A FOCUS 1.2 file: every rule that its rows break");
    sub->add_option("--against", v->file, "The file (CSV, also gzip or zstd)")->required();
    sub->add_option("--format", v->format)->check(CLI::IsMember({"text", "json"}));
    sub->callback([v, &outcome] {
        const FocusReport report = validate_focus(v->file);
        fmt::print("{}",
                   v->format == "json" ? focus_report_json(report) : focus_report_text(report));
        outcome.code = report.valid() ? kOk : kInvalid;
    });
}

}  // namespace orrery::cli
