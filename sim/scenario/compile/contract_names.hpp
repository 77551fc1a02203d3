// What the compilation of contracts shares: names of pools and vendors, terms within the run.
#pragma once
#include <set>

#include "sim/scenario/compile/context.hpp"

namespace orrery::compile {

/// One contract as it is compiled: where it stands and what it may say.
class ContractNames {
public:
    explicit ContractNames(Context& context) : context_(context) {}

    /// Names are unique among all contracts, because postings and metrics carry them.
    void take(const std::string& name, const SourcePosition& at, const std::string& path);
    /// A pool, or all pools that were made from an entry of that name; errors name what is similar.
    std::vector<PoolId> pool(const std::string& name, const SourcePosition& at,
                             const std::string& path);
    std::vector<PoolId> pools(const std::vector<std::string>& names, const SourcePosition& at,
                              const std::string& path);
    /// Likewise; without names all rented pools of the vendor.
    std::vector<PoolId> pools_or_all(const std::vector<std::string>& names,
                                     const std::string& vendor, const SourcePosition& at,
                                     const std::string& path);
    /// Somebody or something that a list names a second time.
    void twice(const std::string& name, const SourcePosition& at, const std::string& path);
    /// Whether it is somebody who is paid in this world.
    bool vendor(const std::string& name, const SourcePosition& at, const std::string& path);
    /// All of them are rented on demand, without a spot market.
    void on_demand(const std::vector<PoolId>& pools, const SourcePosition& at,
                   const std::string& path);
    /// All of them are of that vendor.
    void same_vendor(const std::vector<PoolId>& pools, const std::string& vendor,
                     const SourcePosition& at, const std::string& path);
    /// Warns where nothing of it falls into the run, and of terms that nobody signs; a term that
    /// was over before the run is an error.
    void within(Nanos from, Nanos length, const SourcePosition& at, const std::string& path);
    void within(Nanos from, const SourcePosition& at, const std::string& path);
    void currency(const std::string& code, const SourcePosition& at, const std::string& path);

    Context& context_;

private:
    std::set<std::string> names_;
};

/// Contracts that hold servers or money by the hour.
void compile_commitments(Context& context, ContractNames& names);
/// All others.
void compile_charges(Context& context, ContractNames& names);

}  // namespace orrery::compile
