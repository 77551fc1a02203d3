// A file that was read and is not what it should be: the user's to mend, not the machine's.
#pragma once
#include "orrery/base/diagnostics.hpp"

namespace orrery {

/// Ends a call like EnvironmentError, with the exit code of invalid input (3).
class InvalidInput : public EnvironmentError {
public:
    using EnvironmentError::EnvironmentError;
};

}  // namespace orrery
