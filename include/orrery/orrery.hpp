// Everything that programs need that embed Orrery; see docs/library.md.
#pragma once
#include "orrery/facts.hpp"
#include "orrery/problem.hpp"
#include "orrery/result.hpp"
#include "orrery/scenario.hpp"
#include "orrery/simulate.hpp"
#include "orrery/study.hpp"
