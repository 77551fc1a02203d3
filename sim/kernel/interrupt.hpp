// Whether an interrupt that was asked for has reached what runs.
#pragma once

namespace orrery {

/// Somebody has looked at the flag since it was set, and ends what it does.
bool interrupt_was_seen() noexcept;

}  // namespace orrery
