// Continuous batching on one replica: who is in the iteration that runs, and what it costs.
#pragma once
#include <cstdint>
#include <deque>
#include <vector>

#include "models/llm/iteration.hpp"
#include "models/llm/step_model.hpp"
#include "sim/engine/meters/block_clock.hpp"
#include "sim/engine/serving/iteration_run.hpp"
#include "sim/engine/serving/kv_growth.hpp"
#include "sim/engine/serving/prefix_cache.hpp"
#include "sim/engine/serving/request.hpp"
#include "sim/scenario/scheduler.hpp"

namespace orrery {

struct BatchSettings {
    const llm::IterationTable* table = nullptr;
    const llm::StepModel* measured = nullptr;  ///< iteration times instead of the table's
    double measured_scale = 1;                 ///< of those
    SchedulerRules rules;
    int max_num_seqs = 256;
    int token_budget = 8192;   ///< tokens of an iteration
    int draft_tokens = 0;      ///< speculation: tokens proposed to each decode an iteration
    PrefixCache::Tiers tiers;  ///< below the device's memory, in blocks
    double host_block_s = 0;   ///< to load a block from host memory …
    double disk_block_s = 0;   ///< … and from disk
};

/// First come, first served within a priority. The KV cache is paged: a request takes blocks for
/// its prompt (and the reserved share of its answer) at admission and more as it decodes; when
/// none is left, the last running request is preempted and computed again later.
/// A run of iterations ends when its batch changes: `run().end()` is the next visible instant.
class Batch {
public:
    void configure(const BatchSettings& settings);

    /// Whether the KV cache could ever hold this request with that many tokens of its answer.
    [[nodiscard]] bool can_ever_hold(const Request& request, std::int64_t answer) const;
    /// A request joins the queue. If it can enter at the next boundary, the run is cut there.
    void enqueue(std::uint32_t slot, Nanos now, RequestPool& pool);
    /// Takes a waiting request out (its client left). False if it is not waiting here.
    bool abandon(std::uint32_t slot, Nanos now, RequestPool& pool);
    /// A running request's client left: it goes at the next boundary, through `cancelled`.
    void cancel(std::uint32_t slot, Nanos now, RequestPool& pool);
    /// The run has reached its end: progress, first tokens, completions (slots in `finished`).
    void advance(RequestPool& pool, std::vector<std::uint32_t>& finished);
    /// Running requests whose clients left, taken out by the last `advance`.
    [[nodiscard]] std::vector<std::uint32_t>& cancelled() { return cancelled_; }
    /// Preempts, admits what fits, and starts the next run at `now`; nothing runs if nobody is
    /// there.
    void compose(Nanos now, RequestPool& pool);
    /// The run is cut at `now`, in the middle of an iteration: whole iterations count as progress.
    /// Returns how many boundaries since the anchor have passed; `run()` stays as it was.
    std::int64_t interrupt(Nanos now, RequestPool& pool);
    /// Prompt and output tokens that iterations have computed for a request of this batch since
    /// its admission; the first output token comes with its prompt's last chunk and is not
    /// counted apart.
    [[nodiscard]] std::int64_t tokens_done(const Request& request) const;
    /// Everybody out, in a fixed order, progress lost: the replica failed or stops.
    void evict_all(Nanos now, RequestPool& pool, std::vector<std::uint32_t>& evicted);

