// `study training-run`: which parallelism trains this model fastest on this cluster.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <memory>
#include <optional>

#include "sim/analysis/basis.hpp"
#include "sim/evidence/training_case.hpp"
#include "sim/report/model_growth.hpp"
#include "sim/report/training_run.hpp"
#include "sim/scenario/quantity.hpp"
#include "sim/scenario/reader/reader.hpp"
#include "tools/orrery/flags.hpp"
#include "tools/orrery/pipeline.hpp"
#include "tools/orrery/study_base.hpp"
#include "tools/orrery/terminal.hpp"

namespace orrery::cli {
namespace {

constexpr double kAlike = .99;  ///< of a network: what differs by less is called the same

struct TrainingRunVerb {
    std::string model;
    std::string server;
    std::string precision;
    std::string software;
    std::string tokens;
    std::string recompute;
    std::string network;
    std::string failures = "llama-3-405b";
    std::string checkpoint;
    std::string restart;
    int accelerators = 0;
    double sequence = 0;
    double batch = 0;
    double lora = 0;
    int tp = 0, cp = 0, pp = 0, ep = 0, virtual_stages = 0, zero = -1;
    double micro_batch = 0;
    int shown = 10;
    double grow = 1;
    int releases = 1;
    bool tokens_grow = false;
    std::string job;
    StudyBase base;
    std::optional<World> world;  ///< of the base, where it compiles: what the figures rest on
};

/// A job's work and machines, where no flag says otherwise.
void from_job(const JobSpec& job, const Scenario& s, TrainingRunVerb& v) {
    const TrainingSpec& t = *job.training;
    const auto text = [](std::string& flag, const std::string& value) {
        if (flag.empty()) flag = value;
    };
    const auto number = [](auto& flag, auto value) {
        if (flag <= 0) flag = value;
    };
    text(v.model, t.model);
    text(v.software, t.software);
    text(v.precision, t.precision == Precision::fp8 ? "fp8" : "bf16");
    for (const PoolSpec& pool : s.pools) {
        if (pool.name == job.pool) text(v.server, pool.server);
    }
    number(v.accelerators, job.accelerators);
    number(v.sequence, t.sequence);
    number(v.batch, t.global_batch);
    number(v.lora, t.lora_rank);
    const double steps = static_cast<double>(job.steps);
    text(v.tokens, print_number(t.tokens > 0 ? t.tokens : steps * v.batch * v.sequence));
}

/// The job that --job names, or the only one that says what it trains.
void read_base(TrainingRunVerb& v, const Catalog& catalog, Diagnostics& diagnostics) {
    const ScenarioOptions& from = v.base.scenario;
    const auto scenario = read_scenario({from.scenario, from.overlays, from.sets}, diagnostics);
    if (!scenario) return;
    std::vector<std::string> names;
    const JobSpec* found = nullptr;
    for (const JobSpec& job : scenario->jobs) {
        if (!job.training) continue;
        names.push_back(job.name);
        if (v.job.empty() || job.name == v.job) found = &job;
    }
    if (names.empty()) {
        complain(diagnostics, "--base", "no job of " + from.scenario + " says what it trains",
                 "training: {model: …, tokens: …} of a job, or --model without --base");
    } else if (!found || (v.job.empty() && names.size() > 1)) {
        complain(diagnostics, "--job",
                 found ? "the base has more than one training run"
                       : "the base has no training run \"" + v.job + "\"",
                 fmt::format("--job, one of: {}", fmt::join(names, ", ")));
    } else {
        from_job(*found, *scenario, v);
    }
    if (diagnostics.has_errors()) return;
    Diagnostics unsaid;  // the question is about the job, whatever else the base lacks
    v.world = compile_world(*scenario, catalog, {data_folder(), from.allow_path, ""}, unsaid);
}

/// What neither a flag nor a base says.
void usual(TrainingRunVerb& v, Diagnostics& diagnostics) {
    if (v.model.empty() && !diagnostics.has_errors()) {
        complain(diagnostics, "--model", "which model is trained is not known",
                 "--model llama-3.1-70b, or --base with a job that has training:");
    }
    if (v.server.empty()) v.server = "dgx-h100";
    if (v.precision.empty()) v.precision = "bf16";
    if (v.accelerators <= 0) v.accelerators = 8;
    if (v.sequence <= 0) v.sequence = 4096;
}

template <class Map>
std::string nearest(const Map& entries, const std::string& name) {
    std::vector<std::string> names;
    for (const auto& [key, entry] : entries) names.push_back(key);
    const std::string found = closest(name, names);
    return found.empty() ? "orrery catalog list shows them" : "did you mean " + found + "?";
}

/// A server's accelerator, or an accelerator by its own name.
const Accelerator* accelerator_of(const Catalog& catalog, const std::string& name) {
    const auto server = catalog.servers.find(name);
    const auto found = catalog.accelerators.find(
        server == catalog.servers.end() ? name : server->second.accelerator);
    return found == catalog.accelerators.end() ? nullptr : &found->second;
}

void read_machine(const TrainingRunVerb& v, const Catalog& catalog, TrainingQuestion& q,
                  Diagnostics& diagnostics) {
    const Accelerator* a = accelerator_of(catalog, v.server);
    if (!a) {
        return complain(diagnostics, "--server", "\"" + v.server + "\" is not in the catalog",
                        nearest(catalog.servers, v.server));
    }
    q.accelerator = a->name;
    q.server = v.server;
    const auto server = catalog.servers.find(v.server);
    const double own = server == catalog.servers.end() ? 0 : server->second.network.value;
    const double network = v.network.empty()
                               ? (own > 0 ? own : usual_network(catalog, a->family))
                               : quantity(v.network, Measure::bandwidth, "--network", diagnostics);
    q.network_assumed = v.network.empty() && own <= 0;
    q.network = network;
    q.machine = training_machine(*a, network);
    if (v.precision == "fp8" && q.machine.fp8 <= 0) {
        complain(diagnostics, "--precision", a->name + " does not multiply in fp8", "bf16");
    }
    const training::Profile* p = find_training(catalog, v.software, *a, q.work.model);
    if (!p || !knows_software(catalog, v.software)) {
        return complain(diagnostics, "--software", "no training profile of \"" + v.software + "\"",
                        nearest(catalog.training, v.software));
    }
    q.estimated = p->name == "*";
    q.coefficients = *p;
    q.profile = p->name;
    q.error_pct = p->error_pct;
}

void read_work(const TrainingRunVerb& v, const Catalog& catalog, TrainingQuestion& q,
               Diagnostics& diagnostics) {
    const auto model = catalog.models.find(v.model);
    if (model == catalog.models.end()) {
        return complain(diagnostics, "--model", "\"" + v.model + "\" is not in the catalog",
                        nearest(catalog.models, v.model));
    }
    q.work.model = model->second;
    q.work.sequence = v.sequence;
    q.work.global_batch = v.batch > 0 ? v.batch : std::max(128.0, v.accelerators / 8.0);
    q.work.precision = v.precision == "fp8" ? Precision::fp8 : Precision::bf16;
    q.work.lora_rank = v.lora;
    q.accelerators = v.accelerators;
    q.shown = v.shown;
    if (!v.tokens.empty()) {
        q.tokens = quantity(v.tokens, Measure::number, "--tokens", diagnostics);
        if (q.tokens <= 0) {
            complain(diagnostics, "--tokens", "a budget is above zero", "--tokens 15.6e12");
        }
    }
}

void read_pins(const TrainingRunVerb& v, TrainingQuestion& q) {
    const auto pin = [](int value, std::optional<int>& to) {
        if (value > 0) to = value;
    };
    pin(v.tp, q.tp);
    pin(v.cp, q.cp);
    pin(v.pp, q.pp);
    pin(v.ep, q.ep);
    pin(v.virtual_stages, q.virtual_stages);
    if (v.micro_batch > 0) q.micro_batch = v.micro_batch;
    if (v.zero >= 0) q.sharding = static_cast<training::Sharding>(v.zero);
    if (v.recompute == "none") q.recompute = training::Recompute::none;
    if (v.recompute == "selective") q.recompute = training::Recompute::selective;
    if (v.recompute == "full") q.recompute = training::Recompute::full;
}

template <class Map>
void add_fact(const char* what, const Map& facts, const std::string& key,
              std::vector<BasisInput>& inputs) {
    const auto found = facts.find(key);
    if (found == facts.end()) return;
    inputs.push_back(analysis::input_of(what, cite(found->second.provenance)));
}

/// Of a run without a base: the catalog's profile, its fleet's interruptions, a price.
std::string rests_on(const TrainingRunVerb& v, const Catalog& catalog, const TrainingQuestion& q) {
    std::vector<BasisInput> inputs;
    if (const auto fit = catalog.training.find(q.profile); fit != catalog.training.end()) {
        const Provenance& from = fit->second.provenance;
        inputs.push_back(analysis::fitted_input("step time", from.source, cite(from), q.error_pct));
    }
    add_fact("accelerator", catalog.accelerators, q.accelerator, inputs);
    add_fact("interruptions", catalog.failure_mixes, q.failure_mix, inputs);
    add_fact("price", catalog.offers, q.offer, inputs);
    const auto time = [&](const std::string& given, const char* flag, const char* what,
                          const char* fact) {
        if (given.empty()) return add_fact(what, catalog.coefficients, fact, inputs);
        inputs.push_back(analysis::input_of(what, flag));
    };
    time(v.checkpoint, "--checkpoint-write", "time of a checkpoint", "training.checkpoint_write");
    time(v.restart, "--restart", "time of a restart", "training.restart");
    return analysis::inputs_sentence(inputs);
}

/// With what the base rests on, if there is one.
void finish(const TrainingRunVerb& v, const Catalog& catalog, const TrainingQuestion& q,
            const StudyPages& pages) {
    if (v.world) return finish_study(v.base, pages, *v.world);
    finish_study(v.base, pages, rests_on(v, catalog, q));
}

/// The series of models instead of one.
void grow_series(const TrainingRunVerb& v, const Catalog& catalog, const TrainingQuestion& q) {
    const auto series = study_growth(q, v.grow, v.releases);
    const std::string json = render_growth_json(q, series, v.tokens_grow);
    finish(v, catalog, q, {render_growth_text(q, series, v.tokens_grow), json, ""});
}

/// Accelerators of the largest server that the catalog has of that kind.
int whole_node(const Catalog& catalog, const std::string& accelerator) {
    int most = 1;
    for (const auto& [name, server] : catalog.servers) {
        if (server.accelerator == accelerator) most = std::max(most, server.accelerators);
    }
    return most;
}

/// Whether the layouts tried can run on such servers: the kind asked for, or whole nodes with the
/// network reckoned with. A slice of a node has neither its links nor its network.
bool fits(const TrainingQuestion& q, const Server& server, int whole, bool named) {
    if (named) return server.name == q.server;
    const int node = std::min({q.accelerators, q.machine.fabric.domain, whole});
    const bool fast = server.network.value >= kAlike * q.network;
    return server.accelerator == q.accelerator && server.accelerators >= node &&
           (q.accelerators <= server.accelerators || fast);
}

/// The least price that the catalog has of an accelerator's hour on servers that fit; of the server
/// that was named, where it has an offer.
void read_price(const Catalog& catalog, TrainingQuestion& q) {
    const int whole = whole_node(catalog, q.accelerator);
    for (const bool named : {true, false}) {
        for (const auto& [name, offer] : catalog.offers) {
            const auto server = catalog.servers.find(offer.server);
            if (server == catalog.servers.end() || !fits(q, server->second, whole, named)) continue;
            const double usd = offer.usd_server_h / server->second.accelerators;
            if (q.usd_accelerator_h > 0 && usd >= q.usd_accelerator_h) continue;
            q.usd_accelerator_h = usd;
            q.offer = name;
        }
        if (q.usd_accelerator_h > 0) return;
    }
}

/// A number of the catalog that no flag gives.
double fact_of(const Catalog& catalog, const std::string& name, Diagnostics& diagnostics) {
    const auto found = catalog.coefficients.find(name);
    if (found != catalog.coefficients.end()) return found->second.value;
    complain(diagnostics, "--catalog", "the catalog has no coefficient \"" + name + "\"",
             "a folder of facts adds to the catalog that is installed");
    return 1;
}

double seconds_of(const std::string& text, const char* flag, const char* fact,
                  const Catalog& catalog, Diagnostics& diagnostics) {
    if (text.empty()) return fact_of(catalog, fact, diagnostics);
    return positive(text, Measure::duration, flag, "90 s", diagnostics);
}

/// Interruptions of the catalog's fleet, and a price.
void read_calendar(const TrainingRunVerb& v, const Catalog& catalog, TrainingQuestion& q,
                   Diagnostics& diagnostics) {
    const auto mix = catalog.failure_mixes.find(v.failures);
    if (mix == catalog.failure_mixes.end()) {
        return complain(diagnostics, "--failures", "\"" + v.failures + "\" is not in the catalog",
                        nearest(catalog.failure_mixes, v.failures));
    }
    double count = 0;
    for (const auto* causes : {&mix->second.hardware, &mix->second.job}) {
        for (const auto& [cause, times] : *causes) count += times;
    }
    q.failures_day = count / mix->second.node_days /
                     fact_of(catalog, "failures.server_accelerators", diagnostics);
    q.failure_mix = mix->first;
    q.checkpoint_s = seconds_of(v.checkpoint, "--checkpoint-write", "training.checkpoint_write",
                                catalog, diagnostics);
    q.restart_s = seconds_of(v.restart, "--restart", "training.restart", catalog, diagnostics);
    read_price(catalog, q);
}

void read_question(const TrainingRunVerb& v, const Catalog& catalog, TrainingQuestion& q,
                   Diagnostics& diagnostics) {
    read_work(v, catalog, q, diagnostics);
    read_machine(v, catalog, q, diagnostics);
    read_pins(v, q);
    if (!diagnostics.has_errors()) read_calendar(v, catalog, q, diagnostics);
}

void execute(TrainingRunVerb& v, Outcome& outcome) {
    Diagnostics diagnostics;
    const Catalog catalog = load_catalog(v.base.scenario.catalogs, diagnostics);
    TrainingQuestion q;
    if (!v.base.scenario.scenario.empty()) read_base(v, catalog, diagnostics);
    usual(v, diagnostics);
    if (!diagnostics.has_errors()) read_question(v, catalog, q, diagnostics);
    if (v.releases > 1 && !diagnostics.has_errors()) {
        print(diagnostics);
        return grow_series(v, catalog, q);
    }
    TrainingRun run;
    if (!diagnostics.has_errors()) run = study_training(q);
    if (!diagnostics.has_errors() && run.best.empty() && !run.infeasible) {
        complain(diagnostics, "parallelism",
                 run.problem.empty() ? "no layout divides the model and the batch" : run.problem,
                 "leave a degree out and all that divide are tried");
    }
    print(diagnostics);
    outcome.code = diagnostics.exit_code();
    if (diagnostics.has_errors()) return;
    if (run.best.empty()) {
        fmt::print(stderr, "no layout fits: {}\n", run.problem);
        outcome.code = kInfeasible;
        return;
    }
    finish(v, catalog, q,
           {render_training_text(q, run, terminal_width()), render_training_json(q, run),
            render_training_csv(q, run)});
}

}  // namespace

void add_study_training(CLI::App& study, Outcome& outcome) {
    auto v = std::make_shared<TrainingRunVerb>();
    CLI::App* sub = study.add_subcommand(
        "training-run", "Which parallelism trains this model fastest on this cluster");
    v->base.table = "study.csv";
    add_study_base(*sub, v->base, outcome, false);
    sub->add_option("--job", v->job, "Which training run of the base");
    sub->add_option("--model", v->model, "Catalog model");
    sub->add_option("--server", v->server, "Catalog server or accelerator");
    sub->add_option("--accelerators", v->accelerators)->check(CLI::Range(1, 1 << 20));
    sub->add_option("--sequence", v->sequence, "Tokens")->check(CLI::Range(1.0, 1e8));
    sub->add_option("--batch", v->batch,
                    "Sequences a step; default an eighth of the accelerators, at least 128")
        ->check(CLI::Range(1.0, 1e8));
    sub->add_option("--tokens", v->tokens, "Token budget: 15.6e12");
    sub->add_option("--precision", v->precision)->check(CLI::IsMember({"bf16", "fp8"}));
    sub->add_option("--lora", v->lora, "Rank of adapters; the base is frozen")
        ->check(CLI::Range(1.0, 65536.0));
    sub->add_option("--software", v->software, "Training framework or generation of it");
    sub->add_option("--network", v->network, "NIC of one accelerator: 400 Gb/s");
    const CLI::Range degree(1, 1 << 20);
    sub->add_option("--tp", v->tp, "Pin tensor parallelism")->check(degree);
    sub->add_option("--pp", v->pp, "Pin pipeline stages")->check(degree);
    sub->add_option("--virtual-stages", v->virtual_stages, "Pin chunks a stage")->check(degree);
    sub->add_option("--cp", v->cp, "Pin context parallelism")->check(degree);
    sub->add_option("--ep", v->ep, "Pin expert parallelism")->check(degree);
    sub->add_option("--micro-batch", v->micro_batch, "Pin sequences a micro-batch")
        ->check(CLI::Range(1.0, 1e6));
    sub->add_option("--zero", v->zero, "Pin the ZeRO stage")->check(CLI::Range(0, 3));
    sub->add_option("--recompute", v->recompute)
        ->check(CLI::IsMember({"none", "selective", "full"}));
    sub->add_option("--failures", v->failures, "Catalog failure mix: interruptions a server-day");
    sub->add_option(
        "--checkpoint-write", v->checkpoint,
        "That a checkpoint stops the run; default the catalog's training.checkpoint_write");
    sub->add_option("--restart", v->restart,
                    "From a failure until it trains again; default the catalog's training.restart");
    sub->add_option("--show", v->shown, "Layouts in the table")->check(CLI::Range(1, 1000));
    sub->add_option("--grow", v->grow, "Parameters of each release over the one before")
        ->check(CLI::Range(1.0, 100.0));
    sub->add_option("--releases", v->releases, "Models of a series that grows")
        ->check(CLI::Range(1, 50));
    sub->add_flag("--tokens-grow", v->tokens_grow, "The token budget grows with the parameters");
    sub->callback([v, &outcome] { execute(*v, outcome); });
}

}  // namespace orrery::cli
