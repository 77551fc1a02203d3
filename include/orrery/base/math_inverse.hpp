// Portable inverse trigonometric functions: the same bits everywhere, as in math.hpp.
#pragma once

namespace orrery::math {

/// Angle of radians in (−π/2, π/2) whose tangent is x; 2 ulp. atan(±inf) = ±π/2.
double atan(double x);

}  // namespace orrery::math
