// References of recorded jobs, volumes, staff, services, runbooks and alternatives to other
// entries.
#include "sim/scenario/compile/references.hpp"

#include <fmt/format.h>

#include "sim/scenario/reader/references.hpp"

namespace orrery::compile {
namespace {

class OuterReferences {
public:
    OuterReferences(Context& context, const Unread& unread)
        : s_(context.scenario),
          context_(context),
          unread_(unread),
          sites_(named_list("sites", "site", s_.sites)),
          pools_(named_list("pools", "pool", s_.pools)),
          deployments_(named_list("deployments", "deployment", s_.deployments)),
          datasets_(named_list("datasets", "data set", s_.datasets)) {}

    void run() {
        for (std::size_t i = 0; i < s_.job_traces.size(); ++i) {
            const JobTraceSpec& t = s_.job_traces[i];
            refer(pools_, {t.pool, t.where, fmt::format("job_traces[{}].pool", i)});
        }
        for (std::size_t i = 0; i < s_.contracts.storage.size(); ++i) volume(i);
        for (std::size_t i = 0; i < s_.staff.size(); ++i) {
            const RoleSpec& r = s_.staff[i];
            each(sites_, r.sites, {"", r.where, fmt::format("staff[{}].sites", i), "E0861"});
        }
        for (const AlternativeSpec& a : s_.finance.alternatives) {
            const std::string path = "finance.alternatives[" + a.name + "].sites";
            each(sites_, a.sites, {"", a.where, path, "E0808"});
        }
        operations();
    }

private:
    void refer(const NamedList& list, Reference reference) {
        reference.at = context_.key_at(reference.path, reference.at);
        refers(list, reference, unread_, context_.diagnostics);
    }
    void each(const NamedList& list, const std::vector<std::string>& names, Reference reference) {
        for (const std::string& name : names) {
            reference.name = name;
            refer(list, reference);
        }
    }

    void volume(std::size_t i) {
        const StorageSpec& s = s_.contracts.storage[i];
        const std::string path = fmt::format("contracts.storage[{}]", i);
        refer(sites_, {s.site, s.where, path + ".site", "E0823"});
        for (std::size_t k = 0; k < s.datasets.size(); ++k) {
            refer(datasets_,
                  {s.datasets[k], s.where, fmt::format("{}.datasets[{}]", path, k), "E0823"});
        }
    }

    void operations() {
        const NamedList services = named_list("services", "service", s_.services);
        for (const ServiceSpec& s : s_.services) {
            const std::string path = "services[" + s.name + "]";
            each(deployments_, s.used_by, {"", s.where, path + ".used_by", "E0891"});
            each(services, s.needs, {"", s.where, path + ".needs", "E0890"});
        }
        for (const RunbookSpec& r : s_.runbooks) {
            const std::string path = "runbooks[" + r.name + "]";
            refer(deployments_, {r.deployment_from, r.where, path + ".from", "E0894"});
            refer(deployments_, {r.deployment_to, r.where, path + ".to", "E0894"});
        }
    }

    const Scenario& s_;
    Context& context_;
    const Unread& unread_;
    NamedList sites_;
    NamedList pools_;
    NamedList deployments_;
    NamedList datasets_;
};

}  // namespace

void check_references(Context& context, const Unread& unread) {
    OuterReferences(context, unread).run();
}

}  // namespace orrery::compile
