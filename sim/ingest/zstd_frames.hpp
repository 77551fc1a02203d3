// Whether zstd data ends where a frame ends: the decompressor takes a truncated file for a short
// one.
#pragma once
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace orrery {

/// Walks over headers, blocks and checksums of compressed data as it passes, without unpacking it.
/// Source: RFC 8878, section 3.1. Data that breaks the format is left to the decompressor.
class ZstdFrames {
public:
    void see(std::string_view bytes);
    /// True between two frames: here a file may end.
    [[nodiscard]] bool complete() const { return part_ == Part::magic && have_ == 0; }

private:
    enum class Part { magic, skip_size, descriptor, header, block, content, checksum };

    void enter(Part part, std::uint64_t bytes);
    void finish_part();
    void finish_magic();
    void finish_descriptor();
    void finish_block();
    void after_block();

    Part part_ = Part::magic;
    std::uint64_t need_ = 4;   ///< bytes of this part
    std::uint64_t have_ = 0;   ///< of which seen
    std::uint64_t value_ = 0;  ///< the first eight of them, little-endian
    bool checksum_ = false;
    bool last_ = false;       ///< the block is its frame's last
    bool skippable_ = false;  ///< the frame holds no data
};

}  // namespace orrery
