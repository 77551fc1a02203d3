// Field table of failure mixes: counts of interruptions by cause.
#include "sim/scenario/catalog/tables.hpp"

namespace orrery::catalog {

using namespace fields;

namespace {

using Counts = std::map<std::string, double>;

/// {faulty GPU: 148, …}
Field<FailureMix> counts_field(const char* key, Counts FailureMix::*m, const char* doc) {
    Field<FailureMix> f = make<FailureMix>(key, FieldKind::custom, doc);
    f.info.schema = R"({"type": "object", "additionalProperties": {"type": "number"}})";
    f.read = [m](const Reader& r, const Node& n, const std::string& path, const FieldInfo&,
                 FailureMix& o) {
        if (!r.expect(n, Node::Kind::mapping, path, "causes with counts")) return;
        FieldInfo count;
        count.min = 0;
        for (const Entry& entry : n.entries) {
            if (auto v = r.quantity(entry.value, path + "." + entry.key, count)) {
                (o.*m)[entry.key] = *v;
            }
        }
    };
    return f;
}

}  // namespace

const Table<FailureMix>& failure_mix_table() {
    static const Table<FailureMix> t =
        sourced<FailureMix>("Interruptions of a fleet, counted by cause.",
                            {quantity("node_days", &FailureMix::node_days, Measure::number,
                                      "Servers × days that were watched")
                                 .above(0)
                                 .required(),
                             counts_field("hardware", &FailureMix::hardware, "That broke a server"),
                             counts_field("job", &FailureMix::job, "That stopped the job alone")});
    return t;
}

}  // namespace orrery::catalog
