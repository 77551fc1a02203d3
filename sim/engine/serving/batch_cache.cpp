// The batch's prefix cache: what an admitted request finds there, what it leaves.
#include <algorithm>

#include "sim/engine/serving/batch.hpp"

namespace orrery {
namespace {

/// Keys of a request's own text, apart from those of prefixes, sessions and hashes.
constexpr std::uint64_t kOwn = std::uint64_t{1} << 63;

/// Nobody has asked for its text before, and nobody will.
bool plain(const Request& request) {
    const TextId& text = request.text;
    return text.prefix == 0 && text.session == 0 && !text.parts && request.preemptions == 0;
}

}  // namespace

/// The texts of the first `tokens` tokens, with or without the request's own at the end. A request
/// that was never preempted has nothing to find of its own: its key is 0.
const std::vector<Span>& Batch::spans_of(const Request& request, std::int64_t tokens,
                                         bool own) const {
    spans_.clear();
    const TextId& text = request.text;
    auto left = static_cast<std::int32_t>(tokens);
    const auto add = [this, &left](std::uint64_t key, std::int32_t n, bool mine) {
        spans_.push_back({key, std::min(n, left), mine});
        left -= spans_.back().tokens;
    };
    if (text.parts) {
        for (const std::uint64_t hash : text.parts->hashes) {
            if (left > 0) add(hash, text.parts->tokens, false);
        }
    }
    if (text.prefix != 0 && left > 0) add(text.prefix, text.prefix_tokens, false);
    if (text.session != 0 && left > 0) add(text.session, text.session_tokens, false);
    if (left > 0 && own) {
        const auto id = static_cast<std::uint64_t>(request.id);
        add(request.preemptions > 0 ? kOwn | id : 0, left, true);
    }
    return spans_;
}

/// Blocks of a match that an admission uses: at least one token is computed.
std::int64_t Batch::cached_blocks(const Request& request, const PrefixCache::Match& match) const {
    const std::int64_t most = block_.down(request.prompt - 1);
    return std::min(match.blocks + match.host + match.disk, most);
}

std::int64_t Batch::resident_blocks(const Request& request) const {
    if (!rules_.prefix_cache) return 0;
    return cached_blocks(request, cache_.match(spans_of(request, request.prompt, false)));
}

std::int64_t Batch::new_at_admission(const Request& request) const {
    const std::int64_t all = needed_at_admission(request);
    if (!rules_.prefix_cache || request.prefilled == request.prompt || plain(request)) return all;
    const PrefixCache::Match match = cache_.match(spans_of(request, request.prompt, true));
    return all - std::min(match.pinned, cached_blocks(request, match));
}

void Batch::take_cached(Request& request, Chunks& chunks) {
    if (plain(request)) return;
    cache_.trim(free());
    const std::vector<Span>& spans = spans_of(request, request.prompt, true);
    const PrefixCache::Match match = cache_.match(spans);
    const std::int64_t blocks = cached_blocks(request, match);
    if (blocks == 0) return;
    request.spans_used = cache_.pin(spans, blocks);
    request.shared = static_cast<std::int32_t>(blocks);
    request.prefilled = request.cached = static_cast<std::int32_t>(blocks * block_.tokens());
    cached_tokens_ += request.cached;
    chunks.load_s += static_cast<double>(match.host) * host_block_s_ +
                     static_cast<double>(match.disk) * disk_block_s_;
}

/// Its prompt is computed: others that begin alike need not compute it again.
void Batch::publish(Request& request) {
    if (plain(request)) return;
    const std::vector<Span>& spans = spans_of(request, request.prompt, false);
    if (spans.empty()) return;
    const bool own = request.spans_used > static_cast<int>(spans.size());
    const std::int64_t given = cache_.publish(spans, request.spans_used);
    request.shared += static_cast<std::int32_t>(given);
    held_ -= given;
    if (!own) request.spans_used = static_cast<std::int32_t>(spans.size());
}

void Batch::release_text(Request& request, std::int64_t held, bool done) {
    if (done && plain(request)) {
        cache_.discard(held);
        return cache_.trim(free());
    }
    std::int64_t tokens = request.prefilled;
    if (request.phase == RequestPhase::decode) {
        tokens = request.context(iteration_ - request.join) - 1;
    }
    cache_.release(spans_of(request, tokens, true), request.spans_used, held, done);
}

}  // namespace orrery
