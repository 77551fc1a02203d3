// New prices, contracts and intensities on a stored run: the accounts again, without the clock.
#include "sim/study/reprice.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "sim/scenario/effective.hpp"
#include "sim/scenario/overlay.hpp"
#include "sim/store/data_files.hpp"
#include "sim/store/observation_bytes.hpp"
#include "sim/study/reprice_paths.hpp"
#include "sim/study/reprice_policies.hpp"

namespace orrery {
namespace {

using Rows = std::vector<std::pair<std::string, std::string>>;

void complain(Diagnostics& diagnostics, Severity severity, std::string code, std::string path,
              std::string message, std::string hint) {
    Diagnostic d;
    d.severity = severity;
    d.code = std::move(code);
    d.path = std::move(path);
    d.message = std::move(message);
    d.hint = std::move(hint);
    diagnostics.add(std::move(d));
}

/// "pools[0]" → "own", of every named entry of a first-level list.
std::map<std::string, std::string> names_of(const Rows& rows) {
    std::map<std::string, std::string> names;
    for (const auto& [path, value] : rows) {
        const std::size_t end = path.find("].name");
        if (end != std::string::npos && end + 6 == path.size()) {
            names[path.substr(0, end + 1)] = value;
        }
    }
    return names;
}

/// A price of a link that was free, or the other way round, is another meter; a value that is new
/// counts requests that nobody counted.
bool needs_both(const std::string& path) {
    return path == "network.links[].price";
}

class Comparison {
public:
    Comparison(const Rows& before, const Rows& after)
        : was_(before.begin(), before.end()),
          is_(after.begin(), after.end()),
          names_(names_of(after)) {}

    std::vector<std::string> run() {
        for (const auto& [path, value] : is_) {
            const auto old = was_.find(path);
            if (old == was_.end()) add(path, "none", value, false);
            if (old != was_.end() && old->second != value) add(path, old->second, value, true);
        }
        for (const auto& [path, value] : was_) {
            if (is_.count(path) == 0) add(path, value, "none", false);
        }
        return std::move(out_);
    }

private:
    /// The servers of a purchase leave at the end of their life; others only wear off.
    [[nodiscard]] bool purchased(const std::string& path) const {
        const std::string below = path.substr(0, path.find(']') + 1) + ".purchase";
        const auto row = is_.lower_bound(below);
        return row != is_.end() && row->first.rfind(below, 0) == 0;
    }
    void add(const std::string& path, const std::string& was, const std::string& is, bool both) {
        const std::string bare = without_items(path);
        const bool retires = bare == "pools[].life" && purchased(path);
        if (!retires && (accounts_alone(bare) || (needs_both(bare) && both))) return;
        std::string shown = path;
        const std::size_t end = path.find(']');
        const auto name =
            end == std::string::npos ? names_.end() : names_.find(path.substr(0, end + 1));
        if (name != names_.end()) {
            shown =
                path.substr(0, path.find('[')) + "[" + name->second + "]" + path.substr(end + 1);
        }
        out_.push_back(fmt::format("{}: {} -> {}", shown, was, is));
    }

