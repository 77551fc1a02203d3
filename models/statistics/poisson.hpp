// What a number of events says about their rate.
#pragma once
#include <cstdint>

namespace orrery::statistics {

/// Expected number of events between which the truth lies with a confidence.
struct CountInterval {
    double low = 0;
    double high = 0;
};

/// F. Garwood (Biometrika 28, 1936): χ²(α/2; 2n)/2 to χ²(1 − α/2; 2n + 2)/2, 0 below where nothing
/// was seen. The quantiles of χ² after E. B. Wilson and M. M. Hilferty (Proc. Natl. Acad. Sci. 17,
/// 1931), within 2 % from one event on.
CountInterval count_interval(std::int64_t events, double confidence = .95);

}  // namespace orrery::statistics
