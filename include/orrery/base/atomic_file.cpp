// A file that appears under its name only when it is complete.
#include "orrery/base/atomic_file.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <charconv>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <system_error>
#include <utility>
#include <vector>

#include "orrery/base/diagnostics.hpp"

namespace orrery {
namespace {

namespace fs = std::filesystem;

[[noreturn]] void refuse_path(const std::string& path, const char* what, int why) {
    throw EnvironmentError(path + ": " + what + ": " + std::strerror(why));
}

void rename_or_remove(const std::string& written, const std::string& path) {
    if (std::rename(written.c_str(), path.c_str()) == 0) return;
    const int why = errno;
    unlink(written.c_str());
    refuse_path(path, "cannot be put in place", why);
}

/// What processes that were killed left of this file.
void sweep_parts(const fs::path& path) {
    const std::string begins = path.filename().string() + ".part";
    const fs::path folder = path.has_parent_path() ? path.parent_path() : ".";
    std::error_code problem;
    std::vector<fs::path> left;
    for (fs::directory_iterator it(folder, problem), end; !problem && it != end;
         it.increment(problem)) {
        const std::string name = it->path().filename().string();
        if (name.rfind(begins, 0) != 0 || name.size() == begins.size()) continue;
        pid_t process = 0;
        const char* last = name.data() + name.size();
        const auto read = std::from_chars(name.data() + begins.size(), last, process);
        const bool number = read.ptr == last && read.ec == std::errc{} && process > 0;
        if (number && kill(process, 0) != 0 && errno == ESRCH) left.push_back(it->path());
    }
    for (const fs::path& file : left) fs::remove(file, problem);
}

}  // namespace

AtomicFile::AtomicFile(const std::string& path) : AtomicFile(path, part_of(path)) {}

AtomicFile::AtomicFile(std::string path, std::string temporary)
    : path_(std::move(path)), temporary_(std::move(temporary)) {
    sweep_parts(path_);
    file_ = open(temporary_.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
    if (file_ < 0) fail("cannot be created");
}

AtomicFile::~AtomicFile() {
    if (file_ >= 0) close(file_);
    if (!temporary_.empty()) unlink(temporary_.c_str());
}

void AtomicFile::fail(const char* what) {
    refuse_path(path_, what, errno);
}

void AtomicFile::write(std::string_view text) {
    while (!text.empty()) {
        const ssize_t written = ::write(file_, text.data(), text.size());
        if (written < 0 && errno == EINTR) continue;
        if (written <= 0) fail("cannot be written");
        text.remove_prefix(static_cast<std::size_t>(written));
    }
}

std::string AtomicFile::finish() {
    // Devices such as pipes know no fsync; what they take is written.
    if (fsync(file_) != 0 && errno != EINVAL) fail("cannot be written");
    if (close(std::exchange(file_, -1)) != 0) fail("cannot be written");
    return std::exchange(temporary_, {});
}

void AtomicFile::commit() {
    rename_or_remove(finish(), path_);
}

std::string part_of(const std::string& path) {
    return path + ".part" + std::to_string(getpid());
}

void put_in_place(const std::string& written, const std::string& path) {
    const int file = open(written.c_str(), O_RDONLY | O_CLOEXEC);
    const bool synced = file >= 0 && fsync(file) == 0;
    const int why = errno;
    if (file >= 0) close(file);
    if (!synced) {
        unlink(written.c_str());
        refuse_path(path, "cannot be written", why);
    }
    rename_or_remove(written, path);
}

void write_file(const std::string& path, std::string_view text) {
    AtomicFile file(path);
    file.write(text);
    file.commit();
}

}  // namespace orrery
