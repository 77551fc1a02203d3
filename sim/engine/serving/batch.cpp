// Continuous batching with chunked prefill on one replica: who is in the iteration that runs.
#include "sim/engine/serving/batch.hpp"

#include <algorithm>
#include <functional>

#include "orrery/base/assert.hpp"

namespace orrery {
namespace {

constexpr int kSlotBits = 24;
constexpr std::uint64_t kSlotMask = (std::uint64_t{1} << kSlotBits) - 1;
/// A cancelled waiting request leaves a hole in the queue.
constexpr std::uint32_t kHole = 0xFFFFFFFFu;
/// Longer runs are cut, so that no closed form is evaluated far beyond its anchor.
constexpr Nanos kLongestRun{100 * kDay.ns};

}  // namespace

void Batch::configure(const llm::IterationTable& table, int max_num_seqs, int token_budget) {
    table_ = &table;
    max_num_seqs_ = max_num_seqs;
    token_budget_ = token_budget;
    budget_left_ = token_budget;
}

bool Batch::can_ever_hold(const Request& request) const {
    return request.kv_tokens <= table_->kv_tokens;
}

double Batch::weight(double context) const {
    return table_->full_layers * context +
           table_->window_layers * std::min(context, table_->window);
}

bool Batch::fits(const Request& request) const {
    return sequences() < max_num_seqs_ && kv_used_ + request.kv_tokens <= table_->kv_tokens;
}

WaitCause Batch::blocking(const Request& head, int budget_left) const {
    if (sequences() >= max_num_seqs_) return WaitCause::slots;
    if (kv_used_ + head.kv_tokens > table_->kv_tokens) return WaitCause::kv_memory;
    return budget_left > 0 ? WaitCause::iteration : WaitCause::token_budget;
}

void Batch::enqueue(std::uint32_t slot, Nanos now, RequestPool& pool) {
    Request& request = pool[slot];
    request.phase = RequestPhase::waiting;
    if (waiting_count_ == 0) {
        const WaitCause cause = blocking(request, budget_left_);
        clock_.set(cause, now);
        if (running() && cause == WaitCause::iteration) {
            run_.length = run_.first_boundary_at(now);
        }
    }
    request.mark = clock_.read(now);
    waiting_.push_back(slot);
    ++waiting_count_;
    waiting_tokens_ += request.prompt;
}

bool Batch::abandon(std::uint32_t slot, Nanos now, RequestPool& pool) {
    const auto it = std::find(waiting_.begin(), waiting_.end(), slot);
    if (it == waiting_.end()) return false;
    clock_.charge(pool[slot].waited, pool[slot].mark, now);
    waiting_tokens_ -= pool[slot].prompt;
    --waiting_count_;
    *it = kHole;
    drop_cancelled();
    if (waiting_count_ == 0) return true;
    const WaitCause cause = blocking(pool[waiting_.front()], budget_left_);
    if (cause != clock_.cause()) clock_.set(cause, now);
    if (running() && cause == WaitCause::iteration) {
        run_.length = run_.first_boundary_at(now);
    }
    return true;
}

void Batch::drop_cancelled() {
    while (!waiting_.empty() && waiting_.front() == kHole) waiting_.pop_front();
}

void Batch::add_chunk(std::uint32_t slot, int& left, Chunks& chunks, RequestPool& pool) {
    Request& request = pool[slot];
    request.chunk = std::min(request.prompt - request.prefilled, left);
    left -= request.chunk;
    chunks.tokens += request.chunk;
    chunks.requests += 1;
    // Token i of the chunk attends to prefilled + i positions: the mean over the chunk.
    const double position = request.prefilled + (request.chunk + 1) * 0.5;
    chunks.weighted += request.chunk * weight(position);
}

void Batch::admit_head(Nanos now, RequestPool& pool) {
    const std::uint32_t slot = waiting_.front();
    Request& request = pool[slot];
    clock_.charge(request.waited, request.mark, now);
    request.phase = RequestPhase::prefill;
    request.service_start = now;
    request.prefilled = 0;
    kv_used_ += request.kv_tokens;
    waiting_tokens_ -= request.prompt;
    --waiting_count_;
    waiting_.pop_front();
    drop_cancelled();
    prefilling_.push_back(slot);
}

Batch::Chunks Batch::gather(Nanos now, RequestPool& pool, int& left) {
    Chunks chunks;
    for (const std::uint32_t slot : prefilling_) {
        pool[slot].chunk = 0;
        if (left > 0) add_chunk(slot, left, chunks, pool);
    }
    while (left > 0 && waiting_count_ > 0 && fits(pool[waiting_.front()])) {
        const std::uint32_t slot = waiting_.front();
        admit_head(now, pool);
        add_chunk(slot, left, chunks, pool);
    }
    return chunks;
}

Batch::WindowState Batch::window_state(RequestPool& pool) const {
    WindowState state;
    const auto window = static_cast<std::int64_t>(table_->window);
    for (const std::uint64_t entry : finish_) {
        const Request& request = pool[static_cast<std::uint32_t>(entry & kSlotMask)];
        const std::int64_t context = request.prompt + 1 + (iteration_ - request.join);
        state.sum += static_cast<double>(std::min(context, window));
        if (context >= window) continue;
        ++state.below;
        state.until_crossing = std::min(state.until_crossing, window - context);
    }
    return state;
}

std::int64_t Batch::run_length(const Chunks& chunks, RequestPool& pool) const {
    std::int64_t length = INT64_MAX;
    if (decodes_ > 0) {
        length = static_cast<std::int64_t>(finish_.front() >> kSlotBits) - iteration_;
    }
    if (chunks.requests > 1) return 1;
    if (chunks.requests == 1) {
        const Request& head = pool[prefilling_.front()];
        const std::int64_t whole = (head.prompt - head.prefilled) / chunks.tokens;
        length = std::min(length, std::max<std::int64_t>(whole, 1));
    }
    return length;
}

void Batch::start_run(Nanos now, const Chunks& chunks, RequestPool& pool) {
    const llm::IterationTable& t = *table_;
    const auto n = static_cast<std::size_t>(decodes_ + chunks.tokens);
    const auto b = static_cast<std::size_t>(decodes_);
    double context = t.full_layers * static_cast<double>(sum_context_);
    double growth = t.full_layers * decodes_;
    std::int64_t length = run_length(chunks, pool);
    if (t.window_layers > 0) {
        const WindowState window = window_state(pool);
        context += t.window_layers * window.sum;
        growth += t.window_layers * window.below;
        length = std::min(length, window.until_crossing);
        if (chunks.requests > 0) length = 1;  // a prompt's position crosses the window, too
    }
    // The next chunk of a long prompt attends to chunk·W(chunk) more positions in full layers.
    const double drift = length > 1 ? chunks.tokens * t.full_layers * chunks.tokens : 0.0;
    run_.anchor = now;
    run_.first = t.g[n] + t.h[b] + t.kappa * context + t.lambda * chunks.weighted;
    run_.step = t.kappa * growth + t.lambda * drift;
    run_.energy_first = t.energy_g[n] + t.energy_h[b] + t.energy_kappa * context +
                        t.energy_lambda * chunks.weighted;
    run_.energy_step = t.energy_kappa * growth + t.energy_lambda * drift;
    run_.decodes = decodes_;
    run_.prefill = chunks.tokens;
    run_.length = length;
    if (run_.end() - now > kLongestRun) run_.length = run_.first_boundary_at(now + kLongestRun);
}

void Batch::compose(Nanos now, RequestPool& pool) {
    int left = token_budget_ - decodes_;
    const Chunks chunks = gather(now, pool, left);
    budget_left_ = left;
    run_.length = 0;
    if (waiting_count_ > 0) clock_.set(blocking(pool[waiting_.front()], left), now);
    if (decodes_ + chunks.tokens > 0) start_run(now, chunks, pool);
}

void Batch::begin_decode(std::uint32_t slot, RequestPool& pool,
                         std::vector<std::uint32_t>& finished) {
    Request& request = pool[slot];
    request.first_token = run_.end();
    if (request.output == 1) {
        kv_used_ -= request.kv_tokens;
        finished.push_back(slot);
        return;
    }
    request.phase = RequestPhase::decode;
    request.join = iteration_;
    const auto at = static_cast<std::uint64_t>(iteration_ + request.output - 1);
    finish_.push_back(at << kSlotBits | slot);
    std::push_heap(finish_.begin(), finish_.end(), std::greater<>{});
    sum_context_ += request.prompt + 1;
    ++decodes_;
}

void Batch::finish_prefills(RequestPool& pool, std::vector<std::uint32_t>& finished) {
    std::size_t kept = 0;
    for (std::size_t i = 0; i < prefilling_.size(); ++i) {
        const std::uint32_t slot = prefilling_[i];
        if (pool[slot].prefilled == pool[slot].prompt) {
            begin_decode(slot, pool, finished);
        } else {
            prefilling_[kept++] = slot;
        }
    }
    prefilling_.resize(kept);
}

void Batch::advance(RequestPool& pool, std::vector<std::uint32_t>& finished) {
    progress(run_.length, pool);
    while (!finish_.empty() &&
           static_cast<std::int64_t>(finish_.front() >> kSlotBits) == iteration_) {
        const auto slot = static_cast<std::uint32_t>(finish_.front() & kSlotMask);
        std::pop_heap(finish_.begin(), finish_.end(), std::greater<>{});
        finish_.pop_back();
        const Request& request = pool[slot];
        sum_context_ -= request.prompt + request.output;
        kv_used_ -= request.kv_tokens;
        --decodes_;
        finished.push_back(slot);
    }
    if (!prefilling_.empty()) finish_prefills(pool, finished);
}

void Batch::progress(std::int64_t iterations, RequestPool& pool) {
    iteration_ += iterations;
    sum_context_ += iterations * decodes_;
    for (const std::uint32_t slot : prefilling_) {
        pool[slot].prefilled += static_cast<std::int32_t>(iterations) * pool[slot].chunk;
    }
}

std::int64_t Batch::interrupt(Nanos now, RequestPool& pool) {
    if (!running()) return 0;
    std::int64_t j = run_.first_boundary_at(now);
    // The last boundary belongs to an event of its own, which has not happened.
    while (j > 0 && (j == run_.length || run_.boundary(j) > now)) --j;
    progress(j, pool);
    return j;
}

std::int64_t Batch::tokens_done(const Request& request) const {
    const bool decoding = request.phase == RequestPhase::decode;
    return request.prefilled + (decoding ? iteration_ - request.join : 0);
}

void Batch::evict_all(Nanos now, RequestPool& pool, std::vector<std::uint32_t>& evicted) {
    std::sort(finish_.begin(), finish_.end());
    for (const std::uint64_t entry : finish_) {
        evicted.push_back(static_cast<std::uint32_t>(entry & kSlotMask));
    }
    evicted.insert(evicted.end(), prefilling_.begin(), prefilling_.end());
    for (const std::uint32_t slot : waiting_) {
        if (slot == kHole) continue;
        clock_.charge(pool[slot].waited, pool[slot].mark, now);
        evicted.push_back(slot);
    }
    finish_.clear();
    prefilling_.clear();
    waiting_.clear();
    waiting_count_ = 0;
    waiting_tokens_ = 0;
    decodes_ = 0;
    sum_context_ = 0;
    kv_used_ = 0;
    run_.length = 0;
    budget_left_ = token_budget_;
}

}  // namespace orrery
