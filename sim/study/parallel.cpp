// Independent runs on threads: results by index, whatever thread made them.
#include "sim/study/parallel.hpp"

#include <algorithm>
#include <atomic>
#include <exception>
#include <thread>
#include <vector>

namespace orrery {

void parallel_for(std::size_t count, int threads, const std::function<void(std::size_t)>& work) {
    std::atomic<std::size_t> next{0};
    std::atomic<bool> failed{false};
    std::vector<std::exception_ptr> errors(count);
    const auto loop = [&] {
        for (std::size_t i = next++; i < count; i = next++) {
            if (failed) return;
            try {
                work(i);
            } catch (...) {
                errors[i] = std::current_exception();
                failed = true;
            }
        }
    };
    std::vector<std::thread> helpers;
    const std::size_t most = std::min(static_cast<std::size_t>(threads), count);
    helpers.reserve(most);
    try {
        while (helpers.size() + 1 < most) helpers.emplace_back(loop);
    } catch (const std::exception&) {  // fewer threads take longer, and give the same
    }
    loop();
    for (std::thread& helper : helpers) helper.join();
    for (const std::exception_ptr& error : errors) {
        if (error) std::rethrow_exception(error);
    }
}

}  // namespace orrery
