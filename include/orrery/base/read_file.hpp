// A whole file as text, or an error: never a part of it.
#pragma once
#include <string>

#include "orrery/base/diagnostics.hpp"

namespace orrery {

/// One of them that the user can put right: a file that is absent, a folder, or closed to them.
class UnreadableFile : public EnvironmentError {
public:
    UnreadableFile(const std::string& file, const std::string& why)
        : EnvironmentError(file + ": cannot be read: " + why), file_(file) {}
    [[nodiscard]] const std::string& file() const { return file_; }

private:
    std::string file_;
};

/// Throws EnvironmentError with the path and the reason, also where reading fails midway.
std::string read_file(const std::string& path);

/// Throws UnreadableFile where the file is absent, a folder, or closed to the user, else
/// EnvironmentError: a disk that fails is not theirs.
[[noreturn]] void refuse_file(const std::string& path, const std::string& why);

}  // namespace orrery