    [[nodiscard]] bool running() const { return !run_.empty(); }
    [[nodiscard]] const IterationRun& run() const { return run_; }
    [[nodiscard]] std::size_t waiting() const { return waiting_count_; }
    [[nodiscard]] std::int64_t waiting_tokens() const { return waiting_tokens_; }
    /// The next in its queue has no room in the cache: nobody is let in until somebody leaves.
    [[nodiscard]] bool waits_for_memory() const {
        return waiting_count_ > 0 && clock_.cause() == WaitCause::kv_memory;
    }
    [[nodiscard]] bool empty() const {
        return decodes_ == 0 && prefilling_.empty() && waiting_count_ == 0;
    }
    /// Blocks held by its requests at the last boundary.
    [[nodiscard]] std::int64_t blocks_held() const { return held_; }
    [[nodiscard]] std::int64_t blocks() const { return blocks_; }
    [[nodiscard]] int block_tokens() const { return static_cast<int>(block_.tokens()); }
    [[nodiscard]] int sequences() const { return decodes_ + static_cast<int>(prefilling_.size()); }
    [[nodiscard]] std::int64_t preemptions() const { return preemptions_; }
    /// Prompt and output tokens computed and thrown away by preemptions.
    [[nodiscard]] std::int64_t recomputed_tokens() const { return recomputed_; }
    [[nodiscard]] std::int64_t iterations() const { return iterations_; }
    /// Prompt tokens that the prefix cache spared.
    [[nodiscard]] std::int64_t cached_tokens() const { return cached_tokens_; }
    [[nodiscard]] const PrefixCache& cache() const { return cache_; }
    /// Blocks of a request's prompt that are resident here: what prefix-aware routers ask.
    [[nodiscard]] std::int64_t resident_blocks(const Request& request) const;
    /// Output tokens that the decodes emitted in what `advance` or `interrupt` last counted.
    [[nodiscard]] std::int64_t emitted() const { return emitted_; }
    /// Blocks that a request of this batch holds now.
    [[nodiscard]] std::int64_t blocks_of(const Request& request) const;

private:
    /// The prompts' part of an iteration.
    struct Chunks {
        int tokens = 0;
        double weighted = 0;  ///< Σ Pᵢ·W(cpᵢ)
        int requests = 0;
        int longest = 0;
        double load_s = 0;  ///< fetching cached KV from host memory or disk
    };
    /// What may stop a run and is found by a pass over the decodes.
    struct Scan {
        double window_sum = 0;     ///< Σ min(context, window)
        double window_growth = 0;  ///< that it grows by in an iteration
        std::int64_t until_crossing = INT64_MAX;
        std::int64_t sum_context = 0;
        double spread = 0;    ///< standard deviation of the contexts, for measured times
        double skewness = 0;  ///< likewise
        double growth = 0;    ///< tokens that contexts grow by in an iteration
    };

    // batch.cpp: the queue and the boundary
    [[nodiscard]] double weight(double context) const;
    [[nodiscard]] WaitCause blocking(const Request& head, int budget_left, int sequences,
                                     std::int64_t free) const;
    void cut_if_admissible(Nanos now, RequestPool& pool);
    void cut_where_memory_blocks(std::int64_t next, const RequestPool& pool);
    void insert_waiting(std::uint32_t slot, RequestPool& pool, bool front);
    void drop_holes();
    void begin_decode(std::uint32_t slot, RequestPool& pool, std::vector<std::uint32_t>& finished);
    void finish_prefills(RequestPool& pool, std::vector<std::uint32_t>& finished);
    void finish_decodes(RequestPool& pool, std::vector<std::uint32_t>& finished);
    void start_decode(std::uint32_t slot, RequestPool& pool);
    void remove_cancelled(RequestPool& pool);
    void progress(std::int64_t iterations, RequestPool& pool);

    // batch_compose.cpp: who is in the next run, what it costs, how long it lasts
    [[nodiscard]] bool admits(const Request& head, const Chunks& chunks, int left) const;
    void open_composition(Nanos now);
    std::uint32_t admit_head(Nanos now, Chunks& chunks, RequestPool& pool);
    void add_chunk(std::uint32_t slot, int& left, Chunks& chunks, RequestPool& pool);
    Chunks gather(Nanos now, RequestPool& pool, int& left, bool admit);
    void start_run(Nanos now, const Chunks& chunks, bool decoding, RequestPool& pool);
    void anchor_run(Nanos now, const Chunks& chunks, bool decoding, const RequestPool& pool);
    void cost_by_table(const Chunks& chunks, const Scan& scan, bool decoding);
    void note_fill(const Chunks& chunks, bool decoding, RequestPool& pool) const;
    void cost_by_measurement(const Chunks& chunks, const Scan& scan, bool decoding);
    [[nodiscard]] Scan scan_decodes(const RequestPool& pool) const;
    void scan_spread(const RequestPool& pool, Scan& scan) const;
    [[nodiscard]] bool needs_scan() const;
    [[nodiscard]] std::int64_t run_length(const Chunks& chunks, bool decoding,
                                          const RequestPool& pool) const;