    std::map<std::string, std::string> was_;
    std::map<std::string, std::string> is_;
    std::map<std::string, std::string> names_;
    std::vector<std::string> out_;
};

/// Every simulated value that changes is an error of its own.
bool refuse_simulated(const Scenario& before, const Scenario& after, Diagnostics& diagnostics) {
    for (const std::string& change : simulated_changes(before, after)) {
        const std::size_t colon = change.find(": ");
        complain(diagnostics, Severity::error, "E0901", change.substr(0, colon),
                 "the simulation depends on it (" + change.substr(colon + 2) + ")",
                 "run the scenario again with this change");
    }
    return diagnostics.has_errors();
}

/// Files of the run must say what they said; new ones are welcome.
void check_data(const StoredRun& run, const std::vector<StoredData>& now,
                Diagnostics& diagnostics) {
    for (const StoredData& is : now) {
        const auto was = std::find_if(run.data.begin(), run.data.end(), [&](const StoredData& d) {
            return d.written == is.written && d.ending == is.ending;
        });
        if (was == run.data.end() || was->sha256 == is.sha256) continue;
        complain(diagnostics, Severity::error, "E0903", is.written,
                 "the file is not the one that the run read",
                 "restore it, give the new file another name and set its path, or run it again");
    }
}

/// A value that is new counts requests by hours, which a run without it does not meter.
void check_values(const World& world, const Observations& o, Diagnostics& diagnostics) {
    for (std::size_t w = 0; w < world.workloads.size(); ++w) {
        const bool metered = w < o.served.size() && !o.served[w].empty();
        if (!world.workloads[w].spec.value || metered) continue;
        complain(diagnostics, Severity::error, "E0901",
                 "workloads[" + world.workloads[w].name + "].value",
                 "the run did not count by hours what this workload served, since it had no value",
                 "run the scenario again with this change");
    }
}

/// Accounts and analysis look at what was served, not at what asked for it: recorded requests need
/// not be there any more.
void without_requests(Scenario& scenario) {
    for (WorkloadSpec& workload : scenario.workloads) {
        workload.trace.reset();
        const bool recorded = workload.synthetic && !workload.synthetic->lengths_from.empty();
        if (recorded) workload.synthetic.reset();
    }
}

struct Compiled {
    Scenario written;
    Scenario priced;  ///< without what nobody asks for any more
    std::optional<World> world;
};

std::optional<Compiled> compile(const std::vector<ScenarioLayer>& layers,
                                const std::vector<CatalogFolder>& folders,
                                const std::string& folder, const CompileOptions& options,
                                Diagnostics& diagnostics) {
    auto scenario = read_scenario_layers(layers, diagnostics);
    if (!scenario) return std::nullopt;
    Compiled out{*scenario, std::move(*scenario), {}};
    without_requests(out.priced);
    out.priced.file = folder + "/scenario.yaml";
    const Catalog catalog = read_catalog_folders(folders, diagnostics);
    if (diagnostics.has_errors()) return std::nullopt;
    out.world = compile_world(out.priced, catalog, options, diagnostics);
    if (!out.world) return std::nullopt;
    return out;
}

/// Compiles what the run saw, where a policy might have looked at it, and says what differs.
void compare_policies(const StoredRun& run, const CompileOptions& options, const World& after,
                      Diagnostics& diagnostics, std::vector<std::string>& may_differ) {
    if (!has_reacting_policies(after)) return;
    Diagnostics known;  // they were told when it ran
    const auto before = compile(run.layers, run.catalog, run.folder, options, known);
    if (!before) return;
    for (const std::string& site : changed_caps(*before->world, after)) {
        complain(diagnostics, Severity::error, "E0901", "sites[" + site + "]",
                 "what the site may draw for IT changes, and jobs and replicas kept to it",
                 "run the scenario again with this change");
    }
    may_differ = reactions(*before->world, after);
    for (const std::string& policy : may_differ) {
        const std::size_t colon = policy.find(": ");
        const std::size_t space = policy.find(' ');
        complain(diagnostics, Severity::warning, "E0902", policy.substr(0, std::min(space, colon)),
                 "a re-run may differ: it looks at " + policy.substr(colon + 2) +
                     ", and that has changed",
                 "what follows is the recorded course of events at the new prices");
    }
}

}  // namespace

std::vector<std::string> simulated_changes(const Scenario& before, const Scenario& after) {
    return Comparison(effective_rows(before), effective_rows(after)).run();
}

bool same_course(const Scenario& before, const World& was, const Observations& o,
                 const Scenario& after, const World& is) {
    if (o.end != RunEnd::horizon || !simulated_changes(before, after).empty()) return false;
    Diagnostics unmetered;
    check_values(is, o, unmetered);
    if (unmetered.has_errors()) return false;
    return !has_reacting_policies(is) ||
           (changed_caps(was, is).empty() && reactions(was, is).empty());
}

std::optional<Repriced> reprice(StoredRun run, const RepriceQuestion& question,
                                Diagnostics& diagnostics) {
    CompileOptions options = question.compile;
    std::vector<ScenarioLayer> layers = run.layers;
    layers.insert(layers.end(), question.layers.begin(), question.layers.end());
    std::vector<CatalogFolder> folders = run.catalog;
    for (const CatalogFolder& folder : question.catalog) {
        check_price_catalog(folder, diagnostics);
        folders.push_back(folder);
    }
    const auto before = read_scenario_layers(run.layers, diagnostics);
    if (!before || diagnostics.has_errors()) return std::nullopt;
    auto after = compile(layers, folders, run.folder, options, diagnostics);
    if (!after || refuse_simulated(*before, after->written, diagnostics)) return std::nullopt;
    std::vector<StoredData> data = data_files(after->priced, options.data_folder);
    check_data(run, data, diagnostics);
    check_values(*after->world, unpack_observations(run.packed.front()), diagnostics);
    Repriced out;
    compare_policies(run, options, *after->world, diagnostics, out.may_differ);
    if (diagnostics.has_errors()) return std::nullopt;
    out.world = std::move(*after->world);
    const RunSource stored = [&run](std::size_t i) { return unpack_observations(run.packed[i]); };
    out.results = analyse_runs(out.world, run.packed.size(), 1, stored);
    out.results.findings.next = run.next;
    run.layers = std::move(layers);
    run.data = std::move(data);
    run.catalog = std::move(folders);
    out.run = std::move(run);
    return out;
}

}  // namespace orrery
