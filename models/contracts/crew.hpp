// People: how many a plan needs, how missing ones are hired, what their absence does.
#pragma once

namespace orrery::contracts {

/// A role, in full-time equivalents.
struct CrewTerms {
    double held = 0;  ///< at the start
    double minimum = 0;
    double servers_per_person = 0;  ///< 0: not by servers
    double seats_24x7 = 0;
    double crew_per_seat = 5;  ///< a seat around the clock: 8760 h over what one person works
    double hiring_s = 0;       ///< mean until a missing person has come; 0: at once
    double training_s = 0;     ///< until one who came counts
    bool managed = false;      ///< bought as a service: nobody is missing
};

/// The largest of the minimum, servers / ratio, and seats × crew.
double crew_needed(const CrewTerms& terms, double servers);
/// Share of the people needed that is missing at `t` (≥ 0), in expectation: each is hired after an
/// exponential time and counts once trained. 0 where enough are held.
double missing_share(const CrewTerms& terms, double servers, double t_s);
/// Mean number on the payroll between two instants; they are paid while they are trained.
double mean_heads(const CrewTerms& terms, double servers, double from_s, double until_s);
/// People hired up to `t`, in expectation.
double hired(const CrewTerms& terms, double servers, double t_s);
/// 1 with everybody there, `factor` with nobody; linear between.
double slow_down(double factor, double missing);

}  // namespace orrery::contracts
