// The batch's next run: who enters it, what an iteration costs, how long nothing changes.
#include <algorithm>
#include <cmath>

#include "orrery/base/assert.hpp"
#include "sim/engine/serving/batch.hpp"
#include "sim/engine/serving/batch_slots.hpp"

namespace orrery {
namespace {

/// Longer runs are cut, so that no closed form is evaluated far beyond its anchor.
constexpr Nanos kLongestRun{100 * kDay.ns};

/// Tables reach as far as the token budget; a whole prompt beyond it goes on as their upper half
/// rises.
double entry_at(const std::vector<double>& table, std::size_t n) {
    if (n < table.size()) return table[n];
    const std::size_t last = table.size() - 1;
    const std::size_t middle = last / 2;
    const double slope = (table[last] - table[middle]) / static_cast<double>(last - middle);
    return table[last] + slope * static_cast<double>(n - last);
}

}  // namespace

void Batch::add_chunk(std::uint32_t slot, int& left, Chunks& chunks, RequestPool& pool) {
    Request& request = pool[slot];
    const std::int32_t rest = request.prompt - request.prefilled;
    request.chunk = rules_.chunked ? std::min(rest, left) : rest;
    left -= request.chunk;
    chunks.tokens += request.chunk;
    chunks.requests += 1;
    chunks.longest = std::max(chunks.longest, request.chunk);
    // Token i of the chunk attends to prefilled + i positions: the mean over the chunk.
    const double position = request.prefilled + (request.chunk + 1) * 0.5;
    chunks.weighted += request.chunk * weight(position);
    if (measured_) chunk_list_.push_back({request.chunk, request.prefilled});
}

/// Whether the queue's head may enter the iteration beside those chunks.
bool Batch::admits(const Request& head, const Chunks& chunks, int left) const {
    if (head.seen > known_) return false;
    if (sequences() + late_slots_ >= max_num_seqs_) return false;
    if (new_at_admission(head) > available() - watermark_) return false;
    if (rules_.chunked) return left > 0;
    if (chunks.requests == 0) return true;  // a prompt beyond the budget runs alone
    const std::int64_t longest = std::max(chunks.longest, head.prompt);
    if (rules_.padded) return (chunks.requests + 1) * longest <= token_budget_;
    return head.prompt - head.prefilled <= left;
}

std::uint32_t Batch::admit_head(Nanos now, Chunks& chunks, RequestPool& pool) {
    const std::uint32_t slot = waiting_.front();
    Request& request = pool[slot];
    clock_.charge(request.waited, request.mark, now);
    if (request.stalled_since.ns >= 0) {
        request.stalled += now - request.stalled_since;
        request.stalled_since = Nanos{-1};
    } else {
        request.service_start = now;
    }
    request.blocks = static_cast<std::int32_t>(needed_at_admission(request));
    request.phase = RequestPhase::prefill;
    request.admitted = admissions_++;
    request.chunk = 0;
    if (rules_.prefix_cache && request.prefilled < request.prompt) take_cached(request, chunks);
    held_ += request.blocks - request.shared;
    waiting_tokens_ -= request.prompt;
    --waiting_count_;
    waiting_.pop_front();
    drop_holes();
    changed_ = true;
    return slot;
}

Batch::Chunks Batch::gather(Nanos now, RequestPool& pool, int& left, bool admit) {
    Chunks chunks;
    for (const std::uint32_t slot : prefilling_) {
        pool[slot].chunk = 0;
        if (left > 0) add_chunk(slot, left, chunks, pool);
    }
    while (admit && waiting_count_ > 0 && admits(pool[waiting_.front()], chunks, left)) {
        const std::uint32_t slot = admit_head(now, chunks, pool);
        if (pool[slot].prefilled == pool[slot].prompt) {  // computed elsewhere, its KV has come
            start_decode(slot, pool);
            if (!rules_.exclusive) left -= 1 + draft_tokens_;
            continue;
        }
        prefilling_.push_back(slot);
        add_chunk(slot, left, chunks, pool);
    }
    return chunks;
}

/// Composed ahead: who came, and what was given back, since the last iteration began is unknown,
/// unless the engine would do nothing meanwhile.
void Batch::open_composition(Nanos now) {
    const bool idle = sequences() == 0;
    if (idle) late_blocks_ = late_slots_ = 0;
    known_ = rules_.ahead && !idle ? run_.boundary(run_.length - 1) : now;
}

void Batch::compose(Nanos now, RequestPool& pool) {
    chunk_list_.clear();
    open_composition(now);
    int left = token_budget_;
    Chunks chunks;
    if (rules_.exclusive) {
        chunks = gather(now, pool, left, true);
        if (chunks.requests == 0 && decodes_ > 0) take_step(now, pool);
    } else {
        const bool whole = decodes_ == 0 || take_step(now, pool);
        left -= decodes_ * (1 + draft_tokens_);
        chunks = gather(now, pool, left, whole);
    }
    if (chunks.requests + decodes_ == 0) {
        open_composition(now);
        chunks = gather(now, pool, left, true);
    }
    budget_left_ = left;
    if (waiting_count_ > 0) {
        const int taken = sequences() + late_slots_;
        clock_.set(blocking(pool[waiting_.front()], left, taken, available()), now);
    }
    const bool decoding = decodes_ > 0 && (!rules_.exclusive || chunks.requests == 0);
    // Who came with its KV has the blocks of this iteration already.
    if (decoding) allocated_ = std::max(allocated_, iteration_ + 1);
    if (chunks.requests > 0 || decoding) start_run(now, chunks, decoding, pool);
    if (waiting_count_ > 0) cut_if_admissible(now, pool);
}

bool Batch::needs_scan() const {
    return table_->window_layers > 0 || draft_tokens_ > 0 ||
           (measured_ && measured_->needs_spread());
}

Batch::Scan Batch::scan_decodes(const RequestPool& pool) const {
    Scan scan;
    const auto window = static_cast<std::int64_t>(table_->window);
    for (const std::uint64_t decode : finish_) {
        const Request& request = pool[slot_of(decode)];
        const std::int64_t context = request.context(iteration_ - request.join);
        const double rate =
            draft_tokens_ == 0 ? 1.0 : static_cast<double>(request.output - 1) / request.steps;
        scan.sum_context += context;
        scan.growth += rate;
        scan.window_sum += static_cast<double>(std::min(context, window));
        if (context >= window) continue;
        scan.window_growth += rate;
        const auto whole = static_cast<std::int64_t>(static_cast<double>(window - context) / rate);
        scan.until_crossing = std::min(scan.until_crossing, std::max<std::int64_t>(whole, 1));
    }
    if (measured_ && measured_->needs_spread()) scan_spread(pool, scan);
    return scan;
}

/// Second and third moments of the decodes' contexts about their mean.
void Batch::scan_spread(const RequestPool& pool, Scan& scan) const {
    const double mean = static_cast<double>(scan.sum_context) / decodes_;
    double second = 0;
    double third = 0;
    for (const std::uint64_t decode : finish_) {
        const Request& request = pool[slot_of(decode)];
        const double d = static_cast<double>(request.context(iteration_ - request.join)) - mean;
        second += d * d;
        third += d * d * d;
    }
    const double variance = second / decodes_;
    scan.spread = std::sqrt(variance);
    if (variance > 0) scan.skewness = third / decodes_ / (variance * scan.spread);
}

void Batch::cost_by_table(const Chunks& chunks, const Scan& scan, bool decoding) {
    const llm::IterationTable& t = *table_;
    const auto b = static_cast<std::size_t>(decoding ? decodes_ * (1 + draft_tokens_) : 0);
    const std::size_t n = b + static_cast<std::size_t>(chunks.tokens);
    double context = 0;
    double growth = 0;
    if (decoding) {
        const double tokens = draft_tokens_ > 0 ? scan.growth : decodes_;
        context = t.full_layers * static_cast<double>(sum_context_);
        growth = t.full_layers * tokens;
        if (t.window_layers > 0) {
            context += t.window_layers * scan.window_sum;
            growth += t.window_layers * scan.window_growth;
        }
    }
    // The next chunk of a long prompt attends to chunk·W(chunk) more positions in full layers.
    const double drift = chunks.requests == 1 ? chunks.tokens * t.full_layers * chunks.tokens : 0.0;
    const double kappa = t.kappa_of(decodes_);
    run_.first = entry_at(t.g, n) + t.h[b] + kappa * context + t.lambda * chunks.weighted;
    run_.step = kappa * growth + t.lambda * drift;
    run_.energy_first = entry_at(t.energy_g, n) + t.energy_h[b] + t.energy_kappa * context +
                        t.energy_lambda * chunks.weighted;
    run_.energy_step = t.energy_kappa * growth + t.energy_lambda * drift;
    if (decoding && t.window_layers > 0) expires_ = scan.until_crossing;
}

/// Prompts are spread over the stages of a pipeline, which is right for what it serves in all. Each
/// goes through the stages one after another: its answer comes later than the iterations tell, by
/// what its first chunk takes as one micro-batch beyond the iteration in which it runs.
void Batch::note_fill(const Chunks& chunks, bool decoding, RequestPool& pool) const {
    const llm::IterationTable& t = *table_;
    if (t.stages <= 1 || chunks.requests == 0) return;
    const auto stages = static_cast<std::size_t>(t.stages);
    const std::size_t beside = decoding ? static_cast<std::size_t>(decodes_) : 0;
    for (const std::uint32_t slot : prefilling_) {
        Request& request = pool[slot];
        const bool first = request.chunk > 0 && request.prefilled == request.cached;
        if (!first || request.emitted > 0) continue;
        const double position = request.prefilled + (request.chunk + 1) * 0.5;
        const std::size_t tokens = static_cast<std::size_t>(request.chunk) * stages + beside;
        const double own = entry_at(t.g, tokens) + t.h[beside] +
                           t.lambda * t.stages * request.chunk * weight(position);
        request.fill_ns = Nanos::from_seconds(std::max(0.0, own - run_.first)).ns;
    }
}

void Batch::cost_by_measurement(const Chunks& chunks, const Scan& scan, bool decoding) {
    llm::StepBatch step;
    step.decodes = decoding ? decodes_ : 0;
    step.sum_context = decoding ? sum_context_ : 0;
    step.spread = scan.spread;
    step.skewness = scan.skewness;
    step.chunks = &chunk_list_;
    step.chunk_tokens = chunks.tokens;
    step.drafts = draft_tokens_;
    const llm::StepCost cost = measured_->cost(step);
    run_.first = measured_scale_ * cost.first;
    run_.step = measured_scale_ * cost.step;
    std::int64_t valid = cost.valid;
    if (decoding && draft_tokens_ > 0) {  // the mean context grows by more than a token
        const double growth = scan.growth / decodes_;
        run_.step *= growth;
        if (valid < INT64_MAX) {
            valid = std::max<std::int64_t>(
                1, static_cast<std::int64_t>(static_cast<double>(valid) / growth));
        }
    }
    expires_ = std::min(expires_, valid);
}

void Batch::anchor_run(Nanos now, const Chunks& chunks, bool decoding, const RequestPool& pool) {
    expires_ = INT64_MAX;
    const Scan scan = decoding && needs_scan() ? scan_decodes(pool) : Scan{};
    cost_by_table(chunks, scan, decoding);
    if (measured_) cost_by_measurement(chunks, scan, decoding);
    run_.first += chunks.load_s;
    run_.anchor = now;
    run_.from = 0;
    run_.decodes = decoding ? decodes_ : 0;
    run_.prefill = chunks.tokens;
    const bool alike =
        chunks.requests == 1 && chunks.load_s == 0 && !measured_ && table_->window_layers == 0;
    if (chunks.requests > 0 && !alike) expires_ = 1;
    changed_ = false;
}

std::int64_t Batch::run_length(const Chunks& chunks, bool decoding, const RequestPool& pool) const {
    std::int64_t length = expires_ - run_.from;
    if (chunks.requests > 1 || rules_.stepwise) length = 1;
    if (chunks.requests == 1) {
        const Request& head = pool[prefilling_.front()];
        const std::int64_t whole = (head.prompt - head.prefilled) / chunks.tokens;
        length = std::min(length, std::max<std::int64_t>(whole, 1));
    }
    if (!decoding) return length;
    length = std::min(length, iteration_of(finish_.front()) - iteration_);
    if (!grow_.empty()) length = std::min(length, iteration_of(grow_.front()) - iteration_);
    const std::int64_t spare = available() - (rules_.step_block ? 1 : 0);
    return 1 + affordable(iteration_ + 1, length - 1, spare, pool);
}

/// A run that goes on with the same batch keeps its anchor, so that how often it was looked at
/// leaves no trace in its boundaries.
void Batch::start_run(Nanos now, const Chunks& chunks, bool decoding, RequestPool& pool) {
    const bool same = !changed_ && run_.length < expires_ && run_.prefill == chunks.tokens &&
                      run_.decodes == (decoding ? decodes_ : 0);
    if (!same) anchor_run(now, chunks, decoding, pool);
    note_fill(chunks, decoding, pool);
    run_.length = run_.from + run_length(chunks, decoding, pool);
    if (run_.end() - now > kLongestRun) {
        run_.length = run_.first_boundary_at(now + kLongestRun);
        expires_ = run_.length;
    }
    ORRERY_ASSERT(run_.length > run_.from, "a run has at least an iteration");
}

}  // namespace orrery
