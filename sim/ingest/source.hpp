// The bytes of a file, plain, gzip or zstd, line by line in bounded memory.
#pragma once
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "sim/ingest/bytes.hpp"

namespace orrery {

/// Lines of a file without their ends (LF or CRLF; the last may have none); a BOM is skipped. A
/// line that is no UTF-8 is taken for Windows-1252, of which Latin-1 is a part, and counted.
/// Missing, unreadable, truncated or corrupt files, lines over 1 MiB and decompression bombs (over
/// 1000:1 beyond 64 MiB) throw EnvironmentError, which names the file, and the byte and line where
/// it knows them.
class LineReader {
public:
    explicit LineReader(const std::string& file);
    /// The lines of a head alone.
    explicit LineReader(const FileHead& head);
    ~LineReader();
    LineReader(LineReader&&) noexcept;

    bool next(std::string& line);
    /// 1-based number of the line that `next` returned last.
    [[nodiscard]] std::int64_t number() const { return number_; }
    [[nodiscard]] const std::string& file() const { return file_; }
    /// What was not UTF-8 so far, in a sentence; empty where all of it was.
    [[nodiscard]] std::string other_letters() const;

private:
    struct Stream;
    bool fill();

    std::string file_;
    std::unique_ptr<Stream> stream_;
    std::string buffer_;
    std::size_t at_ = 0;
    std::int64_t number_ = 0;
};

}  // namespace orrery
