// Independent runs on threads: results by index, whatever thread made them.
#include "sim/study/parallel.hpp"

#include <algorithm>
#include <atomic>
#include <cmath>
#include <exception>
#include <fstream>
#include <sstream>
#include <thread>
#include <vector>

namespace orrery {

void parallel_for(std::size_t count, int threads, const std::function<void(std::size_t)>& work) {
    std::atomic<std::size_t> next{0};
    std::atomic<std::size_t> lowest{count};  // index that threw
    std::vector<std::exception_ptr> errors(count);
    const auto loop = [&] {
        for (std::size_t i = next++; i < count; i = next++) {
            if (i > lowest) return;
            try {
                work(i);
            } catch (...) {
                errors[i] = std::current_exception();
                std::size_t seen = lowest;
                while (i < seen && !lowest.compare_exchange_weak(seen, i)) {
                }
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

int processors_here() {
    std::ifstream file("/sys/fs/cgroup/cpu.max");
    std::string text;
    std::getline(file, text);
    return processors_within(static_cast<int>(std::thread::hardware_concurrency()), text);
}

int processors_within(int processors, const std::string& cpu_max) {
    const int all = std::max(processors, 1);
    std::istringstream text(cpu_max);
    double quota = 0;
    double period = 0;
    if (!(text >> quota >> period) || quota <= 0 || period <= 0) return all;
    return static_cast<int>(std::min(std::ceil(quota / period), static_cast<double>(all)));
}

}  // namespace orrery
