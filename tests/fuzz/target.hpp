// What must never crash, hang or eat memory, whatever the bytes: one function a reader.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "orrery/base/diagnostics.hpp"

namespace orrery::fuzz {

/// Reads the bytes as somebody's input would be read. What readers throw for bad input stays
/// inside.
struct FuzzTarget {
    const char* name;
    void (*read)(std::string_view bytes);
    /// Folders and files under the source tree whose files are good first inputs.
    std::vector<const char*> seeds = {};
};

/// Of one file each.
std::vector<FuzzTarget> text_targets();
std::vector<FuzzTarget> log_targets();
std::vector<FuzzTarget> import_targets();
std::vector<FuzzTarget> evidence_targets();
std::vector<FuzzTarget> study_targets();
std::vector<FuzzTarget> result_targets();
std::vector<FuzzTarget> serve_targets();
/// Of the program that this is linked into, in order.
std::vector<FuzzTarget> program_targets();

/// The bytes as the content of a file of this process, in memory where the system has such a
/// folder; the same file at each call with the same ending.
std::string file_of(std::string_view bytes, const std::string& ending = "");

/// Files that are good first inputs of a target, its own folder of tests/fuzz/seeds among them.
std::vector<std::string> seed_files(const FuzzTarget& target);

/// Calls a reader that may throw what the world's errors are.
template <class Read>
void without_world(const Read& read) {
    try {
        read();
    } catch (const EnvironmentError&) {
    }
}

}  // namespace orrery::fuzz
