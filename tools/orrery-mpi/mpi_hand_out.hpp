// Units over MPI ranks: rank 0 gives the next index to whoever is free, and computes as well.
#pragma once
#include <boost/mpi/communicator.hpp>

#include "sim/study/units/hand_out.hpp"

namespace orrery {

/// Every rank follows the same study; in a round rank 0 hands out indices one by one, each rank's
/// next before it ends the one at hand, so that fast ranks take more and none waits. Only the main
/// thread of a rank speaks MPI (MPI_THREAD_FUNNELED).
class MpiHandOut : public HandOut {
public:
    explicit MpiHandOut(const boost::mpi::communicator& world) : world_(world) {}

    void run(const std::vector<std::size_t>& wanted, const Work& work, const Done& done) override;
    void share(std::string& text) override;
    [[nodiscard]] bool shared() const override { return world_.size() > 1; }
    [[nodiscard]] bool leads() const override { return world_.rank() == 0; }
    [[nodiscard]] int workers() const override { return world_.size(); }
    /// Whether the error that was thrown last was thrown on all ranks.
    [[nodiscard]] bool all_know() const { return all_know_; }

private:
    void lead(const std::vector<std::size_t>& wanted, const Work& work, const Done& done,
              std::string& problem);
    void follow(const Work& work);
    /// Until all ranks are here.
    void gather();

    const boost::mpi::communicator& world_;
    bool all_know_ = false;
};

}  // namespace orrery
