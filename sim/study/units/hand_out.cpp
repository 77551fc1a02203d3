// Threads of this process, each taking the next index when it is free.
#include "sim/study/units/hand_out.hpp"

#include <atomic>
#include <exception>
#include <mutex>
#include <thread>

#include "sim/kernel/limits.hpp"

namespace orrery {

void ThreadHandOut::run(const std::vector<std::size_t>& wanted, const Work& work,
                        const Done& done) {
    std::atomic<std::size_t> next{0};
    std::atomic<bool> failed{false};
    std::vector<std::exception_ptr> errors(wanted.size());
    std::mutex one_at_a_time;
    const auto loop = [&] {
        for (std::size_t i = next++; i < wanted.size(); i = next++) {
            if (failed || interrupt_requested()) return;
            try {
                const std::string bytes = work(wanted[i]);
                // What an interrupt cut short is no result.
                if (interrupt_requested()) return;
                const std::lock_guard lock(one_at_a_time);
                done(wanted[i], bytes);
            } catch (...) {
                errors[i] = std::current_exception();
                failed = true;
            }
        }
    };
    std::vector<std::thread> helpers;
    const std::size_t most = wanted.size();
    for (std::size_t t = 1; t < static_cast<std::size_t>(threads_) && t < most; ++t) {
        helpers.emplace_back(loop);
    }
    loop();
    for (std::thread& helper : helpers) helper.join();
    for (const std::exception_ptr& error : errors) {
        if (error) std::rethrow_exception(error);
    }
}

}  // namespace orrery
