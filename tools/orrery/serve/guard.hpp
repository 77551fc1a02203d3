// What the live page's server lets in: pure checks of a request's head, before its body is read.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace orrery::serve {

inline constexpr std::uint32_t kMostHeaderBytes = 16 * 1024;
inline constexpr std::uint64_t kMostBodyBytes = 1024 * 1024;
inline constexpr std::size_t kMostTargetBytes = 2048;

/// What the checks look at. Absent headers are empty; `headers_repeated` says that one of those
/// that decide (Host, Origin, Content-Length, Authorization) came twice.
struct RequestHead {
    std::string method;
    std::string target;
    std::string host;
    std::string origin;
    std::string fetch_site;  ///< Sec-Fetch-Site
    std::string content_type;
    std::string authorization;
    std::optional<std::uint64_t> content_length;
    bool headers_repeated = false;
};

/// Where it listens, and what callers must show.
struct ListenPolicy {
    std::string address = "127.0.0.1";
    std::uint16_t port = 0;
    std::string token;  ///< empty: none is asked for, on loopback alone
};

struct Refusal {
    int status = 400;
    std::string reason;  ///< one sentence for the caller; names nothing that he did not say
};

/// Whether an address reaches this machine alone: 127.0.0.0/8 or ::1.
[[nodiscard]] bool is_loopback(const std::string& address);

/// Compares all bytes whatever differs first, so that the time tells nothing of a secret but its
/// length.
[[nodiscard]] bool equal_in_constant_time(std::string_view a, std::string_view b);

/// Empty: let in. Host against DNS rebinding, Origin and Sec-Fetch-Site against other pages of the
/// same browser, the token where others may connect, method, target and size.
[[nodiscard]] std::optional<Refusal> guard(const RequestHead& head, const ListenPolicy& policy);

/// 256 bits of the system's random numbers as hex digits.
[[nodiscard]] std::string new_token();

}  // namespace orrery::serve
