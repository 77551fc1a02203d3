// Real engines' per-request timings: replayed on the same workload and compared.
#include "sim/evidence/request_timings.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <cmath>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>

#include "models/llm/capacity.hpp"
#include "orrery/base/diagnostics.hpp"
#include "orrery/base/invalid_input.hpp"
#include "sim/ingest/csv.hpp"
#include "sim/ingest/layer_profile.hpp"

namespace orrery {
namespace {

namespace fs = std::filesystem;

struct Run {
    std::string id;  ///< "RTX4090__Llama-3.1-8B"
    std::string accelerator;
    std::string model;
    int tp = 1;
    int max_num_seqs = 256;
    int token_budget = 2048;
    double memory_utilisation = 0.9;
    std::int64_t blocks = 0;  ///< 0: not recorded
    int block_tokens = 16;
    bool ahead = false;  ///< asynchronous scheduling
    double link = 0;     ///< bytes a second between the accelerators of a replica; 0: not recorded
    double link_latency_s = 0;
    std::vector<ReplayRequest> requests;
    std::vector<ReplayTimes> measured;
};

struct Measured {
    ReplayRequest request;
    ReplayTimes times;
    double queued = 0;  ///< the engine saw it
    double came = 0;    ///< by the front end's clock
};

/// Since this release the engine composes an iteration while the one before it runs.
constexpr int kAheadSince[2]{0, 14};

bool newer_than(const std::string& version, const int (&since)[2]) {
    int major = 0;
    int minor = 0;
    if (std::sscanf(version.c_str(), "%d.%d", &major, &minor) != 2) return false;
    return std::pair(major, minor) >= std::pair(since[0], since[1]);
}

/// Lower case, letters and digits only: "RTX PRO 6000" and "rtx-pro-6000" are the same.
std::string plain(const std::string& name) {
    std::string out;
    for (const char c : name) {
        if (std::isalnum(static_cast<unsigned char>(c))) {
            out += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
        }
    }
    return out;
}

/// The catalog entry whose key is that name, or begins with it; the shortest such key.
template <class Map>
const typename Map::mapped_type* find_like(const Map& map, const std::string& name) {
    const std::string wanted = plain(name);
    const typename Map::value_type* best = nullptr;
    for (const auto& entry : map) {
        const std::string key = plain(entry.first);
        if (key == wanted) return &entry.second;
        if (key.rfind(wanted, 0) != 0) continue;
        if (!best || entry.first.size() < best->first.size()) best = &entry;
    }
    return best ? &best->second : nullptr;
}

void read_meta(const std::string& file, Run& run) {
    std::ifstream in(file);
    const nlohmann::json j = nlohmann::json::parse(in, nullptr, false);
    if (!j.is_object()) throw InvalidInput(file + ": not a JSON object");
    run.model = j.value("model", "");
    run.model = run.model.substr(run.model.find('/') + 1);
    const nlohmann::json kwargs = j.value("engine_kwargs", nlohmann::json::object());
    run.tp = kwargs.value("tensor_parallel_size", 1);
    run.max_num_seqs = kwargs.value("max_num_seqs", run.max_num_seqs);
    run.token_budget = kwargs.value("max_num_batched_tokens", run.token_budget);
    const nlohmann::json kv = j.value("kv_cache", nlohmann::json::object());
    if (kv.contains("num_gpu_blocks") && kv["num_gpu_blocks"].is_number()) {
        run.blocks = kv["num_gpu_blocks"].get<std::int64_t>();
    }
    run.block_tokens = kv.value("block_size", run.block_tokens);
    run.memory_utilisation = kv.value("gpu_memory_utilization", run.memory_utilisation);
    run.ahead = newer_than(j.value("vllm_version", ""), kAheadSince);
    const nlohmann::json resolved = j.value("resolved_config", nlohmann::json::object());
    const nlohmann::json s = resolved.value("scheduler_config", nlohmann::json::object());
    run.ahead = s.value("async_scheduling", run.ahead);
}

/// The engine notes a request when it takes it from its inbox, between two iterations. When it came
/// is known by the clock of the front end, which differs from the engine's by a constant: the least
/// difference is that of a request that the engine was idle for.
void read_arrivals(const CsvReader& csv, std::vector<Measured>& rows) {
    if (csv.column({"arrival_time"}) < 0) return;
    double offset = 1e300;
    for (const Measured& row : rows) offset = std::min(offset, row.queued - row.came);
    for (Measured& row : rows) row.request.arrival_s = row.came + offset;
}

void read_measured(const std::string& file, Run& run) {
    std::vector<Measured> rows;
    CsvReader csv(file);
    std::vector<std::string> cells;
    while (csv.next(cells)) {
        Measured row;
        const double queued = number_in(csv, cells, "queued_ts");
        row.request.arrival_s = row.queued = queued;
        if (csv.column({"arrival_time"}) >= 0) row.came = number_in(csv, cells, "arrival_time");
        row.request.prompt = static_cast<int>(number_in(csv, cells, "input_toks"));
        row.request.output = static_cast<int>(number_in(csv, cells, "output_toks"));
        row.times.first_token_s = number_in(csv, cells, "first_token_ts") - queued;
        row.times.finish_s = number_in(csv, cells, "last_token_ts") - queued;
        row.times.output = row.request.output;
        rows.push_back(row);
    }
    if (rows.empty()) throw InvalidInput(file + ": no rows");
    read_arrivals(csv, rows);
    std::stable_sort(rows.begin(), rows.end(), [](const Measured& a, const Measured& b) {
        return a.request.arrival_s < b.request.arrival_s;
    });
    const double start = rows.front().request.arrival_s;
    for (Measured& row : rows) {
        row.request.arrival_s -= start;
        run.requests.push_back(row.request);
        run.measured.push_back(row.times);
    }
}

llm::ReplicaShape shape_of(const Run& run, const llm::ModelShape& model, const Accelerator& a,
                           const Catalog& catalog) {
    llm::ReplicaShape shape;
    shape.model = model;
    shape.accelerator = a;
    const llm::EngineProfile* profile =
        find_engine(catalog, "vllm", a.family, engine_scope(shape.weights, model));
    if (!profile) throw EnvironmentError("the catalog has no engine profile for vllm");
    shape.profile = *profile;
    shape.tp = run.tp;
    shape.max_num_seqs = run.max_num_seqs;
    shape.token_budget = run.token_budget;
    shape.block_tokens = run.block_tokens;
    shape.memory_utilisation = run.memory_utilisation;
    return shape;
}

ReplaySetup setup_of(const Run& run, const llm::ReplicaShape& shape) {
    ReplaySetup setup;
    setup.rules = scheduler_rules(SchedulerKind::vllm_v1, "vllm");
    setup.rules.ahead = run.ahead;
    setup.rules.inbox = true;
    setup.max_num_seqs = run.max_num_seqs;
    setup.token_budget = run.token_budget;
    setup.table = llm::compile_iteration_table(shape);
    setup.table.frontend_s = 0;  // the clock starts in the engine
    // One of the engine's blocks stands for none and is never given away.
    if (run.blocks > 0) setup.table.kv_tokens = (run.blocks - 1) * run.block_tokens;
    return setup;
}

/// "profile__RTX4090__meta-llama__Llama-3.1-8B__bf16__tp1" of a run, or nothing.
std::string profile_stem(const fs::path& folder, const Run& run) {
    for (const auto& entry : fs::directory_iterator(folder)) {
        const std::string name = entry.path().filename().string();
        const bool ours = name.rfind("profile__" + run.accelerator + "__", 0) == 0 &&
                          name.find("__" + run.model + "__") != std::string::npos &&
                          name.find(fmt::format("__tp{}__", run.tp)) != std::string::npos;
        const std::size_t at = name.find("__dense");
        if (ours && at != std::string::npos) return (folder / name.substr(0, at)).string();
    }
    return "";
}

/// The link that a run's folder records.
void read_link(const fs::path& file, Run& run) {
    std::ifstream in(file);
    const nlohmann::json j = nlohmann::json::parse(in, nullptr, false);
    if (!j.is_object()) return;
    run.link = j.value("link_bw", 0.0) * 1e9;
    run.link_latency_s = j.value("link_latency", 0.0) * 1e-9;
}

/// By the recorded link in a ring of 2(tp − 1) steps; else by the engine profile's latency and
/// share of the data sheet's link.
void set_exchanges(const Run& run, const llm::ReplicaShape& shape, operators::LayerProfile& p) {
    const llm::EngineProfile& e = shape.profile;
    const bool recorded = run.link > 0;
    const double latency = recorded ? 2 * (run.tp - 1) * run.link_latency_s
                                    : e.allreduce_latency * operators::doublings(run.tp);
    const double link = recorded ? run.link : shape.accelerator.link_bandwidth.value * e.link;
    p.set_exchanges(shape.model.hidden, run.tp, latency, link);
}

struct Metric {
    const char* name;
    double (*of)(const ReplayTimes&);
};

constexpr Metric kMetrics[]{
    {"ttft", [](const ReplayTimes& t) { return t.first_token_s; }},
    {"tpot",
     [](const ReplayTimes& t) {
         return t.output > 1 ? (t.finish_s - t.first_token_s) / (t.output - 1) : 0.0;
     }},
    {"e2e", [](const ReplayTimes& t) { return t.finish_s; }},
};

/// As the engine's own clock has it: from when it took the request from its inbox.
ReplayTimes since_seen(ReplayTimes t) {
    t.first_token_s -= t.seen_s;
    t.finish_s -= t.seen_s;
    return t;
}

void compare(const Run& run, const ReplayResult& ours, const std::string& from,
             RequestTimings& out) {
    for (const Metric& metric : kMetrics) {
        TimingMeans mean{run.id, metric.name, 0, 0};
        std::vector<double> theirs;
        std::vector<double> mine;
        for (std::size_t i = 0; i < run.measured.size(); ++i) {
            const double measured = metric.of(run.measured[i]);
            const double predicted = metric.of(since_seen(ours.requests[i]));
            mean.measured_s += measured;
            mean.predicted_s += predicted;
            theirs.push_back(measured);
            mine.push_back(predicted);
            out.validation.rows.push_back({fmt::format("{}/{}", run.id, i),
                                           metric.name,
                                           measured,
                                           predicted,
                                           {run.id, from}});
        }
        mean.measured_s /= static_cast<double>(run.measured.size());
        mean.predicted_s /= static_cast<double>(run.measured.size());
        out.means.push_back(mean);
        std::sort(theirs.begin(), theirs.end());
        std::sort(mine.begin(), mine.end());
        for (const int percent : {50, 90, 99}) {
            const double q = percent / 100.0;
            out.quantiles.push_back(
                {run.id, metric.name, percent, quantile_of(theirs, q), quantile_of(mine, q)});
        }
    }
}

void validate_run(const fs::path& folder, Run& run, TimesFrom from, const Catalog& catalog,
                  RequestTimings& out) {
    const Accelerator* accelerator = find_like(catalog.accelerators, run.accelerator);
    const llm::ModelShape* model = find_like(catalog.models, run.model);
    auto& skipped = out.validation.skipped;
    if (!model) return skipped.push_back({run.id, "the catalog has no model " + run.model});
    if (!accelerator) {
        return skipped.push_back({run.id, "the catalog has no accelerator " + run.accelerator});
    }
    const llm::ReplicaShape shape = shape_of(run, *model, *accelerator, catalog);
    ReplaySetup setup = setup_of(run, shape);
    const std::string stem = profile_stem(folder, run);
    if (from == TimesFrom::profile) {
        if (stem.empty()) return skipped.push_back({run.id, "no layer profile beside it"});
        operators::LayerProfile profile = read_layer_profile(stem, *model, run.tp, accelerator);
        set_exchanges(run, shape, profile);
        setup.measured = std::make_shared<operators::ProfileStep>(std::move(profile));
    }
    compare(run, replay(setup, run.requests),
            from == TimesFrom::profile ? "layer profile" : "analytic", out);
}

}  // namespace

RequestTimings validate_requests(const std::string& folder, TimesFrom from,
                                 const Catalog& catalog) {
    if (!fs::is_directory(folder)) throw EnvironmentError(folder + ": no such folder");
    std::vector<fs::path> files;
    const std::string ending = "__vllm_measured.csv";
    for (const auto& entry : fs::directory_iterator(folder)) {
        const std::string name = entry.path().filename().string();
        if (name.find(ending) != std::string::npos) files.push_back(entry.path());
    }
    std::sort(files.begin(), files.end());
    RequestTimings out;
    out.validation.kind = "requests";
    out.validation.against = folder;
    out.validation.group_names = {"run", "times"};
    for (const fs::path& file : files) {
        Run run;
        const std::string name = file.filename().string();
        run.id = name.substr(0, name.find(ending));
        run.accelerator = run.id.substr(0, run.id.find("__"));
        read_meta((fs::path(folder) / (run.id + "__meta.json")).string(), run);
        read_link(fs::path(folder) / (run.id + "__config.json"), run);
        read_measured(file.string(), run);
        validate_run(folder, run, from, catalog, out);
    }
    if (files.empty()) throw EnvironmentError(folder + ": no file RUN" + ending);
    return out;
}

std::string request_timings_text(const RequestTimings& timings) {
    std::string out = fmt::format("{:<34}{:<8}{:>12}{:>12}{:>10}\n", "run", "mean of", "measured",
                                  "predicted", "error");
    for (const TimingMeans& m : timings.means) {
        out += fmt::format("{:<34}{:<8}{:>10.4f} s{:>10.4f} s{:>+9.2f}%\n", m.run, m.metric,
                           m.measured_s, m.predicted_s,
                           100 * (m.predicted_s - m.measured_s) / m.measured_s);
    }
    out += fmt::format("\n{:<34}{:<12}{:>8}{:>12}{:>10}\n", "run", "quantile of", "measured",
                       "predicted", "error");
    for (const TimingQuantile& t : timings.quantiles) {
        out += fmt::format("{:<34}{:<5}p{:<4}{:>8.4f} s{:>10.4f} s{:>+9.2f}%\n", t.run, t.metric,
                           t.percent, t.measured_s, t.predicted_s,
                           100 * (t.predicted_s - t.measured_s) / t.measured_s);
    }
    return out + "\nerrors of single requests\n" + validation_text(timings.validation);
}

std::string request_timings_json(const RequestTimings& timings) {
    nlohmann::ordered_json j = nlohmann::ordered_json::parse(validation_json(timings.validation));
    nlohmann::ordered_json means = nlohmann::ordered_json::array();
    for (const TimingMeans& m : timings.means) {
        means.push_back({{"id", m.run + "/mean"},
                         {"metric", m.metric},
                         {"measured", m.measured_s},
                         {"predicted", m.predicted_s},
                         {"error_pct", 100 * (m.predicted_s - m.measured_s) / m.measured_s}});
    }
    j["means"] = std::move(means);
    nlohmann::ordered_json quantiles = nlohmann::ordered_json::array();
    for (const TimingQuantile& t : timings.quantiles) {
        quantiles.push_back({{"id", fmt::format("{}/p{}", t.run, t.percent)},
                             {"metric", t.metric},
                             {"measured", t.measured_s},
                             {"predicted", t.predicted_s},
                             {"error_pct", 100 * (t.predicted_s - t.measured_s) / t.measured_s}});
    }
    j["quantiles"] = std::move(quantiles);
    return j.dump(2) + "\n";
}

}  // namespace orrery
