// The vocabulary of critical services, runbooks and assumptions.
#include "sim/scenario/reader/tables.hpp"

namespace orrery {

using namespace fields;

const Table<ServiceSpec>& service_table() {
    using S = ServiceSpec;
    static const Table<S> t{
        "What others need to start or to go on: identity, registry, gateway, storage.",
        {text("name", &S::name, "Name, unique").required(),
         text("vendor", &S::vendor, "Whose planes it lives on"),
         text("site", &S::site, "Or the site where it stands"),
         texts("needs", &S::needs, "Services that it needs itself"),
         texts("used_by", &S::used_by, "Deployments; default: all"),
         span("cached_for", &S::cached_for,
              "How long users go on without it, then they fail; default: for ever"),
         boolean("to_start", &S::to_start, "New replicas need it"),
         texts("replicas", &S::replicas, "Sites or vendors where it stands as well")}};
    return t;
}

namespace {

const Table<RunbookStepSpec>& step_table() {
    using S = RunbookStepSpec;
    static const Table<S> t{
        "A step of a runbook.",
        {text("step", &S::name, "detect, decide, approve, fail_over, fail_back, or another")
             .required(),
         text("role", &S::role, "Who does it"), span("takes", &S::takes, "How long it takes"),
         text("action", &S::action, "What is done, in words")}};
    return t;
}

}  // namespace

const Table<RunbookSpec>& runbook_table() {
    using R = RunbookSpec;
    static const Table<R> t{
        "Who does what in an outage.",
        {text("name", &R::name, "Name, unique").required(),
         text("on", &R::on, "Vendor, site or service whose outage it answers").required(),
         objects("steps", &R::steps, step_table, "In order; fail_back follows the outage's end"),
         text("from", &R::deployment_from, "Deployment that is failed over"),
         text("to", &R::deployment_to, "Deployment that gets replicas"),
         whole("replicas", &R::replicas, "How many").min(0),
         text("standby", &R::standby, "Standby contract that is called"),
         span("rto", &R::rto, "Target: until the replicas serve"),
         span("rpo", &R::rpo, "Target: oldest copy of the data"),
         text("owner", &R::owner, "Who answers for it"),
         text("reviewed", &R::reviewed, "Date of the last review"),
         span("review_every", &R::review_every, "How often it is reviewed")}};
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
