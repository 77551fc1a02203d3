// A folder of results: one process writes it at a time, and its files appear in it together.
#pragma once
#include <functional>
#include <string>
#include <vector>

namespace orrery::cli {

/// Locked from its making to its end. What is written goes to a folder within, from which all files
/// are put in place at once; `manifest.json` goes first and comes last, so that where a kill falls
/// into that moment, its absence tells. Leftovers of a process that was killed are removed.
class OutputFolder {
public:
    /// Makes the folder. Throws EnvironmentError where that fails, or where another process holds
    /// it, with who that is.
    explicit OutputFolder(std::string folder);
    ~OutputFolder();
    OutputFolder(const OutputFolder&) = delete;
    OutputFolder& operator=(const OutputFolder&) = delete;

    /// `write` is given the folder to write to, without a last slash. Nothing is put in place where
    /// it throws; messages name files as they would be named. Files of these names that an earlier
    /// result left and that this one has not go, and that is told: they would look like its own.
    void put(const std::function<void(const std::string&)>& write,
             const std::vector<std::string>& optional = {});

private:
    void lock();
    void put_in_place(const std::vector<std::string>& optional) const;
    [[nodiscard]] std::string with_final_names(std::string message) const;

    std::string folder_;
    std::string staging_;
    int held_ = -1;
};

/// Of a process that a signal ends: removes what is being written, and says false where files are
/// being put in place, which is to be waited for. Safe in a signal handler.
bool abandon_output() noexcept;

}  // namespace orrery::cli
