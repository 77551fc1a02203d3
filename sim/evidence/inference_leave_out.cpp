// Rows that measured something else than they say: told from their duplicates and neighbours.
#include "sim/evidence/inference_leave_out.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "sim/evidence/inference_predict.hpp"

namespace orrery {
namespace {

using Row = MeasuredInference;
using Q = InferenceQuantity;

/// A run below this share of one at the same or a smaller load did something else: it speculates.
constexpr double kLighter = 0.8;
/// The same where both are runs of one release at one load, which repeat within 2 %, and across
/// generations of an engine, of which none halved a time (reference: inference measurements).
constexpr double kRepeat = 0.9;
constexpr double kGenerations = 0.5;
/// Share of TDP below which an accelerator with a full batch waits for something else: memory-bound
/// decoding alone draws more (reference: inference measurements, section 3).
constexpr double kHostBound = 0.45;

/// The rows that pass a test stay, the others are skipped for a reason.
template <class Test>
void keep(InferenceCases& all, const char* reason, const Test& test) {
    std::vector<InferenceCase> kept;
    for (InferenceCase& c : all.cases) {
        if (test(c)) {
            kept.push_back(std::move(c));
        } else {
            all.skipped.push_back({c.row, reason});
        }
    }
    all.cases = std::move(kept);
}

/// Everything but the load, the generation and how experts are spread, which moves a decode step
/// by little.
std::string lighter_key(const InferenceCase& c, const Row& row) {
    return fmt::format("{}|{}|{}|{}|{}|{}.{}|{}|{}", c.engine.engine, c.shape.model.family,
                       c.shape.model.parameters_total, c.shape.accelerator.name, row.precision,
                       c.shape.tp, c.shape.dp, c.lengths.prompt, c.lengths.output);
}

/// Rows of one run differ in the metric alone; runs of one series in load and lengths, too.
std::string series_key(const Row& row) {
    return fmt::format("{}|{}|{}|{}|{}|{}.{}|{}", row.source, row.model, row.engine_version,
                       row.precision, row.accelerator, row.tp, row.dp, row.notes);
}
std::string run_key(const Row& row) {
    return fmt::format("{}|{}|{}|{}|{}", series_key(row), row.prompt, row.output, row.load,
                       row.source_ref);
}

/// Whether a time per token is too short beside another of the same or a smaller load.
bool speculates(const InferenceCase& c, const InferenceCase& lighter,
                const std::vector<Row>& rows) {
    if (lighter.load > c.load) return false;
    const bool repeat = lighter.load == c.load && lighter.curve == c.curve &&
                        rows[lighter.row].engine_version == rows[c.row].engine_version;
    const bool generation = lighter.engine.generation == c.engine.generation;
    const double share = repeat ? kRepeat : generation ? kLighter : kGenerations;
    return c.measured < share * lighter.measured;
}

/// A token takes no less time beside more requests. Runs that are far faster than one of the same
/// or a smaller load speculate: the collection lost that column. So does a series most of whose
/// runs do.
void leave_out_speculation(InferenceCases& all, const std::vector<Row>& rows) {
    std::map<std::string, std::vector<const InferenceCase*>> groups;
    for (const InferenceCase& c : all.cases) {
        if (c.quantity == Q::tpot) groups[lighter_key(c, rows[c.row])].push_back(&c);
    }
    std::set<std::size_t> fast;                         // rows
    std::map<std::string, bool> runs;                   // whether all its times per token are fast
    std::map<std::string, std::pair<int, int>> series;  // runs, and those that speculate
    for (const InferenceCase& c : all.cases) {
        if (c.quantity != Q::tpot) continue;
        const Row& row = rows[c.row];
        const auto& group = groups.at(lighter_key(c, row));
        const bool is_fast = std::any_of(group.begin(), group.end(), [&](const InferenceCase* o) {
            return speculates(c, *o, rows);
        });
        auto& [all_runs, fast_runs] = series[series_key(row)];
        ++all_runs;
        const bool others = runs.emplace(run_key(row), true).first->second;
        runs[run_key(row)] = others && is_fast;
        if (!is_fast) continue;
        fast.insert(c.row);
        ++fast_runs;
    }
    keep(all, "far faster than a lighter load: hidden speculative decoding",
         [&](const InferenceCase& c) {
             const auto run = runs.find(run_key(rows[c.row]));
             const bool beside = c.quantity != Q::tpot && run != runs.end() && run->second;
             return !beside && fast.count(c.row) == 0;
         });
    keep(all, "of a series that speculates", [&](const InferenceCase& c) {
        const auto found = series.find(series_key(rows[c.row]));
        return found == series.end() || 2 * found->second.second <= found->second.first;
    });
}

/// A time below, or a rate above, what every peak of the data sheet allows: speculation, or fewer
/// requests in flight than the load says.
bool possible(InferenceCase c) {
    if (!is_speed(c.quantity)) return true;
    llm::IterationFormula formula(c.shape);
    formula.set_coefficients(datasheet_coefficients());
    const bool rate = c.quantity == Q::closed_output || c.quantity == Q::closed_total ||
                      c.quantity == Q::offline_output;
    // How many sequences fit is an estimate, which must not make a rate impossible.
    if (rate) c.rule.kv_tokens = c.rule.max_num_seqs = 1e15;
    const double ideal = predict_inference(c, formula);
    return rate ? c.measured <= ideal : c.measured >= ideal;
}

/// Runs whose accelerators draw little wait for their host: eager kernels, a slow client.
void leave_out_host_bound(InferenceCases& all, const std::vector<Row>& rows) {
    const auto run = [&](const InferenceCase& c) {
        return fmt::format("{}|{}|{}", c.curve, rows[c.row].model, rows[c.row].load);
    };
    std::map<std::string, double> share;  // of TDP
    for (const InferenceCase& c : all.cases) {
        if (c.quantity == Q::power) share[run(c)] = c.measured / c.shape.accelerator.tdp.value;
    }
    keep(all, "accelerators draw little power: bound by the host", [&](const InferenceCase& c) {
        const auto known = share.find(run(c));
        return known == share.end() || known->second >= kHostBound;
    });
}

}  // namespace

void leave_out(InferenceCases& all, const std::vector<Row>& rows, bool host_bound) {
    leave_out_speculation(all, rows);
    keep(all, "better than the data sheet allows at this load", possible);
    if (!host_bound) leave_out_host_bound(all, rows);
}

}  // namespace orrery
