// `study showback`: who pays for a scenario's cost, shared and idle cost by a stated rule.
#include <fmt/ranges.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <memory>

#include "orrery/base/atomic_file.hpp"
#include "sim/analysis/showback.hpp"
#include "sim/engine/whole_run.hpp"
#include "sim/report/study_showback.hpp"
#include "sim/study/replicate.hpp"
#include "tools/orrery/flags.hpp"
#include "tools/orrery/study_base.hpp"

namespace orrery::cli {
namespace {

struct ShowbackVerb {
    StudyBase base;
    std::string by = "tenant";
    std::string rule = "proportional";
    std::vector<std::string> shares;
    bool focus = false;
};

void complain_of(Diagnostics& diagnostics, const char* code, const char* flag, std::string message,
                 std::string hint) {
    Diagnostic d;
    d.code = code;
    d.path = flag;
    d.message = std::move(message);
    d.hint = std::move(hint);
    diagnostics.add(std::move(d));
}

void read_by(const ShowbackVerb& v, ShowbackQuestion& q, Diagnostics& diagnostics) {
    if (v.by.rfind("tag:", 0) == 0 && v.by.size() > 4) {
        q.key = ShowbackKey::tag;
        q.tag = v.by.substr(4);
    } else if (v.by == "workload") {
        q.key = ShowbackKey::workload;
    } else if (v.by != "tenant") {
        complain_of(diagnostics, "E0870", "--by", "\"" + v.by + "\" is nothing to show costs by",
                    "tenant, workload, or tag:team");
    }
}

/// "search=0.6"
void read_shares(const ShowbackVerb& v, const std::vector<std::string>& payers, ShowbackQuestion& q,
                 Diagnostics& diagnostics) {
    double sum = 0;
    for (const std::string& text : v.shares) {
        const std::size_t equals = text.rfind('=');
        const std::string who = text.substr(0, equals);
        const bool known = std::find(payers.begin(), payers.end(), who) != payers.end();
        if (equals == std::string::npos || !known) {
            const std::string similar = closest(who, payers);
            complain_of(diagnostics, "E0872", "--share", "nobody named \"" + who + "\" pays here",
                        similar.empty() ? fmt::format("those that pay: {}", fmt::join(payers, ", "))
                                        : "did you mean " + similar + "?");
            continue;
        }
        const double share =
            quantity(text.substr(equals + 1), Measure::share, "--share", diagnostics);
        q.shares[who] += share;
        sum += share;
    }
    const bool fixed = q.rule == ShowbackRule::fixed;
    if (fixed && !diagnostics.has_errors() && (sum < 1 - 1e-9 || sum > 1 + 1e-9)) {
        complain_of(
            diagnostics, "E0871", "--share",
            "the shares sum to " + print_number(sum) + ", not to 1",
            fmt::format("give each of {} its share: --share {}=0.6", fmt::join(payers, ", "),
                        payers.empty() ? std::string("search") : payers.front()));
    }
}

ShowbackQuestion question_of(const ShowbackVerb& v, const World& world, Diagnostics& diagnostics) {
    ShowbackQuestion q;
    q.rule = v.rule == "even"     ? ShowbackRule::even
             : v.rule == "fixed"  ? ShowbackRule::fixed
             : v.rule == "direct" ? ShowbackRule::direct
                                  : ShowbackRule::proportional;
    read_by(v, q, diagnostics);
    const std::vector<std::string> payers = payers_of(world, q);
    const bool untagged = q.key == ShowbackKey::tag && !payers.empty() &&
                          std::all_of(payers.begin(), payers.end(),
                                      [](const std::string& who) { return who == kNoTag; });
    if (untagged) {
        complain_of(diagnostics, "E0873", "--by",
                    "no workload and no job has the tag \"" + q.tag + "\"",
                    "add tags: {" + q.tag + ": …} to them");
    }
    read_shares(v, payers, q, diagnostics);
    return q;
}

void write_focus(const std::string& folder, const Showback& r, const World& world,
                 const Ledger& ledger, const ShowbackQuestion& q) {
    AtomicFile csv(folder + "/focus.csv");
    write_showback_focus(r, world, ledger, q, [&](std::string_view text) { csv.write(text); });
    csv.commit();
    write_file(folder + "/focus_metadata.json",
               render_focus_metadata(world, world.start_unix_s, true));
}

void execute(ShowbackVerb& v, Outcome& outcome) {
    const auto loaded = load(v.base.scenario, outcome);
    if (!loaded) return;
    const World& world = loaded->world;
    Diagnostics diagnostics;
    const ShowbackQuestion q = question_of(v, world, diagnostics);
    if (v.focus && v.base.out.empty()) {
        complain(diagnostics, "--focus", "there is no folder to write to", "add -o DIR");
    }
    print(diagnostics);
    outcome.code = flags_exit_code(diagnostics);
    if (outcome.code != kOk) return;
    RunOptions options;
    options.seed = v.base.seed_given ? v.base.seed : world.seed;
    const Observations o = simulate_whole(world, options);
    const Ledger ledger = account(world, o);
    const Showback r = showback(world, o, ledger, q);
    if (v.focus) {
        v.base.beside = [&](const std::string& folder) {
            write_focus(folder, r, world, ledger, q);
        };
    }
    finish_study(v.base,
                 {render_showback_text(r, world, q), render_showback_json(r, world, q),
                  render_showback_csv(r, world)},
                 world);
}

}  // namespace

void add_study_showback(CLI::App& study, Outcome& outcome) {
    auto v = std::make_shared<ShowbackVerb>();
    CLI::App* sub = study.add_subcommand(
        "showback", "Who pays for what: by tenant, workload or tag, with shared and idle cost");
    v->base.table = "showback.csv";
    add_study_base(*sub, v->base, outcome);
    sub->add_option("--by", v->by, "tenant, workload, or tag:KEY");
    sub->add_option("--rule", v->rule, "Who pays for shared and idle cost")
        ->check(CLI::IsMember({"proportional", "even", "fixed", "direct"}));
    sub->add_option("--share", v->shares, "With --rule fixed: NAME=0.6; repeatable")->take_all();
    sub->add_flag("--focus", v->focus, "Write the split as FOCUS rows: focus.csv in -o");
    sub->callback([v, &outcome] { execute(*v, outcome); });
}

}  // namespace orrery::cli
