// The façade's studies: a file to its answer.
#include "orrery/study.hpp"

#include "sim/api/compiled.hpp"
#include "sim/api/problems.hpp"
#include "sim/report/study_page.hpp"
#include "sim/study/plan/read_study.hpp"
#include "sim/study/ready_study.hpp"

namespace orrery::api {
namespace {

Answer answer_of(const StudyPage& page) {
    return {page.question,
            page.answer,
            page.goal,
            page.flips_if,
            render_study_text(page),
            render_study_json(page),
            render_study_csv(page)};
}

StudySpec spec_of(const std::string& file) {
    Diagnostics diagnostics;
    const auto spec = read_study(file, diagnostics);
    refuse_errors(diagnostics);
    if (spec && spec->procedure.empty()) return *spec;
    Problem problem;
    problem.file = file;
    problem.message = "the study leaves its work to the built-in procedure `" +
                      (spec ? spec->procedure : std::string()) + "`";
    problem.hint = "`orrery study` answers it";
    throw InvalidInput({problem});
}

StudyRequest request_of(const StudyOptions& options) {
    StudyRequest request;
    request.base.file = options.base;
    for (const auto& [path, value] : options.sets) request.base.sets.push_back(path + "=" + value);
    request.flags = options.flags;
    request.replications = options.replications;
    return request;
}

}  // namespace

Answer answer(const std::string& study_file, const Facts& facts, const StudyOptions& options) {
    return guarded([&] {
        const StudySpec spec = spec_of(study_file);
        const StudyRequest request = request_of(options);
        const CompileOptions compile{data_folder_of(options.data_folder), false, {}};
        const std::string library = share_folder() + "/scenarios/studies/library/disruptions.yaml";
        Diagnostics diagnostics;
        const auto study =
            ready_study(spec, request, library, facts.catalog(), compile, diagnostics);
        refuse_errors(diagnostics);
        const auto bed = bed_of(*study, request, facts.catalog(), compile, diagnostics);
        bed->sampled = options.sampled;
        ThreadHandOut threads(options.threads);
        Rounds rounds(*bed, threads);
        const StudyPage page =
            answer_study(study->spec, request, rounds, study->currency, diagnostics);
        refuse_errors(diagnostics);
        return answer_of(page);
    });
}

}  // namespace orrery::api
