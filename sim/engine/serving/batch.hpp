// Continuous batching with chunked prefill on one replica: who is in the iteration that runs.
#pragma once
#include <cstdint>
#include <deque>
#include <vector>

#include "models/llm/iteration.hpp"
#include "sim/engine/meters/block_clock.hpp"
#include "sim/engine/serving/iteration_run.hpp"
#include "sim/engine/serving/request.hpp"

namespace orrery {

/// First come, first served; decodes take the token budget first, then prompts in chunks. The KV
/// cache is reserved for prompt and max_tokens at admission (no eviction), in whole blocks.
/// A run of iterations ends when its batch changes: `run().end()` is the next visible instant.
class Batch {
public:
    void configure(const llm::IterationTable& table, int max_num_seqs, int token_budget);

    /// Whether the KV cache could ever hold this request.
    [[nodiscard]] bool can_ever_hold(const Request& request) const;
    /// A request joins the queue. If it can enter at the next boundary, the run is cut there.
    void enqueue(std::uint32_t slot, Nanos now, RequestPool& pool);
    /// Takes a waiting request out (its client left). False if it is not waiting here.
    bool abandon(std::uint32_t slot, Nanos now, RequestPool& pool);
    /// The run has reached its end: progress, first tokens, completions (slots in `finished`).
    void advance(RequestPool& pool, std::vector<std::uint32_t>& finished);
    /// Admits what fits and starts the next run at `now`; nothing runs if nobody is there.
    void compose(Nanos now, RequestPool& pool);
    /// The run is cut at `now`, in the middle of an iteration: whole iterations count as progress.
    /// Returns how many; `run()` stays as it was for metering.
    std::int64_t interrupt(Nanos now, RequestPool& pool);
    /// Prompt and output tokens that iterations have computed for a request of this batch; the
    /// first output token comes with its prompt's last chunk and is not counted apart.
    [[nodiscard]] std::int64_t tokens_done(const Request& request) const;
    /// Everybody out, in a fixed order, progress lost: the replica failed or stops.
    void evict_all(Nanos now, RequestPool& pool, std::vector<std::uint32_t>& evicted);

    [[nodiscard]] bool running() const { return run_.length > 0; }
    [[nodiscard]] const IterationRun& run() const { return run_; }
    [[nodiscard]] std::size_t waiting() const { return waiting_count_; }
    [[nodiscard]] std::int64_t waiting_tokens() const { return waiting_tokens_; }
    [[nodiscard]] bool empty() const {
        return decodes_ == 0 && prefilling_.empty() && waiting_count_ == 0;
    }
    [[nodiscard]] std::int64_t kv_used() const { return kv_used_; }
    [[nodiscard]] int sequences() const { return decodes_ + static_cast<int>(prefilling_.size()); }

private:
    struct Chunks {
        int tokens = 0;
        double weighted = 0;  ///< Σ Pᵢ·W(cpᵢ)
        int requests = 0;
    };

    [[nodiscard]] double weight(double context) const;
    [[nodiscard]] bool fits(const Request& request) const;
    [[nodiscard]] WaitCause blocking(const Request& head, int budget_left) const;
    void add_chunk(std::uint32_t slot, int& left, Chunks& chunks, RequestPool& pool);
    void admit_head(Nanos now, RequestPool& pool);
    Chunks gather(Nanos now, RequestPool& pool, int& left);
    void start_run(Nanos now, const Chunks& chunks, RequestPool& pool);
    [[nodiscard]] std::int64_t run_length(const Chunks& chunks, RequestPool& pool) const;
    /// Contexts below the window and the iterations until the first of them reaches it.
    struct WindowState {
        double sum = 0;
        int below = 0;
        std::int64_t until_crossing = INT64_MAX;
    };
    [[nodiscard]] WindowState window_state(RequestPool& pool) const;
    void begin_decode(std::uint32_t slot, RequestPool& pool, std::vector<std::uint32_t>& finished);
    void finish_prefills(RequestPool& pool, std::vector<std::uint32_t>& finished);
    void drop_cancelled();
    void progress(std::int64_t iterations, RequestPool& pool);

    const llm::IterationTable* table_ = nullptr;
    IterationRun run_;
    std::int64_t iteration_ = 0;    ///< boundaries passed
    std::int64_t sum_context_ = 0;  ///< of the decodes, for their next iteration
    std::int64_t kv_used_ = 0;
    std::int64_t waiting_tokens_ = 0;
    std::size_t waiting_count_ = 0;  ///< of `waiting_`, cancelled ones left out
    int decodes_ = 0;
    int max_num_seqs_ = 0;
    int token_budget_ = 0;
    int budget_left_ = 0;                    ///< in the run
    std::vector<std::uint64_t> finish_;      ///< min-heap of (iteration at the end << 24 | slot)
    std::vector<std::uint32_t> prefilling_;  ///< admitted, prompt not done; first come first
    std::deque<std::uint32_t> waiting_;
    BlockClock clock_;
};

}  // namespace orrery
