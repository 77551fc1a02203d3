// A pipe that is read by its name: its beginning as often as one likes, all of it once.
#pragma once
#include <cstdint>
#include <memory>
#include <string>

namespace orrery {

/// Readers open files by name, and look at the beginning of one to tell its format before they read
/// it. A pipe would have lost that beginning; here it is kept.
class OpenPipe {
public:
    /// Waits until somebody writes; throws EnvironmentError.
    explicit OpenPipe(const std::string& file);
    ~OpenPipe();
    OpenPipe(const OpenPipe&) = delete;
    OpenPipe& operator=(const OpenPipe&) = delete;

    /// Bytes from `at` on, at most so many; 0 at the end. Throws EnvironmentError where they were
    /// read before and are no longer kept.
    std::size_t read(std::int64_t at, char* to, std::size_t most);

private:
    std::string name_;
    int file_ = -1;
    std::string head_;
    std::int64_t passed_ = 0;
};

/// Of a caller that reads the file once: as long as the pipe is held, its name can be read. Null
/// where the file is no pipe, and nothing needs to be held.
std::shared_ptr<OpenPipe> open_pipe(const std::string& file);
/// The pipe that somebody holds under this name, or null.
std::shared_ptr<OpenPipe> held_pipe(const std::string& file);

}  // namespace orrery
