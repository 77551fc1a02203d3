// Work that may end the process it is done in: done in one of its own, whose end is told.
#pragma once
#include <functional>
#include <string>

namespace orrery::cli {

/// Does `work`, which makes the file, in a child and waits for it. What the child throws is thrown
/// here; one that a signal ends is an EnvironmentError of the file. Nothing but files comes back.
void in_own_process(const std::string& file, const std::function<void()>& work);

}  // namespace orrery::cli
