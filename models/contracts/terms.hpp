// What is owed for compute and egress: the terms, apart from valuation and market data.
#pragma once
#include <string>
#include <vector>

namespace orrery::contracts {

enum class ComputeKind { on_demand, owned };

/// Terms of one pool. All money in USD; reporting currency is applied at posting.
struct ComputeTerms {
    ComputeKind kind = ComputeKind::owned;
    std::string vendor;                  ///< payee
    double list_usd_server_h = 0;        ///< on-demand: published price
    double contracted_usd_server_h = 0;  ///< on-demand: negotiated price (= list without one)
    double granularity_s = 1;            ///< on-demand: billed in whole multiples a server session
    double minimum_s = 0;                ///< on-demand: shortest session that is billed
    double capex_usd_server = 0;         ///< owned
    double life_years = 5;
    double residual_share = 0;
    double maintenance_share_year = 0;
    double staff_usd_year = 0;  ///< of the pool
    std::string price_source;   ///< catalog entry or scenario line
    std::string sku = {};       ///< what is sold, as the vendor's bill names it; else the server
};

/// Terms of an API that sells tokens. USD a million tokens.
struct TokenTerms {
    std::string vendor;
    double usd_mtok_input = 0;
    double usd_mtok_output = 0;
    double usd_mtok_cached = 0;  ///< prompt tokens that the provider has seen before
    double list_usd_mtok_input = 0;
    double list_usd_mtok_output = 0;
    int cached_from = 0;       ///< beginnings of at least so many tokens are cached; 0: none
    double batch_discount = 0;  ///< off all tokens
    double units = 0;           ///< of provisioned throughput, paid by the hour
    double usd_unit_h = 0;
    double tokens_unit_h = 0;  ///< prompt tokens that one unit carries in an hour
    double unit_output = 1;    ///< prompt tokens that an output token counts for there
    std::string unit_source;
    double joules_input = 0;   ///< IT energy of a prompt token, estimated
    double joules_output = 0;  ///< of an output token
    std::string price_source;
    std::string energy_source;
};

struct EgressTier {
    double up_to_gb = 0;  ///< month's running total; infinity for the last
    double usd_gb = 0;
};

struct EgressTerms {
    std::string vendor;
    std::vector<EgressTier> tiers;  ///< empty: free
    std::string price_source;
};

}  // namespace orrery::contracts
