// The bytes of a file, plain, gzip or zstd, chunk by chunk in bounded memory.
#pragma once
#include <cstdint>
#include <memory>
#include <string>
#include <utility>

namespace orrery {

/// Unpacked bytes of a file without its BOM. Missing, empty, unreadable, truncated or corrupt
/// files, text in UTF-16 and decompression bombs (over 1000:1 beyond 64 MiB) throw
/// EnvironmentError, which names the file, and the byte and line where it knows them.
class ByteReader {
public:
    explicit ByteReader(const std::string& file);
    ~ByteReader();
    ByteReader(ByteReader&&) noexcept;

    /// Appends the next 64 KiB or what is left; false at the end. `lines` were read so far, for
    /// messages.
    bool more(std::string& into, std::int64_t lines);
    [[nodiscard]] const std::string& file() const { return file_; }

private:
    struct Stream;
    [[noreturn]] void damaged(std::int64_t lines) const;
    void check_first(std::string& into, std::size_t from) const;

    std::string file_;
    std::unique_ptr<Stream> stream_;
};

/// The first 256 KiB of a file: enough to tell a format by. It is read once and handed on, so that
/// a file's name stands for it: `recognise_gateway("spend.csv")`. Throws as ByteReader does.
struct FileHead {
    FileHead(const std::string& of);  // NOLINT(google-explicit-constructor)
    /// A text that was read already.
    FileHead(std::string of, std::string from) : file(std::move(of)), text(std::move(from)) {}

    std::string file;
    std::string text;
};

}  // namespace orrery
