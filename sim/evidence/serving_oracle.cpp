// Runs of another simulator on identical inputs: read, replayed, compared.
#include "sim/evidence/serving_oracle.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <ctime>
#include <filesystem>
#include <fstream>
#include <map>
#include <nlohmann/json.hpp>
#include <sstream>

#include "orrery/base/diagnostics.hpp"
#include "orrery/base/invalid_input.hpp"
#include "sim/evidence/serving_tables.hpp"
#include "sim/ingest/csv.hpp"

namespace orrery {
namespace {

namespace fs = std::filesystem;

/// Limits of those runs: sequences of a batch, tokens of a prompt batch, chunk.
constexpr int kMaxSequences = 128;
constexpr int kMaxTokens = 4096;
constexpr int kSarathiChunk = 512;

struct OracleRun {
    OracleName name;
    std::vector<ReplayRequest> requests;
    std::vector<ReplayTimes> times;  ///< the other simulator's
    std::int64_t blocks = 0;
    int block_tokens = 16;
    std::int64_t iterations = 0;  ///< 0: not recorded
};

std::string existing(const std::string& stem) {
    for (const char* end : {".csv.gz", ".csv"}) {
        if (fs::exists(stem + end)) return stem + end;
    }
    return "";
}

void read_requests(const std::string& file, OracleRun& run) {
    CsvReader csv(file);
    std::vector<std::string> cells;
    while (csv.next(cells)) {
        ReplayRequest r;
        r.arrival_s = number_in(csv, cells, "arrived_at_s");
        r.prompt = static_cast<int>(number_in(csv, cells, "num_prefill_tokens"));
        r.output = static_cast<int>(number_in(csv, cells, "num_decode_tokens"));
        run.requests.push_back(r);
    }
}

void read_times(const std::string& file, OracleRun& run) {
    CsvReader csv(file);
    run.times.assign(run.requests.size(), ReplayTimes{-1, -1, 0});
    std::vector<std::string> cells;
    while (csv.next(cells)) {
        const auto i = static_cast<std::size_t>(number_in(csv, cells, "request_id"));
        if (i >= run.times.size()) continue;
        const double arrived = number_in(csv, cells, "arrived_at_s");
        run.times[i].first_token_s = number_in(csv, cells, "first_token_at_s") - arrived;
        run.times[i].finish_s = number_in(csv, cells, "completed_at_s") - arrived;
    }
}

void read_result(const std::string& file, OracleRun& run) {
    std::ifstream in(file);
    const nlohmann::json j = nlohmann::json::parse(in, nullptr, false);
    if (j.is_discarded() || !j.contains("kv_blocks")) {
        throw InvalidInput(file + ": not a JSON object with kv_blocks");
    }
    run.blocks = j.at("kv_blocks").get<std::int64_t>();
    run.block_tokens = j.value("block_size", 16);
    if (j.contains("num_replicas")) run.name.replicas = j.at("num_replicas").get<int>();
    if (j.contains("batch_size") && j["batch_size"].contains("count")) {
        run.iterations = static_cast<std::int64_t>(j["batch_size"]["count"].get<double>());
    }
}

ReplaySetup setup_of(const OracleRun& run, std::shared_ptr<const llm::StepModel> model) {
    ReplaySetup setup;
    const bool sarathi = run.name.scheduler == "sarathi";
    setup.measured = std::move(model);
    setup.rules = scheduler_rules(sarathi ? SchedulerKind::sarathi : SchedulerKind::vllm_v0, "");
    setup.rules.padded = true;
    setup.balancer =
        run.name.least_outstanding ? BalancerKind::least_outstanding : BalancerKind::round_robin;
    setup.replicas = run.name.replicas;
    setup.max_num_seqs = kMaxSequences;
    setup.token_budget = sarathi ? kSarathiChunk : kMaxTokens;
    setup.table = blank_table(run.blocks, run.block_tokens, kMaxTokens, kMaxSequences);
    return setup;
}

double mean_of(const std::vector<ReplayTimes>& list, double ReplayTimes::*field) {
    double sum = 0;
    for (const ReplayTimes& t : list) sum += t.*field;
    return list.empty() ? 0 : sum / static_cast<double>(list.size());
}

OracleComparison compare(const OracleRun& run, const ReplayResult& ours) {
    OracleComparison c;
    c.requests = static_cast<std::int64_t>(run.requests.size());
    c.iterations = ours.iterations;
    c.iterations_other = run.iterations;
    for (std::size_t i = 0; i < run.times.size(); ++i) {
        const ReplayTimes& a = ours.requests[i];
        const ReplayTimes& b = run.times[i];
        const double e2e = 100 * std::fabs(a.finish_s - b.finish_s) / b.finish_s;
        c.e2e_mean_error_pct += e2e;
        c.e2e_max_error_pct = std::max(c.e2e_max_error_pct, e2e);
        c.ttft_mean_error_pct +=
            100 * std::fabs(a.first_token_s - b.first_token_s) / b.first_token_s;
    }
    c.e2e_mean_error_pct /= static_cast<double>(run.times.size());
    c.ttft_mean_error_pct /= static_cast<double>(run.times.size());
    return c;
}

std::shared_ptr<const llm::StepModel> tables_for(const OracleName& name, const fs::path& beside,
                                                 const Catalog& catalog) {
    const auto model = catalog.models.find(name.model);
    if (model == catalog.models.end()) {
        throw EnvironmentError("the catalog has no model " + name.model);
    }
    std::string flat = name.model;
    flat.erase(flat.find('-'), 1);  // llama-2-7b → llama2-7b
    const fs::path folder = beside / fmt::format("oracle_{}_{}_tp{}", name.gpu, flat, name.tp);
    const bool grouped = model->second.kv_heads < model->second.heads;
    return std::make_shared<operators::LookupStep>(
        read_lookup_tables(folder.string(), model->second.layers, grouped));
}

void add_run(const std::string& id, const OracleRun& run,
             std::shared_ptr<const llm::StepModel> tables, OracleReport& report) {
    const std::clock_t before = std::clock();
    const ReplayResult ours = replay(setup_of(run, std::move(tables)), run.requests);
    OracleComparison c = compare(run, ours);
    c.cpu_s = static_cast<double>(std::clock() - before) / CLOCKS_PER_SEC;
    c.folder = id;
    report.runs.push_back(c);
    auto& rows = report.validation.rows;
    if (run.iterations > 0) {
        rows.push_back({id,
                        "iterations",
                        static_cast<double>(run.iterations),
                        static_cast<double>(ours.iterations),
                        {id}});
    }
    rows.push_back({id,
                    "e2e_mean_s",
                    mean_of(run.times, &ReplayTimes::finish_s),
                    mean_of(ours.requests, &ReplayTimes::finish_s),
                    {id}});
    rows.push_back({id,
                    "ttft_mean_s",
                    mean_of(run.times, &ReplayTimes::first_token_s),
                    mean_of(ours.requests, &ReplayTimes::first_token_s),
                    {id}});
}

}  // namespace

bool parse_oracle_name(const std::string& folder, OracleName& name) {
    std::vector<std::string> parts;
    std::istringstream in(folder);
    for (std::string part; std::getline(in, part, '_');) parts.push_back(part);
    if (parts.size() < 5 || parts[2].rfind("tp", 0) != 0) return false;
    name.gpu = parts[0];
    const std::string& m = parts[1];
    name.model = m.rfind("l2-", 0) == 0 ? "llama-2-" + m.substr(3) : m;
    name.tp = std::max(1, std::atoi(parts[2].c_str() + 2));
    name.scheduler = parts[3];
    for (const std::string& part : parts) {
        if (part.size() > 1 && part[0] == 'r' &&
            std::isdigit(static_cast<unsigned char>(part[1]))) {
            name.replicas = std::atoi(part.c_str() + 1);
        }
        if (part == "lor") name.least_outstanding = true;
    }
    return true;
}

OracleReport validate_serving(const std::string& folder, const Catalog& catalog) {
    if (!fs::is_directory(folder)) throw EnvironmentError(folder + ": no such folder");
    std::vector<fs::path> runs;
    if (!existing(folder + "/requests").empty()) {
        runs.push_back(fs::canonical(folder));
    } else {
        for (const auto& entry : fs::directory_iterator(folder)) {
            if (entry.is_directory()) runs.push_back(fs::canonical(entry.path()));
        }
        std::sort(runs.begin(), runs.end());
    }
    OracleReport report;
    report.validation.kind = "serving";
    report.validation.against = folder;
    report.validation.group_names = {"run"};
    std::map<std::string, std::shared_ptr<const llm::StepModel>> tables;
    for (const fs::path& path : runs) {
        const std::string id = path.filename().string();
        OracleRun run;
        const std::string requests = existing(path.string() + "/requests");
        const std::string times = existing(path.string() + "/per_request");
        if (id.rfind("oracle_", 0) == 0) continue;
        if (!parse_oracle_name(id, run.name) || requests.empty()) {
            report.validation.skipped.push_back({id, "not a run: inputs or name are missing"});
            continue;
        }
        if (times.empty()) {
            report.validation.skipped.push_back({id, "no per-request times to compare with"});
            continue;
        }
        read_requests(requests, run);
        read_times(times, run);
        read_result(path.string() + "/result.json", run);
        const std::string key = fmt::format("{}/{}/{}", run.name.gpu, run.name.model, run.name.tp);
        if (!tables.count(key)) tables[key] = tables_for(run.name, path.parent_path(), catalog);
        add_run(id, run, tables[key], report);
    }
    return report;
}

std::string serving_text(const OracleReport& report) {
    std::string out = fmt::format("{:<28}{:>9}{:>9}{:>10}{:>9}{:>9}{:>7}\n", "run", "iterat.",
                                  "theirs", "E2E mean", "E2E max", "TTFT", "CPU s");
    for (const OracleComparison& c : report.runs) {
        out += fmt::format("{:<28}{:>9}{:>9}{:>9.5f}%{:>8.4f}%{:>8.3f}%{:>7.2f}\n", c.folder,
                           c.iterations, c.iterations_other, c.e2e_mean_error_pct,
                           c.e2e_max_error_pct, c.ttft_mean_error_pct, c.cpu_s);
    }
    for (const SkippedRow& s : report.validation.skipped) {
        out += fmt::format("{:<28}skipped: {}\n", s.id, s.reason);
    }
    return out;
}

}  // namespace orrery
