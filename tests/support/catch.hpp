// Catch2 2 (Debian 12) or 3, whichever is installed; tests include this and nothing of Catch2.
#pragma once
#if __has_include(<catch2/catch_all.hpp>)
#include <catch2/catch_all.hpp>
#else
#include <catch2/catch.hpp>
#endif
#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <string>

#include "tests/support/source_dir.hpp"

namespace orrery::test {

/// |a − b| ≤ abs + rel·|b|, the one comparison of floating-point numbers in the tests.
inline bool near(double a, double b, double rel, double abs = 0.0) {
    return std::fabs(a - b) <= abs + rel * std::fabs(b);
}

/// The public data folder, or empty where it is absent; tests that need it then skip with a line.
inline std::filesystem::path data_folder() {
    if (const char* root = std::getenv("ORRERY_DATA"); root && std::filesystem::exists(root)) {
        return root;
    }
    const auto beside = std::filesystem::path(source_dir()) / ".." / "shared";
    return std::filesystem::exists(beside) ? beside : std::filesystem::path{};
}

}  // namespace orrery::test

/// Skips the rest of a test case, saying so, where the public data folder is absent.
#define ORRERY_NEEDS_DATA(folder)                                        \
    const auto folder = ::orrery::test::data_folder();                   \
    if (folder.empty()) {                                                \
        WARN("skipped: ORRERY_DATA is not set and ../shared is absent"); \
        return;                                                          \
    }
