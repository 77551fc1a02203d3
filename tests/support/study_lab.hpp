// A study on a base from text, with the catalog of the project: for tests of kinds of steps.
#pragma once
#include <memory>
#include <string>

#include "sim/study/answer_study.hpp"
#include "sim/study/kinds/state.hpp"
#include "sim/study/plan/read_study.hpp"
#include "tests/support/catalog.hpp"
#include "tests/support/catch.hpp"

namespace orrery::test {

/// Spec, base, rounds and what steps leave behind, in one place.
class Lab {
public:
    Lab(const std::string& study, const std::string& base, int threads = 2)
        : hand_out_(threads), state_([&]() -> study::State {
              const auto read = read_study_text(study, "study.yaml", diagnostics);
              const auto root = parse_document(base, "base.yaml", diagnostics);
              INFO(render(diagnostics));
              REQUIRE(read);
              REQUIRE(root);
              spec = bound_study(*read, *root, "base.yaml", diagnostics);
              bed = std::make_unique<Bed>(*root, "base.yaml", project_catalog(), CompileOptions{});
              bed->question = question_of(spec);
              bed->inputs = inputs_on(spec, bed->base(), diagnostics);
              rounds = std::make_unique<Rounds>(*bed, hand_out_);
              return {spec, *rounds, page, values, diagnostics, 0, false};
          }()) {}

    study::State& state() { return state_; }
    StudyPage answered() { return answer_study(spec, {}, *rounds, "USD", diagnostics); }

    Diagnostics diagnostics;
    StudySpec spec;
    std::unique_ptr<Bed> bed;
    std::unique_ptr<Rounds> rounds;
    StudyPage page;
    Values values;

private:
    ThreadHandOut hand_out_;
    study::State state_;
};

}  // namespace orrery::test
