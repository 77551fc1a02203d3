// Work in a process of its own: what crashes, hangs or eats memory there is told, not suffered.
#pragma once
#include <cstddef>
#include <functional>
#include <string>
#include <vector>

namespace orrery::hostile {

struct WatchLimits {
    unsigned seconds = 20;                     ///< of the processor, for one piece
    std::size_t bytes = std::size_t{1} << 30;  ///< of memory, beside what the parent has already
};

/// Does piece(0) … piece(count − 1) in children; a piece returns an exit code (0 to 255). Gives one
/// outcome a piece: its code, or above 255 what ended its child: 1000 + signal (27 and 14 are the
/// limits of time). After such an end the next piece begins in a new child. Sanitizers reserve
/// terabytes of addresses: memory is not limited under them.
std::vector<int> watched(std::size_t count, const std::function<int(std::size_t)>& piece,
                         const WatchLimits& limits = {});

}  // namespace orrery::hostile
