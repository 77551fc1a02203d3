// A study file bound to its base: what the command line and programs do before any run.
#pragma once
#include <memory>
#include <optional>

#include "sim/scenario/world.hpp"
#include "sim/study/answer_study.hpp"
#include "sim/study/plan/library.hpp"

namespace orrery {

/// Checked once as a whole; points are compiled in silence after it.
struct ReadyStudy {
    StudySpec spec;  ///< patterns resolved, named disruptions in their steps
    Node base;
    std::string file;  ///< of the base
    std::string currency;
    std::uint64_t seed = 1;  ///< the base's
};

/// Nothing where something is wrong, which is added to `diagnostics` with the base's warnings.
std::optional<ReadyStudy> ready_study(const StudySpec& spec, const StudyRequest& request,
                                      const std::string& library, const Catalog& catalog,
                                      const CompileOptions& compile, Diagnostics& diagnostics);

/// The units' bed of a ready study: what is kept of runs, and what is uncertain.
std::unique_ptr<Bed> bed_of(const ReadyStudy& study, const StudyRequest& request, Catalog catalog,
                            CompileOptions compile, Diagnostics& diagnostics);

}  // namespace orrery
