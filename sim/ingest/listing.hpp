// What a reader did not take: one line a reason, with its first places, all of them counted.
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

/// Up to three places of a reason have a line each; more are one line with the first three and how
/// many. A kind keeps its first hundred reasons, so that a file of a million bad rows stays
/// readable.
class Listing {
public:
    /// `where` is "line 7", or where the file has no lines "request 3"; `kind` names all alike.
    void add(const std::string& where, const std::string& kind, const std::string& reason);
    /// Of the whole file: a column that is not used.
    void note(std::string text) { kept_.push_back({std::move(text), kNote}); }
    /// What LineReader says of letters; nothing where it says nothing.
    void note_letters(const std::string& told) {
        if (!told.empty()) note(told);
    }
    /// A note that may come again: only its first is kept.
    void note_once(const std::string& text);
    /// Columns of a header that nothing reads.
    void note_unused(const std::vector<std::string>& header, const std::set<int>& used);
    [[nodiscard]] std::int64_t total() const { return total_; }
    /// In the order of the file, then how many more there are of each kind.
    [[nodiscard]] std::vector<std::string> lines() const;

private:
    static constexpr std::size_t kNote = static_cast<std::size_t>(-1);
    struct Kept {
        std::string text;    ///< a note, or where
        std::size_t reason;  ///< in `reasons_`; kNote for notes
    };
    struct Reason {
        std::string text;
        std::vector<std::string> places;  ///< the first three
        std::int64_t count = 0;
        std::string last;  ///< where
    };
    struct Kind {
        std::map<std::string, std::size_t> reasons;  ///< in `reasons_`
        std::int64_t more = 0;                       ///< of reasons that are not kept
        std::string last;                            ///< where
    };
    std::vector<Kept> kept_;
    std::vector<Reason> reasons_;
    std::map<std::string, Kind> kinds_;
    std::map<std::string, bool> once_;
    std::int64_t total_ = 0;
};

}  // namespace orrery
