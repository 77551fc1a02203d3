// The placement problem as data: who wants what, what can serve it, which entries limit it.
#pragma once
#include <limits>
#include <string>
#include <vector>

namespace orrery::placement {

/// An entry that can be dropped to see what it costs or whether it is part of a conflict.
struct Constraint {
    enum class Kind { residency, latency, capacity, racks, power, cooling, rate_limit, budget };
    Kind kind = Kind::residency;
    std::string text;  ///< "data_classes[health].countries = [EU]"
};

/// Equal sites are one entry each of demands, deployments, pools and sites, with `members`.
struct Demand {
    std::string name;
    int members = 1;
    double rate = 0;       ///< requests a second of all of them, mean
    double peak_rate = 0;  ///< that capacity is built for
};

/// A deployment that a demand may use, unless an active constraint forbids it.
struct Route {
    int demand = 0;
    int deployment = 0;
    double work_s = 0;          ///< replica-seconds of a request, headroom included …
    double work_relaxed_s = 0;  ///< … and where the latency constraint does not hold
    double usd_request = 0;     ///< energy above idle, tokens, egress
    double joules_request = 0;  ///< IT energy above idle
    double rtt_s = 0;
    double ttft_s = 0;           ///< of a mean request alone, network included
    int latency = -1;            ///< constraint that sets `work_s`; −1: none
    std::vector<int> forbidden;  ///< constraints any of which forbids it
};

struct Deployment {
    std::string name;
    int members = 1;  ///< a replica serves one member's requests: shares ≤ replicas / members
    int pool = 0;
    double accelerators = 1;  ///< of a replica, with those that no other replica can use
    double requests_s = std::numeric_limits<double>::infinity();  ///< rate limit of an API
    int rate_limit = -1;                                          ///< its constraint
    bool tokens = false;                                          ///< bought: no servers
};

struct Pool {
    std::string name;
    int site = 0;
    int accelerators = 1;    ///< of a server
    int most = 0;            ///< servers that it may have
    double usd_h = 0;        ///< of a server: price or depreciation, care, idle energy
    double fixed_usd_h = 0;  ///< of the pool, if it has any server
    double idle_w = 0;       ///< of a server
    int per_rack = 0;        ///< servers in a rack; 0: racks do not matter
    int capacity = -1;       ///< constraint of `most`
};

struct Site {
    std::string name;
    double pue = 1;
    double power_w = std::numeric_limits<double>::infinity();
    double cooling_w = std::numeric_limits<double>::infinity();
    double racks = std::numeric_limits<double>::infinity();
    int power = -1;  ///< constraints
    int cooling = -1;
    int racks_limit = -1;
};

struct JobPlace {
    int pool = 0;
    int servers = 0;
    double watts = 0;  ///< above idle
    std::vector<int> forbidden;
};
struct Job {
    std::string name;
    std::vector<JobPlace> places;
};

struct Problem {
    std::vector<Demand> demands;
    std::vector<Route> routes;
    std::vector<Deployment> deployments;
    std::vector<Pool> pools;
    std::vector<Site> sites;
    std::vector<Job> jobs;
    std::vector<Constraint> constraints;
    double budget_usd_h = std::numeric_limits<double>::infinity();
    int budget = -1;
};

/// Which constraints hold and which demands and jobs must be served.
struct Selection {
    std::vector<bool> constraints;
    std::vector<bool> demands;
    std::vector<bool> jobs;
};
Selection everything(const Problem& problem);

struct Solution {
    bool feasible = false;
    bool proven = true;  ///< the node limit was not reached
    double usd_h = 0;
    std::vector<double> share;   ///< by route, of its demand
    std::vector<int> replicas;   ///< by deployment
    std::vector<int> servers;    ///< by pool
    std::vector<int> job_place;  ///< by job: index of its place
    /// Of the linear relaxation, by constraint: USD/h that one more server of a capacity, one more
    /// watt, rack or request a second would save; 0 for other kinds.
    std::vector<double> dual;
};

/// The cheapest placement: shares are continuous, replicas, servers and places of jobs whole.
/// Branch and cut on one thread with a node limit; the objective is within 1e-6 of the best where
/// `proven`.
Solution solve(const Problem& problem, const Selection& selection);

}  // namespace orrery::placement
