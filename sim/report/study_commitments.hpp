// The study `commitments` as a page.
#pragma once
#include "sim/report/study_page.hpp"
#include "sim/study/commitments/study.hpp"

namespace orrery {

StudyPage commitments_page(const CommitmentQuestion& question, const CommitmentResult& result);

}  // namespace orrery
