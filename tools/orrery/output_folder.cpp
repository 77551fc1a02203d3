// A folder of results: one process writes it at a time, and its files appear in it together.
#include "tools/orrery/output_folder.hpp"

#include <dirent.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <climits>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <utility>
#include <vector>

#include "orrery/base/atomic_file.hpp"
#include "orrery/base/diagnostics.hpp"
#include "orrery/base/file_set.hpp"

namespace orrery::cli {
namespace {

namespace fs = std::filesystem;

constexpr const char* kLastFile = "manifest.json";

/// The process that holds a lock of this kind on the file, as the system lists it; 0: not told.
long holder_of(ino_t inode) {
    std::ifstream locks("/proc/locks");
    const std::string wanted = ":" + std::to_string(inode);
    for (std::string line; std::getline(locks, line);) {
        // "1: FLOCK  ADVISORY  WRITE 1234 08:01:5678 0 EOF"
        std::istringstream words(line);
        std::string number, kind, advisory, mode, file;
        long process = 0;
        words >> number >> kind >> advisory >> mode >> process >> file;
        const bool same = file.size() > wanted.size() &&
                          file.compare(file.size() - wanted.size(), wanted.size(), wanted) == 0;
        if (kind == "FLOCK" && same) return process;
    }
    return 0;
}

/// "process 1234, orrery run a.yaml"; "" where the system does not tell.
std::string described_process(long process) {
    constexpr std::size_t kLongest = 100;
    if (process <= 0) return "";
    std::ifstream in("/proc/" + std::to_string(process) + "/cmdline", std::ios::binary);
    std::string words;
    std::getline(in, words);
    while (!words.empty() && words.back() == '\0') words.pop_back();
    for (char& c : words) {
        const auto u = static_cast<unsigned char>(c);
        if (u < 0x20 || u >= 0x7F) c = c == '\0' ? ' ' : '?';
    }
    if (words.size() > kLongest) words.replace(kLongest, std::string::npos, " …");
    return fmt::format(" (process {}{}{})", process, words.empty() ? "" : ": ", words);
}

/// Those of processes that were killed: who holds the lock is the only one.
void sweep_staging(const std::string& folder) {
    std::error_code problem;
    std::vector<fs::path> left;
    for (fs::directory_iterator it(folder, problem), end; !problem && it != end;
         it.increment(problem)) {
        if (it->path().filename().string().rfind(kStagingFolder, 0) == 0)
            left.push_back(it->path());
    }
    for (const fs::path& path : left) fs::remove_all(path, problem);
}

/// What a signal may fall into: of the one folder that this process writes at a time.
enum class Stage : int { none, writing, placing };
// NOLINTBEGIN(cppcoreguidelines-avoid-non-const-global-variables): a handler sees nothing else
std::atomic<Stage> stage{Stage::none};
char staged[PATH_MAX];
// NOLINTEND(cppcoreguidelines-avoid-non-const-global-variables)

/// Says what is being done with a folder until the end of the block.
class Staged {
public:
    explicit Staged(const std::string& folder) {
        if (folder.size() >= sizeof staged) return;
        staged[folder.copy(staged, sizeof staged - 1)] = '\0';
        stage = Stage::writing;
    }
    ~Staged() { stage = Stage::none; }
    Staged(const Staged&) = delete;
    Staged& operator=(const Staged&) = delete;
};

/// A folder without folders in it; by calls that a signal handler may make.
void remove_flat(const char* folder) noexcept {
    const int open_folder = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (open_folder < 0) return;
    alignas(dirent64) char entries[4096];
    for (long n = 0; (n = syscall(SYS_getdents64, open_folder, entries, sizeof entries)) > 0;) {
        for (long at = 0; at < n;) {
            const auto* entry = reinterpret_cast<const dirent64*>(entries + at);
            unlinkat(open_folder, entry->d_name, 0);
            at += entry->d_reclen;
        }
    }
    close(open_folder);
    rmdir(folder);
}

std::vector<std::string> names_in_staging(const std::string& folder) {
    std::vector<std::string> names;
    for (const auto& entry : fs::directory_iterator(folder)) {
        names.push_back(entry.path().filename().string());
    }
    std::sort(names.begin(), names.end());
    return names;
}

}  // namespace

OutputFolder::OutputFolder(std::string folder)
    : folder_(std::move(folder)),
      staging_(folder_ + "/" + kStagingFolder + std::to_string(getpid())) {
    std::error_code error;
    fs::create_directories(folder_, error);
    if (error) throw EnvironmentError(folder_ + ": cannot be created: " + error.message());
    lock();
    sweep_staging(folder_);
}

/// A lock that ends with the process, however that ends, and leaves no file.
void OutputFolder::lock() {
    held_ = open(folder_.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    // File systems without locks are written as they are.
    if (held_ < 0 || flock(held_, LOCK_EX | LOCK_NB) == 0 || errno != EWOULDBLOCK) return;
    struct stat found {};
    const long process = fstat(held_, &found) == 0 ? holder_of(found.st_ino) : 0;
    close(std::exchange(held_, -1));
    throw EnvironmentError(fmt::format(
        "{}: another process is writing here{}; wait for it, or give another folder with -o",
        folder_, described_process(process)));
}

OutputFolder::~OutputFolder() {
    std::error_code unsaid;  // the next process that writes here removes it
    fs::remove_all(staging_, unsaid);
    if (held_ >= 0) close(held_);
}

std::string OutputFolder::with_final_names(std::string message) const {
    const std::string beside = staging_ + "/";
    const std::string part = part_of("");
    for (std::size_t at = 0; (at = message.find(beside)) != std::string::npos;) {
        message.replace(at, beside.size(), folder_ + "/");
        const std::size_t end = message.find(part, at);
        if (end != std::string::npos) message.erase(end, part.size());
    }
    return message;
}

void OutputFolder::put_in_place(const std::vector<std::string>& optional) const {
    FileSet files;
    const std::vector<std::string> names = names_in_staging(staging_);
    bool last = false;
    std::vector<std::string> gone;
    for (const std::string& name : optional) {
        std::error_code none;
        const bool own = std::binary_search(names.begin(), names.end(), name);
        if (own || !fs::is_regular_file(folder_ + "/" + name, none)) continue;
        files.retire(folder_ + "/" + name, staging_ + "/" + name + ".old");
        gone.push_back(name);
    }
    for (const std::string& name : names) {
        if (name == kLastFile) last = true;
        if (name != kLastFile) files.add(staging_ + "/" + name, folder_ + "/" + name);
    }
    if (last) {
        files.add(staging_ + "/" + kLastFile, folder_ + "/" + kLastFile);
        files.retire(folder_ + "/" + kLastFile, staging_ + "/" + kLastFile + ".old");
    }
    files.commit();
    if (gone.empty()) return;
    fmt::print(stderr, "orrery: {}: removed {}, of an earlier result\n", folder_,
               fmt::join(gone, ", "));
}

void OutputFolder::put(const std::function<void(const std::string&)>& write,
                       const std::vector<std::string>& optional) {
    try {
        std::error_code error;
        const Staged staged_here(staging_);
        fs::create_directory(staging_, error);
        if (error) throw EnvironmentError(folder_ + ": cannot be written: " + error.message());
        write(staging_);
        stage = Stage::placing;
        put_in_place(optional);
        stage = Stage::writing;
        fs::remove_all(staging_, error);  // what was there before
    } catch (const EnvironmentError& e) {
        throw EnvironmentError(with_final_names(e.message()));
    }
}

bool abandon_output() noexcept {
    if (stage == Stage::placing) return false;
    if (stage == Stage::writing) remove_flat(staged);
    return true;
}

}  // namespace orrery::cli
