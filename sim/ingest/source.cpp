// The bytes of a file, plain, gzip or zstd, line by line in bounded memory.
#include "sim/ingest/source.hpp"

#include <fmt/format.h>

#include <optional>

#include "orrery/base/diagnostics.hpp"
#include "orrery/base/invalid_input.hpp"
#include "sim/ingest/letters.hpp"

namespace orrery {
namespace {

constexpr std::size_t kLongestLine = 1 << 20;

}  // namespace

struct LineReader::Stream {
    std::optional<ByteReader> bytes;  ///< none of a head
    std::int64_t other_lines = 0;     ///< that were not UTF-8
    std::int64_t first_other = 0;
};

LineReader::LineReader(const std::string& file) : file_(file), stream_(new Stream{}) {
    stream_->bytes.emplace(file);
    fill();
}

LineReader::LineReader(const FileHead& head)
    : file_(head.file), stream_(new Stream{}), buffer_(head.text) {}

LineReader::~LineReader() = default;
LineReader::LineReader(LineReader&&) noexcept = default;

/// Appends a chunk to the buffer; false at the end of the file.
bool LineReader::fill() {
    buffer_.erase(0, at_);
    at_ = 0;
    if (buffer_.size() > kLongestLine) {
        throw InvalidInput(
            fmt::format("{}:{}: the line is longer than 1 MiB", file_, number_ + 1));
    }
    return stream_->bytes && stream_->bytes->more(buffer_, number_);
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
    if (stream_->other_lines++ == 0) stream_->first_other = number_;
    return true;
}

std::string LineReader::other_letters() const {
    const std::int64_t lines = stream_->other_lines;
    if (lines == 0) return {};
    const std::string more = lines == 1 ? " is" : fmt::format(" and {} more are", lines - 1);
    return fmt::format(
        "line {}{} not UTF-8: taken for Latin-1 (Windows-1252); where letters came out wrong, save "
        "the file as UTF-8",
        stream_->first_other, more);
}

}  // namespace orrery
