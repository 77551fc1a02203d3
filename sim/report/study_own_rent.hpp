// The study `own-rent-mix` as a page.
#pragma once
#include "sim/report/study_page.hpp"
#include "sim/study/own_rent/study.hpp"

namespace orrery {

StudyPage own_rent_page(const OwnRentQuestion& question, const OwnRentResult& result);

}  // namespace orrery
