// `study size`: how many of which accelerator for this traffic at these targets.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <map>
#include <memory>

#include "sim/kernel/limits.hpp"
#include "sim/report/study_size.hpp"
#include "sim/scenario/quantity.hpp"
#include "sim/scenario/reader/reader.hpp"
#include "sim/scenario/reader/tables.hpp"
#include "tools/orrery/flags.hpp"
#include "tools/orrery/pipeline.hpp"
#include "tools/orrery/program.hpp"
#include "tools/orrery/study_base.hpp"
#include "tools/orrery/study_files.hpp"
#include "tools/orrery/terminal.hpp"

namespace orrery::cli {
namespace {

struct SizeVerb {
    std::string base;
    std::vector<std::string> overlays;
    std::vector<std::string> sets;
    std::vector<std::string> catalogs;
    std::string deployment;
    std::string model;
    std::vector<std::string> precisions;
    std::string rate;
    std::string prompt;
    std::string output;
    std::string lengths;
    std::vector<std::string> slos;
    std::vector<std::string> gpus;
    std::vector<std::string> tps;
    std::vector<int> token_budgets;
    int max_num_seqs = 256;
    std::string engine = "vllm";
    std::string region;
    std::string grid = "DE";
    std::string window = "30 min";
    std::vector<double> multiples{1, 2, 4, 8, 16, 32};
    double burst = 1.5;
    int spare = 1;
    std::uint64_t seed = 1;
    int search_seeds = 3;
    int seeds = 5;
    StudyBase answer;  ///< threads and where the answer goes
};

/// "1100" is constant, "1100:1.2" log-normal with that coefficient of variation.
LengthSpec length_of(const std::string& text, const char* flag, Diagnostics& diagnostics) {
    LengthSpec spec;
    const std::size_t colon = text.find(':');
    spec.mean = quantity(text.substr(0, colon), Measure::number, flag, diagnostics);
    spec.law = colon == std::string::npos ? LengthLaw::constant : LengthLaw::lognormal;
    if (colon != std::string::npos) {
        spec.cv = quantity(text.substr(colon + 1), Measure::number, flag, diagnostics);
    }
    if (spec.mean < 1 || spec.cv <= 0) {
        complain(diagnostics, flag, "\"" + text + "\" is no length",
                 "tokens, or mean:cv as in 1100:1.2");
    }
    return spec;
}

/// Public traces by a short name; anything else is a path.
std::string trace_path(const std::string& name) {
    static const std::map<std::string, std::string> known{
        {"azure-conv", "data:llm_traces/azure_llm_2023_conv_first_half.csv.gz"},
        {"azure-code", "data:llm_traces/azure_llm_2023_code.csv.gz"},
        {"mooncake", "data:llm_traces/mooncake_conversation.jsonl.gz"}};
    const auto it = known.find(name);
    return it == known.end() ? name : it->second;
}

WorkloadSpec workload_of(const SizeVerb& verb, Diagnostics& diagnostics) {
    WorkloadSpec w;
    w.name = "traffic";
    SyntheticSpec s;
    s.rate = positive(verb.rate, Measure::rate, "--rate", "--rate 20/s", diagnostics);
    if (!verb.lengths.empty()) {
        s.lengths_from = trace_path(verb.lengths);
    } else if (verb.prompt.empty() || verb.output.empty()) {
        complain(diagnostics, "--lengths", "how long requests are is not known",
                 "--prompt 1100:1.2 --output 220:0.9, or --lengths azure-conv or a trace file");
    } else {
        s.prompt = length_of(verb.prompt, "--prompt", diagnostics);
        s.output = length_of(verb.output, "--output", diagnostics);
    }
    w.synthetic = s;
    return w;
}

/// A scenario of flags alone: a window of steady demand for one model.
void from_flags(const SizeVerb& verb, SizeQuestion& q, Diagnostics& diagnostics) {
    if (verb.model.empty()) {
        complain(diagnostics, "--model", "which model is served is not known",
                 "--model llama-3.1-70b, or --base scenario.yaml");
    }
    q.scenario.name = "size-" + verb.model;
    q.scenario.file = "./command-line";
    q.scenario.horizon =
        Nanos::from_seconds(quantity(verb.window, Measure::duration, "--window", diagnostics));
    q.scenario.warmup = Nanos{q.scenario.horizon.ns / 10};
    q.scenario.workloads = {workload_of(verb, diagnostics)};
    q.deployment.name = "fleet";
    q.deployment.model = verb.model;
    q.deployment.engine = verb.engine;
    q.deployment.max_num_seqs = verb.max_num_seqs;
    q.precisions = {Precision::bf16};
}

const DeploymentSpec* chosen(const SizeVerb& verb, const Scenario& s, Diagnostics& diagnostics) {
    std::string names;
    for (const DeploymentSpec& d : s.deployments) {
        if (d.name == verb.deployment) return &d;
        names += (names.empty() ? "" : ", ") + d.name;
    }
    if (verb.deployment.empty() && s.deployments.size() == 1) return &s.deployments.front();
    complain(diagnostics, "--deployment", "which deployment to size is not known",
             "--deployment, one of: " + names);
    return nullptr;
}

void from_base(const SizeVerb& verb, SizeQuestion& q, Diagnostics& diagnostics) {
    const auto scenario = read_scenario({verb.base, verb.overlays, verb.sets}, diagnostics);
    if (!scenario) return;
    const DeploymentSpec* d = chosen(verb, *scenario, diagnostics);
    if (!d) return;
    q.scenario = *scenario;
    q.deployment = *d;
    q.own = true;
    q.precisions = {d->precision};
    if (verb.tps.empty()) q.tps = {d->tp};
    keep_only(q.deployment, q.scenario);
}

void read_lists(const SizeVerb& verb, SizeQuestion& q, Diagnostics& diagnostics) {
    for (const std::string& text : verb.slos) {
        std::string problem;
        const auto target = parse_slo(text, problem);
        if (target) {
            q.targets.push_back(*target);
        } else {
            complain(diagnostics, "--slo", problem, "ttft.p99<1s, tpot.p95<50ms, e2e.p50<20s");
        }
    }
    if (!verb.precisions.empty()) q.precisions.clear();
    for (const std::string& text : verb.precisions) {
        const auto* it = std::find_if(kPrecisions.begin(), kPrecisions.end(), [&](const auto& p) {
                             return text == p.first;
                         }).base();
        if (it == kPrecisions.data() + kPrecisions.size()) {
            complain(diagnostics, "--precision", "\"" + text + "\" is no precision",
                     "bf16, fp8, int4 …");
        } else {
            q.precisions.push_back(it->second);
        }
    }
    for (const std::string& text : verb.tps) {
        if (text == "auto") {
            q.tps.clear();
            break;
        }
        q.tps.push_back(static_cast<int>(quantity(text, Measure::number, "--tp", diagnostics)));
        if (q.tps.back() < 1) complain(diagnostics, "--tp", "tp is at least 1", "--tp 1,2,4");
    }
}

/// Without any limit every fleet would do.
void need_targets(const SizeQuestion& q, Diagnostics& diagnostics) {
    bool any = !q.targets.empty();
    for (const WorkloadSpec& w : q.scenario.workloads) any = any || !targets_of(w.slo).empty();
    if (any) return;
    complain(diagnostics, "--slo", "there is no target to size for",
             "--slo 'ttft.p99<1s' --slo 'tpot.p99<50ms', or slo: in the scenario");
}

SizeQuestion question_of(const SizeVerb& verb, Diagnostics& diagnostics) {
    SizeQuestion q;
    if (verb.base.empty()) {
        from_flags(verb, q, diagnostics);
    } else {
        from_base(verb, q, diagnostics);
    }
    read_lists(verb, q, diagnostics);
    if (!diagnostics.has_errors()) need_targets(q, diagnostics);
    q.hardware = verb.gpus;
    q.token_budgets = verb.token_budgets;
    q.region = verb.region;
    q.grid = verb.grid;
    q.multiples = verb.multiples;
    q.burst_multiple = verb.burst;
    q.spare_servers = verb.spare;
    q.seed = verb.seed;
    q.search_seeds = verb.search_seeds;
    q.verify_seeds = verb.seeds;
    q.threads = verb.answer.jobs;
    return q;
}

void execute(SizeVerb& verb, Outcome& outcome) {
    Diagnostics diagnostics;
    const SizeQuestion question = question_of(verb, diagnostics);
    const Catalog catalog = load_catalog(verb.catalogs, diagnostics);
    SizeResult result;
    if (!diagnostics.has_errors()) {
        const CompileOptions compile{data_folder(), true, today()};
        result = study_size(question, catalog, compile, diagnostics);
    }
    if (interrupt_requested()) throw Interrupted();
    print(diagnostics);
    outcome.code = diagnostics.exit_code();
    if (outcome.code != kOk) return;
    if (verb.answer.out.empty()) verb.answer.out = "out/" + result.name;
    const std::string files =
        fmt::format("\nFiles: {}/report.html, study.json, study.csv\n", verb.answer.out);
    finish_study(verb.answer, {render_size_text(result, terminal_width()) + files,
                               render_size_json(result), render_size_csv(result)});
    if (!result.answered()) outcome.code = kInfeasible;
}

void add_demand_options(CLI::App& sub, SizeVerb& v) {
    sub.add_option("--base", v.base, "Scenario whose workloads and deployment are sized");
    sub.add_option("-f,--overlay", v.overlays, "Overlay merged over the base; repeatable");
    sub.add_option("--set", v.sets, "path=value in the base; repeatable")->take_all();
    sub.add_option("--catalog", v.catalogs, "Folder of facts that override the catalog's");
    sub.add_option("--deployment", v.deployment, "Which deployment of the base");
    sub.add_option("--model", v.model, "Catalog model, without a base");
    sub.add_option("--rate", v.rate, "Requests a second: 20/s");
    sub.add_option("--prompt", v.prompt, "Prompt tokens: 1100, or mean:cv as in 1100:1.2");
    sub.add_option("--output", v.output, "Output tokens, likewise");
    sub.add_option("--lengths", v.lengths,
                   "Lengths of a trace: azure-conv, azure-code, mooncake or a file");
    sub.add_option("--slo", v.slos, "Target: ttft.p99<1s, tpot.p95<50ms, e2e.p50<20s; repeatable")
        ->take_all();
    sub.add_option("--window", v.window, "Simulated time of each run, without a base");
    sub.add_option("--burst", v.burst, "Rate in bursts over the mean rate; 1: no bursts")
        ->check(CLI::Range(1.0, 9.9));
    sub.add_option("--multiples", v.multiples, "Multiples of demand for the growth table")
        ->delimiter(',');
}

void add_supply_options(CLI::App& sub, SizeVerb& v) {
    sub.add_option("--gpus", v.gpus,
                   "Servers, accelerators or families; default: all rented ones with a fit")
        ->delimiter(',');
    sub.add_option("--precision", v.precisions, "Of the weights, several with commas")
        ->delimiter(',');
    sub.add_option("--tp", v.tps, "Tensor parallelism: auto, or numbers with commas")
        ->delimiter(',');
    sub.add_option("--engine", v.engine, "Catalog engine profile, without a base");
    sub.add_option("--max-num-seqs", v.max_num_seqs, "Without a base")->check(CLI::Range(1, 65536));
    sub.add_option("--token-budget", v.token_budgets, "Several with commas")
        ->delimiter(',')
        ->check(CLI::Range(1, 1048576));
    sub.add_option("--region", v.region, "Only offers whose region begins so: aws/");
    sub.add_option("--grid", v.grid, "Grid zone of bought servers");
    sub.add_option("--spare", v.spare, "Servers beyond the load, against failures")
        ->check(CLI::Range(0, 1000));
}

}  // namespace

void add_study(CLI::App& app, Outcome& outcome) {
    CLI::App* study = app.add_subcommand("study", "A question as many runs");
    study->require_subcommand(1);
    add_study_files(*study, outcome);
    add_study_training(*study, outcome);
    add_study_match(*study, outcome);
    add_study_carbon(*study, outcome);
    add_study_shift(*study, outcome);
    add_study_power(*study, outcome);
    add_study_pareto(*study, outcome);
    add_study_placement(*study, outcome);
    add_study_edge(*study, outcome);
    add_study_commitments(*study, outcome);
    add_study_own_rent_mix(*study, outcome);
    add_study_breakeven(*study, outcome);
    add_study_vendors(*study, outcome);
    add_study_order_by(*study, outcome);
    add_study_early_warning(*study, outcome);
    add_study_exit(*study, outcome);
    add_study_refresh(*study, outcome);
    add_study_stress(*study, outcome);
    add_study_redundancy(*study, outcome);
    add_study_showback(*study, outcome);
    auto verb = std::make_shared<SizeVerb>();
    CLI::App* sub = study->add_subcommand(
        "size", "How many of which accelerator for this traffic at these targets");
    add_demand_options(*sub, *verb);
    add_supply_options(*sub, *verb);
    add_study_answer(*sub, verb->answer, outcome);
    sub->add_option("--seed", verb->seed, "Seed of all random streams");
    sub->add_option("--seeds", verb->seeds, "Replications that verify the answer")
        ->check(CLI::Range(2, 1000));
    sub->add_option("--search-seeds", verb->search_seeds, "Replications of each search step")
        ->check(CLI::Range(1, 1000));
    sub->callback([verb, &outcome] { execute(*verb, outcome); });
    add_unknown_study(*study, outcome);
}

}  // namespace orrery::cli
