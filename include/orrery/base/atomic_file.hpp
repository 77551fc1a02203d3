// A file that appears under its name only when it is complete.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace orrery {

/// When leftovers of killed processes are removed: as the file is opened, or by a set of files for
/// all of its own at once.
enum class Sweep : std::uint8_t { now, by_set };

/// Writes beside the final name, then fsync and rename; without `commit` nothing remains. What it
/// writes is locked until then, so that no other process takes it for a leftover. Failures throw
/// EnvironmentError with the path.
class AtomicFile {
public:
    explicit AtomicFile(std::string path, Sweep sweep = Sweep::now);
    ~AtomicFile();
    AtomicFile(const AtomicFile&) = delete;
    AtomicFile& operator=(const AtomicFile&) = delete;

    void write(std::string_view text);
    void commit();
    /// Ends writing; the file stays under its temporary name, as long as this object lives.
    void sync();
    [[nodiscard]] const std::string& temporary() const { return temporary_; }

private:
    bool open_part();
    void fail(const char* what);

    std::string path_;
    std::string temporary_;
    int file_ = -1;
    int lock_ = -1;  ///< of the file, once that is closed
    int tries_ = 1;  ///< of names
};

/// How the folders begin in which one process alone writes.
inline constexpr const char* kStagingFolder = ".orrery-part-";

/// Removes what killed processes left of these files of a folder.
void sweep_parts(const std::string& folder, const std::vector<std::string>& names);

/// "out/plan.xlsx: cannot be written: No space left on device"
[[noreturn]] void refuse_write(const std::string& path, const char* what, int why);

/// "out/plan.xlsx" → "out/plan.xlsx.part123": where this process writes what it is to be.
std::string part_of(const std::string& path);

/// Of a file that somebody else wrote beside its name: syncs and renames it, or removes it and
/// throws EnvironmentError.
void put_in_place(const std::string& written, const std::string& path);

/// The whole text at once.
void write_file(const std::string& path, std::string_view text);

}  // namespace orrery
