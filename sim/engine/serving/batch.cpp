// Continuous batching on one replica: its queue, and what happens at a boundary.
#include "sim/engine/serving/batch.hpp"

#include <algorithm>
#include <functional>

#include "orrery/base/assert.hpp"
#include "sim/engine/serving/batch_slots.hpp"

namespace orrery {

void Batch::configure(const BatchSettings& settings) {
    table_ = settings.table;
    measured_ = settings.measured;
    measured_scale_ = settings.measured_scale;
    rules_ = settings.rules;
    max_num_seqs_ = settings.max_num_seqs;
    token_budget_ = settings.token_budget;
    draft_tokens_ = settings.draft_tokens;
    budget_left_ = settings.token_budget;
    block_ = BlockSize(table_->block_tokens);
    blocks_ = block_.down(table_->kv_tokens);
    watermark_ = static_cast<std::int64_t>(rules_.watermark * static_cast<double>(blocks_));
    growth_.configure(table_->block_tokens);
    cache_.configure(table_->block_tokens, settings.tiers);
    host_block_s_ = settings.host_block_s;
    disk_block_s_ = settings.disk_block_s;
}

double Batch::weight(double context) const {
    return table_->full_layers * context +
           table_->window_layers * std::min(context, table_->window);
}

WaitCause Batch::blocking(const Request& head, int budget_left, int sequences,
                          std::int64_t free) const {
    if (sequences >= max_num_seqs_) return WaitCause::slots;
    if (new_at_admission(head) > free - watermark_) return WaitCause::kv_memory;
    return budget_left > 0 ? WaitCause::iteration : WaitCause::token_budget;
}

/// The run ends at the next boundary if the queue's head can enter there; composed ahead, that is
/// one boundary after the engine sees it.
void Batch::cut_if_admissible(Nanos now, RequestPool& pool) {
    const Request& head = pool[waiting_.front()];
    std::int64_t free_then = free();
    std::int64_t next = 0;
    if (running()) {
        next = run_.first_boundary_at(now);
        if (rules_.ahead && head.seen >= run_.boundary(next)) ++next;
        const std::int64_t until = iteration_ + next - run_.from;
        // Exactly only where the bound does not do.
        const bool tight = draft_tokens_ > 0 || growth_.at_most(until - allocated_) >
                                                    free_then - watermark_ - new_at_admission(head);
        if (run_.decodes > 0 && tight) free_then -= taken_between(allocated_, until, pool);
    }
    const WaitCause cause = blocking(head, budget_left_, sequences(), free_then);
    if (cause != clock_.cause()) clock_.set(cause, now);
    if (running() && cause == WaitCause::iteration) run_.length = std::min(run_.length, next);
    if (running() && cause == WaitCause::token_budget) cut_where_memory_blocks(next, pool);
}

/// The decodes of a run take blocks. Where those that the queue's head needs are gone, it waits for
/// memory from that boundary on: the run ends there, so that waits have the same causes stepwise.
void Batch::cut_where_memory_blocks(std::int64_t next, const RequestPool& pool) {
    if (run_.decodes == 0) return;
    const std::int64_t spare = free() - watermark_ - new_at_admission(pool[waiting_.front()]);
    const std::int64_t limit = iteration_ + run_.iterations() - allocated_;
    const std::int64_t paid = affordable(allocated_, limit, spare, pool);
    const std::int64_t gone = run_.from + allocated_ + paid - iteration_;
    run_.length = std::min(run_.length, std::max(gone, next));
}

/// Behind those of the same priority, or before them: sought from both ends, so that neither a
/// long backlog of low priority nor one of high priority is walked through.
void Batch::insert_waiting(std::uint32_t slot, RequestPool& pool, bool front) {
    const std::int32_t priority = pool[slot].priority;
    const auto goes_before = [&](std::uint32_t other) {
        const std::int32_t its = pool[other].priority;
        return its < priority || (its == priority && !front);
    };
    std::size_t low = 0;
    std::size_t high = waiting_.size();
    while (low < high) {
        const std::uint32_t last = waiting_[high - 1];
        if (last != kHole && goes_before(last)) break;
        --high;
        const std::uint32_t first = waiting_[low];
        if (first != kHole && !goes_before(first)) {
            high = low;
        } else if (low < high) {
            ++low;
        }
    }
    waiting_.insert(waiting_.begin() + static_cast<std::ptrdiff_t>(high), slot);
    ++waiting_count_;
    waiting_tokens_ += pool[slot].prompt;
}

void Batch::enqueue(std::uint32_t slot, Nanos now, RequestPool& pool) {
    pool[slot].phase = RequestPhase::waiting;
    if (rules_.ahead || rules_.inbox) {
        pool[slot].seen = running() ? run_.boundary(run_.first_boundary_at(now)) : now;
    }
    if (waiting_count_ == 0) clock_.set(WaitCause::iteration, now);
    insert_waiting(slot, pool, false);
    drop_holes();
    if (waiting_.front() == slot) cut_if_admissible(now, pool);
    pool[slot].mark = clock_.read(now);
}

bool Batch::abandon(std::uint32_t slot, Nanos now, RequestPool& pool) {
    const auto it = std::find(waiting_.begin(), waiting_.end(), slot);
    if (it == waiting_.end()) return false;
    clock_.charge(pool[slot].waited, pool[slot].mark, now);
    waiting_tokens_ -= pool[slot].prompt;
    --waiting_count_;
    *it = kHole;
    drop_holes();
    if (waiting_count_ > 0) cut_if_admissible(now, pool);
    return true;
}

void Batch::cancel(std::uint32_t slot, Nanos now, RequestPool& pool) {
    pool[slot].cancelled = true;
    leaving_ = true;
    if (running()) run_.length = run_.first_boundary_at(now);
}

void Batch::drop_holes() {
    while (!waiting_.empty() && waiting_.front() == kHole) waiting_.pop_front();
}

/// It has its first token, here or where it was computed, and decodes from the next iteration on.
void Batch::start_decode(std::uint32_t slot, RequestPool& pool) {
    Request& request = pool[slot];
    request.phase = RequestPhase::decode;
    request.join = iteration_;
    if (draft_tokens_ == 0) request.steps = request.output - 1;
    finish_.push_back(entry(iteration_ + request.steps, slot));
    std::push_heap(finish_.begin(), finish_.end(), std::greater<>{});
    sum_context_ += request.prompt + 1;
    ++decodes_;
    start_growth(slot, pool);
}

void Batch::begin_decode(std::uint32_t slot, RequestPool& pool,
                         std::vector<std::uint32_t>& finished) {
    Request& request = pool[slot];
    if (request.emitted == 0) request.first_token = run_.end();
    if (rules_.prefix_cache) publish(request);
    if (request.output > 1) return start_decode(slot, pool);
    release(slot, true, pool);
    finished.push_back(slot);
}

void Batch::finish_prefills(RequestPool& pool, std::vector<std::uint32_t>& finished) {
    std::size_t kept = 0;
    for (std::size_t i = 0; i < prefilling_.size(); ++i) {
        const std::uint32_t slot = prefilling_[i];
        if (pool[slot].prefilled == pool[slot].prompt) {
            begin_decode(slot, pool, finished);
            changed_ = true;
        } else {
            prefilling_[kept++] = slot;
        }
    }
    prefilling_.resize(kept);
}

void Batch::finish_decodes(RequestPool& pool, std::vector<std::uint32_t>& finished) {
    while (!finish_.empty() && iteration_of(finish_.front()) == iteration_) {
        const std::uint32_t slot = slot_of(finish_.front());
        std::pop_heap(finish_.begin(), finish_.end(), std::greater<>{});
        finish_.pop_back();
        sum_context_ -= pool[slot].context(pool[slot].steps);
        --decodes_;
        release(slot, true, pool);
        finished.push_back(slot);
        changed_ = true;
    }
}

void Batch::advance(RequestPool& pool, std::vector<std::uint32_t>& finished) {
    cancelled_.clear();
    progress(run_.iterations(), pool);
    run_.from = run_.length;
    const std::int64_t free_before = free();
    const int sequences_before = sequences();
    if (run_.decodes > 0) finish_decodes(pool, finished);
    if (!prefilling_.empty()) finish_prefills(pool, finished);
    if (leaving_) remove_cancelled(pool);
    if (!rules_.ahead) return;
    late_blocks_ = std::max<std::int64_t>(free() - free_before, 0);
    late_slots_ = sequences_before - sequences();
}

void Batch::remove_cancelled(RequestPool& pool) {
    leaving_ = false;
    for (const std::uint32_t slot : running_in_order(pool)) {
        if (!pool[slot].cancelled) continue;
        release(slot, true, pool);
        if (pool[slot].phase == RequestPhase::decode) {
            remove_decode(slot, pool);
        } else {
            std::erase(prefilling_, slot);
        }
        cancelled_.push_back(slot);
        changed_ = true;
    }
}

void Batch::progress(std::int64_t iterations, RequestPool& pool) {
    iterations_ += iterations;
    emitted_ = 0;
    if (run_.decodes > 0) {
        const std::int64_t until = iteration_ + iterations;
        if (until > allocated_) {
            held_ += taken_between(allocated_, until, pool);
            allocated_ = until;
        }
        const std::int64_t before = sum_context_;
        iteration_ = until;
        sum_context_ =
            draft_tokens_ > 0 ? scan_decodes(pool).sum_context : before + iterations * decodes_;
        emitted_ = sum_context_ - before;
    }
    for (const std::uint32_t slot : prefilling_) {
        pool[slot].prefilled += static_cast<std::int32_t>(iterations) * pool[slot].chunk;
    }
}

std::int64_t Batch::interrupt(Nanos now, RequestPool& pool) {
    if (!running()) return run_.from;
    std::int64_t j = run_.first_boundary_at(now);
    // The last boundary belongs to an event of its own, which has not happened.
    while (j > run_.from && (j == run_.length || run_.boundary(j) > now)) --j;
    progress(j - run_.from, pool);
    return j;
}

std::int64_t Batch::tokens_done(const Request& request) const {
    const std::int64_t prompt = request.prefilled - request.cached;
    if (request.phase != RequestPhase::decode) return prompt;
    return prompt + request.context(iteration_ - request.join) - request.prompt - 1;
}

void Batch::evict_all(Nanos now, RequestPool& pool, std::vector<std::uint32_t>& evicted) {
    std::sort(finish_.begin(), finish_.end());
    for (const std::uint64_t decode : finish_) evicted.push_back(slot_of(decode));
    evicted.insert(evicted.end(), prefilling_.begin(), prefilling_.end());
    for (const std::uint32_t slot : evicted) {
        pool[slot].growing = false;
        pool[slot].blocks = pool[slot].shared = pool[slot].spans_used = 0;
    }
    for (const std::uint32_t slot : waiting_) {
        if (slot == kHole) continue;
        clock_.charge(pool[slot].waited, pool[slot].mark, now);
        evicted.push_back(slot);
    }
    finish_.clear();
    grow_.clear();
    growth_.clear();
    cache_.clear();
    prefilling_.clear();
    waiting_.clear();
    waiting_count_ = 0;
    waiting_tokens_ = 0;
    decodes_ = 0;
    sum_context_ = 0;
    held_ = 0;
    allocated_ = iteration_;  // the step that was under way will not be
    late_blocks_ = 0;
    late_slots_ = 0;
    run_.length = run_.from;
    budget_left_ = token_budget_;
    changed_ = true;
    leaving_ = false;
}

}  // namespace orrery
