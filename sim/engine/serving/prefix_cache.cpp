// The prefix cache of one replica: which beginnings of prompts have their KV in memory.
#include "sim/engine/serving/prefix_cache.hpp"

#include <algorithm>

namespace orrery {

void PrefixCache::configure(int block_tokens, const Tiers& tiers) {
    block_ = BlockSize(block_tokens);
    host_.limit = tiers.host_blocks;
    disk_.limit = tiers.disk_blocks;
}

const PrefixCache::Text* PrefixCache::find(std::uint64_t key) const {
    const std::uint32_t i = index_.find(key);
    return i == kNone ? nullptr : &texts_[i];
}

std::uint32_t PrefixCache::obtain(std::uint64_t key) {
    if (key != 0) {
        const std::uint32_t known = index_.find(key);
        if (known != kNone) return known;
    }
    std::uint32_t i = 0;
    if (unused_.empty()) {
        i = static_cast<std::uint32_t>(texts_.size());
        texts_.emplace_back();
    } else {
        i = unused_.back();
        unused_.pop_back();
        texts_[i] = Text{};
    }
    texts_[i].key = key;
    if (key != 0) index_.insert(key, i);
    return i;
}

PrefixCache::List& PrefixCache::list(Tier tier) {
    return tier == Tier::device ? device_ : tier == Tier::host ? host_ : disk_;
}

void PrefixCache::append(std::uint32_t i, Tier tier) {
    Text& text = texts_[i];
    List& l = list(tier);
    text.tier = tier;
    text.before = l.last;
    text.after = kNone;
    (l.last == kNone ? l.first : texts_[l.last].after) = i;
    l.last = i;
    l.blocks += text.blocks;
}

void PrefixCache::remove(std::uint32_t i) {
    Text& text = texts_[i];
    if (text.tier == Tier::none) return;
    List& l = list(text.tier);
    (text.before == kNone ? l.first : texts_[text.before].after) = text.after;
    (text.after == kNone ? l.last : texts_[text.after].before) = text.before;
    l.blocks -= text.blocks;
    text.tier = Tier::none;
}

PrefixCache::Match PrefixCache::match(const std::vector<Span>& spans) const {
    Match m;
    std::int64_t tokens = 0;
    for (const Span& span : spans) {
        const Text* text = span.key == 0 ? nullptr : find(span.key);
        if (!text) break;
        const std::int64_t wanted = blocks_until(tokens + span.tokens) - blocks_until(tokens);
        const std::int64_t found = std::min<std::int64_t>(wanted, text->blocks);
        const bool device = text->users > 0 || text->tier == Tier::device;
        // Beyond a gap on the device, only what lies below it may still be loaded.
        if (device && m.host + m.disk > 0) break;
        (device ? m.blocks : text->tier == Tier::host ? m.host : m.disk) += found;
        if (text->users > 0) m.pinned += found;
        if (found < wanted) break;
        tokens += span.tokens;
    }
    return m;
}

/// One more user of a text.
void PrefixCache::hold(std::uint32_t i) {
    Text& text = texts_[i];
    if (text.users == 0) {
        remove(i);
        pinned_ += text.blocks;
    }
    ++text.users;
}

int PrefixCache::pin(const std::vector<Span>& spans, std::int64_t blocks) {
    std::int64_t tokens = 0;
    int used = 0;
    for (const Span& span : spans) {
        if (blocks_until(tokens) >= blocks) break;
        const std::int64_t end = std::min(blocks_until(tokens + span.tokens), blocks);
        const std::uint32_t i = index_.find(span.key);
        const auto wanted = static_cast<std::int32_t>(end - blocks_until(tokens));
        // What lies beyond would be pinned for nobody: it is given up.
        if (texts_[i].users == 0 && texts_[i].blocks > wanted) {
            remove(i);
            texts_[i].blocks = wanted;
        }
        tokens += span.tokens;
        hold(i);
        ++used;
    }
    return used;
}

std::int64_t PrefixCache::publish(const std::vector<Span>& spans, int used) {
    std::int64_t given = 0;
    std::int64_t tokens = 0;
    int at = 0;
    for (const Span& span : spans) {
        const std::int64_t wanted = blocks_until(tokens + span.tokens) - blocks_until(tokens);
        tokens += span.tokens;
        const std::uint32_t i = obtain(span.key);
        Text& text = texts_[i];
        if (at++ >= used) {
            if (text.users == 0) {  // resident and not found, its beginning being gone: replaced
                remove(i);
                text.blocks = 0;
            }
            hold(i);
        }
        if (text.blocks >= wanted) continue;
        given += wanted - text.blocks;
        pinned_ += wanted - text.blocks;
        text.blocks = static_cast<std::int32_t>(wanted);
    }
    return given;
}

/// What lies in a lower tier is forgotten there: it is about to be resident on the device.
void PrefixCache::take_down(std::uint32_t i) {
    Text& text = texts_[i];
    if (text.tier != Tier::host && text.tier != Tier::disk) return;
    remove(i);
    text.blocks = 0;
}

void PrefixCache::release(const std::vector<Span>& spans, int used, std::int64_t blocks,
                          bool done) {
    std::vector<std::uint32_t> idle;
    std::int64_t tokens = 0;
    int at = 0;
    for (const Span& span : spans) {
        const std::int64_t wanted = blocks_until(tokens + span.tokens) - blocks_until(tokens);
        tokens += span.tokens;
        const bool gone = span.own && done;
        if (at >= used && gone && blocks == 0) break;
        const std::uint32_t i = obtain(at >= used && gone ? 0 : span.key);
        Text& text = texts_[i];
        if (at++ < used) {
            if (--text.users == 0) pinned_ -= text.blocks;
        } else {
            take_down(i);
        }
        if (text.users == 0) remove(i);
        const std::int64_t more = std::clamp<std::int64_t>(wanted - text.blocks, 0, blocks);
        blocks -= more;
        text.blocks += static_cast<std::int32_t>(more);
        if (text.users > 0) {
            pinned_ += more;
            continue;
        }
        if (gone && text.key != 0) {
            index_.erase(text.key);
            text.key = 0;
        }
        idle.push_back(i);
    }
    // The end of a text is evicted before its beginning.
    for (std::size_t k = idle.size(); k-- > 0;) append(idle[k], Tier::device);
}

void PrefixCache::discard(std::int64_t blocks) {
    // What is left behind next to each other is evicted together: one entry does for all of it.
    const std::uint32_t last = device_.last;
    if (last != kNone && texts_[last].key == 0) {
        texts_[last].blocks += static_cast<std::int32_t>(blocks);
        device_.blocks += blocks;
        return;
    }
    const std::uint32_t i = obtain(0);
    texts_[i].blocks = static_cast<std::int32_t>(blocks);
    append(i, Tier::device);
}

/// From the least recently used on, each from its end; what has a key goes one tier down.
void PrefixCache::spill(Tier from, std::int64_t limit) {
    List& l = list(from);
    const bool by_host = from == Tier::device && host_.limit > 0;
    const Tier to = by_host ? Tier::host : from == Tier::disk ? Tier::none : Tier::disk;
    while (l.blocks > limit) {
        const std::uint32_t i = l.first;
        Text& text = texts_[i];
        const std::int64_t over = l.blocks - limit;
        const bool kept = text.key != 0 && to != Tier::none && list(to).limit > 0;
        if (!kept && text.blocks > over) {
            text.blocks -= static_cast<std::int32_t>(over);
            l.blocks -= over;
            return;
        }
        remove(i);
        if (kept) {
            append(i, to);
            continue;
        }
        if (text.key != 0) index_.erase(text.key);
        unused_.push_back(i);
    }
    if (to != Tier::none && list(to).blocks > list(to).limit) spill(to, list(to).limit);
}

void PrefixCache::trim(std::int64_t blocks) {
    if (device_.blocks > blocks) spill(Tier::device, std::max<std::int64_t>(blocks, 0));
}

void PrefixCache::clear() {
    texts_.clear();
    unused_.clear();
    index_.clear();
    const std::int64_t host = host_.limit;
    const std::int64_t disk = disk_.limit;
    device_ = host_ = disk_ = List{};
    host_.limit = host;
    disk_.limit = disk;
    pinned_ = 0;
}

}  // namespace orrery
