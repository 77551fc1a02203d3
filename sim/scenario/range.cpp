// The largest values that a quantity of the scenario may have, by what it measures.
#include "sim/scenario/range.hpp"

namespace orrery {

double largest(Measure measure) {
    switch (measure) {
        case Measure::number:
        case Measure::tokens:
            return 1e18;
        case Measure::share:
        case Measure::money_kwh:
        case Measure::money_gb:
        case Measure::money_gb_month:
        case Measure::intensity:
        case Measure::volume_kwh:
            return 1e6;
        case Measure::duration:
            return 100 * 365.25 * 86400;
        case Measure::bytes:
            return 1e21;
        case Measure::bandwidth:
            return 1e18;
        case Measure::flop_rate:
            return 1e24;
        case Measure::power:  // mankind uses 2e13 W
            return 1e13;
        case Measure::mass_co2:  // and emits 4e16 g a year
            return 1e17;
        case Measure::rate:
            return 1e12;
        case Measure::money:  // of which it makes 1e14 USD a year
        case Measure::money_year:
        case Measure::money_month:
            return 1e12;
        case Measure::money_hour:
            return 1e9;
        case Measure::energy:
            return 1e12;
        case Measure::kelvin:
        case Measure::degrees:
            return 1e4;
    }
    return 1e18;
}

}  // namespace orrery
