// Threads of this process, each taking the next index when it is free.
#include "sim/study/units/hand_out.hpp"

#include <mutex>

#include "sim/kernel/limits.hpp"
#include "sim/study/parallel.hpp"

namespace orrery {

void ThreadHandOut::run(const std::vector<std::size_t>& wanted, const Work& work,
                        const Done& done) {
    std::mutex one_at_a_time;
    parallel_for(wanted.size(), threads_, [&](std::size_t i) {
        if (interrupt_requested()) return;
        const std::string bytes = work(wanted[i]);
        // What an interrupt cut short is no result.
        if (interrupt_requested()) return;
        const std::lock_guard lock(one_at_a_time);
        done(wanted[i], bytes);
    });
}

}  // namespace orrery
