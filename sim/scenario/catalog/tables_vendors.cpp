// Field tables of country groups, vendors and prices of tokens.
#include "sim/scenario/catalog/tables.hpp"

namespace orrery::catalog {

using namespace fields;

const Table<CountryGroup>& country_group_table() {
    using G = CountryGroup;
    static const Table<G> t =
        sourced<G>("Countries that one word stands for in data classes.",
                   {texts("countries", &G::countries, "ISO 3166 codes of two letters").required()});
    return t;
}

const Table<VendorFact>& vendor_table() {
    using V = VendorFact;
    static const Table<V> t = sourced<V>(
        "Who runs places or sells tokens.",
        {text("title", &V::title, "Name as people know it").required(),
         text("country", &V::country, "Seat of the ultimate parent: its law reaches every place")
             .required(),
         text("parent", &V::parent, "Ultimate parent; default: itself"),
         text("host", &V::host, "Whose halls it is in; default: its own"),
         texts("certifications", &V::certifications, "That its places commonly have")});
    return t;
}

const Table<ApiPrice>& api_price_table() {
    using A = ApiPrice;
    static const Table<A> t = sourced<A>(
        "What an API asks for a million tokens of a model, and how fast it answers.",
        {text("vendor", &A::vendor, "Catalog vendor").required(),
         text("model", &A::model, "The provider's own name of the model").required(),
         quantity("input", &A::usd_mtok_input, Measure::money, "A million prompt tokens")
             .required(),
         quantity("output", &A::usd_mtok_output, Measure::money, "A million output tokens")
             .required(),
         quantity("cached", &A::usd_mtok_cached, Measure::money,
                  "A million prompt tokens that it has seen before", -1),
         whole("cached_from", &A::cached_from, "Tokens of a beginning from which it is cached")
             .min(0),
         quantity("first_token", &A::first_s, Measure::duration, "To the first token, no prompt")
             .required(),
         quantity("prompt_token", &A::per_prompt_token_s, Measure::duration,
                  "Longer by so much a prompt token"),
         quantity("output_token", &A::per_output_token_s, Measure::duration,
                  "Between two output tokens")
             .above(0)
             .required(),
         quantity("requests", &A::requests_s, Measure::rate, "Rate limit of a common tier"),
         quantity("tokens", &A::tokens_s, Measure::rate, "Likewise, of tokens"),
         quantity("unit_price", &A::usd_unit_h, Measure::money_hour,
                  "Of a unit of provisioned throughput, without a term", 0),
         quantity("unit_tokens", &A::unit_tokens_s, Measure::rate, "Prompt tokens that one carries",
                  0),
         quantity("unit_output", &A::unit_output, Measure::number,
                  "Prompt tokens that an output token counts for there"),
         quantity("joules_input", &A::joules_input, Measure::number,
                  "IT energy of a prompt token, J"),
         quantity("joules_output", &A::joules_output, Measure::number,
                  "IT energy of an output token, J")
             .required(),
         text("estimate", &A::estimate, "How latency and energy were estimated").required()});
    return t;
}

}  // namespace orrery::catalog
