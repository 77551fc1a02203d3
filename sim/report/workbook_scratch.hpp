// What the workbook writer keeps of its parts while it makes them: in memory, and never in part.
#pragma once

namespace orrery::xlsx {

/// Whether some of it was lost since the last call of this thread. The writer looks at no error of
/// its scratch files: on a full disk it would pack what is left of them into a whole workbook.
bool scratch_was_lost();

}  // namespace orrery::xlsx
