// A file in the Trace Event Format, which Perfetto and chrome://tracing open: written as it comes.
#pragma once
#include <cstdint>
#include <map>
#include <string>

#include "orrery/base/atomic_file.hpp"
#include "orrery/base/time.hpp"

namespace orrery {

/// A JSON string with its quotes; bytes that are no UTF-8 become replacement characters.
std::string json_text(const std::string& text);

/// Perfetto's importer drops what is more than 512 deep on a track, and marks of an instant stack.
inline constexpr int kMarksAtOnce = 400;

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
    /// A mark over the rows of a process. Of more at one instant than a viewer stacks each next
    /// kMarksAtOnce stand a microsecond later.
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
    /// Marks of a process: where the last one was wanted and put, and how many there are by time;
    /// at most as many entries as the file may have events (TraceBounds).
    struct Marks {
        std::int64_t wanted = -1;
        std::int64_t put = -1;
        std::map<std::int64_t, int> at;
    };
    std::int64_t room_for_mark(std::uint32_t process, std::int64_t at);
    void begin();
    void named(const char* what, std::uint32_t process, std::uint32_t thread,
               const std::string& name, std::uint32_t order);
    void flush_if_full();

    AtomicFile file_;
    std::map<std::uint32_t, Marks> marks_;
    std::string buffer_;
    std::uint32_t ids_ = 0;
    std::int64_t events_ = 0;
    bool first_ = true;
};

}  // namespace orrery
