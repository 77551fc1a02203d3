// Chips of one's own: engineering once, a yield, a ramp, and the volume from which they pay.
#pragma once

namespace orrery::finance {

struct CustomChip {
    double nre = 0;        ///< one-off engineering, masks, qualification
    double unit_cost = 0;  ///< of one that is made
    double yield = 1;      ///< good ones of those made, 0..1
};

/// What a good one costs to make: unit_cost / yield.
double good_unit_cost(const CustomChip& chip);
/// nre / volume + unit_cost / yield.
double average_cost(const CustomChip& chip, double volume);
/// Good ones from which they cost no more than bought ones of the same worth: nre / (price −
/// unit_cost / yield); infinite where each costs at least as much as a bought one.
double break_even_volume(const CustomChip& chip, double bought_price);
/// Share of an order delivered `t` into its ramp: output grows linearly until the order is done at
/// the ramp's end, so (t/ramp)².
double ramp_delivered(double t, double ramp);
/// The inverse: when that share has been delivered.
double ramp_time(double share, double ramp);

}  // namespace orrery::finance
