// `bench studies`: what handing out runs costs, how threads scale, and runs a second of a grid.
#pragma once
#include <string>

namespace orrery {

class HandOut;

struct StudyBench {
    std::string root;  ///< of the scenarios and the catalog
    int points = 100;  ///< of the grid; 1,000 is the figure that is promised
    int replications = 10;
    int threads = 2;
    int repeats = 3;  ///< of each measurement; the median counts
};

/// Prints the figures; 0. With ranks (`mpirun -n 2 orrery-mpi bench studies`) they take the place
/// of threads, every rank calls it, and what a rank waits for its next unit is measured.
int bench_studies(const StudyBench& bench, HandOut* ranks, bool json);

}  // namespace orrery
