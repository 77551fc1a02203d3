// A file that appears under its name only when it is complete.
#pragma once
#include <string>
#include <string_view>

namespace orrery {

/// Writes beside the final name, then fsync and rename; without `commit` nothing remains. Failures
/// throw EnvironmentError with the path.
class AtomicFile {
public:
    explicit AtomicFile(std::string path);
    ~AtomicFile();
    AtomicFile(const AtomicFile&) = delete;
    AtomicFile& operator=(const AtomicFile&) = delete;

    void write(std::string_view text);
    void commit();
    [[nodiscard]] const std::string& temporary() const { return temporary_; }

private:
    void fail(const char* what);

    std::string path_;
    std::string temporary_;
    int file_ = -1;
};

/// The whole text at once.
void write_file(const std::string& path, std::string_view text);

}  // namespace orrery
