// Replays what fuzzing found, and first inputs, without libFuzzer: replay_fuzz [TARGET FILE …].
// Without arguments every file of every target. `replay_fuzz --damage COUNT [TARGET]` reads so many
// damaged inputs of each instead; what ends the reader is kept as TARGET-NUMBER.
#include <chrono>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "tests/fuzz/damage.hpp"
#include "tests/fuzz/target.hpp"
#include "tests/hostile/watched.hpp"
#include "tests/support/source_dir.hpp"

using namespace orrery::fuzz;

namespace {

/// Beyond it nothing is asked of a reader but that it says so.
constexpr double kMostSeconds = 5;

std::string bytes_of(const std::string& file) {
    std::ifstream in(file, std::ios::binary);
    std::stringstream bytes;
    bytes << in.rdbuf();
    return bytes.str();
}

/// Whether it took no longer than it may; a crash ends this program.
bool replay(const FuzzTarget& target, const std::string& file) {
    std::fprintf(stderr, "%s %s\n", target.name, file.c_str());  // the last one is the culprit
    const auto began = std::chrono::steady_clock::now();
    target.read(bytes_of(file));
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - began;
    if (took.count() <= kMostSeconds) return true;
    std::printf("FAILED: %s %s: %.1f s\n", target.name, file.c_str(), took.count());
    return false;
}

std::vector<std::string> found_files(const FuzzTarget& target) {
    const auto folder =
        std::filesystem::path(orrery::source_dir()) / "tests/fuzz/found" / target.name;
    std::vector<std::string> files;
    if (!std::filesystem::is_directory(folder)) return files;
    for (const auto& entry : std::filesystem::directory_iterator(folder)) {
        files.push_back(entry.path().string());
    }
    return files;
}

int replay_all() {
    bool fine = true;
    std::size_t replayed = 0;
    for (const FuzzTarget& target : program_targets()) {
        auto files = found_files(target);
        for (std::string& seed : seed_files(target)) files.push_back(std::move(seed));
        for (const std::string& file : files) fine = replay(target, file) && fine;
        replayed += files.size();
        std::printf("%-12s %zu inputs\n", target.name, files.size());
        if (files.empty()) fine = false;
    }
    std::printf("%zu inputs replayed\n", replayed);
    return fine ? 0 : 1;
}

/// Whether all damaged inputs of the target were read or refused.
bool read_damaged(const FuzzTarget& target, std::size_t count) {
    std::vector<std::string> whole;
    for (const std::string& file : seed_files(target)) whole.push_back(bytes_of(file));
    target.read(whole.front());  // what is made once is not part of the first child's time
    const auto outcomes = orrery::hostile::watched(count, [&](std::size_t i) {
        target.read(damaged(whole, i));
        return 0;
    });
    std::size_t ended = 0;
    for (std::size_t i = 0; i < count; ++i) {
        if (outcomes[i] == 0) continue;
        ++ended;
        const std::string kept = std::string(target.name) + "-" + std::to_string(i);
        std::ofstream(kept, std::ios::binary) << damaged(whole, i);
        std::printf("FAILED: %s: outcome %d\n", kept.c_str(), outcomes[i]);
    }
    std::printf("%-12s %zu damaged inputs, %zu ended it\n", target.name, count, ended);
    return ended == 0;
}

int damage_all(std::size_t count, const std::string& only) {
    bool fine = true;
    for (const FuzzTarget& target : program_targets()) {
        if (only.empty() || only == target.name) fine = read_damaged(target, count) && fine;
    }
    return fine ? 0 : 1;
}

}  // namespace

int main(int argc, char** argv) {
    const std::vector<std::string> words(argv + 1, argv + argc);
    if (words.empty()) return replay_all();
    if (words[0] == "--damage" && words.size() >= 2) {
        return damage_all(std::stoul(words[1]), words.size() > 2 ? words[2] : "");
    }
    for (const FuzzTarget& target : program_targets()) {
        if (words[0] != target.name) continue;
        bool fine = true;
        for (std::size_t i = 1; i < words.size(); ++i) fine = replay(target, words[i]) && fine;
        return fine ? 0 : 1;
    }
    std::fprintf(stderr, "there is no target %s\n", words[0].c_str());
    return 2;
}
