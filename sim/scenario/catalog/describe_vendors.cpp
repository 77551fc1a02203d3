// Country groups, vendors and prices of tokens as rows of text.
#include <fmt/format.h>

#include "sim/scenario/catalog/describe.hpp"

namespace orrery::catalog {
namespace {

std::string joined(const std::vector<std::string>& items) {
    return items.empty() ? "-" : fmt::format("{}", fmt::join(items, ", "));
}

std::string usd(double value) {
    return value < 0 ? "-" : fmt::format("{:g} USD", value);
}

std::string provisioned(const ApiPrice& a) {
    if (a.usd_unit_h <= 0) return "-";
    return fmt::format("{:g} USD/h for {:g} prompt tokens/s, an output token counts for {:g}",
                       a.usd_unit_h, a.unit_tokens_s, a.unit_output);
}

}  // namespace

Rows describe(const CountryGroup& g) {
    return {{"countries", joined(g.countries)}};
}

Rows describe(const VendorFact& v) {
    return {{"name", v.title},
            {"parent in", v.country},
            {"parent", v.parent.empty() ? "itself" : v.parent},
            {"host", v.host.empty() ? "itself" : v.host},
            {"certifications", joined(v.certifications)}};
}

Rows describe(const ApiPrice& a) {
    return {{"vendor", a.vendor},
            {"model", a.model},
            {"a million prompt tokens", usd(a.usd_mtok_input)},
            {"a million output tokens", usd(a.usd_mtok_output)},
            {"a million cached tokens", usd(a.usd_mtok_cached)},
            {"cached from", fmt::format("{} tokens", a.cached_from)},
            {"first token", fmt::format("{:.3g} s", a.first_s)},
            {"a prompt token", fmt::format("{:.3g} ms", 1e3 * a.per_prompt_token_s)},
            {"an output token", fmt::format("{:.3g} ms", 1e3 * a.per_output_token_s)},
            {"rate limit", fmt::format("{:g} requests/s, {:g} tokens/s", a.requests_s, a.tokens_s)},
            {"provisioned unit", provisioned(a)},
            {"energy", fmt::format("{:g} J a prompt token, {:g} J an output token (estimated)",
                                   a.joules_input, a.joules_output)},
            {"estimate", a.estimate}};
}

Cells summarise(const CountryGroup& g) {
    return {fmt::format("{}", g.countries.size())};
}
Cells summarise(const VendorFact& v) {
    return {v.country, fmt::format("{}", v.certifications.size())};
}
Cells summarise(const ApiPrice& a) {
    return {usd(a.usd_mtok_input), usd(a.usd_mtok_output), a.provenance.as_of};
}

}  // namespace orrery::catalog
