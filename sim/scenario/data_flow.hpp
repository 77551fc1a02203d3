// Where data go: the list that an auditor reads, and the routes that residency took away.
#pragma once
#include <string>

namespace orrery {

/// One kind of data on one way, in names; made when the scenario is compiled.
struct DataFlow {
    std::string subject;     ///< workload or job
    std::string group;       ///< entry that the subject was made from; empty: its own
    std::string data_class;  ///< empty: unclassified
    std::string what;        ///< "prompts", "responses", "KV", "data set", "checkpoints"
    std::string from;        ///< origin or site
    std::string to;          ///< site or origin
    std::string site;        ///< of the two, the one that holds the data under somebody's law
    std::string country;     ///< of it
    std::string operated_by;
    std::string jurisdiction;
    bool encrypted = false;     ///< in transit and at rest, because the class demands it
    bool confidential = false;  ///< in use: on confidential-computing servers
    std::string rule;           ///< which rules allowed it, each with what it matched
};

/// A way that somebody listed and a rule forbids.
struct ExcludedRoute {
    std::string subject;
    std::string deployment;  ///< or pool of a job
    std::string site;
    std::string rule;    ///< path of the entry: "data_classes[health].countries"
    std::string reason;  ///< "US is not in [EU]"
};

}  // namespace orrery
