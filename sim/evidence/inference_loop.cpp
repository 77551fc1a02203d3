// A closed loop of clients before one replica, iteration by iteration: time to first token.
#include "sim/evidence/inference_loop.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <deque>
#include <functional>
#include <queue>
#include <vector>

namespace orrery {
namespace {

struct Request {
    double arrival = 0;
    double prompt = 0;
    double output = 0;
    double done = 0;  ///< prompt tokens computed
    double first = 0;
};

/// Iteration times, each number of tokens and of sequences computed once.
class Times {
public:
    explicit Times(const llm::IterationFormula& f) : f_(f) {
        kappa_ = f.decode_attention(1).seconds();
        lambda_ = f.prefill_attention(1 / f.stages()).seconds();
    }
    double seconds(double decodes, double sum_context, double prompt, double sum_prefill) {
        const auto n = static_cast<std::size_t>(std::lround(decodes + prompt));
        const auto b = static_cast<std::size_t>(std::lround(decodes));
        return look(g_, n,
                    [&](double x) {
                        return f_.tokens(llm::micro_batch(x, f_.stages())).seconds();
                    }) +
               look(h_, b,
                    [&](double x) {
                        return f_.sequences(llm::micro_batch(x, f_.stages())).seconds();
                    }) +
               kappa_ / std::clamp(decodes, 1.0, static_cast<double>(f_.stages())) * sum_context +
               lambda_ * sum_prefill;
    }

private:
    template <class F>
    static double look(std::vector<double>& table, std::size_t i, const F& compute) {
        if (i >= table.size()) table.resize(i + 1, -1);
        if (table[i] < 0) table[i] = compute(static_cast<double>(i));
        return table[i];
    }
    const llm::IterationFormula& f_;
    std::vector<double> g_;
    std::vector<double> h_;
    double kappa_ = 0;
    double lambda_ = 0;
};

class Loop {
public:
    Loop(const llm::IterationFormula& f, const llm::BatchingRule& rule,
         const llm::RequestLengths& lengths, double spread, int requests)
        : f_(f), rule_(rule), lengths_(lengths), spread_(spread), times_(f) {
        requests_.reserve(static_cast<std::size_t>(requests));
    }

    LoopResult run(int concurrency, int requests) {
        total_ = requests;
        for (int i = 0; i < std::min(concurrency, requests); ++i) send();
        while (!waiting_.empty() || !prefilling_.empty() || !decoding_.empty()) {
            admit();
            prefilling_.empty() ? jump() : prefill();
        }
        return result();
    }

private:
    /// Uniform in [0, 1): Weyl sequences of two irrationals, so that every prefix is even.
    static double even(std::size_t i, double irrational) {
        const double x = static_cast<double>(i + 1) * irrational;
        return x - std::floor(x);
    }
    void send() {
        const std::size_t i = requests_.size();
        if (i >= static_cast<std::size_t>(total_)) return;
        const auto length = [&](double mean, double u) {
            return std::max(1.0, std::round(mean * (1 + spread_ * (2 * u - 1))));
        };
        Request r;
        r.arrival = now_;
        r.prompt = length(lengths_.prompt, even(i, 0.6180339887498949));
        r.output = length(lengths_.output, even(i, 0.4142135623730951));
        requests_.push_back(r);
        waiting_.push_back(i);
    }
    [[nodiscard]] double need(const Request& r) const {
        return r.prompt + rule_.output_reserve * r.output;
    }
    void admit() {
        while (!waiting_.empty()) {
            const Request& r = requests_[waiting_.front()];
            const double inside = static_cast<double>(prefilling_.size() + decoding_.size());
            const bool full = inside >= rule_.max_num_seqs || reserved_ + need(r) > rule_.kv_tokens;
            if (full && inside > 0) break;
            reserved_ += need(r);
            prefilling_.push_back(waiting_.front());
            waiting_.pop_front();
        }
    }
    [[nodiscard]] double weighted_sum() const {
        const double b = static_cast<double>(decoding_.size());
        return b > 0 ? b * f_.weighted_context(context_ / b) : 0;
    }
    /// One iteration with prompts; the decodes take part unless prompts run alone.
    void prefill() {
        const double b = rule_.prefill_exclusive ? 0 : static_cast<double>(decoding_.size());
        double room = std::max(1.0, rule_.token_budget - b);
        double prompt = 0;
        double attention = 0;
        std::vector<std::size_t> finished;
        for (const std::size_t i : prefilling_) {
            Request& r = requests_[i];
            const double part = std::min(room, r.prompt - r.done);
            attention += part * f_.weighted_context(r.done + part / 2);
            r.done += part;
            prompt += part;
            room -= part;
            if (r.done >= r.prompt) finished.push_back(i);
            if (room <= 0) break;
        }
        now_ += times_.seconds(b, b > 0 ? weighted_sum() : 0, prompt, attention);
        if (b > 0) step(1);
        for (const std::size_t i : finished) start(i);
        finish();
    }
    void start(std::size_t i) {
        Request& r = requests_[i];
        r.first = now_;
        prefilling_.pop_front();
        context_ += r.prompt;
        decoding_.push({steps_ + r.output - 1, i});
    }
    /// Decode steps until the next completion in one.
    void jump() {
        const double k = std::max(1.0, decoding_.top().first - steps_);
        const double b = static_cast<double>(decoding_.size());
        const double weighted = b * f_.weighted_context(context_ / b + k / 2);
        now_ += k * times_.seconds(b, weighted, 0, 0);
        step(k);
        finish();
    }
    void step(double k) {
        steps_ += k;
        context_ += k * static_cast<double>(decoding_.size());
    }
    void finish() {
        while (!decoding_.empty() && decoding_.top().first <= steps_) {
            const Request& r = requests_[decoding_.top().second];
            decoding_.pop();
            reserved_ -= need(r);
            context_ -= r.prompt + r.output - 1;
            tpot_ += (now_ - r.first) / std::max(1.0, r.output - 1);
            send();
        }
    }
    [[nodiscard]] LoopResult result() const {
        LoopResult out;
        std::vector<double> ttft;
        for (const Request& r : requests_) ttft.push_back(r.first - r.arrival);
        for (const double t : ttft) out.ttft_mean_s += t / static_cast<double>(ttft.size());
        std::sort(ttft.begin(), ttft.end());
        out.ttft_median_s = ttft[ttft.size() / 2];
        out.tpot_mean_s = tpot_ / static_cast<double>(ttft.size());
        out.seconds = now_;
        return out;
    }

    using Ending = std::pair<double, std::size_t>;  // step of the last token, request

    const llm::IterationFormula& f_;
    const llm::BatchingRule& rule_;
    llm::RequestLengths lengths_;
    double spread_;
    Times times_;
    int total_ = 0;
    std::vector<Request> requests_;
    std::deque<std::size_t> waiting_;
    std::deque<std::size_t> prefilling_;
    std::priority_queue<Ending, std::vector<Ending>, std::greater<>> decoding_;
    double now_ = 0;
    double steps_ = 0;
    double context_ = 0;   ///< of all decodes
    double reserved_ = 0;  ///< KV tokens
    double tpot_ = 0;
};

}  // namespace

LoopResult simulate_loop(const llm::IterationFormula& formula, const llm::BatchingRule& rule,
                         const llm::RequestLengths& lengths, double spread, int concurrency,
                         int requests) {
    return Loop(formula, rule, lengths, spread, requests).run(concurrency, requests);
}

}  // namespace orrery