    // batch_cache.cpp: texts that requests share
    [[nodiscard]] const std::vector<Span>& spans_of(const Request& request, std::int64_t tokens,
                                                    bool own) const;
    [[nodiscard]] std::int64_t cached_blocks(const Request& request,
                                             const PrefixCache::Match& match) const;
    void take_cached(Request& request, Chunks& chunks);
    void publish(Request& request);
    void release_text(Request& request, std::int64_t held, bool done);

    // batch_memory.cpp: blocks
    [[nodiscard]] std::int64_t needed_at_admission(const Request& request) const;
    /// Of those, what is not yet there: texts that running requests use are shared.
    [[nodiscard]] std::int64_t new_at_admission(const Request& request) const;
    [[nodiscard]] std::int64_t free() const { return blocks_ - held_ - cache_.pinned(); }
    /// Of those, what the next composition may give away.
    [[nodiscard]] std::int64_t available() const { return free() - late_blocks_; }
    [[nodiscard]] std::int64_t taken_between(std::int64_t a, std::int64_t b,
                                             const RequestPool& pool) const;
    [[nodiscard]] std::int64_t affordable(std::int64_t from, std::int64_t limit, std::int64_t spare,
                                          const RequestPool& pool) const;
    [[nodiscard]] std::int64_t blocks_at(const Request& request, std::int64_t iteration) const;
    void start_growth(std::uint32_t slot, RequestPool& pool);
    void stop_growth(Request& request);
    void release(std::uint32_t slot, bool done, RequestPool& pool);
    /// Blocks for the decodes of the next iteration; false if somebody was preempted for them.
    bool take_step(Nanos now, RequestPool& pool);
    void take_step_in_order(Nanos now, RequestPool& pool);
    [[nodiscard]] std::vector<std::uint32_t> running_in_order(const RequestPool& pool) const;
    void preempt(std::uint32_t slot, Nanos now, RequestPool& pool);
    void remove_decode(std::uint32_t slot, RequestPool& pool);

    // What every event touches comes first.
    IterationRun run_;
    std::int64_t iteration_ = 0;    ///< decode iterations done
    std::int64_t allocated_ = 0;    ///< decode iterations that have their blocks
    std::int64_t expires_ = 0;      ///< iteration since the anchor at which its costs change
    std::int64_t sum_context_ = 0;  ///< of the decodes, for their next iteration
    std::int64_t held_ = 0;         ///< blocks
    std::int64_t blocks_ = 0;       ///< capacity
    std::int64_t emitted_ = 0;
    std::int64_t iterations_ = 0;
    std::int64_t waiting_tokens_ = 0;
    std::size_t waiting_count_ = 0;  ///< of `waiting_`, cancelled ones left out
    int decodes_ = 0;
    int budget_left_ = 0;  ///< in the run
    int max_num_seqs_ = 0;
    int token_budget_ = 0;
    int draft_tokens_ = 0;
    bool changed_ = true;   ///< since the anchor
    bool leaving_ = false;  ///< a running request is cancelled
    SchedulerRules rules_;
    const llm::IterationTable* table_ = nullptr;
    const llm::StepModel* measured_ = nullptr;
    double measured_scale_ = 1;
    std::vector<std::uint64_t> finish_;      ///< min-heap of (iteration at the end << 24 | slot)
    std::vector<std::uint32_t> prefilling_;  ///< admitted, prompt not done; first come first
    std::vector<std::uint64_t> grow_;        ///< min-heap of (iteration when growth begins, slot)
    KvGrowth growth_;
    BlockSize block_;
    BlockClock clock_;
    std::deque<std::uint32_t> waiting_;
    std::int64_t watermark_ = 0;
    // Composed ahead, an iteration does not know how the one before it ends.
    Nanos known_;                   ///< who was seen later is not in the iteration composed
    std::int64_t late_blocks_ = 0;  ///< freed at the last boundary
    int late_slots_ = 0;            ///< sequences that left at the last boundary
    std::int64_t admissions_ = 0;
    std::int64_t preemptions_ = 0;
    std::int64_t recomputed_ = 0;
    std::int64_t cached_tokens_ = 0;
    PrefixCache cache_;
    double host_block_s_ = 0;
    double disk_block_s_ = 0;
    std::vector<std::uint32_t> cancelled_;
    std::vector<llm::PromptChunk> chunk_list_;  ///< of the iteration, for measured times
    mutable std::vector<Span> spans_;           ///< scratch of spans_of
};

}  // namespace orrery
