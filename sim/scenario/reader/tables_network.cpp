// The vocabulary of the network: round trips, links, partitions, exits, egress prices, data sets.
#include <algorithm>

#include "sim/scenario/reader/tables.hpp"

namespace orrery {

using namespace fields;

namespace {

constexpr double kMostBytes = 1e18;

/// All that is written under `network`; the scenario keeps it in parts.
struct NetworkPart {
    std::vector<RttSpec> rtts;
    std::map<std::string, EgressSpec> egress;
    std::vector<LinkSpec> links;
    std::vector<PartitionSpec> partitions;
    std::vector<ExitSpec> exits;
};

Field<NetworkPart> egress_field() {
    Field<NetworkPart> f =
        make<NetworkPart>("egress", FieldKind::custom,
                          "Price of traffic to clients by vendor; default: the catalog's");
    f.info.schema = R"({"type": "object", "additionalProperties": {"type": "string"}})";
    f.read = [](const Reader& r, const Node& n, const std::string& path, const FieldInfo&,
                NetworkPart& o) {
        if (!r.expect(n, Node::Kind::mapping, path, "vendor: price")) return;
        FieldInfo price;
        price.measure = Measure::money_gb;
        price.min = 0;
        for (const Entry& entry : n.entries) {
            const std::string where = path + "." + entry.key;
            if (auto v = r.quantity(entry.value, where, price)) {
                o.egress[entry.key].usd_gb = *v;
                r.record(where, print_quantity(*v, Measure::money_gb), entry.value.at);
            }
        }
    };
    f.block = [](Printer& p, const NetworkPart& o, const std::string& path, int depth) {
        for (const auto& [vendor, price] : o.egress) {
            p.line(depth, "", vendor, print_quantity(price.usd_gb, Measure::money_gb),
                   path + "." + vendor);
        }
    };
    return f;
}

/// A list of purposes; absent: all of them.
Field<LinkSpec> purpose_field() {
    Field<LinkSpec> f = make<LinkSpec>("purpose", FieldKind::custom,
                                       "What may go over it: response, dataset, checkpoint, kv, "
                                       "replication, exit; default: everything");
    f.info.schema =
        R"({"type": "array", "items": {"enum": ["response", "dataset", "checkpoint", "kv",)"
        R"( "replication", "exit"]}})";
    f.info.choices.assign(kPurposeNames.begin(), kPurposeNames.end());
    f.value = [](const LinkSpec& o) {
        if (o.purposes == kAllPurposes) return std::string();
        std::string list;
        for (std::size_t i = 0; i < kPurposes; ++i) {
            if ((o.purposes & bit(static_cast<Purpose>(i))) == 0) continue;
            list += (list.empty() ? "" : ", ") + std::string(kPurposeNames[i]);
        }
        return "[" + list + "]";
    };
    f.read = [value = f.value](const Reader& r, const Node& n, const std::string& path,
                               const FieldInfo& i, LinkSpec& o) {
        if (!r.expect(n, Node::Kind::sequence, path, "a list, for example [dataset, checkpoint]")) {
            return;
        }
        o.purposes = 0;
        for (std::size_t k = 0; k < n.items.size(); ++k) {
            const auto v = r.choice(n.items[k], path + "[" + std::to_string(k) + "]", i);
            if (v) o.purposes |= bit(static_cast<Purpose>(*v));
        }
        r.record(path, value(o), n.at);
    };
    return f;
}

const Table<LinkSpec>& link_table() {
    using L = LinkSpec;
    static const Table<L> t{
        "A line between two places, as wide in each direction.",
        {text("name", &L::name, "Name, unique among links").required(),
         texts("between", &L::between, "Its two ends: sites, or origins of requests").required(),
         quantity("bandwidth", &L::bandwidth, Measure::bandwidth, "In each direction")
             .above(0)
             .required(),
         span("latency", &L::latency, "One way; a path of links gives a round trip of twice that"),
         span("jitter", &L::jitter, "Mean of what it adds to a round trip; exponential"),
         quantity("price", &L::usd_gb, Measure::money_gb,
                  "Of a private line; default: the sending site's vendor charges", -1)
             .min(0),
         purpose_field(),
         boolean("directed", &L::directed, "It carries from the first end to the second only")}};
    return t;
}

const Table<PartitionSpec>& partition_table() {
    using P = PartitionSpec;
    static const Table<P> t{
        "A span in which a site cannot be reached, or a link is down; the site itself goes on.",
        {text("site", &P::site, "Site that is cut off"), text("link", &P::link, "Or link"),
         moment("at", &P::at, "When it begins: time since the start, or a date").required(),
         span("duration", &P::duration, "How long it lasts").above(0).required(),
         text("reason", &P::reason, "What happens; shown in charts")}};
    return t;
}

const Table<ExitSpec>& exit_table() {
    using E = ExitSpec;
    static const Table<E> t{
        "Data taken along when a provider is left.",
        {text("from", &E::from, "Site that is left").required(),
         text("to", &E::to, "Site that they go to").required(),
         quantity("size", &E::size_bytes, Measure::bytes, "All of it")
             .above(0)
             .max(kMostBytes)
             .required(),
         moment("at", &E::at, "When it begins: time since the start, or a date")}};
    return t;
}

const Table<NetworkPart>& network_table() {
    using N = NetworkPart;
    static const Table<N> t{
        "Distances, links and traffic.",
        {objects("rtt", &N::rtts, rtt_table, "Round trips from origins to sites"), egress_field(),
         objects("links", &N::links, link_table, "Lines between sites and origins"),
         objects("partitions", &N::partitions, partition_table, "What is cut off, and when"),
         objects("exits", &N::exits, exit_table, "Leaving a provider")}};
    return t;
}

}  // namespace

const Table<RttSpec>& rtt_table() {
    static const Table<RttSpec> t{"Round trip between an origin of requests and a site.",
                                  {text("from", &RttSpec::from, "Origin: any name").required(),
                                   text("to", &RttSpec::to, "Site").required(),
                                   span("rtt", &RttSpec::rtt, "Round-trip time").required()}};
    return t;
}

const Table<DatasetSpec>& dataset_table() {
    using D = DatasetSpec;
    static const Table<D> t{
        "Data that jobs read or replicas load, and where they lie.",
        {text("name", &D::name, "Name, unique among data sets").required(),
         quantity("size", &D::size_bytes, Measure::bytes, "All of it")
             .above(0)
             .max(kMostBytes)
             .required(),
         text("class", &D::data_class, "Class of the data"),
         texts("at", &D::at, "Sites that hold it from the start"),
         texts("replicate_to", &D::replicate_to, "Sites that get a copy in the background")}};
    return t;
}

Field<Scenario> network_field() {
    Field<Scenario> f =
        make<Scenario>("network", FieldKind::object, "Distances, links and traffic");
    f.info.nested = [] { return network_table().info(); };
    f.read = [](const Reader& r, const Node& n, const std::string& path, const FieldInfo&,
                Scenario& o) {
        NetworkPart part;
        read_object(r, n, path, network_table(), part);
        o.rtts = part.rtts;
        o.egress = part.egress;
        o.network = {part.links, part.partitions, part.exits};
    };
    f.block = [](Printer& p, const Scenario& o, const std::string& path, int depth) {
        const NetworkPart part{o.rtts, o.egress, o.network.links, o.network.partitions,
                               o.network.exits};
        print_object(p, network_table(), part, path, depth, "");
    };
    return f;
}

}  // namespace orrery
