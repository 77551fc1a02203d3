// The batch's KV blocks: what requests hold, what the next step takes, who is preempted for it.
#include <algorithm>
#include <functional>
#include <tuple>

#include "orrery/base/assert.hpp"
#include "sim/engine/serving/batch.hpp"
#include "sim/engine/serving/batch_slots.hpp"

namespace orrery {

bool Batch::can_ever_hold(const Request& request, std::int64_t answer) const {
    const std::int64_t tokens = request.true_prompt() + answer;
    const std::int64_t spare = watermark_ + (rules_.step_block ? 1 : 0);
    return block_.up(tokens + draft_tokens_) <= blocks_ - spare;
}

/// The prompt and the reserved share of what it may still emit; a request that was computed
/// elsewhere brings its first token, too.
std::int64_t Batch::needed_at_admission(const Request& request) const {
    std::int64_t more = request.prefilled == request.prompt ? 1 + draft_tokens_ : 0;
    if (rules_.reserve > 0) {
        const bool answers_here = !request.decodes_at.valid();
        const double reserved =
            answers_here ? rules_.reserve * (request.max_tokens - request.emitted) : 1.0;
        more = std::max(static_cast<std::int64_t>(reserved), more);
    }
    return block_.up(request.prompt + more);
}

/// Blocks held once iteration `iteration` has its own.
std::int64_t Batch::blocks_at(const Request& request, std::int64_t iteration) const {
    if (request.phase != RequestPhase::decode || iteration < request.join) return request.blocks;
    const std::int64_t tokens = request.context(iteration - request.join) + draft_tokens_;
    return std::max<std::int64_t>(request.blocks, block_.up(tokens));
}

std::int64_t Batch::blocks_of(const Request& request) const {
    return blocks_at(request, allocated_ - 1) - request.shared;
}

std::int64_t Batch::taken_between(std::int64_t a, std::int64_t b, const RequestPool& pool) const {
    if (draft_tokens_ == 0) return growth_.between(a, b);
    std::int64_t sum = 0;
    for (const std::uint64_t decode : finish_) {
        const Request& request = pool[slot_of(decode)];
        sum += blocks_at(request, b - 1) - blocks_at(request, a - 1);
    }
    return sum;
}

/// The most iterations ≤ limit from `from` on that `spare` blocks pay for.
std::int64_t Batch::affordable(std::int64_t from, std::int64_t limit, std::int64_t spare,
                               const RequestPool& pool) const {
    if (limit <= 0 || spare < 0) return 0;
    if (draft_tokens_ == 0) return growth_.affordable(from, spare, limit);
    if (taken_between(from, from + limit, pool) <= spare) return limit;
    std::int64_t low = 0;  // affordable; `limit` is not
    while (limit - low > 1) {
        const std::int64_t middle = low + (limit - low) / 2;
        (taken_between(from, from + middle, pool) <= spare ? low : limit) = middle;
    }
    return low;
}

void Batch::start_growth(std::uint32_t slot, RequestPool& pool) {
    Request& request = pool[slot];
    if (draft_tokens_ > 0) return;
    const std::int64_t held_tokens = request.blocks * block_.tokens();
    const std::int64_t begins = request.join + held_tokens - request.prompt;
    if (begins >= request.join + request.steps) return;  // it will not outgrow what it holds
    if (begins < request.join + block_.tokens()) {
        request.growing = true;
        growth_.add(growth_.phase(request.prompt, request.join));
        return;
    }
    grow_.push_back(entry(begins, slot));
    std::push_heap(grow_.begin(), grow_.end(), std::greater<>{});
}

void Batch::stop_growth(Request& request) {
    if (request.growing) growth_.remove(growth_.phase(request.prompt, request.join));
    request.growing = false;
}

/// Its blocks are free again. A decode whose growth has not begun is forgotten there, too.
void Batch::release(std::uint32_t slot, bool done, RequestPool& pool) {
    Request& request = pool[slot];
    const std::int64_t own = blocks_of(request);
    held_ -= own;
    if (!grow_.empty() && request.phase == RequestPhase::decode && !request.growing) {
        const auto same = [slot](std::uint64_t e) { return slot_of(e) == slot; };
        if (std::erase_if(grow_, same) > 0) {
            std::make_heap(grow_.begin(), grow_.end(), std::greater<>{});
        }
    }
    stop_growth(request);
    if (rules_.prefix_cache) release_text(request, own, done);
    request.blocks = request.shared = request.spans_used = 0;
}

bool Batch::take_step(Nanos now, RequestPool& pool) {
    while (!grow_.empty() && iteration_of(grow_.front()) <= iteration_) {
        Request& request = pool[slot_of(grow_.front())];
        request.growing = true;
        growth_.add(growth_.phase(request.prompt, request.join));
        std::pop_heap(grow_.begin(), grow_.end(), std::greater<>{});
        grow_.pop_back();
    }
    const std::int64_t need = taken_between(iteration_, iteration_ + 1, pool);
    const std::int64_t before = preemptions_;
    if (need <= available() - (rules_.step_block ? 1 : 0)) {
        held_ += need;
    } else {
        take_step_in_order(now, pool);
    }
    if (decodes_ > 0) allocated_ = iteration_ + 1;  // else this iteration will not be
    return preemptions_ == before;
}

std::vector<std::uint32_t> Batch::running_in_order(const RequestPool& pool) const {
    std::vector<std::uint32_t> order(prefilling_);
    for (const std::uint64_t decode : finish_) order.push_back(slot_of(decode));
    const bool by_arrival = rules_.by_arrival;
    std::sort(order.begin(), order.end(), [&pool, by_arrival](std::uint32_t a, std::uint32_t b) {
        const Request& x = pool[a];
        const Request& y = pool[b];
        return std::tuple(x.priority, by_arrival ? x.id : x.admitted) <
               std::tuple(y.priority, by_arrival ? y.id : y.admitted);
    });
    return order;
}

/// Memory is short: each decode in order takes what it needs, at the cost of the last ones.
void Batch::take_step_in_order(Nanos now, RequestPool& pool) {
    const std::vector<std::uint32_t> order = running_in_order(pool);
    std::size_t end = order.size();
    for (std::size_t i = 0; i < end; ++i) {
        const Request& request = pool[order[i]];
        if (request.phase != RequestPhase::decode) continue;
        const std::int64_t need =
            blocks_at(request, iteration_) - blocks_at(request, iteration_ - 1);
        const std::int64_t wanted = rules_.step_block ? std::max<std::int64_t>(need, 1) : need;
        while (available() < wanted && end > i) preempt(order[--end], now, pool);
        if (end > i) held_ += need;
    }
}

void Batch::remove_decode(std::uint32_t slot, RequestPool& pool) {
    std::erase_if(finish_, [slot](std::uint64_t e) { return slot_of(e) == slot; });
    std::make_heap(finish_.begin(), finish_.end(), std::greater<>{});
    sum_context_ -= pool[slot].context(iteration_ - pool[slot].join);
    --decodes_;
}

/// Its KV is thrown away; what it has emitted becomes part of the prompt to compute again.
void Batch::preempt(std::uint32_t slot, Nanos now, RequestPool& pool) {
    Request& request = pool[slot];
    recomputed_ += tokens_done(request);
    ++request.preemptions;
    release(slot, false, pool);
    if (request.phase == RequestPhase::decode) {
        remove_decode(slot, pool);
        const std::int64_t done = iteration_ - request.join;
        const auto emitted = static_cast<std::int32_t>(request.context(done) - request.prompt);
        request.prompt += emitted;
        request.output -= emitted;
        request.emitted += emitted;
        const auto left = request.steps - static_cast<std::int32_t>(done) - 1;
        request.steps = request.output == 1 ? 0 : std::clamp(left, 1, request.output - 1);
    } else {
        std::erase(prefilling_, slot);
    }
    request.prefilled = request.cached = 0;
    request.phase = RequestPhase::waiting;
    request.stalled_since = now;
    ++preemptions_;
    changed_ = true;
    if (waiting_count_ == 0) clock_.set(WaitCause::kv_memory, now);
    insert_waiting(slot, pool, true);
    request.mark = clock_.read(now);
}

}  // namespace orrery
