// Planning cases of others: fleets of slots with a linear service law, as their file states them.
#pragma once
#include <map>
#include <string>
#include <vector>

#include "models/llm/slot_law.hpp"
#include "orrery/base/diagnostics.hpp"

namespace orrery::fleet {

/// Total tokens of a request: cumulative shares at edges, uniform over the integers between them.
struct Lengths {
    std::vector<double> tokens;  ///< upper edges, rising; the first bucket begins at 1
    std::vector<double> shares;  ///< cumulative, the last is 1
    std::string source;
};

/// One accelerator as those cases describe it.
struct Gpu {
    double base_s = 0;
    double per_sequence_s = 0;
    int chunk = 512;
    int kv_blocks = 0;  ///< of 16 tokens
    int max_slots = 0;  ///< at a context of 8,192
    double usd_h = 0;
    double idle_w = 0;
    double nominal_w = 0;
    double steepness = 1;  ///< of power over log2 of the batch
    double midpoint = 0;
    std::string model;  ///< what the profile was measured with
};

struct Pool {
    std::string gpu;
    int count = 0;       ///< 0: sized by the rule
    int context = 0;     ///< longest request that a slot holds
    int above = 0;       ///< serves requests longer than this …
    int upto = 0;        ///< … and at most this long; 0: no limit
    int published = 0;   ///< their count; 0: none
    double curtail = 0;  ///< share of nominal power given up: fewer slots a replica
};

enum class Outcome { none, passes, marginal, fails };

struct Fleet {
    std::string name;
    double rate = 0;  ///< 0: the case's
    std::vector<Pool> pools;
    std::string published;  ///< what was published of it
    Outcome expect = Outcome::none;
};

/// Prefill and decode apart: their formula, and a simulation of the prefill pool.
struct Disaggregated {
    std::string name;
    std::string prefill;
    int prefill_count = 0;
    std::string decode;
    int decode_count = 0;
    double published_rate = 0;
    double published_ttft_s = 0;
    double published_tpot_s = 0;
    Outcome expect = Outcome::none;
};

struct Case {
    SourcePosition where;
    std::string id;
    std::string title;
    std::string lengths;
    double rate = 0;
    double slo_s = 0;
    int requests = 40000;  ///< measured in each run; a fifth more go before
    bool power = false;    ///< the question is about tokens a joule
    int seeds = 0;         ///< at least so many runs, where the verdict hangs on a rare one
    int prompt = 0;        ///< disaggregation: mean lengths of their formula
    int output = 0;
    std::vector<Fleet> fleets;
    std::vector<Disaggregated> disaggregated;
    std::string published;   ///< their conclusion
    bool survives = true;    ///< whether it holds
    std::string conclusion;  ///< what holds
    std::string why;         ///< where theirs does not
};

struct Cases {
    std::map<std::string, Lengths> lengths;
    std::map<std::string, Gpu> gpus;
    std::vector<Case> cases;
    std::string source;
};

/// Reads such a file; everything that is wrong with it goes to `diagnostics`.
Cases read_cases(const std::string& file, Diagnostics& diagnostics);

}  // namespace orrery::fleet
