// What contradicts itself in links, partitions, exits and data sets.
#include <fmt/format.h>

#include <map>
#include <set>

#include "sim/scenario/reader/contradictions.hpp"
#include "sim/scenario/reader/references.hpp"
#include "sim/scenario/table.hpp"
#include "sim/scenario/topology.hpp"

namespace orrery {
namespace {

class NetworkChecks {
public:
    NetworkChecks(const Scenario& scenario, const Unread& unread, Diagnostics& diagnostics)
        : s_(scenario),
          unread_(unread),
          r_{diagnostics},
          places_{"sites", "site or origin", graph_of(scenario).places},
          sites_(named_list("sites", "site", scenario.sites)),
          links_(named_list("network.links", "link", scenario.network.links)),
          datasets_(named_list("datasets", "dataset", scenario.datasets)) {}

    void run() {
        check_unique("network.links", s_.network.links);
        check_unique("datasets", s_.datasets);
        for (std::size_t i = 0; i < s_.network.links.size(); ++i) check_link(i);
        check_partitions();
        for (std::size_t i = 0; i < s_.network.exits.size(); ++i) check_exit(i);
        for (std::size_t i = 0; i < s_.datasets.size(); ++i) check_dataset(i);
        check_users();
    }

private:
    /// The first of a list's equal names that came later; names become columns and result paths.
    template <class Items>
    void check_unique(const char* list, const Items& items) {
        std::set<std::string> seen;
        for (std::size_t i = 0; i < items.size(); ++i) {
            const std::string& name = items[i].name;
            const std::string path = fmt::format("{}[{}].name", list, i);
            const bool plain = name.find_first_of(". []/") == std::string::npos;
            if (!plain || name.size() > 128) {
                r_.error(items[i].where, "E0217", path, "\"" + name + "\" is not a name",
                         "names have letters, digits, - and _, at most 128 bytes");
            }
            if (name.empty() || seen.insert(name).second) continue;
            r_.error(items[i].where, "E0301", path, "the name \"" + name + "\" is taken",
                     "names are unique in a list");
        }
    }

    void refer(const NamedList& known, const std::string& name, const SourcePosition& at,
               const std::string& path) {
        refers(known, {name, at, path}, unread_, r_.diagnostics);
    }

    /// Users may come from places that could not be read.
    [[nodiscard]] bool places_read() const {
        for (std::size_t i = 0; i < s_.workloads.size(); ++i) {
            if (unread_.touches(fmt::format("workloads[{}].origin", i))) return false;
        }
        const NamedList users = named_list("workloads", "workload", s_.workloads);
        return !unread_.touches("network.rtt") && !unread_.lacks(users.path, users.names) &&
               !unread_.lacks(sites_.path, sites_.names);
    }

    void check_link(std::size_t i) {
        const LinkSpec& link = s_.network.links[i];
        const std::string entry = fmt::format("network.links[{}]", i);
        const std::string path = entry + ".between";
        if (unread_.touches(link.between.empty() ? entry : path)) return;
        if (link.between.size() != 2) {
            r_.error(link.where, "E0370", path,
                     fmt::format("a link has two ends, not {}", link.between.size()),
                     "for example [hall, frankfurt]");
            return;
        }
        for (const std::string& end : link.between) {
            if (!places_read()) break;
            refers(places_, {end, link.where, path, "E0370"}, unread_, r_.diagnostics);
        }
        if (link.between[0] == link.between[1]) {
            r_.error(link.where, "E0371", path,
                     "the link joins \"" + link.between[0] + "\" to itself",
                     "name two places; what is inside a site needs no link");
        }
    }

    void check_partitions() {
        std::map<std::string, Nanos> busy;  ///< until when, by what is cut
        for (std::size_t i = 0; i < s_.network.partitions.size(); ++i) {
            const PartitionSpec& p = s_.network.partitions[i];
            const std::string path = fmt::format("network.partitions[{}]", i);
            if (p.site.empty() == p.link.empty()) {
                r_.error(p.where, "E0372", path, "a partition cuts off a site, or a link",
                         "write site: hall, or link: transit");
                continue;
            }
            if (!p.site.empty()) refer(sites_, p.site, p.where, path + ".site");
            if (!p.link.empty()) refer(links_, p.link, p.where, path + ".link");
            if (p.at >= s_.horizon)
                warn(r_.diagnostics, p.where, "E0308", path,
                     "the partition begins after the horizon: it has no effect",
                     "move it earlier, or lengthen horizon");
            Nanos& until = busy[p.site.empty() ? "link " + p.link : "site " + p.site];
            if (p.at < until) {
                r_.error(p.where, "E0373", path,
                         "the partition overlaps the one before it of the same " +
                             std::string(p.site.empty() ? "link" : "site"),
                         "join them, in the order of time");
            }
            until = max(until, p.at + p.duration);
        }
    }

    void check_exit(std::size_t i) {
        const ExitSpec& e = s_.network.exits[i];
        const std::string path = fmt::format("network.exits[{}]", i);
        refer(sites_, e.from, e.where, path + ".from");
        refer(sites_, e.to, e.where, path + ".to");
        if (e.from != e.to) return;
        r_.error(e.where, "E0371", path, "the data stay at \"" + e.from + "\"",
                 "name the site that they go to");
    }

    void check_dataset(std::size_t i) {
        const DatasetSpec& d = s_.datasets[i];
        const std::string path = fmt::format("datasets[{}]", i);
        for (const std::string& site : d.at) refer(sites_, site, d.where, path + ".at");
        for (const std::string& site : d.replicate_to) {
            refer(sites_, site, d.where, path + ".replicate_to");
        }
    }

    /// Jobs and deployments name data sets and sites that there are.
    void check_users() {
        for (std::size_t i = 0; i < s_.jobs.size(); ++i) {
            const JobSpec& job = s_.jobs[i];
            const std::string path = fmt::format("jobs[{}]", i);
            if (job.input && !job.input->dataset.empty()) {
                refer(datasets_, job.input->dataset, job.input->where, path + ".input.dataset");
            }
            const CheckpointSpec& c = job.checkpoint;
            if (c.upload_to.empty()) continue;
            refer(sites_, c.upload_to, c.where, path + ".checkpoint.upload_to");
            const bool sized = c.size_bytes > 0 || !c.model.empty() || job.training;
            const bool written = job.young_daly || job.checkpoint_every != Nanos::never();
            if (sized && written) continue;
            r_.error(c.where, "E0374", path + ".checkpoint.upload_to",
                     written ? "checkpoints without a size have no bytes to copy"
                             : "no checkpoints are written",
                     written ? "add size: 5 TB" : "add checkpoint_every: 30 min to the job");
        }
        for (std::size_t i = 0; i < s_.deployments.size(); ++i) {
            const DeploymentSpec& d = s_.deployments[i];
            if (d.weights_from.empty()) continue;
            refer(datasets_, d.weights_from, d.where,
                  fmt::format("deployments[{}].weights_from", i));
        }
    }

    const Scenario& s_;
    const Unread& unread_;
    Reader r_;
    NamedList places_;
    NamedList sites_;
    NamedList links_;
    NamedList datasets_;
};

}  // namespace

void check_network(const Scenario& scenario, const Unread& unread, Diagnostics& diagnostics) {
    NetworkChecks(scenario, unread, diagnostics).run();
}

}  // namespace orrery
