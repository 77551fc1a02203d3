// Rows of CSV text after RFC 4180, with the separator recognised and columns found by name.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "orrery/base/diagnostics.hpp"
#include "orrery/base/invalid_input.hpp"
#include "sim/ingest/source.hpp"

namespace orrery {

/// A file without as much as a header line.
class EmptyFile : public InvalidInput {
public:
    explicit EmptyFile(const std::string& file)
        : InvalidInput(file + ": there is no header line") {}
};

/// A quote opens a quoted cell only as its first character; elsewhere it is an ordinary one (5"
/// disk). Rows over 1 MiB and quotes that are not closed throw EnvironmentError with the line.
class CsvReader {
public:
    /// Reads the header line; `,`, `;`, tab or `|`, whichever it has most of. Throws EmptyFile.
    explicit CsvReader(const std::string& file);
    /// The rows of a head alone.
    explicit CsvReader(const FileHead& head);

    [[nodiscard]] const std::vector<std::string>& header() const { return header_; }
    /// Column of the first of `names` that the header has (case ignored), or −1.
    [[nodiscard]] int column(const std::vector<std::string>& names) const;
    /// Next row that is not blank; cells stay valid until the next call.
    bool next(std::vector<std::string>& cells);
    /// The same without copies where no cell is quoted: views into the reader's own text.
    bool next(std::vector<std::string_view>& cells);
    /// Line of the row that `next` returned, 1-based, the header being 1 or more.
    [[nodiscard]] std::int64_t line() const { return line_; }
    [[nodiscard]] const std::string& file() const { return lines_.file(); }
    /// As LineReader's.
    [[nodiscard]] std::string other_letters() const { return lines_.other_letters(); }

private:
    void read_header();
    bool split(std::string_view line, bool open, std::vector<std::string>& cells) const;
    void read_row(std::vector<std::string>& cells);

    LineReader lines_;
    char separator_ = ',';
    std::vector<std::string> header_;
    std::int64_t header_line_ = 0;
    std::int64_t line_ = 0;
    std::string text_;
    std::vector<std::string> quoted_;  ///< what views refer to where a cell is quoted
};

/// The number in a named column of a row; throws EnvironmentError with file and line without one.
double number_in(const CsvReader& csv, const std::vector<std::string>& cells, const char* column);

/// A finite decimal number that fills the text (spaces around it allowed), else nothing.
std::optional<double> parse_number(std::string_view text);
std::optional<std::int64_t> parse_whole(std::string_view text);

}  // namespace orrery
