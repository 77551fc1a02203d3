// Keys of the random streams and the refill of their buffers.
#include "sim/kernel/stream.hpp"

#include <Random123/philox.h>

namespace orrery {

std::uint64_t hash_name(std::string_view text) {
    std::uint64_t h = 0xCBF29CE484222325u;
    for (const char c : text) {
        h = (h ^ static_cast<unsigned char>(c)) * 0x100000001B3u;
    }
    // FNV-1a's high bits are weak for short texts; this finaliser is a bijection.
    h = (h ^ (h >> 32)) * 0xD6E8FEB86659FD93u;
    h = (h ^ (h >> 32)) * 0xD6E8FEB86659FD93u;
    return h ^ (h >> 32);
}

Stream::Stream(std::uint64_t seed, std::string_view cause, std::string_view entity,
               std::uint64_t replication)
    : key_{seed, hash_name(cause)}, entity_(hash_name(entity)), replication_(replication) {}

void Stream::refill() {
    // Blocks are independent chains of ten multiplications: the CPU overlaps them.
    for (std::uint32_t b = 0; b < kBlocks; ++b) {
        const r123::Philox4x64::ctr_type counter = {{block_ + b, 0, entity_, replication_}};
        const r123::Philox4x64::key_type key = {{key_[0], key_[1]}};
        const r123::Philox4x64::ctr_type bits = r123::Philox4x64()(counter, key);
        for (std::uint32_t i = 0; i < 4; ++i) buffer_[4 * b + i] = bits[i];
    }
    block_ += kBlocks;
    used_ = 0;
}

void Stream::seek(std::uint64_t position) {
    block_ = position / kBuffer * kBlocks;
    refill();
    used_ = position % kBuffer;
}

}  // namespace orrery
