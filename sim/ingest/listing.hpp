// What a reader did not take: by kind, the first of each with place and reason, all of them
// counted.
#pragma once
#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <vector>

namespace orrery {

/// What all readers of tables say of a column that they do not read, and of a row that is longer or
/// shorter than the header: its kind and the reason.
std::string unused_column(const std::string& name);
inline constexpr const char* kOtherCells = "another number of cells than the header has";
std::string other_cells(std::size_t cells, std::size_t header);

/// Keeps the first hundred of a kind, so that a file of a million bad rows stays readable.
class Listing {
public:
    /// `where` is "line 7", or where the file has no lines "request 3"; `kind` names all alike.
    void add(const std::string& where, const std::string& kind, const std::string& reason);
    /// Of the whole file: a column that is not used.
    void note(std::string text) { kept_.push_back(std::move(text)); }
    /// A note that may come again: only its first is kept.
    void note_once(const std::string& text);
    /// Columns of a header that nothing reads.
    void note_unused(const std::vector<std::string>& header, const std::set<int>& used);
    [[nodiscard]] std::int64_t total() const { return total_; }
    /// In the order of the file, then how many more there are of each kind.
    [[nodiscard]] std::vector<std::string> lines() const;

private:
    struct More {
        std::int64_t count = 0;
        std::string last;  ///< where
    };
    std::vector<std::string> kept_;
    std::map<std::string, More> kinds_;
    std::map<std::string, bool> once_;
    std::int64_t total_ = 0;
};

}  // namespace orrery
