// Field tables of accelerators and servers.
#include "sim/scenario/catalog/tables.hpp"

namespace orrery::catalog {

using namespace fields;

namespace {

Field<Accelerator> peak(const char* key, FlopRate Accelerator::*m, const char* doc) {
    return typed(key, m, Measure::flop_rate, doc).min(0);
}

}  // namespace

const Table<Accelerator>& accelerator_table() {
    using A = Accelerator;
    static const Table<A> t = sourced<A>(
        "A GPU, TPU or other accelerator.",
        {text("vendor", &A::vendor, "Who makes it").required(),
         text("family", &A::family, "Architecture; selects the engine profile").required(),
         text("title", &A::title, "Name as people write it").required(),
         texts("aliases", &A::aliases, "Names in measurements and submissions"),
         whole("year", &A::year, "Year of market launch").required(),
         peak("bf16", &A::bf16, "Dense bf16 rate (fp16 before Ampere)").required(),
         peak("fp8", &A::fp8, "Dense fp8 rate; absent: not supported"),
         peak("fp4", &A::fp4, "Dense fp4 rate; absent: not supported"),
         peak("int8", &A::int8, "Dense int8 rate; absent: not supported"),
         peak("fp32", &A::fp32, "fp32 rate of the vector units"),
         typed("memory", &A::memory, Measure::bytes, "Size that the driver reports").required(),
         typed("memory_bandwidth", &A::memory_bandwidth, Measure::bandwidth, "Of that memory")
             .required(),
         typed("link_bandwidth", &A::link_bandwidth, Measure::bandwidth,
               "Scale-up link, one direction, per accelerator"),
         whole("scale_up", &A::scale_up, "Accelerators in one scale-up domain").min(1),
         typed("tdp", &A::tdp, Measure::power, "Power limit").required(),
         typed("idle", &A::idle, Measure::power, "Power without work").required(),
         quantity("price", &A::price_usd, Measure::money, "Street price of one", 0).min(0),
         typed("embodied", &A::embodied, Measure::mass_co2, "Carbon of making one").min(0)});
    return t;
}

namespace {

const Table<HostParts>& host_parts_table() {
    using H = HostParts;
    const auto watts = [](const char* key, Power H::*m, const char* doc) {
        return typed(key, m, Measure::power, doc).min(0);
    };
    static const Table<H> t{
        "What the host of a server draws on the direct-current side of its supplies.",
        {watts("fixed_idle", &H::fixed_idle, "CPUs, memory, storage, switches without work"),
         watts("fixed_busy", &H::fixed_busy, "The same at full load"),
         watts("network", &H::network, "Cards and optics, always on"),
         watts("fans", &H::fans, "All fans at full speed"),
         quantity("fan_idle", &H::fan_idle, Measure::share, "Share of full speed without heat", 0)
             .min(0),
         quantity("fan_busy", &H::fan_busy, Measure::share,
                  "Share of full speed with every accelerator at its limit", 1)
             .min(0),
         watts("supplies", &H::supplies, "What all power supplies together can give"),
         numbers("efficiency", &H::efficiency,
                 "Of the supplies at 5, 10, 20, 50 and 100 % of that")}};
    return t;
}

}  // namespace

const Table<Server>& server_table() {
    using S = Server;
    static const Table<S> t = sourced<S>(
        "A server, cloud instance, rack or edge box.",
        {text("title", &S::title, "Name as people write it").required(),
         text("vendor", &S::vendor, "Who makes or rents it").required(),
         text("accelerator", &S::accelerator, "Catalog key of its accelerator").required(),
         whole("accelerators", &S::accelerators, "How many it carries").min(1).required(),
         typed("network", &S::network, Measure::bandwidth,
               "Between servers, one direction, per accelerator; absent: none that a job uses"),
         typed("host_idle", &S::host_idle, Measure::power,
               "Everything but the accelerators, without work")
             .required(),
         typed("host_busy", &S::host_busy, Measure::power, "The same at full load").required(),
         object("parts", &S::parts, host_parts_table, "Its parts, in place of both"),
         typed("max_power", &S::max_power, Measure::power, "Nameplate of the whole").required(),
         quantity("price", &S::price_usd, Measure::money, "Street price of the whole", 0).min(0),
         typed("embodied", &S::embodied, Measure::mass_co2, "Carbon of making the whole").min(0),
         whole("rack_units", &S::rack_units, "Height in the rack")});
    return t;
}

}  // namespace orrery::catalog
