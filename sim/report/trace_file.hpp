// A file in the Trace Event Format, which Perfetto and chrome://tracing open: written as it comes.
#pragma once
#include <cstdint>
#include <string>

#include "orrery/base/atomic_file.hpp"
#include "orrery/base/time.hpp"

namespace orrery {

/// A JSON string with its quotes; bytes that are no UTF-8 become replacement characters.
std::string json_text(const std::string& text);

/// A row of the viewer: ids are unique in the file.
struct TraceTrack {
    std::uint32_t process = 0;
    std::uint32_t thread = 0;
};

/// Times are written in whole microseconds, rounded down, so that what nests and what follows
/// another does so in any viewer's numbers, too. Names and arguments are JSON already.
class TraceFile {
public:
    explicit TraceFile(const std::string& path);

    std::uint32_t add_process(const std::string& name);
    TraceTrack add_track(std::uint32_t process, const std::string& name);
    /// Slices of a track nest, an outer one first; `arguments` is the inside of an object.
    void slice(const TraceTrack& track, const std::string& name, const char* category, Nanos from,
               Nanos until, const std::string& arguments);
    /// A mark over the rows of a process.
    void instant(std::uint32_t process, const std::string& name, const char* category, Nanos at,
                 const std::string& arguments);
    void counter(std::uint32_t process, const std::string& name, Nanos at,
                 const std::string& arguments);
    /// Slices, marks and counters; names of rows do not count.
    [[nodiscard]] std::int64_t events() const { return events_; }
    /// Ends the list, adds what is told of the whole as "otherData", puts the file in place. The
    /// metadata stand last: a reader that stops at keys it does not know has seen every event.
    void commit(const std::string& other_data);

private:
    void begin();
    void named(const char* what, std::uint32_t process, std::uint32_t thread,
               const std::string& name, std::uint32_t order);
    void flush_if_full();

    AtomicFile file_;
    std::string buffer_;
    std::uint32_t ids_ = 0;
    std::int64_t events_ = 0;
    bool first_ = true;
};

}  // namespace orrery
