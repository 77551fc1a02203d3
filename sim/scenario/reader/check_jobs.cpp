// What contradicts itself in jobs and in what befalls their pools.
#include <fmt/format.h>

#include "sim/scenario/reader/contradictions.hpp"
#include "sim/scenario/reader/references.hpp"
#include "sim/scenario/table.hpp"

namespace orrery {
namespace {

struct JobPools {
    NamedList pools;
    const Unread& unread;
};

void check_move(const JobPools& pools, const Reader& r, const JobSpec& job, const MoveSpec& move,
                const std::string& path) {
    const Reference to{move.pool, move.where, path + ".pool"};
    if (!refers(pools.pools, to, pools.unread, r.diagnostics) || move.pool != job.pool) return;
    r.error(move.where, "E0344", path + ".pool", "the job is on that pool already",
            "name another pool");
}

void check_job_failures(const Reader& r, const JobSpec& job, const std::string& path) {
    if (!job.failures) return;
    const JobFailureSpec& f = *job.failures;
    const bool rate = f.per_1000_node_days >= 0;
    const bool mtbf = f.mtbf != Nanos::never();
    if (rate && mtbf) {
        r.error(f.where, "E0340", path + ".failures", "a rate and an mtbf exclude each other",
                "keep per_1000_node_days if larger jobs fail more often");
    }
    if (!rate && !mtbf && f.mix.empty()) {
        r.error(f.where, "E0340", path + ".failures", "it is not said how often the job fails",
                "add per_1000_node_days: 1.2, mtbf: 20 h, or mix: llama-3-405b");
    }
}

/// Either the steps are given or what follows from the training.
void check_work(const Reader& r, const JobSpec& job, const std::string& path) {
    const bool given = job.step_time > Nanos{0};
    const auto wrong = [&](const std::string& key, const char* message, const char* hint) {
        r.error(job.where, "E0352", path + key, message, hint);
    };
    if (given == job.training.has_value()) {
        wrong(".step_time",
              given ? "step_time and training exclude each other"
                    : "it is not said how long a step is",
              given ? "keep training, or the measured step_time"
                    : "add step_time: 6 s, or training: {model: llama-3.1-70b, tp: 8}");
    }
    const bool tokens = job.training && job.training->tokens > 0;
    if ((job.steps > 0) == tokens) {
        wrong(".steps",
              tokens ? "steps and tokens exclude each other"
                     : "it is not said how much there is to do",
              tokens ? "keep training.tokens" : "add steps: 10000, or training.tokens");
    }
}

void check_input(const Reader& r, const JobSpec& job, const std::string& path) {
    if (!job.input) return;
    if (job.input->stages.empty() && job.input->dataset.empty()) {
        r.error(job.input->where, "E0353", path + ".input", "neither stages nor a data set",
                "add stages: [{name: decode, service: 12 ms}], or dataset: corpus");
    }
    if (job.input->items_per_step <= 0 && !job.training && !job.input->stages.empty()) {
        r.error(job.input->where, "E0353", path + ".input.items_per_step",
                "it is not said how many items a step takes", "add items_per_step: 1024");
    }
    for (const InputStageSpec& stage : job.input->stages) {
        const bool moves = stage.item_bytes > 0 && stage.bandwidth > 0;
        if (stage.service > Nanos{0} || moves) continue;
        r.error(stage.where, "E0353", path + ".input.stages[" + stage.name + "]",
                "a stage that neither works nor moves bytes limits nothing",
                "add service: 12 ms, or item_size and bandwidth");
    }
}

void check_one_job(const Scenario& s, const JobPools& pools, const Reader& r, std::size_t i) {
    const JobSpec& job = s.jobs[i];
    const std::string path = fmt::format("jobs[{}]", i);
    check_job_failures(r, job, path);
    check_work(r, job, path);
    check_input(r, job, path);
    if (job.elastic && job.data_parallel < 2) {
        r.error(job.where, "E0341", path + ".elastic",
                "an elastic job needs data-parallel groups that it can do without",
                "add data_parallel: 16, a divisor of its servers");
    }
    if (job.checkpoint.stall > Nanos{0} && !job.checkpoint.asynchronous) {
        r.error(job.checkpoint.where, "E0347", path + ".checkpoint.stall",
                "only an asynchronous checkpoint has a stall; others stop the job while they are "
                "written",
                "add asynchronous: true");
    }
    if (job.checkpoint.size_bytes > 0 && !job.checkpoint.model.empty()) {
        r.error(job.checkpoint.where, "E0347", path + ".checkpoint",
                "size and model exclude each other", "keep one");
    }
    if (job.upgrade) check_move(pools, r, job, *job.upgrade, path + ".upgrade");
    if (job.fallback) check_move(pools, r, job, *job.fallback, path + ".fallback");
    if (job.fallback && job.deadline == Nanos::never()) {
        r.error(job.fallback->where, "E0343", path + ".fallback",
                "a fallback is for a deadline, and there is none", "add deadline: 20 d");
    }
}

void check_spot(const Reader& r, const PoolSpec& pool, const std::string& path) {
    if (!pool.spot) return;
    const SpotSpec& spot = *pool.spot;
    const bool rates = spot.every != Nanos::never();
    const bool bids = spot.bid_usd_server_h >= 0;
    const auto wrong = [&](const char* message, const char* hint) {
        r.error(spot.where, "E0345", path + ".spot", message, hint);
    };
    // Prices without a bid take nothing back: they only price, beside any source of interruptions.
    const int takes = static_cast<int>(rates) + static_cast<int>(!spot.availability.empty()) +
                      static_cast<int>(bids);
    const int priced = static_cast<int>(!spot.prices.empty()) +
                       static_cast<int>(!spot.steps.empty()) + static_cast<int>(spot.discount > 0);
    if (takes > 1) {
        wrong("it is taken back by one of every, availability, and prices with a bid",
              "for example {every: 8 h, servers: 2}");
    }
    if (priced > 1) {
        wrong("it is priced by one of prices, steps and discount", "for example {discount: 60 %}");
    }
    if (takes + priced == 0) {
        wrong("it says neither what takes servers back nor what they cost",
              "for example {every: 8 h, servers: 2, discount: 60 %}");
    }
    if (bids && spot.prices.empty()) wrong("a bid needs prices", "add prices: spot.csv");
    if (pool.contract != ContractKind::on_demand) {
        wrong("owned servers are not taken back", "add contract: on_demand");
    }
    if (spot.servers > pool.servers) {
        wrong("a preemption takes more servers than the pool has", "lower servers");
    }
}

void check_windows(const Reader& r, const PoolSpec& pool, const std::string& path) {
    for (std::size_t k = 0; k < pool.maintenance.size(); ++k) {
        const MaintenanceSpec& m = pool.maintenance[k];
        const std::string where = fmt::format("{}.maintenance_windows[{}]", path, k);
        if (m.servers > pool.servers) {
            r.error(m.where, "E0346", where + ".servers",
                    fmt::format("{} servers of {}", m.servers, pool.servers),
                    "at most the servers of the pool; 0: all");
        }
        if (m.duration >= m.every) {
            r.error(m.where, "E0346", where + ".every",
                    "a window is not over when the next one begins", "lengthen every");
        }
    }
}

}  // namespace

void check_jobs(const Scenario& scenario, const Unread& unread, Diagnostics& diagnostics) {
    const Reader r{diagnostics};
    const JobPools pools{named_list("pools", "pool", scenario.pools), unread};
    for (std::size_t i = 0; i < scenario.jobs.size(); ++i) check_one_job(scenario, pools, r, i);
    for (std::size_t i = 0; i < scenario.pools.size(); ++i) {
        const std::string path = fmt::format("pools[{}]", i);
        check_spot(r, scenario.pools[i], path);
        check_windows(r, scenario.pools[i], path);
    }
}

}  // namespace orrery
