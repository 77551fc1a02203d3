// The study `vendors` as a page.
#pragma once
#include "sim/report/study_page.hpp"
#include "sim/study/vendors/study.hpp"

namespace orrery {

StudyPage vendors_page(const VendorQuestion& question, const World& world,
                       const VendorResult& result);

}  // namespace orrery
