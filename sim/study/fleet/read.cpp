// Reads files of planning cases: tables as the scenario language has them.
#include <algorithm>

#include "sim/scenario/fields.hpp"
#include "sim/study/fleet/cases.hpp"

namespace orrery::fleet {
namespace {

using namespace fields;

const Choices<Outcome> kOutcomes{
    {"passes", Outcome::passes}, {"marginal", Outcome::marginal}, {"fails", Outcome::fails}};

const Table<Lengths>& lengths_table() {
    static const Table<Lengths> t{
        "Total tokens of a request.",
        {numbers("tokens", &Lengths::tokens, "Upper edges, rising"),
         numbers("shares", &Lengths::shares, "Cumulative shares at the edges; the last is 1"),
         text("source", &Lengths::source, "Where it is from").required()}};
    return t;
}

const Table<Gpu>& gpu_table() {
    static const Table<Gpu> t{
        "An accelerator with a linear service law.",
        {quantity("base", &Gpu::base_s, Measure::duration, "Of every iteration").min(0).required(),
         quantity("per_sequence", &Gpu::per_sequence_s, Measure::duration,
                  "Longer for each sequence of 8,192 tokens")
             .min(0)
             .required(),
         whole("chunk", &Gpu::chunk, "Prompt tokens an iteration").min(1).required(),
         whole("kv_blocks", &Gpu::kv_blocks, "Of 16 tokens").min(1).required(),
         whole("max_slots", &Gpu::max_slots, "At a context of 8,192").min(1).required(),
         quantity("price", &Gpu::usd_h, Measure::money_hour, "An hour").required(),
         quantity("idle", &Gpu::idle_w, Measure::power, "Without load").required(),
         quantity("nominal", &Gpu::nominal_w, Measure::power, "At full load").required(),
         quantity("steepness", &Gpu::steepness, Measure::number, "Of power over log2(batch)"),
         quantity("midpoint", &Gpu::midpoint, Measure::number, "log2(batch) at half of the rise"),
         text("model", &Gpu::model, "What it was measured with").required()}};
    return t;
}

const Table<Pool>& pool_table() {
    static const Table<Pool> t{
        "Equal accelerators behind one queue.",
        {text("gpu", &Pool::gpu, "A profile of this file").required(),
         whole("count", &Pool::count, "Accelerators; 0: by the sizing rule"),
         whole("context", &Pool::context, "Longest request").min(16).required(),
         whole("above", &Pool::above, "Requests longer than this"),
         whole("upto", &Pool::upto, "At most this long; 0: any"),
         whole("published", &Pool::published, "Their count"),
         quantity("curtail", &Pool::curtail, Measure::share, "Of nominal power given up")
             .min(0)
             .max(1)}};
    return t;
}

const Table<Fleet>& fleet_table() {
    static const Table<Fleet> t{
        "Pools that share the load by length.",
        {text("name", &Fleet::name, "For people").required(),
         quantity("rate", &Fleet::rate, Measure::rate, "Of all requests; default: the case's"),
         objects("pools", &Fleet::pools, pool_table, "Its pools"),
         text("published", &Fleet::published, "What was published of it"),
         choice("expect", &Fleet::expect, kOutcomes, "What ten seeds show")}};
    return t;
}

const Table<Disaggregated>& disaggregated_table() {
    using D = Disaggregated;
    static const Table<D> t{
        "Prefill and decode on pools of their own.",
        {text("name", &D::name, "For people").required(),
         text("prefill", &D::prefill, "Profile").required(),
         whole("prefill_count", &D::prefill_count, "Accelerators").min(1).required(),
         text("decode", &D::decode, "Profile").required(),
         whole("decode_count", &D::decode_count, "Accelerators").min(1).required(),
         quantity("published_rate", &D::published_rate, Measure::rate, "Theirs"),
         quantity("published_ttft", &D::published_ttft_s, Measure::duration, "Theirs"),
         quantity("published_tpot", &D::published_tpot_s, Measure::duration, "Theirs"),
         choice("expect", &D::expect, kOutcomes, "What ten seeds show of its TTFT")}};
    return t;
}

const Table<Case>& case_table() {
    static const Table<Case> t{
        "A question, what was published on it, and what holds.",
        {text("id", &Case::id, "Short").required(), text("title", &Case::title, "One line"),
         text("lengths", &Case::lengths, "A distribution of this file").required(),
         quantity("rate", &Case::rate, Measure::rate, "Poisson arrivals"),
         quantity("slo", &Case::slo_s, Measure::duration, "On the P99 of TTFT").above(0).required(),
         whole("requests", &Case::requests, "Measured in each run").min(1000),
         whole("seeds", &Case::seeds, "At least so many runs"),
         boolean("power", &Case::power, "Show output tokens a joule and not the cost"),
         whole("prompt", &Case::prompt, "Mean prompt of their formula"),
         whole("output", &Case::output, "Mean output of their formula"),
         objects("fleets", &Case::fleets, fleet_table, "Fleets to simulate"),
         objects("disaggregated", &Case::disaggregated, disaggregated_table, "Split fleets"),
         text("published", &Case::published, "Their conclusion").required(),
         boolean("survives", &Case::survives, "Whether it holds"),
         text("conclusion", &Case::conclusion, "What holds").required(),
         text("why", &Case::why, "Where theirs does not")}};
    return t;
}

template <class T>
std::map<std::string, T> entries(const Reader& reader, const Node& root, const char* key,
                                 const Table<T>& table) {
    std::map<std::string, T> out;
    const Node* node = root.find(key);
    if (!node || !reader.expect(*node, Node::Kind::mapping, key, "names with entries")) return out;
    for (const Entry& e : node->entries) {
        T entry;
        read_object(reader, e.value, std::string(key) + "." + e.key, table, entry);
        out[e.key] = std::move(entry);
    }
    return out;
}

void check_lengths(const Reader& reader, const Cases& cases, const Node& root) {
    for (const auto& [name, l] : cases.lengths) {
        bool rising = !l.tokens.empty() && l.tokens.size() == l.shares.size();
        rising = rising && l.shares.back() == 1 && l.tokens.front() >= 1;
        for (std::size_t i = 1; rising && i < l.tokens.size(); ++i) {
            rising = l.tokens[i] > l.tokens[i - 1] && l.shares[i] >= l.shares[i - 1];
        }
        if (rising) continue;
        reader.error(root.at, "E0212", "lengths." + name,
                     "edges and cumulative shares do not rise together to 1",
                     "as many shares as tokens, both rising, the last share 1");
    }
}

void check_names(const Reader& reader, const Cases& cases) {
    const auto profile = [&](const Case& c, const std::string& name) {
        if (cases.gpus.count(name) > 0) return;
        reader.error(c.where, "E0301", "cases." + c.id, "no profile named \"" + name + "\"");
    };
    for (const Case& c : cases.cases) {
        if (cases.lengths.count(c.lengths) == 0) {
            reader.error(c.where, "E0301", "cases." + c.id,
                         "no lengths named \"" + c.lengths + "\"");
        }
        for (const Fleet& f : c.fleets) {
            for (const Pool& p : f.pools) profile(c, p.gpu);
        }
        for (const Disaggregated& d : c.disaggregated) {
            profile(c, d.prefill);
            profile(c, d.decode);
        }
    }
}

}  // namespace

Cases read_cases(const std::string& file, Diagnostics& diagnostics) {
    Cases cases;
    const std::optional<Node> root = read_document(file, diagnostics);
    if (!root) return cases;
    const Reader reader{diagnostics};
    if (!reader.expect(*root, Node::Kind::mapping, "", "keys with values")) return cases;
    cases.lengths = entries(reader, *root, "lengths", lengths_table());
    cases.gpus = entries(reader, *root, "gpus", gpu_table());
    if (const Node* source = root->find("source")) cases.source = source->scalar;
    const Node* list = root->find("cases");
    if (list && reader.expect(*list, Node::Kind::sequence, "cases", "a list of cases")) {
        for (const Node& node : list->items) {
            Case c;
            read_object(reader, node, "cases", case_table(), c);
            cases.cases.push_back(std::move(c));
        }
    }
    if (diagnostics.has_errors()) return cases;
    check_lengths(reader, cases, *root);
    check_names(reader, cases);
    return cases;
}

}  // namespace orrery::fleet
