// The bytes of a file, plain, gzip or zstd, line by line in bounded memory.
#include "sim/ingest/source.hpp"

#include <fmt/format.h>

#include "orrery/base/diagnostics.hpp"
#include "sim/ingest/letters.hpp"

namespace orrery {
namespace {

constexpr std::size_t kLongestLine = 1 << 20;

}  // namespace

struct LineReader::Stream {
    explicit Stream(const std::string& file) : bytes(file) {}
    ByteReader bytes;
};

LineReader::LineReader(const std::string& file)
    : file_(file), stream_(std::make_unique<Stream>(file)) {
    fill();
}

LineReader::LineReader(const FileHead& head) : file_(head.file), buffer_(head.text) {}

LineReader::~LineReader() = default;
LineReader::LineReader(LineReader&&) noexcept = default;

/// Appends a chunk to the buffer; false at the end of the file.
bool LineReader::fill() {
    buffer_.erase(0, at_);
    at_ = 0;
    if (buffer_.size() > kLongestLine) {
        throw EnvironmentError(
            fmt::format("{}:{}: the line is longer than 1 MiB", file_, number_ + 1));
    }
    return stream_ && stream_->bytes.more(buffer_, number_);
}

bool LineReader::next(std::string& line) {
    std::size_t end = buffer_.find('\n', at_);
    while (end == std::string::npos) {
        const std::size_t searched = buffer_.size() - at_;
        if (!fill()) break;
        end = buffer_.find('\n', searched);
    }
    if (end == std::string::npos && at_ >= buffer_.size()) return false;
    const std::size_t stop = end == std::string::npos ? buffer_.size() : end;
    line.assign(buffer_, at_, stop - at_);
    at_ = end == std::string::npos ? buffer_.size() : end + 1;
    if (!line.empty() && line.back() == '\r') line.pop_back();
    ++number_;
    if (is_utf8(line)) return true;
    line = from_windows_1252(line);
    if (other_lines_++ == 0) first_other_ = number_;
    return true;
}

std::string LineReader::other_letters() const {
    if (other_lines_ == 0) return {};
    const std::string more =
        other_lines_ == 1 ? " is" : fmt::format(" and {} more are", other_lines_ - 1);
    return fmt::format(
        "line {}{} not UTF-8: taken for Latin-1 (Windows-1252); where letters came out wrong, save "
        "the file as UTF-8",
        first_other_, more);
}

}  // namespace orrery
