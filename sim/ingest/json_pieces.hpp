// The objects of a JSON document, or of one document a line, one by one in bounded memory.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "sim/ingest/bytes.hpp"
#include "sim/ingest/letters.hpp"

namespace orrery {

struct JsonPiece {
    std::size_t path = 0;   ///< index of the path that it lies at
    std::string_view text;  ///< valid until the next call
    std::int64_t line = 0;  ///< where it begins
};

/// Finds objects by where they lie: "" is a document itself, "[]" an entry of a document that is an
/// array, "items[]" an entry of its array `items`, "resourceSpans[].resource" that object of each
/// entry. An object that holds others that are wanted is not given itself. A document that is an
/// array of such documents is read like they are. Only brackets and strings are looked at: parse
/// what you get. Files are read as ByteReader does; an object over 256 MiB throws EnvironmentError.
class JsonPieces {
public:
    struct Problem {
        std::int64_t line = 0;
        std::string reason;
    };

    JsonPieces(const std::string& file, std::vector<std::string> paths);
    bool next(JsonPiece& piece);
    /// Text that is no JSON. Where there is one document a line, the lines after it are read again.
    [[nodiscard]] const std::vector<Problem>& problems() const { return problems_; }
    [[nodiscard]] std::int64_t problem_count() const { return problem_count_; }

private:
    struct Frame {
        bool object = false;
        bool wants_key = false;
        std::size_t path_size = 0;  ///< of path_ without what this frame added
    };
    enum class Within { text, string, skipped };

    bool step(char c, JsonPiece& piece);
    void in_string(char c);
    void open(char c);
    bool close(char c, JsonPiece& piece);
    void end_line();
    void begin_object();
    void broken(const char* reason);
    [[nodiscard]] int wanted() const;
    void flush();

    ByteReader bytes_;
    std::vector<std::string> paths_;
    std::string buffer_;
    std::size_t at_ = 0;
    std::size_t kept_from_ = 0;  ///< of the buffer: what was not yet added to piece_
    std::int64_t line_ = 1;
    std::int64_t first_line_ = 0;  ///< of the document that is open
    bool by_line_ = false;         ///< a document ended in the line that it began in
    bool ended_ = false;
    Within within_ = Within::text;
    bool escaped_ = false;
    std::vector<Frame> frames_;
    std::string path_;
    std::string key_;
    std::string piece_;
    std::string given_;
    int piece_path_ = -1;  ///< −1: nothing is being kept
    std::size_t piece_depth_ = 0;
    std::int64_t piece_line_ = 0;
    std::vector<Problem> problems_;
    std::int64_t problem_count_ = 0;
};

/// `take` of every piece in UTF-8, `refuse(line, reason)` of others and of what is no JSON.
template <class Take, class Refuse>
void each_piece(JsonPieces& pieces, const Take& take, const Refuse& refuse) {
    JsonPiece piece;
    while (pieces.next(piece)) {
        if (is_utf8(piece.text)) {
            take(piece);
        } else {
            refuse(piece.line, "it is not UTF-8: save the file as UTF-8");
        }
    }
    for (const JsonPieces::Problem& problem : pieces.problems()) {
        refuse(problem.line, problem.reason);
    }
}

}  // namespace orrery
