// Steady state of a continuous-batching replica in closed form: by concurrency, rate or request
// count.
#include "models/llm/closed_loop.hpp"

#include <algorithm>
#include <cmath>

namespace orrery::llm {
namespace {

/// Rounds of the fixed point: the batch moves by less than 0.1 % after the fourth.
constexpr int kRounds = 4;
constexpr int kBisections = 40;

/// What a prompt costs the sequences that decode beside it, at a given number of them.
struct Interference {
    double decode = 0;  ///< a step without prompts, seconds
    double delay = 0;   ///< of the others, by one whole prompt
    double own = 0;     ///< from the start of a prompt's first iteration to its first token
};

/// Prompt tokens of an iteration that has any: those that arrive in one step, at least one prompt,
/// at most the budget.
double prompt_tokens(const BatchingRule& rule, const RequestLengths& l, double b) {
    return std::min(rule.token_budget,
                    std::max(std::min(l.prompt, rule.token_budget), b * l.prompt / l.output));
}

Interference interference(const IterationFormula& f, const BatchingRule& rule,
                          const RequestLengths& l, double b) {
    const double context = l.prompt + l.output / 2;
    const double p = prompt_tokens(rule, l, b);
    Interference i;
    i.decode = iteration_seconds(f, b, context, 0, 0);
    if (rule.prefill_exclusive) {
        const double alone = iteration_seconds(f, 0, 0, p, l.prompt / 2);
        i.delay = l.prompt / p * alone;
        i.own = std::max(l.prompt / p, 1.0) * alone;
    } else {
        const double mixed = iteration_seconds(f, b, context, p, l.prompt / 2);
        i.delay = l.prompt / p * (mixed - i.decode);
        i.own = std::max(l.prompt / p, 1.0) * mixed;
    }
    return i;
}

IterationTerms terms_of(const IterationFormula& f, double b, double context, double p,
                        double position) {
    const double stages = f.stages();
    IterationTerms t = f.tokens((b + p) / stages);
    const auto add = [&](const IterationTerms& other) {
        t.head += other.head;
        t.overhead += other.overhead;
        t.decode_attention += other.decode_attention;
        t.prefill_attention += other.prefill_attention;
        t.bytes += other.bytes;
        t.flops += other.flops;
        t.peak_seconds += other.peak_seconds;
    };
    if (b > 0) {
        add(f.sequences(b / stages));
        add(f.decode_attention(b * f.weighted_context(context) / stages));
    }
    if (p > 0) add(f.prefill_attention(p * f.weighted_context(position) / stages));
    return t;
}

/// Mean power: a request's share of decode steps and its prompt, times requests a second.
double mean_watts(const IterationFormula& f, const RequestLengths& l, const SteadyState& s) {
    const double context = l.prompt + l.output / 2;
    const double step = iteration_joules(f, s.decoding, context, 0, 0) / std::max(s.decoding, 1.0);
    const double prompt = iteration_joules(f, s.decoding, context, l.prompt, l.prompt / 2) -
                          iteration_joules(f, s.decoding, context, 0, 0);
    return s.requests_s * (step * l.output + prompt);
}

}  // namespace

double sequence_limit(const BatchingRule& rule, const RequestLengths& l) {
    const double fit = rule.kv_tokens / (l.prompt + rule.output_reserve * l.output);
    return std::max(1.0, std::min(rule.max_num_seqs, fit));
}

namespace {

/// The same from measured operators: prompts of twice the mean position, or one chunk around it.
double measured_seconds(const StepModel& model, double decodes, double context, double prompt,
                        double position) {
    std::vector<PromptChunk> chunks;
    const double whole = std::max(2 * position, 1.0);
    const int prompts = prompt > 0 ? std::max(1, static_cast<int>(std::lround(prompt / whole))) : 0;
    const double tokens = prompts > 0 ? prompt / prompts : 0;
    const double before = std::max(0.0, position - tokens / 2);
    for (int i = 0; i < prompts; ++i) {
        chunks.push_back({static_cast<int>(std::lround(tokens)),
                          static_cast<int>(std::lround(tokens < whole ? before : 0))});
    }
    StepBatch batch;
    batch.chunks = &chunks;
    batch.chunk_tokens = static_cast<int>(std::lround(tokens)) * prompts;
    batch.decodes = decodes > 0 ? std::max(1, static_cast<int>(std::lround(decodes))) : 0;
    batch.sum_context = std::llround(batch.decodes * context);
    return model.cost(batch).first;
}

}  // namespace

double iteration_seconds(const IterationFormula& f, double decodes, double context, double prompt,
                         double position) {
    if (f.measured()) return measured_seconds(*f.measured(), decodes, context, prompt, position);
    return terms_of(f, decodes, context, prompt, position).seconds();
}

double iteration_joules(const IterationFormula& f, double decodes, double context, double prompt,
                        double position) {
    const double stages = f.stages();
    double joules = f.joules(f.tokens((decodes + prompt) / stages));
    if (decodes > 0) {
        joules += f.joules(f.sequences(decodes / stages)) +
                  f.joules(f.decode_attention(decodes * f.weighted_context(context) / stages));
    }
    if (prompt > 0) {
        joules += f.joules(f.prefill_attention(prompt * f.weighted_context(position) / stages));
    }
    return joules;
}

SteadyState closed_loop(const IterationFormula& f, const BatchingRule& rule,
                        const RequestLengths& l, double concurrency) {
    SteadyState s;
    s.admitted = std::max(1.0, std::min(concurrency, sequence_limit(rule, l)));
    double b = s.admitted;
    for (int round = 0; round < kRounds; ++round) {
        const Interference i = interference(f, rule, l, b);
        s.decode_s = i.decode;
        s.prefill_s = i.own;
        s.tpot_s = i.decode + (s.admitted - 1) / std::max(l.output - 1, 1.0) * i.delay;
        const double own = i.own + 0.5 * i.decode;
        b = std::max(1.0, s.admitted * l.output * s.tpot_s / (l.output * s.tpot_s + own));
    }
    s.decoding = b;
    const double life = s.prefill_s + 0.5 * s.decode_s + l.output * s.tpot_s;
    s.requests_s = s.admitted / life;
    const double queue = (concurrency - s.admitted) / s.requests_s;
    s.ttft_s = std::max(0.0, queue) + s.prefill_s + 0.5 * s.decode_s + f.coefficients().frontend;
    s.watts = mean_watts(f, l, s);
    return s;
}

SteadyState at_rate(const IterationFormula& f, const BatchingRule& rule, const RequestLengths& l,
                    double requests_s) {
    double low = 0;
    double high = sequence_limit(rule, l);
    SteadyState s = closed_loop(f, rule, l, high);
    if (s.requests_s <= requests_s) return s;
    // Below one request in the engine the time of a lone request holds.
    for (int i = 0; i < kBisections; ++i) {
        const double middle = (low + high) / 2;
        s = closed_loop(f, rule, l, std::max(1.0, middle));
        const double rate = middle < 1 ? middle * s.requests_s : s.requests_s;
        (rate < requests_s ? low : high) = middle;
    }
    s.requests_s = requests_s;
    s.admitted = high;
    s.watts = mean_watts(f, l, s);
    return s;
}

double offline_tokens_s(const IterationFormula& f, const BatchingRule& rule,
                        const RequestLengths& l, double requests) {
    const double wave = std::max(1.0, std::floor(std::min(sequence_limit(rule, l), requests)));
    const auto seconds = [&](double c) {
        if (c < 1) return 0.0;
        const Interference i = interference(f, rule, l, c);
        return l.output * i.decode + c * i.delay;
    };
    const double waves = std::floor(requests / wave);
    const double total = waves * seconds(wave) + seconds(requests - waves * wave);
    return requests * l.output / total;
}

}  // namespace orrery::llm
