// Facts about who runs places and sells tokens: home country, certificates, prices of tokens.
#pragma once
#include <string>
#include <vector>

#include "models/hardware/accelerator.hpp"

namespace orrery {

/// "EU": countries that one word stands for.
struct CountryGroup {
    std::string name;
    std::vector<std::string> countries;  ///< ISO 3166 alpha-2
    Provenance provenance;
};

/// Who runs places: whose law binds it, which certificates its places commonly have.
struct VendorFact {
    std::string name;  ///< "aws", as in the keys of regions
    std::string title;
    std::string country;  ///< of the ultimate parent
    std::string parent;   ///< ultimate parent; empty: itself
    std::string host;     ///< whose halls it is in; empty: its own
    std::vector<std::string> certifications;
    Provenance provenance;
};

/// How often a plane of a vendor fails, and for how long: a prior.
struct OutageFact {
    std::string name;    ///< "cloud/control"
    std::string vendor;  ///< whom it is about; "*": any
    std::string plane;   ///< data, control, edge or stock
    double per_year = 0;
    double p50_s = 0;  ///< of the durations
    double p90_s = 0;
    double n = 0;   ///< observations behind the rate; 0: not known
    double lo = 0;  ///< 90 % interval of the rate; 0: not known
    double hi = 0;
    Provenance provenance;
};

/// How often a request for servers is filled at once, and how long the others wait: a prior.
struct FillRateFact {
    std::string name;
    std::string vendor;
    double rate = 1;
    double wait_s = 0;  ///< mean
    double n = 0;
    double lo = 0;
    double hi = 0;
    Provenance provenance;
};

/// Who makes the chips of an accelerator family.
struct FabFact {
    std::string name;  ///< family, as in accelerators
    std::string fab;
    Provenance provenance;
};

/// List price of a model's tokens at an API, how fast it answers, and an estimate of its energy.
struct ApiPrice {
    std::string name;  ///< "openai/gpt-4.1-mini"
    std::string vendor;
    std::string model;  ///< the provider's own name
    double usd_mtok_input = 0;
    double usd_mtok_output = 0;
    double usd_mtok_cached = -1;    ///< −1: no price of its own
    int cached_from = 0;            ///< tokens of a beginning from which it is cached
    double first_s = 0;             ///< to the first token of an empty prompt
    double per_prompt_token_s = 0;  ///< longer by so much a prompt token
    double per_output_token_s = 0;
    double requests_s = 0;  ///< rate limit of a common tier; 0: none
    double tokens_s = 0;
    double usd_unit_h = 0;     ///< of a unit of provisioned throughput; 0: none are sold
    double unit_tokens_s = 0;  ///< prompt tokens that one carries
    double unit_output = 1;    ///< prompt tokens that an output token counts for there
    double joules_input = 0;   ///< IT energy of a prompt token
    double joules_output = 0;  ///< of an output token
    std::string estimate;      ///< how latency and energy were estimated
    Provenance provenance;
};

}  // namespace orrery
