// Field tables of commitments, storage classes and taxes.
#include "sim/scenario/catalog/tables.hpp"

namespace orrery::catalog {

using namespace fields;

const Table<CommitmentFact>& commitment_table() {
    using C = CommitmentFact;
    static const Table<C> t = sourced<C>(
        "What a commitment takes off the on-demand price.",
        {text("vendor", &C::vendor, "Catalog vendor").required(),
         text("kind", &C::kind, "reserved, savings_plan, resource or sustained_use").required(),
         quantity("discount", &C::discount, Measure::share, "Off the on-demand price").required(),
         quantity("term", &C::term_s, Measure::duration, "For which it holds"),
         quantity("upfront", &C::upfront, Measure::share, "Of the whole, paid ahead"),
         boolean("at_most", &C::at_most, "The best case that the vendor states, not a price")});
    return t;
}

const Table<StorageFact>& storage_fact_table() {
    using S = StorageFact;
    static const Table<S> t = sourced<S>(
        "What data at rest cost.",
        {text("vendor", &S::vendor, "Catalog vendor").required(),
         quantity("price", &S::usd_gb_month, Measure::money_gb_month, "Of a GB").required(),
         quantity("retrieval", &S::usd_gb_retrieval, Measure::money_gb, "Of a GB read back"),
         quantity("per_1000_requests", &S::usd_1000_requests, Measure::money, "Of requests"),
         quantity("minimum", &S::minimum_s, Measure::duration, "Shortest time that is paid")});
    return t;
}

const Table<TaxFact>& tax_fact_table() {
    using T = TaxFact;
    static const Table<T> t =
        sourced<T>("Standard rate of a country's value-added tax.",
                   {quantity("rate", &T::rate, Measure::share, "Of the amount").required()});
    return t;
}

}  // namespace orrery::catalog
