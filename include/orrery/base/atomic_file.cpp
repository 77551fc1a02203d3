// A file that appears under its name only when it is complete.
#include "orrery/base/atomic_file.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <system_error>
#include <utility>

#include "orrery/base/diagnostics.hpp"

namespace orrery {
namespace {

namespace fs = std::filesystem;

void rename_or_remove(const std::string& written, const std::string& path) {
    if (std::rename(written.c_str(), path.c_str()) == 0) return;
    const int why = errno;
    unlink(written.c_str());
    refuse_write(path, "cannot be put in place", why);
}

/// Waits for a look that another process takes at the part; false where there are no locks.
bool locked(int file, int how) {
    while (flock(file, how) != 0) {
        if (errno != EINTR) return false;
    }
    return true;
}

/// ".part123" or ".part123-2": no other file's name is taken for a part.
bool is_part(std::string_view name) {
    constexpr std::string_view kPart = ".part";
    if (name.substr(0, kPart.size()) != kPart) return false;
    name.remove_prefix(kPart.size());
    const std::size_t dash = name.find('-');
    const auto number = [](std::string_view text) {
        return !text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos;
    };
    return number(name.substr(0, dash)) &&
           (dash == std::string_view::npos || number(name.substr(dash + 1)));
}

/// Whoever writes a part holds its lock, on whatever host or in whatever container: one that can be
/// locked is nobody's. On file systems without locks it stays.
void remove_if_nobodys(const std::string& part) {
    const int file = open(part.c_str(), O_RDWR | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
    if (file < 0) return;
    if (locked(file, LOCK_EX | LOCK_NB)) unlink(part.c_str());
    close(file);
}

/// A folder in which one process alone writes has nobody else's parts.
bool is_staging(const fs::path& folder) {
    return folder.filename().string().rfind(kStagingFolder, 0) == 0;
}

}  // namespace

void refuse_write(const std::string& path, const char* what, int why) {
    throw EnvironmentError(path + ": " + what + ": " + std::strerror(why));
}

void sweep_parts(const std::string& folder, const std::vector<std::string>& names) {
    std::error_code problem;
    std::vector<std::string> found;
    for (fs::directory_iterator it(folder, problem), end; !problem && it != end;
         it.increment(problem)) {
        const std::string name = it->path().filename().string();
        const auto of = [&](const std::string& whole) {
            return name.rfind(whole, 0) == 0 &&
                   is_part(std::string_view(name).substr(whole.size()));
        };
        if (std::any_of(names.begin(), names.end(), of)) found.push_back(it->path().string());
    }
    for (const std::string& part : found) remove_if_nobodys(part);
}

AtomicFile::AtomicFile(std::string path, Sweep sweep) : path_(std::move(path)) {
    const fs::path at(path_);
    const fs::path folder = at.has_parent_path() ? at.parent_path() : ".";
    if (sweep == Sweep::now && !is_staging(folder)) {
        sweep_parts(folder.string(), {at.filename().string()});
    }
    while (!open_part()) ++tries_;
}

/// A name of its own, locked; false where another process has the name, or has swept the part
/// between the two.
bool AtomicFile::open_part() {
    std::string part = part_of(path_) + (tries_ > 1 ? "-" + std::to_string(tries_) : "");
    file_ = open(part.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644);
    if (file_ < 0 && errno == EEXIST) return false;
    if (file_ < 0) fail("cannot be created");
    temporary_ = std::move(part);
    locked(file_, LOCK_EX);
    struct stat found {};
    if (fstat(file_, &found) != 0 || found.st_nlink > 0) return true;
    close(std::exchange(file_, -1));
    temporary_.clear();
    return false;
}

AtomicFile::~AtomicFile() {
    if (!temporary_.empty()) unlink(temporary_.c_str());
    if (file_ >= 0) close(file_);
    if (lock_ >= 0) close(lock_);
}

void AtomicFile::fail(const char* what) {
    refuse_write(path_, what, errno);
}

void AtomicFile::write(std::string_view text) {
    while (!text.empty()) {
        const ssize_t written = ::write(file_, text.data(), text.size());
        if (written < 0 && errno == EINTR) continue;
        if (written <= 0) fail("cannot be written");
        text.remove_prefix(static_cast<std::size_t>(written));
    }
}

void AtomicFile::sync() {
    // Devices such as pipes know no fsync; what they take is written.
    if (fsync(file_) != 0 && errno != EINVAL) fail("cannot be written");
    lock_ = fcntl(file_, F_DUPFD_CLOEXEC, 0);
    if (close(std::exchange(file_, -1)) != 0) fail("cannot be written");
}

void AtomicFile::commit() {
    sync();
    rename_or_remove(std::exchange(temporary_, {}), path_);
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
        refuse_write(path, "cannot be written", why);
    }
    rename_or_remove(written, path);
}

void write_file(const std::string& path, std::string_view text) {
    AtomicFile file(path);
    file.write(text);
    file.commit();
}

}  // namespace orrery
