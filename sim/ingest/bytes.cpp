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
#include "orrery/base/invalid_input.hpp"
#include "orrery/base/read_file.hpp"
#include "sim/ingest/open_pipe.hpp"
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

constexpr std::size_t kMagic = 4;  ///< bytes by which a packing is known

Packing packing_of(const std::array<unsigned char, kMagic>& magic, std::size_t got) {
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

/// Nothing where the file cannot be read.
std::optional<Packing> packing_of_file(std::ifstream& in) {
    std::array<unsigned char, kMagic> magic{};
    in.read(reinterpret_cast<char*>(magic.data()), magic.size());
    const auto got = static_cast<std::size_t>(in.gcount());
    if (in.bad()) return std::nullopt;
    in.clear();
    in.seekg(0);
    return packing_of(magic, got);
}

Packing packing_of_pipe(OpenPipe& pipe) {
    std::array<unsigned char, kMagic> magic{};
    std::size_t got = 0;
    for (std::size_t more = 1; more > 0 && got < magic.size(); got += more) {
        more = pipe.read(static_cast<std::int64_t>(got),
                         reinterpret_cast<char*>(magic.data()) + got, magic.size() - got);
    }
    return packing_of(magic, got);
}

/// A pipe from its beginning, as far as that is kept.
class PipeDevice : public io::source {
public:
    explicit PipeDevice(std::shared_ptr<OpenPipe> pipe) : pipe_(std::move(pipe)) {}
    std::streamsize read(char* to, std::streamsize most) {
        const std::size_t got = pipe_->read(at_, to, static_cast<std::size_t>(most));
        at_ += static_cast<std::int64_t>(got);
        return got > 0 ? static_cast<std::streamsize>(got) : -1;
    }

private:
    std::shared_ptr<OpenPipe> pipe_;
    std::int64_t at_ = 0;
};

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

/// Opens a file, and looks how large it is and how it is packed.
void open_file(const std::string& file, std::ifstream& in, std::optional<std::int64_t>& bytes,
               Packing& packing) {
    std::error_code error;
    if (std::filesystem::is_fifo(file, error)) {
        throw InvalidInput(file +
                               ": is a pipe, which gives its bytes once, and they are read more "
                               "than once here; write them to a file first");
    }
    const auto size = std::filesystem::file_size(file, error);
    if (error) refuse_file(file, error.message());
    if (size == 0) throw InvalidInput(file + ": the file is empty");
    bytes = static_cast<std::int64_t>(size);
    in.open(file, std::ios::binary);
    if (!in) refuse_file(file, "it cannot be opened");
    const auto found = packing_of_file(in);
    if (!found) throw EnvironmentError(file + ": cannot be read");
    packing = *found;
}

}  // namespace

struct ByteReader::Stream {
    std::ifstream file;
    io::filtering_streambuf<io::input> unpacked;
    Passed passed;
    Packing packing = Packing::plain;
    std::optional<std::int64_t> packed_bytes;  ///< nobody knows a pipe's before its end
    std::int64_t read_bytes = 0;
    bool ended = false;
};

ByteReader::ByteReader(const std::string& file) : file_(file), stream_(std::make_unique<Stream>()) {
    Stream& s = *stream_;
    const auto pipe = held_pipe(file);
    if (pipe) {
        s.packing = packing_of_pipe(*pipe);
    } else {
        open_file(file, s.file, s.packed_bytes, s.packing);
    }
    if (s.packing == Packing::gzip) s.unpacked.push(io::gzip_decompressor());
    if (s.packing == Packing::zstd) s.unpacked.push(io::zstd_decompressor());
    s.unpacked.push(Watch(s.passed, s.packing));
    if (pipe) {
        s.unpacked.push(PipeDevice(pipe), kChunk);
    } else {
        s.unpacked.push(s.file);
    }
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
    const std::int64_t packed = stream_->packed_bytes.value_or(stream_->passed.bytes);
    const bool bomb = stream_->read_bytes > kBombFrom && stream_->read_bytes / kBombRatio > packed;
    if (bomb) throw InvalidInput(file_ + ": expands more than 1000 times; refused");
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
        throw InvalidInput(file_ +
                               ": is UTF-16; save it as UTF-8 (`iconv -f UTF-16 -t UTF-8`)");
    }
}

void ByteReader::damaged(std::int64_t lines) const {
    const bool plain = stream_->packing == Packing::plain;
    const bool whole = stream_->passed.bytes >= stream_->packed_bytes.value_or(0);
    const std::string what = fmt::format("{}: {} at or before byte {}, after line {}", file_,
                                         plain   ? "reading failed"
                                         : whole ? "the compressed data is truncated or corrupt"
                                                 : "the compressed data is corrupt",
                                         stream_->passed.bytes, lines);
    if (plain) throw EnvironmentError(what);
    throw InvalidInput(what);
}

FileHead::FileHead(const std::string& of) : file(of) {
    constexpr std::size_t kHead = 1 << 18;
    ByteReader bytes(file);
    while (text.size() < kHead && bytes.more(text, 0)) {
    }
}

}  // namespace orrery
