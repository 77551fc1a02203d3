// The vocabulary of what is owned, of rooms that are rented, and of people.
#include "sim/scenario/reader/tables.hpp"

namespace orrery {

using namespace fields;

const Table<PurchaseSpec>& purchase_table() {
    using P = PurchaseSpec;
    static const Table<P> t{
        "How and when the servers of a pool are bought.",
        {text("date", &P::date, "Of the order; default: before the run"),
         quantity("deposit", &P::deposit, Measure::share, "Due with the order").min(0).max(1)}};
    return t;
}

const Table<TariffSpec>& tariff_table() {
    using T = TariffSpec;
    static const Table<T> t{"What electricity costs beside its energy price.",
                            {text("name", &T::name, "Catalog tariff")}};
    return t;
}

const Table<ColocationSpec>& colocation_table() {
    using C = ColocationSpec;
    static const Table<C> t{
        "A room in somebody's hall: contracted power is paid, used or not.",
        {quantity("contracted", &C::contracted_w, Measure::power, "Power of the contract").min(0)}};
    return t;
}

const Table<RoleSpec>& role_table() {
    using R = RoleSpec;
    static const Table<R> t{"A role that the plan needs.",
                            {text("name", &R::name, "Name, unique").required()}};
    return t;
}

}  // namespace orrery
