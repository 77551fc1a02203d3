// The bytes of a file, plain, gzip or zstd, chunk by chunk in bounded memory.
#include "sim/ingest/bytes.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <boost/iostreams/concepts.hpp>
#include <boost/iostreams/filter/gzip.hpp>
#include <boost/iostreams/filter/zstd.hpp>
#include <boost/iostreams/filtering_streambuf.hpp>
#include <boost/iostreams/read.hpp>
#include <filesystem>
#include <fstream>
#include <new>
#include <optional>

#include "orrery/base/diagnostics.hpp"
#include "orrery/base/read_file.hpp"
#include "sim/ingest/zstd_frames.hpp"

namespace orrery {

namespace io = boost::iostreams;

namespace bytes {

enum class Packing { plain, gzip, zstd };

/// What passed between the file and the decompressor.
struct Passed {
    std::int64_t bytes = 0;
    ZstdFrames frames;
};

}  // namespace bytes

using bytes::Packing;
using bytes::Passed;

namespace {

constexpr std::size_t kChunk = 1 << 16;
constexpr std::int64_t kBombFrom = 64 << 20;
constexpr std::int64_t kBombRatio = 1000;

/// Nothing where the file cannot be read.
std::optional<Packing> packing_of(std::ifstream& in) {
    std::array<unsigned char, 4> magic{};
    in.read(reinterpret_cast<char*>(magic.data()), magic.size());
    const auto got = in.gcount();
    if (in.bad()) return std::nullopt;
    in.clear();
    in.seekg(0);
    if (got >= 2 && magic[0] == 0x1F && magic[1] == 0x8B) return Packing::gzip;
    if (got >= 4 && magic[0] == 0x28 && magic[1] == 0xB5 && magic[2] == 0x2F && magic[3] == 0xFD) {
        return Packing::zstd;
    }
    return Packing::plain;
}

constexpr std::size_t kLookedAt = 64;

/// A text without a BOM in which every other byte is zero: letters of two bytes each.
bool has_wide_letters(std::string_view text) {
    std::array<std::size_t, 2> zeros{};
    for (std::size_t i = 0; i < text.size(); ++i) zeros[i % 2] += text[i] == '\0' ? 1 : 0;
    const std::size_t half = text.size() / 2;
    return half >= 2 && (zeros[0] == 0) != (zeros[1] == 0) && 2 * (zeros[0] + zeros[1]) > half;
}

class Watch : public io::multichar_input_filter {
public:
    Watch(Passed& passed, Packing packing) : passed_(&passed), packing_(packing) {}

    template <class Source>
    std::streamsize read(Source& source, char* to, std::streamsize most) {
        const std::streamsize got = io::read(source, to, most);
        if (got <= 0) return got;
        passed_->bytes += got;
        if (packing_ == Packing::zstd) {
            passed_->frames.see({to, static_cast<std::size_t>(got)});
        }
        return got;
    }

private:
    Passed* passed_;
    Packing packing_;
};

}  // namespace

struct ByteReader::Stream {
    std::ifstream file;
    io::filtering_streambuf<io::input> unpacked;
    Passed passed;
    Packing packing = Packing::plain;
    std::int64_t packed_bytes = 0;
    std::int64_t read_bytes = 0;
    bool ended = false;
};

ByteReader::ByteReader(const std::string& file) : file_(file), stream_(std::make_unique<Stream>()) {
    std::error_code error;
    const auto size = std::filesystem::file_size(file, error);
    if (error) refuse_file(file, error.message());
    if (size == 0) throw EnvironmentError(file + ": the file is empty");
    stream_->packed_bytes = static_cast<std::int64_t>(size);
    stream_->file.open(file, std::ios::binary);
    if (!stream_->file) refuse_file(file, "it cannot be opened");
    const auto found = packing_of(stream_->file);
    if (!found) throw EnvironmentError(file + ": cannot be read");
    const Packing packing = *found;
    stream_->packing = packing;
    if (packing == Packing::gzip) stream_->unpacked.push(io::gzip_decompressor());
    if (packing == Packing::zstd) stream_->unpacked.push(io::zstd_decompressor());
    stream_->unpacked.push(Watch(stream_->passed, packing));
    stream_->unpacked.push(stream_->file);
}

ByteReader::~ByteReader() = default;
ByteReader::ByteReader(ByteReader&&) noexcept = default;

bool ByteReader::more(std::string& into, std::int64_t lines) {
    if (stream_->ended) return false;
    const bool first = stream_->read_bytes == 0;
    const std::size_t old = into.size();
    into.resize(old + kChunk);
    std::streamsize got = 0;
    try {
        got = stream_->unpacked.sgetn(into.data() + old, kChunk);
    } catch (const std::bad_alloc&) {
        throw;
    } catch (const std::ios_base::failure& e) {
        // Those of decompressors carry no error of the system.
        if (e.code().category() == std::iostream_category()) damaged(lines);
        throw EnvironmentError(file_ + ": cannot be read: " + e.code().message());
    } catch (const std::exception&) {
        damaged(lines);
    }
    into.resize(old + static_cast<std::size_t>(std::max<std::streamsize>(got, 0)));
    stream_->read_bytes += got;
    const bool bomb =
        stream_->read_bytes > kBombFrom && stream_->read_bytes / kBombRatio > stream_->packed_bytes;
    if (bomb) throw EnvironmentError(file_ + ": expands more than 1000 times; refused");
    stream_->ended = got <= 0;
    const bool cut = stream_->ended && stream_->packing == Packing::zstd;
    if (cut && !stream_->passed.frames.complete()) damaged(lines);
    if (first) check_first(into, old);
    return got > 0;
}

/// Takes a BOM of UTF-8 off; other encodings would be read as nonsense.
void ByteReader::check_first(std::string& into, std::size_t from) const {
    if (into.compare(from, 3, "\xEF\xBB\xBF") == 0) into.erase(from, 3);
    const bool wide = into.compare(from, 2, "\xFF\xFE") == 0 ||
                      into.compare(from, 2, "\xFE\xFF") == 0 ||
                      has_wide_letters(std::string_view(into).substr(from, kLookedAt));
    if (wide) {
        throw EnvironmentError(file_ +
                               ": is UTF-16; save it as UTF-8 (`iconv -f UTF-16 -t UTF-8`)");
    }
}

void ByteReader::damaged(std::int64_t lines) const {
    const bool plain = stream_->packing == Packing::plain;
    const bool whole = stream_->passed.bytes >= stream_->packed_bytes;
    throw EnvironmentError(fmt::format("{}: {} at or before byte {}, after line {}", file_,
                                       plain   ? "reading failed"
                                       : whole ? "the compressed data is truncated or corrupt"
                                               : "the compressed data is corrupt",
                                       stream_->passed.bytes, lines));
}

FileHead::FileHead(const std::string& of) : file(of) {
    constexpr std::size_t kHead = 1 << 18;
    ByteReader bytes(file);
    while (text.size() < kHead && bytes.more(text, 0)) {
    }
}

}  // namespace orrery
