// A study file to its answer: binds it to a base, runs its steps, fills its sentences and tables.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "sim/scenario/reader/reader.hpp"
#include "sim/study/answer.hpp"
#include "sim/study/plan/study_spec.hpp"
#include "sim/study/units/rounds.hpp"

namespace orrery {

/// What a user gives beside the file.
struct StudyRequest {
    ScenarioSources base;  ///< `file` empty: the study's own
    std::vector<std::pair<std::string, std::string>> flags;
    int replications = 0;  ///< 0: as the file says
};

/// The base as the study sees it: its overlay and settings over the file, then the user's, then
/// flags. Errors carry positions.
std::optional<Node> study_document(const StudySpec& spec, const StudyRequest& request,
                                   Diagnostics& diagnostics);
/// Whether the study stands on the base that its file names: what it says of that one (overlay,
/// settings, the words of its goal) fits no other.
bool on_own_base(const StudySpec& spec, const StudyRequest& request);

/// The base's path: as given, else beside the study file.
std::string base_file(const StudySpec& spec, const StudyRequest& request);

/// The study with its patterns resolved on this base; paths that the base cannot have are
/// complained of where the file names them.
StudySpec bound_study(const StudySpec& spec, const Node& base, const std::string& file,
                      Diagnostics& diagnostics);

/// What of each run the study needs.
UnitQuestion question_of(const StudySpec& spec);

/// Alternatives, inputs, metrics and figures that a study defines: its author's names.
std::vector<std::string> names_of(const StudySpec& spec);

/// Runs and answers. On errors the page is not whole; where rounds are incomplete (interrupt,
/// shard) it says how far they came.
StudyPage answer_study(const StudySpec& spec, const StudyRequest& request, Rounds& rounds,
                       const std::string& currency, Diagnostics& diagnostics);

}  // namespace orrery
