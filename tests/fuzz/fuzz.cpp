// libFuzzer's side: ORRERY_FUZZ_TARGET names what is read. With ORRERY_FUZZ_LIST=targets it prints
// the targets of this program, with another name that target's first inputs.
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>

#include "tests/fuzz/target.hpp"

using orrery::fuzz::FuzzTarget;

namespace {

const FuzzTarget* target_named(const char* name) {
    static const std::vector<FuzzTarget> all = orrery::fuzz::program_targets();
    for (const FuzzTarget& target : all) {
        if (name && std::string(name) == target.name) return &target;
    }
    return nullptr;
}

void list(const std::string& what) {
    for (const FuzzTarget& target : orrery::fuzz::program_targets()) {
        if (what == "targets") std::printf("%s\n", target.name);
        if (what != target.name) continue;
        for (const std::string& file : orrery::fuzz::seed_files(target)) {
            std::printf("%s\n", file.c_str());
        }
    }
}

}  // namespace

extern "C" int LLVMFuzzerInitialize(int*, char***) {
    if (const char* what = std::getenv("ORRERY_FUZZ_LIST")) {
        list(what);
        std::exit(0);
    }
    if (target_named(std::getenv("ORRERY_FUZZ_TARGET"))) return 0;
    std::fprintf(stderr, "ORRERY_FUZZ_TARGET names no target of this program\n");
    std::exit(2);
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static const FuzzTarget& target = *target_named(std::getenv("ORRERY_FUZZ_TARGET"));
    target.read({reinterpret_cast<const char*>(data), size});
    return 0;
}
