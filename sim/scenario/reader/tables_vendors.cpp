// The vocabulary of vendors, disruptions, critical services, runbooks and assumptions.
#include "sim/scenario/reader/tables.hpp"

namespace orrery {

using namespace fields;

const Table<VendorSpec>& vendor_table() {
    using V = VendorSpec;
    static const Table<V> t{"A vendor as this scenario deals with it.",
                            {text("name", &V::name, "Name, as in the catalog").required()}};
    return t;
}

const Table<DisruptionSpec>& disruption_table() {
    using D = DisruptionSpec;
    static const Table<D> t{"What may befall the supply.",
                            {text("name", &D::name, "Name, unique").required()}};
    return t;
}

const Table<ServiceSpec>& service_table() {
    using S = ServiceSpec;
    static const Table<S> t{"What others need to start or to go on.",
                            {text("name", &S::name, "Name, unique").required()}};
    return t;
}

const Table<RunbookSpec>& runbook_table() {
    using R = RunbookSpec;
    static const Table<R> t{"Who does what in an outage.",
                            {text("name", &R::name, "Name, unique").required()}};
    return t;
}

const Table<AssumptionSpec>& assumption_table() {
    using A = AssumptionSpec;
    static const Table<A> t{
        "What the plan rests on.",
        {text("name", &A::name, "Name, unique").required(),
         text("value", &A::value, "What is assumed"),
         text("owner", &A::owner, "Who answers for it"),
         text("source", &A::source, "Where it comes from; default: assumed"),
         text("as_of", &A::as_of, "Date"), text("valid_until", &A::valid_until, "Date of review")}};
    return t;
}

}  // namespace orrery
