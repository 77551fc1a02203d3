// Iteration times composed from measured tables of single operators: products, attention, exchange.
#include "models/operators/operator_step.hpp"

#include <algorithm>
#include <cmath>
#include <set>

namespace orrery::operators {

void AttentionTable::finish() {
    std::set<double> lengths;
    for (auto& [batch, curve] : by_batch_) {
        curve.finish(Curve::Monotone::cut_peaks);
        batches_.push_back(batch);
        lengths.insert(curve.points().begin(), curve.points().end());
    }
    lengths_.assign(lengths.begin(), lengths.end());
    for (const auto& [batch, curve] : by_batch_) {
        for (const double length : lengths_) values_.push_back(curve.at(length));
    }
}

AttentionTable::Time AttentionTable::at(double batch, double length) const {
    const Place b = place_on(batches_, std::max(batch, batches_.front()));
    const Place l = place_on(lengths_, std::max(length, lengths_.front()));
    const std::size_t columns = lengths_.size();
    const std::size_t next = batches_.size() > 1 ? b.low + 1 : b.low;
    const auto at_length = [&](std::size_t column) {
        const double low = values_[b.low * columns + column];
        return low + b.part * (values_[next * columns + column] - low);
    };
    if (columns < 2) return {at_length(0), 0, 1e18};
    const double low = at_length(l.low);
    const double high = at_length(l.low + 1);
    const bool last = l.low + 2 == columns;
    return {low + l.part * (high - low), (high - low) / (lengths_[l.low + 1] - lengths_[l.low]),
            last ? 1e18 : lengths_[l.low + 1]};
}

double OperatorStep::prompt_attention(const std::vector<llm::PromptChunk>& chunks) const {
    double area = 0;
    double squares = 0;
    for (const llm::PromptChunk& c : chunks) {
        const double whole = c.before + c.tokens;
        squares += whole * whole;
        area += 0.5 * (whole * whole - static_cast<double>(c.before) * c.before);
    }
    const auto n = static_cast<double>(chunks.size());
    const double seconds = p_.prompts.at(n, std::sqrt(squares / n)).seconds;
    const double least = p_.prompts.at(1, 1).seconds;
    return std::max(least, seconds * area / (0.5 * squares)) * p_.attention_scale;
}

llm::StepCost OperatorStep::cost(const llm::StepBatch& b) const {
    const auto tokens = static_cast<std::size_t>(std::int64_t{b.decode_tokens()} + b.chunk_tokens);
    const std::size_t emits = static_cast<std::size_t>(b.decode_tokens()) + b.chunks->size();
    llm::StepCost cost;
    cost.first = p_.per_token[std::min(tokens, p_.per_token.size() - 1)] +
                 p_.per_sequence[std::min(emits, p_.per_sequence.size() - 1)];
    if (!b.chunks->empty()) cost.first += p_.layers * prompt_attention(*b.chunks);
    if (b.decodes == 0) return cost;
    const double mean = static_cast<double>(b.sum_context) / b.decodes;
    const AttentionTable::Time time = p_.decodes.at(b.decodes, mean);
    const double layers = p_.layers * p_.decode_scale;
    cost.first += layers * time.seconds;
    cost.step = layers * std::max(time.per_token, 0.0);
    const double room = time.length_until - mean;
    if (room < 1e15) cost.valid = std::max<std::int64_t>(1, std::llround(std::floor(room)));
    return cost;
}

}  // namespace orrery::operators
