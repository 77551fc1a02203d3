// `study training-run`: which parallelism trains this model fastest on this cluster.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <filesystem>
#include <memory>

#include "orrery/base/atomic_file.hpp"
#include "sim/evidence/training_case.hpp"
#include "sim/report/model_growth.hpp"
#include "sim/report/training_run.hpp"
#include "sim/scenario/quantity.hpp"
#include "sim/scenario/reader/reader.hpp"
#include "tools/orrery/flags.hpp"
#include "tools/orrery/pipeline.hpp"
#include "tools/orrery/study_report.hpp"

namespace orrery::cli {
namespace {

struct TrainingRunVerb {
    std::string model;
    std::string server = "dgx-h100";
    std::string precision = "bf16";
    std::string software;
    std::string tokens;
    std::string recompute;
    std::string network;
    int accelerators = 8;
    double sequence = 4096;
    double batch = 0;
    double lora = 0;
    int tp = 0, cp = 0, pp = 0, ep = 0, virtual_stages = 0, zero = -1;
    double micro_batch = 0;
    int shown = 10;
    double grow = 1;
    int releases = 1;
    bool tokens_grow = false;
    std::vector<std::string> catalogs;
    std::string out;
    std::string format = "text";
};

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

/// The series of models instead of one.
void grow_series(const TrainingRunVerb& v, const TrainingQuestion& q) {
    const auto series = study_growth(q, v.grow, v.releases);
    const std::string json = render_growth_json(q, series, v.tokens_grow);
    if (!v.out.empty()) {
        std::filesystem::create_directories(v.out);
        write_file(v.out + "/study.json", json);
        write_study_report(v.out, json, render_growth_text(q, series, v.tokens_grow));
    }
    fmt::print("{}", v.format == "json" ? json : render_growth_text(q, series, v.tokens_grow));
}

void execute(const TrainingRunVerb& v, Outcome& outcome) {
    Diagnostics diagnostics;
    const Catalog catalog = load_catalog(v.catalogs, diagnostics);
    TrainingQuestion q;
    read_work(v, catalog, q, diagnostics);
    read_machine(v, catalog, q, diagnostics);
    read_pins(v, q);
    if (v.releases > 1 && !diagnostics.has_errors()) {
        print(diagnostics);
        return grow_series(v, q);
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
    if (!v.out.empty()) {
        std::filesystem::create_directories(v.out);
        write_file(v.out + "/study.json", render_training_json(q, run));
        write_file(v.out + "/study.csv", render_training_csv(q, run));
        write_study_report(v.out, render_training_json(q, run), render_training_text(q, run));
    }
    if (v.format == "json") fmt::print("{}", render_training_json(q, run));
    if (v.format == "csv") fmt::print("{}", render_training_csv(q, run));
    if (v.format == "text") fmt::print("{}", render_training_text(q, run));
}

}  // namespace

void add_study_training(CLI::App& study, Outcome& outcome) {
    auto v = std::make_shared<TrainingRunVerb>();
    CLI::App* sub = study.add_subcommand(
        "training-run", "Which parallelism trains this model fastest on this cluster");
    sub->add_option("--model", v->model, "Catalog model")->required();
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
    sub->add_option("--show", v->shown, "Layouts in the table")->check(CLI::Range(1, 1000));
    sub->add_option("--grow", v->grow, "Parameters of each release over the one before")
        ->check(CLI::Range(1.0, 100.0));
    sub->add_option("--releases", v->releases, "Models of a series that grows")
        ->check(CLI::Range(1, 50));
    sub->add_flag("--tokens-grow", v->tokens_grow, "The token budget grows with the parameters");
    sub->add_option("--catalog", v->catalogs, "Folder of facts that override");
    sub->add_option("-o,--out", v->out, "Folder for report.html, study.json and study.csv");
    sub->add_option("--format", v->format)->check(CLI::IsMember({"text", "json", "csv"}));
    sub->callback([v, &outcome] { execute(*v, outcome); });
}

}  // namespace orrery::cli
