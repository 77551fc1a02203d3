// The bytes of a file, plain, gzip or zstd, line by line in bounded memory.
#pragma once
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace orrery {

/// Lines of a file without their ends (LF or CRLF; the last may have none); a BOM is skipped.
/// Missing, unreadable, truncated or corrupt files, lines over 1 MiB and decompression bombs (over
/// 1000:1 beyond 64 MiB) throw EnvironmentError, which names the file, and the byte and line where
/// it knows them.
class LineReader {
public:
    explicit LineReader(const std::string& file);
    ~LineReader();
    LineReader(LineReader&&) noexcept;

    bool next(std::string& line);
    /// 1-based number of the line that `next` returned last.
    [[nodiscard]] std::int64_t number() const { return number_; }
    [[nodiscard]] const std::string& file() const { return file_; }

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
