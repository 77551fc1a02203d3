// A file that appears under its name only when it is complete.
#pragma once
#include <string>
#include <string_view>

namespace orrery {

/// Writes beside the final name, then fsync and rename; without `commit` nothing remains. Failures
/// throw EnvironmentError with the path.
class AtomicFile {
public:
    explicit AtomicFile(const std::string& path);
    AtomicFile(std::string path, std::string temporary);
    ~AtomicFile();
    AtomicFile(const AtomicFile&) = delete;
    AtomicFile& operator=(const AtomicFile&) = delete;

    void write(std::string_view text);
    void commit();
    /// Syncs and closes; the file stays under its temporary name.
    std::string finish();
    [[nodiscard]] const std::string& temporary() const { return temporary_; }

private:
    void fail(const char* what);

    std::string path_;
    std::string temporary_;
    int file_ = -1;
};

/// "out/plan.xlsx" → "out/plan.xlsx.part123": where this process writes what it is to be.
std::string part_of(const std::string& path);

/// Of a file that somebody else wrote beside its name: syncs and renames it, or removes it and
/// throws EnvironmentError.
void put_in_place(const std::string& written, const std::string& path);

/// The whole text at once.
void write_file(const std::string& path, std::string_view text);

}  // namespace orrery
