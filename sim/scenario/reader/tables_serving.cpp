// The vocabulary of deployments: replicas, engine settings, the queueing test device.
#include "sim/scenario/reader/tables.hpp"

namespace orrery {
namespace {

using namespace fields;

struct Replicas {
    int min = 1;
    int max = 1;
};

const Table<Replicas>& replicas_table() {
    static const Table<Replicas> t{
        "Range of an autoscaled deployment.",
        {whole("min", &Replicas::min, "Replicas from the start, and never fewer")
             .max(1e6)
             .required(),
         whole("max", &Replicas::max, "Never more").max(1e6).required()}};
    return t;
}

/// A number, or {min, max}.
Field<DeploymentSpec> replicas_field() {
    Field<DeploymentSpec> f = make<DeploymentSpec>(
        "replicas", FieldKind::custom, "Number of replicas, or {min, max} with an autoscaler");
    f.info.schema =
        R"({"oneOf": [{"type": "integer", "minimum": 0}, {"type": "object", "properties": )"
        R"({"min": {"type": "integer", "minimum": 0}, "max": {"type": "integer", "minimum": 1}}, )"
        R"("required": ["min", "max"], "additionalProperties": false}]})";
    f.info.max = 1e6;
    f.read = [](const Reader& r, const Node& n, const std::string& path, const FieldInfo& i,
                DeploymentSpec& o) {
        if (n.kind == Node::Kind::mapping) {
            Replicas range;
            read_object(r, n, path, replicas_table(), range);
            o.replicas_min = range.min;
            o.replicas_max = range.max;
        } else if (auto v = r.whole(n, path, i)) {
            o.replicas_min = o.replicas_max = static_cast<int>(*v);
            r.record(path, std::to_string(*v), n.at);
        }
    };
    f.value = [](const DeploymentSpec& o) {
        if (o.replicas_min == o.replicas_max) return std::to_string(o.replicas_min);
        return "{min: " + std::to_string(o.replicas_min) +
               ", max: " + std::to_string(o.replicas_max) + "}";
    };
    return finish(std::move(f));
}

const Table<llm::SlotLaw>& slot_law_table() {
    using L = llm::SlotLaw;
    static const Table<L> t{
        "Service time from lengths alone, as fleet planners have it: ⌈prompt/chunk⌉ + output "
        "iterations of base + per_sequence · length/context · max_num_seqs.",
        {quantity("base", &L::base_s, Measure::duration, "Of every iteration").min(0).required(),
         quantity("per_sequence", &L::per_sequence_s, Measure::duration,
                  "Longer for each sequence of `context` tokens")
             .min(0)
             .required(),
         whole("context", &L::context, "Tokens at which per_sequence holds").min(1),
         whole("chunk", &L::chunk, "Prompt tokens an iteration").min(1)}};
    return t;
}

const Table<DeploymentSpec>& service_table() {
    static const Table<DeploymentSpec> t{
        "Something other than a language model.",
        {quantity("exponential", &DeploymentSpec::exponential_service_s, Measure::duration,
                  "Mean of exponential service times", 0)
             .above(0),
         quantity("per_token", &DeploymentSpec::service_s_per_token, Measure::duration,
                  "Service time of each output token", 0)
             .above(0),
         optional_object("linear", &DeploymentSpec::slot_law, slot_law_table,
                         "Slots with a linear service law"),
         text(
             "fixed", &DeploymentSpec::fixed_model,
             "A model of fixed shape (catalog coefficients fixed.NAME.*); prompt tokens are items"),
         span("overhead", &DeploymentSpec::fixed_overhead, "With `fixed`: of the host, a batch")}};
    return t;
}

/// Keys that stand one level deeper in the text than in the struct.
Field<DeploymentSpec> group(const char* key, const Table<DeploymentSpec>& (*table)(),
                            const char* doc) {
    Field<DeploymentSpec> f = make<DeploymentSpec>(key, FieldKind::object, doc);
    f.info.nested = [table] { return table().info(); };
    f.read = [table](const Reader& r, const Node& n, const std::string& path, const FieldInfo&,
                     DeploymentSpec& o) {
        const SourcePosition where = o.where;
        read_object(r, n, path, table(), o);
        o.where = where;
    };
    f.block = [table](Printer& p, const DeploymentSpec& o, const std::string& path, int depth) {
        print_object(p, table(), o, path, depth, "");
    };
    return f;
}

const Choices<SchedulerKind> kSchedulers{
    {"automatic", SchedulerKind::automatic}, {"vllm_v0", SchedulerKind::vllm_v0},
    {"vllm_v1", SchedulerKind::vllm_v1},     {"sglang", SchedulerKind::sglang},
    {"trtllm", SchedulerKind::trtllm},       {"sarathi", SchedulerKind::sarathi}};
const Choices<Switch> kSwitches{
    {"automatic", Switch::automatic}, {"off", Switch::off}, {"on", Switch::on}};
const Choices<BalancerKind> kBalancers{{"least_outstanding", BalancerKind::least_outstanding},
                                       {"least_tokens", BalancerKind::least_tokens},
                                       {"round_robin", BalancerKind::round_robin},
                                       {"random", BalancerKind::random},
                                       {"power_of_two", BalancerKind::power_of_two},
                                       {"session", BalancerKind::session},
                                       {"prefix", BalancerKind::prefix}};

const Table<DeploymentSpec>& cache_table() {
    static const Table<DeploymentSpec> t{
        "Memory of each replica below the accelerators'.",
        {quantity("host", &DeploymentSpec::host_cache_bytes, Measure::bytes, "Host memory").min(0),
         quantity("disk", &DeploymentSpec::disk_cache_bytes, Measure::bytes, "Disk").min(0),
         quantity("host_bandwidth", &DeploymentSpec::host_cache_bandwidth, Measure::bandwidth,
                  "From host memory to the accelerators")
             .above(0),
         quantity("disk_bandwidth", &DeploymentSpec::disk_cache_bandwidth, Measure::bandwidth,
                  "From disk")
             .above(0)}};
    return t;
}

const Table<DeploymentSpec>& speculation_table() {
    static const Table<DeploymentSpec> t{
        "Speculative decoding.",
        {whole("draft_tokens", &DeploymentSpec::draft_tokens,
               "Tokens proposed to each sequence an iteration; 0: none")
             .max(64),
         quantity("acceptance", &DeploymentSpec::acceptance, Measure::share,
                  "Probability that a proposed token is accepted after those before it")
             .min(0)
             .max(1),
         quantity("draft_cost", &DeploymentSpec::draft_cost, Measure::share,
                  "Time of proposing one token, of an iteration's")
             .min(0)
             .max(1)}};
    return t;
}

const Table<DeploymentSpec>& prefill_table() {
    static const Table<DeploymentSpec> t{
        "Prompts are computed by another deployment and their KV is moved.",
        {text("deployment", &DeploymentSpec::prefill,
              "Deployment that computes the prompts; default: this one"),
         quantity("bandwidth", &DeploymentSpec::transfer_bandwidth, Measure::bandwidth,
                  "Of the link of each of its replicas")
             .above(0),
         span("latency", &DeploymentSpec::transfer_latency, "Of a transfer")}};
    return t;
}

const Table<DeploymentSpec>& api_table() {
    static const Table<DeploymentSpec> t{
        "An API that sells tokens; the catalog's api_prices has prices, speed and limits.",
        {text("price", &DeploymentSpec::api, "Catalog price of tokens (azure/gpt-4.1-mini)"),
         quantity("input", &DeploymentSpec::api_input_usd_mtok, Measure::money,
                  "Negotiated price of a million prompt tokens; default: the list price", -1)
             .min(0),
         quantity("output", &DeploymentSpec::api_output_usd_mtok, Measure::money,
                  "Likewise of output tokens", -1)
             .min(0),
         quantity("requests", &DeploymentSpec::api_requests_s, Measure::rate,
                  "Rate limit of requests; default: the catalog's; 0: none", -1)
             .min(0),
         quantity("tokens", &DeploymentSpec::api_tokens_s, Measure::rate,
                  "Rate limit of prompt and output tokens", -1)
             .min(0),
         quantity("batch_discount", &DeploymentSpec::api_batch_discount, Measure::share,
                  "Off all of its tokens: they are sent as a batch")
             .min(0)
             .max(1),
         quantity("units", &DeploymentSpec::api_units, Measure::number,
                  "Units of provisioned throughput, paid by the hour, used or not")
             .min(0),
         quantity("unit_price", &DeploymentSpec::api_usd_unit_h, Measure::money_hour,
                  "Of one of them, for example with a term; default: the catalog's", -1)
             .min(0),
         quantity("unit_tokens", &DeploymentSpec::api_unit_tokens_s, Measure::rate,
                  "Prompt tokens that one of them carries; those are not paid by the token; "
                  "default: the catalog's",
                  -1)
             .min(0),
         quantity("unit_output", &DeploymentSpec::api_unit_output, Measure::number,
                  "Prompt tokens that an output token counts for there; default: the catalog's", -1)
             .above(0)}};
    return t;
}

const Table<DeploymentSpec>& engine_table() {
    static const Table<DeploymentSpec> t{
        "The serving engine.",
        {text("profile", &DeploymentSpec::engine, "Catalog engine profile"),
         whole("max_num_seqs", &DeploymentSpec::max_num_seqs, "Most sequences in an iteration")
             .min(1)
             .max(65536),
         whole("token_budget", &DeploymentSpec::token_budget,
               "Most tokens in an iteration; longer prompts are processed in chunks")
             .min(1)
             .max(1048576),
         whole("block_tokens", &DeploymentSpec::block_tokens, "Tokens of a KV cache block")
             .min(1)
             .max(4096),
         quantity("memory_utilisation", &DeploymentSpec::memory_utilisation, Measure::share,
                  "Share of the accelerator's memory that the engine may take")
             .above(0)
             .max(1),
         choice("scheduler", &DeploymentSpec::scheduler, kSchedulers,
                "How iterations are formed; default: as the profile's engine does"),
         whole("num_gpu_blocks", &DeploymentSpec::num_gpu_blocks,
               "KV blocks, as the engine's log prints; 0: derived from memory")
             .max(1e9),
         quantity("reserve", &DeploymentSpec::reserve, Measure::share,
                  "Share of max_tokens held from admission on; 1: no preemption", -1)
             .min(0)
             .max(1),
         quantity("watermark", &DeploymentSpec::watermark, Measure::share,
                  "Share of blocks that admissions leave free", -1)
             .min(0)
             .max(0.9),
         choice("prefix_cache", &DeploymentSpec::prefix_cache, kSwitches,
                "Whether KV of equal beginnings is kept and shared"),
         group("cache_tiers", cache_table, "Where evicted KV goes"),
         group("speculation", speculation_table, "Tokens proposed by a draft"),
         quantity("time_scale", &DeploymentSpec::time_scale, Measure::number,
                  "Calibration: multiplies iteration times")
             .above(0)
             .max(100),
         text("layer_profile", &DeploymentSpec::layer_profile,
              "Stem of measured layer times (STEM__dense.csv.gz …); default: the analytic model"),
         text("operator_tables", &DeploymentSpec::operator_tables,
              "Stem of measured operators (STEM__gemm.csv.gz …); default: the analytic model")}};
    return t;
}

}  // namespace

const Table<DeploymentSpec>& deployment_table() {
    static const Table<DeploymentSpec> t{
        "A model served by equal replicas on one pool.",
        {text("name", &DeploymentSpec::name, "Name, unique among deployments").required(),
         text("model", &DeploymentSpec::model, "Catalog model; not needed with `service`"),
         text("pool", &DeploymentSpec::pool, "Pool that it runs on; not with `api`"),
         text("site", &DeploymentSpec::site, "Site of kind api, with `api`"),
         group("api", api_table, "Tokens are bought instead: which, and on which terms"),
         choice("precision", &DeploymentSpec::precision, kPrecisions, "Of the weights"),
         optional_choice("kv_precision", &DeploymentSpec::kv_precision, kPrecisions,
                         "Of the KV cache; default bf16"),
         whole("tp", &DeploymentSpec::tp, "Tensor parallelism").min(1).max(1024),
         whole("pp", &DeploymentSpec::pp, "Pipeline parallelism").min(1).max(1024),
         whole("dp", &DeploymentSpec::dp, "Attention data parallelism: groups with own sequences")
             .min(1)
             .max(1024),
         whole("ep", &DeploymentSpec::ep, "Expert parallelism, over the accelerators of a stage")
             .min(1)
             .max(1024),
         replicas_field(),
         optional_object("autoscaler", &DeploymentSpec::autoscaler, autoscaler_table,
                         "When replicas come and go"),
         span("load_time", &DeploymentSpec::load_time,
              "From having accelerators to serving: weights, graphs, warm-up"),
         text("weights_from", &DeploymentSpec::weights_from,
              "Data set that replicas load from: where it is not, it is fetched first"),
         choice("balancer", &DeploymentSpec::balancer, kBalancers,
                "How requests are spread over its replicas"),
         group("prefill", prefill_table, "Where its prompts are computed, if not here"),
         group("engine", engine_table, "The serving engine and its limits"),
         group("service", service_table, "A service law or a model of fixed shape")}};
    return t;
}

}  // namespace orrery
