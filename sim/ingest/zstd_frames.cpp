// Whether zstd data ends where a frame ends: the decompressor takes a truncated file for a short
// one.
#include "sim/ingest/zstd_frames.hpp"

#include <algorithm>

namespace orrery {
namespace {

constexpr std::uint64_t kSkippableMagic = 0x184D2A50;  // its last four bits are free

}  // namespace

void ZstdFrames::see(std::string_view bytes) {
    while (!bytes.empty()) {
        const auto take =
            static_cast<std::size_t>(std::min<std::uint64_t>(need_ - have_, bytes.size()));
        for (std::size_t i = 0; i < take && have_ + i < 8; ++i) {
            value_ |= std::uint64_t{static_cast<unsigned char>(bytes[i])} << (8 * (have_ + i));
        }
        have_ += take;
        bytes.remove_prefix(take);
        if (have_ == need_) finish_part();
    }
}

/// Parts of no bytes are passed at once.
void ZstdFrames::enter(Part part, std::uint64_t bytes) {
    part_ = part;
    need_ = bytes;
    have_ = 0;
    value_ = 0;
    if (bytes == 0) finish_part();
}

void ZstdFrames::finish_part() {
    switch (part_) {
        case Part::magic:
            return finish_magic();
        case Part::skip_size:
            return enter(Part::content, value_);
        case Part::descriptor:
            return finish_descriptor();
        case Part::header:
            return enter(Part::block, 3);
        case Part::block:
            return finish_block();
        case Part::content:
            return skippable_ ? enter(Part::magic, 4) : after_block();
        case Part::checksum:
            return enter(Part::magic, 4);
    }
}

void ZstdFrames::finish_magic() {
    skippable_ = (value_ & 0xFFFFFFF0) == kSkippableMagic;
    enter(skippable_ ? Part::skip_size : Part::descriptor, skippable_ ? 4 : 1);
}

void ZstdFrames::finish_descriptor() {
    constexpr std::uint64_t kDictionaryBytes[] = {0, 1, 2, 4};
    const bool single_segment = (value_ & 0x20) != 0;
    const std::uint64_t size_flag = value_ >> 6;
    const std::uint64_t size_bytes =
        size_flag == 0 ? (single_segment ? 1 : 0) : std::uint64_t{1} << size_flag;
    const std::uint64_t window = single_segment ? 0 : 1;
    checksum_ = (value_ & 0x04) != 0;
    enter(Part::header, window + kDictionaryBytes[value_ & 3] + size_bytes);
}

void ZstdFrames::finish_block() {
    constexpr std::uint64_t kRepeatedByte = 1;
    last_ = (value_ & 1) != 0;
    const std::uint64_t type = (value_ >> 1) & 3;
    enter(Part::content, type == kRepeatedByte ? 1 : value_ >> 3);
}

void ZstdFrames::after_block() {
    if (!last_) return enter(Part::block, 3);
    if (checksum_) return enter(Part::checksum, 4);
    enter(Part::magic, 4);
}

}  // namespace orrery
