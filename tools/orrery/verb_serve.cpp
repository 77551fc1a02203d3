// `serve`: the live what-if page of a scenario on loopback.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <cstdio>
#include <memory>

#include "sim/kernel/limits.hpp"
#include "sim/scenario/reader/reader.hpp"
#include "tools/orrery/flags.hpp"
#include "tools/orrery/pipeline.hpp"
#include "tools/orrery/serve/http_server.hpp"
#include "tools/orrery/serve/verb.hpp"

namespace orrery::cli {
namespace {

/// Runs at once: a page's newest, and another page's.
constexpr int kRunThreads = 2;

struct ServeVerb {
    ScenarioOptions scenario;
    std::vector<std::string> inputs;
    std::string fidelity = "event";
    serve::ListenPolicy listen;
};

/// "pools[own].servers=1..16"; what fits no input is told where the page's sliders are made.
std::vector<WhatIf> marks_of(const std::vector<std::string>& flags, Diagnostics& diagnostics) {
    std::vector<WhatIf> marks;
    for (const std::string& flag : flags) {
        const std::size_t equals = flag.find('=');
        const std::size_t dots = flag.find("..", std::min(equals, flag.size()));
        if (equals == std::string::npos || dots == std::string::npos) {
            complain(diagnostics, "--input", "\"" + flag + "\" is not PATH=FROM..TO",
                     "for example --input 'pools[own].servers=1..16'");
            continue;
        }
        WhatIf mark;
        mark.where.file = "--input " + flag;
        mark.path = flag.substr(0, equals);
        mark.from = flag.substr(equals + 1, dots - equals - 1);
        mark.to = flag.substr(dots + 2);
        marks.push_back(std::move(mark));
    }
    return marks;
}

void tell(const std::string& name, const serve::ListenPolicy& at) {
    const bool six = at.address.find(':') != std::string::npos;
    const std::string host = six ? "[" + at.address + "]" : at.address;
    const std::string token = at.token.empty() ? "" : "#token=" + at.token;
    fmt::print("{}: http://{}:{}/{}\n", name, host, at.port, token);
    fmt::print(stderr, "Ctrl-C ends it.\n");
    if (!at.token.empty()) {
        fmt::print(
            stderr,
            "Others may connect: whoever has the token sees and turns the scenario, and what "
            "is sent is not encrypted.\n");
    }
    std::fflush(stdout);
}

void execute(ServeVerb& verb, Outcome& outcome) {
    const ScenarioOptions& from = verb.scenario;
    auto loaded = load(from, outcome);
    if (!loaded) return;
    Diagnostics diagnostics;
    serve::SessionBase base;
    auto document = merged_document({from.scenario, from.overlays, from.sets}, diagnostics);
    base.marks = marks_of(verb.inputs, diagnostics);
    base.file = from.scenario;
    base.catalog = std::move(loaded->catalog);
    base.compile = {data_folder(), from.allow_path, std::string()};
    base.sampled = verb.fidelity == "sampled";
    if (document) base.document = std::move(*document);
    const serve::Session session(std::move(base), loaded->scenario, diagnostics);
    print(diagnostics);
    outcome.code = flags_exit_code(diagnostics);
    if (diagnostics.has_errors()) return;
    serve::Jobs jobs(session, kRunThreads);
    jobs.submit("", {});  // the page's first question
    const serve::Api api(session, jobs);
    if (!serve::is_loopback(verb.listen.address)) verb.listen.token = serve::new_token();
    serve::serve_http(api, verb.listen,
                      [&](const serve::ListenPolicy& at) { tell(loaded->scenario.name, at); });
    jobs.stop();
    outcome.code = kInterrupted;
}

}  // namespace

void add_serve(CLI::App& app, Outcome& outcome) {
    auto verb = std::make_shared<ServeVerb>();
    CLI::App* sub =
        app.add_subcommand("serve", "The live what-if page of a scenario, on this machine alone");
    add_scenario_options(*sub, verb->scenario);
    sub->add_option(
           "--input", verb->inputs,
           "PATH=FROM..TO: show this input as a slider, instead of the scenario's what_if; "
           "repeatable")
        ->take_all();
    sub->add_option("--port", verb->listen.port, "Port; 0 takes a free one")
        ->check(CLI::Range(0, 65535));
    sub->add_option("--listen", verb->listen.address,
                    "IP address instead of 127.0.0.1; others then need the token that is printed");
    sub->add_option("--fidelity", verb->fidelity,
                    "event: every request; sampled: those of representative days")
        ->check(CLI::IsMember({"event", "sampled"}));
    sub->callback([verb, &outcome] { execute(*verb, outcome); });
}

}  // namespace orrery::cli
