// The study `order-by` as a page.
#pragma once
#include "sim/report/study_page.hpp"
#include "sim/study/order_by.hpp"

namespace orrery {

StudyPage order_by_page(const OrderByQuestion& question, const OrderByResult& result);

}  // namespace orrery
