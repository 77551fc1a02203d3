// `validate jobs`: other schedulers' runs on the same jobs.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <memory>

#include "sim/evidence/jobs_oracle.hpp"
#include "tools/orrery/verbs.hpp"

namespace orrery::cli {

void add_validate_jobs(CLI::App& validate) {
    struct Verb {
        std::string against;
        std::string format = "text";
    };
    auto verb = std::make_shared<Verb>();
    CLI::App* kind = validate.add_subcommand(
        "jobs", "Job schedulers' published runs: every start and end, and allocation tables");
    kind->add_option("--against", verb->against, "Folder of runs, or one run")->required();
    kind->add_option("--format", verb->format)->check(CLI::IsMember({"text", "json"}));
    kind->callback([verb] {
        const JobsReport report = validate_jobs(verb->against);
        fmt::print("{}",
                   verb->format == "json" ? validation_json(report.validation) : jobs_text(report));
    });
}

}  // namespace orrery::cli
