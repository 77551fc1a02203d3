// A study file bound to its base: what the command line and programs do before any run.
#include "sim/study/ready_study.hpp"

#include <algorithm>

#include "sim/study/plan/parts.hpp"

namespace orrery {
namespace {

/// A key that the base lacks, or has in another shape, may be the one that the study names: what is
/// said of the study's paths would only follow from it.
bool keys_are_unsure(const Diagnostics& of_base) {
    const auto& all = of_base.items();
    return std::any_of(all.begin(), all.end(), [](const Diagnostic& d) {
        return d.code == "E0201" || d.code == "E0202" || d.code == "E0211";
    });
}

}  // namespace

std::optional<ReadyStudy> ready_study(const StudySpec& spec, const StudyRequest& request,
                                      const std::string& library, const Catalog& catalog,
                                      const CompileOptions& compile, Diagnostics& diagnostics) {
    ReadyStudy out{spec, {}, base_file(spec, request), "USD", 1};
    auto root = study_document(spec, request, diagnostics);
    if (!root) return std::nullopt;
    const auto scenario = read_scenario_node(*root, out.file, diagnostics);
    if (!scenario && keys_are_unsure(diagnostics)) return std::nullopt;
    const auto world =
        scenario ? compile_world(*scenario, catalog, compile, diagnostics) : std::nullopt;
    if (world) out.seed = world->seed;
    if (world) out.currency = world->currency;
    const std::size_t of_base = diagnostics.error_count();
    const auto named = on_parts_of(spec, *root, request.flags, diagnostics);
    if (!named) return std::nullopt;
    out.spec = *named;
    take_named(out.spec, read_disruptions(library, diagnostics), diagnostics);
    out.spec = bound_study(out.spec, *root, out.file, diagnostics);
    if (diagnostics.error_count() > of_base && !on_own_base(spec, request)) {
        Diagnostic d;
        d.severity = Severity::note;
        d.message = "the study names parts of its own base, " + spec.base +
                    ": copy its file, and put the names of yours in";
        d.hint = spec.file;
        diagnostics.add(std::move(d));
    }
    if (!world) return std::nullopt;
    out.base = std::move(*root);
    return out;
}

std::unique_ptr<Bed> bed_of(const ReadyStudy& study, const StudyRequest& request, Catalog catalog,
                            CompileOptions compile, Diagnostics& diagnostics) {
    compile.today.clear();  // of old facts the base has warned
    auto bed =
        std::make_unique<Bed>(study.base, study.file, std::move(catalog), std::move(compile));
    bed->seed = study.seed;
    bed->question = question_of(study.spec);
    bed->inputs =
        inputs_on(study.spec, bed->base(), diagnostics, !on_own_base(study.spec, request));
    return bed;
}

}  // namespace orrery
