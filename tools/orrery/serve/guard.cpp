// What the live page's server lets in: pure checks of a request's head, before its body is read.
#include "tools/orrery/serve/guard.hpp"

#include <fmt/format.h>
#include <sys/random.h>

#include <algorithm>
#include <array>
#include <vector>

#include "orrery/base/diagnostics.hpp"
#include "orrery/base/words.hpp"

namespace orrery::serve {
namespace {

bool is_wildcard(const std::string& address) {
    return address == "0.0.0.0" || address == "::";
}

/// Names under which a request may call this server, with the port.
std::vector<std::string> own_names(const ListenPolicy& policy) {
    std::vector<std::string> names;
    if (is_loopback(policy.address)) names = {"localhost", "127.0.0.1", "[::1]"};
    const bool six = policy.address.find(':') != std::string::npos;
    names.push_back(six ? "[" + policy.address + "]" : policy.address);
    std::vector<std::string> out;
    for (const std::string& name : names) {
        out.push_back(fmt::format("{}:{}", name, policy.port));
        if (policy.port == 80) out.push_back(name);
    }
    return out;
}

/// Letters, digits, dots, hyphens, brackets and colons: what a host with a port is made of.
bool looks_like_host(const std::string& host) {
    const bool plain = std::all_of(host.begin(), host.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '-' ||
               c == ':' || c == '[' || c == ']';
    });
    return plain && !host.empty() && host.size() <= 255;
}

/// A name that another made point here (DNS rebinding) is not one of ours. Behind a wildcard we do
/// not know our names; there the token protects, which such a page cannot have.
bool own_host(const std::string& host, const ListenPolicy& policy) {
    const std::string name = lower_case(host);
    if (is_wildcard(policy.address)) return looks_like_host(name);
    const auto names = own_names(policy);
    return std::find(names.begin(), names.end(), name) != names.end();
}

bool same_origin(const RequestHead& head) {
    return lower_case(head.origin) == "http://" + lower_case(head.host);
}

bool is_api(const std::string& target) {
    return target.rfind("/api/", 0) == 0;
}

bool fine_target(const std::string& target) {
    return !target.empty() && target.front() == '/' &&
           std::all_of(target.begin(), target.end(), [](char c) { return c > ' ' && c < 127; });
}

std::optional<Refusal> check_caller(const RequestHead& head, const ListenPolicy& policy) {
    if (head.headers_repeated) return Refusal{400, "a header came twice"};
    if (!own_host(head.host, policy)) return Refusal{421, "this server has another name"};
    const std::string& site = head.fetch_site;
    const bool other_site = !site.empty() && site != "same-origin" && site != "none";
    // A link from elsewhere may open the page itself; what it asks for then is its own.
    if (is_api(head.target) && other_site) return Refusal{403, "the request comes from elsewhere"};
    if (!head.origin.empty() && !same_origin(head)) {
        return Refusal{403, "the request comes from elsewhere"};
    }
    const std::string shown = "Bearer " + policy.token;
    if (is_api(head.target) && !policy.token.empty() &&
        !equal_in_constant_time(head.authorization, shown)) {
        return Refusal{401, "the token is missing or wrong"};
    }
    return std::nullopt;
}

}  // namespace

bool is_loopback(const std::string& address) {
    return address.rfind("127.", 0) == 0 || address == "::1";
}

bool equal_in_constant_time(std::string_view a, std::string_view b) {
    unsigned differ = a.size() == b.size() ? 0U : 1U;
    for (std::size_t i = 0; i < a.size(); ++i) {
        const unsigned other = b.empty() ? 0U : static_cast<unsigned char>(b[i % b.size()]);
        differ |= static_cast<unsigned char>(a[i]) ^ other;
    }
    return differ == 0;
}

std::optional<Refusal> guard(const RequestHead& head, const ListenPolicy& policy) {
    if (head.target.size() > kMostTargetBytes) return Refusal{414, "the address is too long"};
    if (!fine_target(head.target)) return Refusal{400, "the address cannot be read"};
    if (auto refusal = check_caller(head, policy)) return refusal;
    const bool post = head.method == "POST";
    if (head.method != "GET" && !post) return Refusal{405, "only GET and POST are answered"};
    if (!post && head.content_length.value_or(0) > 0) return Refusal{400, "GET has no body"};
    if (!post) return std::nullopt;
    if (!head.content_length) return Refusal{411, "the length of the body is missing"};
    if (*head.content_length > kMostBodyBytes) return Refusal{413, "the body is above 1 MiB"};
    // A form of another page can send text, but not this type without being asked first.
    const std::string type = lower_case(head.content_type);
    if (type != "application/json" && type.rfind("application/json;", 0) != 0) {
        return Refusal{415, "the body must be application/json"};
    }
    return std::nullopt;
}

std::string new_token() {
    std::array<unsigned char, 32> bytes{};
    if (getrandom(bytes.data(), bytes.size(), 0) != static_cast<ssize_t>(bytes.size())) {
        throw EnvironmentError("the system gives no random numbers for a token");
    }
    std::string token;
    for (const unsigned char byte : bytes) token += fmt::format("{:02x}", byte);
    return token;
}

}  // namespace orrery::serve
