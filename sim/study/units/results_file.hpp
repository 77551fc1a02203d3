// study.db: finished units of a study by what they depend on, so that it can be resumed and joined.
#pragma once
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace orrery {

/// SQLite in WAL mode: a kill at any instant loses at most the units of the last moment, never the
/// file; the loss of power may lose more. One writer at a time. Tables (user_version 2):
///   study(key, value): name, of which study it is · unit(key, bytes): as `pack` writes them
class ResultsFile {
public:
    /// Opens or begins the results of a study. Throws EnvironmentError if the file is another
    /// study's, of another version or no such file, or if another process writes it.
    ResultsFile(const std::string& path, const std::string& study);
    /// Opens one that must be there, whatever study it is of.
    explicit ResultsFile(const std::string& path);
    ~ResultsFile();
    ResultsFile(const ResultsFile&) = delete;
    ResultsFile& operator=(const ResultsFile&) = delete;

    [[nodiscard]] std::optional<std::string> find(const std::string& key);
    /// Kept at the latest after the next second, or when the file is closed.
    void add(const std::string& key, const std::string& bytes);
    void commit();
    /// The command that asked for these results, word by word; empty in a file without.
    void set_command(const std::vector<std::string>& words);
    [[nodiscard]] std::vector<std::string> command();
    [[nodiscard]] std::string name();
    /// Forgets all units: a study that is not resumed begins anew.
    void clear();
    /// Units of another file, which must be the same study's; those that both have stay as they are
    /// here. Returns how many were new.
    std::size_t take(ResultsFile& other);
    [[nodiscard]] std::size_t size();

private:
    void prepare();
    struct Open;
    std::unique_ptr<Open> open_;
};

}  // namespace orrery
