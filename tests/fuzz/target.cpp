// Bytes as files, and first inputs of targets.
#include "tests/fuzz/target.hpp"

#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <fstream>

#include "tests/support/source_dir.hpp"

namespace orrery::fuzz {
namespace {

namespace fs = std::filesystem;

/// A folder of this process, gone with it.
class Scratch {
public:
    Scratch() {
        const fs::path memory = "/dev/shm";
        const fs::path base = fs::is_directory(memory) ? memory : fs::temp_directory_path();
        path_ = (base / ("orrery-fuzz-" + std::to_string(getpid()))).string();
        fs::create_directories(path_);
    }
    ~Scratch() {
        std::error_code ignored;
        fs::remove_all(path_, ignored);
    }
    Scratch(const Scratch&) = delete;
    Scratch& operator=(const Scratch&) = delete;
    [[nodiscard]] const std::string& path() const { return path_; }

private:
    std::string path_;
};

void take_files(const fs::path& path, std::vector<std::string>& files) {
    if (fs::is_regular_file(path)) files.push_back(path.string());
    if (!fs::is_directory(path)) return;
    for (const auto& entry : fs::directory_iterator(path)) {
        if (entry.is_regular_file()) files.push_back(entry.path().string());
    }
}

}  // namespace

std::string file_of(std::string_view bytes, const std::string& ending) {
    static const Scratch scratch;
    const std::string path = scratch.path() + "/input" + ending;
    std::ofstream(path, std::ios::binary | std::ios::trunc)
        .write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    return path;
}

std::vector<std::string> seed_files(const FuzzTarget& target) {
    const fs::path root = source_dir();
    std::vector<std::string> files;
    take_files(root / "tests/fuzz/seeds" / target.name, files);
    for (const char* seed : target.seeds) take_files(root / seed, files);
    std::sort(files.begin(), files.end());
    return files;
}

}  // namespace orrery::fuzz
