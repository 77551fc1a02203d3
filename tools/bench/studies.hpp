// `bench studies`: what handing out runs costs, how threads scale, and runs a second of a grid.
#pragma once
#include <string>

namespace orrery {

struct StudyBench {
    std::string root;    ///< of the scenarios and the catalog
    int points = 100;    ///< of the grid; 1,000 is the figure that is promised
    int replications = 10;
    int threads = 2;
};

/// Prints the figures; 0.
int bench_studies(const StudyBench& bench, bool json);

}  // namespace orrery
