// Typed 32-bit ids: an index into the vector that owns the entity.
#pragma once
#include <compare>
#include <cstdint>

namespace orrery {

template <class Tag>
struct Id {
    static constexpr std::uint32_t kNone = 0xFFFFFFFFu;
    std::uint32_t value = kNone;

    constexpr Id() = default;
    constexpr explicit Id(std::uint32_t v) : value(v) {}
    constexpr explicit Id(std::size_t v) : value(static_cast<std::uint32_t>(v)) {}
    [[nodiscard]] constexpr bool valid() const { return value != kNone; }
    [[nodiscard]] constexpr std::size_t index() const { return value; }
    friend constexpr auto operator<=>(Id, Id) = default;
};

using SiteId = Id<struct SiteTag>;
using PoolId = Id<struct PoolTag>;
using DeploymentId = Id<struct DeploymentTag>;
using WorkloadId = Id<struct WorkloadTag>;
using JobId = Id<struct JobTag>;
using ReplicaId = Id<struct ReplicaTag>;
using ServerId = Id<struct ServerTag>;
using TenantId = Id<struct TenantTag>;

}  // namespace orrery
