// Fields that contracts of every kind have.
#pragma once
#include "sim/scenario/fields.hpp"

namespace orrery::fields {

template <class T>
Field<T> currency_field() {
    return text("currency", &T::currency,
                "Amounts follow the rates of this currency (fx); default: they are fixed in USD");
}

template <class T>
Field<T> name_field() {
    return text("name", &T::name, "Name, unique among contracts").required();
}

}  // namespace orrery::fields
