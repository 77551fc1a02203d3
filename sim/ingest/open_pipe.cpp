// A pipe that is read by its name: its beginning as often as one likes, all of it once.
#include "sim/ingest/open_pipe.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <map>
#include <mutex>

#include "orrery/base/diagnostics.hpp"

namespace orrery {
namespace {

/// More than the longest line and all buffers, by which readers tell a format.
constexpr std::size_t kKeptOfPipe = 4 << 20;

/// As the system's table of open files: what a name gives is the same for all of the process.
struct HeldPipes {
    std::mutex lock;
    std::map<std::string, std::weak_ptr<OpenPipe>> by_name;
};

HeldPipes& held_pipes() {
    static HeldPipes all;
    return all;
}

}  // namespace

OpenPipe::OpenPipe(const std::string& file)
    : name_(file), file_(open(file.c_str(), O_RDONLY | O_CLOEXEC)) {
    if (file_ < 0) throw EnvironmentError(file + ": cannot be opened: " + std::strerror(errno));
}

OpenPipe::~OpenPipe() {
    close(file_);
}

std::size_t OpenPipe::read(std::int64_t at, char* to, std::size_t most) {
    if (at < passed_) {
        const auto from = static_cast<std::size_t>(at);
        if (from < head_.size()) return head_.copy(to, most, from);
        throw EnvironmentError(name_ + ": is a pipe, and what it gave was read before");
    }
    ssize_t got = -1;
    while ((got = ::read(file_, to, most)) < 0) {
        if (errno == EINTR) continue;
        throw EnvironmentError(name_ + ": cannot be read: " + std::strerror(errno));
    }
    const auto bytes = static_cast<std::size_t>(got);
    if (static_cast<std::size_t>(passed_) == head_.size()) {
        head_.append(to, std::min(bytes, kKeptOfPipe - head_.size()));
    }
    passed_ += got;
    return bytes;
}

std::shared_ptr<OpenPipe> open_pipe(const std::string& file) {
    std::error_code unsaid;  // the reader says it
    if (!std::filesystem::is_fifo(file, unsaid)) return nullptr;
    auto pipe = std::make_shared<OpenPipe>(file);
    HeldPipes& held = held_pipes();
    const std::lock_guard lock(held.lock);
    held.by_name[file] = pipe;
    return pipe;
}

std::shared_ptr<OpenPipe> held_pipe(const std::string& file) {
    HeldPipes& held = held_pipes();
    const std::lock_guard lock(held.lock);
    const auto found = held.by_name.find(file);
    return found == held.by_name.end() ? nullptr : found->second.lock();
}

}  // namespace orrery
