// The program `orrery-mpi`: studies over the ranks of a cluster, else what `orrery` does.
#include <fmt/format.h>

#include <boost/mpi/environment.hpp>
#include <cstdio>

#include "tools/orrery-mpi/mpi_hand_out.hpp"
#include "tools/orrery/dispatch.hpp"
#include "tools/orrery/program.hpp"
#include "tools/orrery/study_files.hpp"

namespace {

/// Other verbs, and studies that are one procedure, have no units to hand out: rank 0 does them.
bool over_ranks(const std::vector<std::string>& arguments) {
    if (arguments.size() < 2) return false;
    if (arguments[0] == "bench") return arguments[1] == "studies";
    return arguments[0] == "study" && !orrery::cli::study_file(arguments[1]).empty();
}

/// Ranks above 0 compute; what they would print is rank 0's to say.
void silence() {
    if (!std::freopen("/dev/null", "w", stdout) || !std::freopen("/dev/null", "w", stderr)) {
        std::abort();
    }
}

}  // namespace

int main(int argc, char** argv) {
    boost::mpi::environment environment(argc, argv, boost::mpi::threading::funneled);
    const boost::mpi::communicator world;
    const std::vector<std::string> arguments(argv + 1, argv + argc);
    const bool shared = over_ranks(arguments);
    if (world.rank() > 0 && !shared) return 0;
    if (world.rank() > 0) silence();
    orrery::MpiHandOut ranks(world);
    bool deserted = false;  // this rank left a study that others may still wait for
    const int code = orrery::cli::program([&] {
        try {
            return orrery::cli::dispatch(arguments, shared ? &ranks : nullptr);
        } catch (...) {
            deserted = shared && world.size() > 1 && !ranks.all_know();
            throw;
        }
    });
    if (deserted) environment.abort(code);
    return code;
}
