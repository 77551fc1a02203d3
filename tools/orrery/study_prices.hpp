// What the money studies read from flags alike: hourly demand, prices of terms, blocks and spot.
#pragma once
#include <string>
#include <vector>

#include "sim/study/commitments/study.hpp"
#include "tools/orrery/study_base.hpp"

namespace orrery::cli {

/// "a:b:c" → its parts.
std::vector<std::string> parts_of(const std::string& text);
/// "2.35 USD/h", or a share of the on-demand price.
double price_of(const std::string& text, double on_demand, const char* flag, Diagnostics& d);
/// Years of 8760 h, or hours.
int term_hours(const std::string& text, const char* flag, Diagnostics& d);

/// Flags for hourly demand and what an hour of it costs.
struct DemandFlags {
    std::string pool;
    std::string file;
    std::string column;
    std::string uniform;
    std::string on_demand;
    std::vector<std::string> levels;
    std::vector<std::string> blocks;
    std::string spot;
    bool busy = false;
    double utilisation = .7;
};
void add_demand_flags(CLI::App& sub, DemandFlags& flags);

/// Hours, market and levels of the question, from the flags and, where there is one, the base's
/// rented pool. Complains of what is missing.
void read_demand(const DemandFlags& flags, const StudyBase& base, const World* world,
                 CommitmentQuestion& question, Diagnostics& d);

}  // namespace orrery::cli
