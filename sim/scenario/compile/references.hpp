// References of recorded jobs, volumes, staff, services, runbooks and alternatives to other
// entries.
#pragma once
#include "sim/scenario/compile/context.hpp"
#include "sim/scenario/reader/unread.hpp"

namespace orrery::compile {

/// Of the expanded scenario; those to what may stand in an unread part are passed over. Compilation
/// passes over what leads nowhere: it is told here.
void check_references(Context& context, const Unread& unread);

}  // namespace orrery::compile
