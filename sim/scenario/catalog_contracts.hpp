// Facts about contracts: discounts of commitments, classes of storage, rates of taxes.
#pragma once
#include <string>

#include "models/hardware/accelerator.hpp"

namespace orrery {

/// What a commitment takes off the on-demand price.
struct CommitmentFact {
    std::string name;  ///< "aws/reserved/p4d/1y"
    std::string vendor;
    std::string kind;  ///< reserved, savings_plan, resource, sustained_use
    double discount = 0;
    double term_s = 0;     ///< for which it holds; 0: any
    double upfront = 0;    ///< share of the whole that is paid ahead
    bool at_most = false;  ///< the best case that a vendor states, not a price
    Provenance provenance;
};

/// What a GB at rest costs.
struct StorageFact {
    std::string name;  ///< "aws/s3-standard"
    std::string vendor;
    double usd_gb_month = 0;
    double usd_gb_retrieval = 0;
    double usd_1000_requests = 0;
    double minimum_s = 0;  ///< shortest time that is paid
    Provenance provenance;
};

/// Standard rate of a country's value-added tax.
struct TaxFact {
    std::string name;  ///< ISO 3166 code
    double rate = 0;
    Provenance provenance;
};

}  // namespace orrery
