// A file in the Trace Event Format, which Perfetto and chrome://tracing open: written as it comes.
#include "sim/report/trace_file.hpp"

#include <fmt/format.h>

#include <iterator>
#include <nlohmann/json.hpp>

namespace orrery {
namespace {

constexpr std::size_t kFlushAt = 1 << 18;

/// Whole microseconds are exact in a double for 285 years, nanoseconds for 104 days.
std::int64_t micros(Nanos t) {
    const std::int64_t down = t.ns / 1000;
    return t.ns % 1000 < 0 ? down - 1 : down;
}

}  // namespace

std::string json_text(const std::string& text) {
    return nlohmann::json(text).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

TraceFile::TraceFile(const std::string& path) : file_(path), buffer_("{\"traceEvents\":[") {}

void TraceFile::begin() {
    buffer_ += first_ ? "\n" : ",\n";
    first_ = false;
}

void TraceFile::named(const char* what, std::uint32_t process, std::uint32_t thread,
                      const std::string& name, std::uint32_t order) {
    begin();
    fmt::format_to(std::back_inserter(buffer_),
                   R"({{"ph":"M","name":"{}_name","pid":{},"tid":{},"args":{{"name":{}}}}})", what,
                   process, thread, json_text(name));
    begin();
    fmt::format_to(
        std::back_inserter(buffer_),
        R"({{"ph":"M","name":"{}_sort_index","pid":{},"tid":{},"args":{{"sort_index":{}}}}})", what,
        process, thread, order);
    flush_if_full();
}

std::uint32_t TraceFile::add_process(const std::string& name) {
    ++ids_;
    named("process", ids_, ids_, name, ids_);
    return ids_;
}

TraceTrack TraceFile::add_track(std::uint32_t process, const std::string& name) {
    ++ids_;
    named("thread", process, ids_, name, ids_);
    return {process, ids_};
}

void TraceFile::slice(const TraceTrack& track, const std::string& name, const char* category,
                      Nanos from, Nanos until, const std::string& arguments) {
    begin();
    const std::int64_t at = micros(from);
    fmt::format_to(
        std::back_inserter(buffer_),
        R"({{"ph":"X","name":{},"cat":"{}","pid":{},"tid":{},"ts":{},"dur":{},"args":{{{}}}}})",
        name, category, track.process, track.thread, at, micros(until) - at, arguments);
    ++events_;
    flush_if_full();
}

std::int64_t TraceFile::room_for_mark(std::uint32_t process, std::int64_t at) {
    Marks& marks = marks_[process];
    std::int64_t t = marks.wanted == at ? marks.put : at;
    while (marks.at[t] >= kMarksAtOnce) ++t;
    ++marks.at[t];
    marks.wanted = at;
    marks.put = t;
    return t;
}

void TraceFile::instant(std::uint32_t process, const std::string& name, const char* category,
                        Nanos at, const std::string& arguments) {
    begin();
    fmt::format_to(
        std::back_inserter(buffer_),
        R"({{"ph":"i","s":"p","name":{},"cat":"{}","pid":{},"tid":{},"ts":{},"args":{{{}}}}})",
        name, category, process, process, room_for_mark(process, micros(at)), arguments);
    ++events_;
    flush_if_full();
}

void TraceFile::counter(std::uint32_t process, const std::string& name, Nanos at,
                        const std::string& arguments) {
    begin();
    fmt::format_to(std::back_inserter(buffer_),
                   R"({{"ph":"C","name":{},"pid":{},"tid":{},"ts":{},"args":{{{}}}}})", name,
                   process, process, micros(at), arguments);
    ++events_;
    flush_if_full();
}

void TraceFile::flush_if_full() {
    if (buffer_.size() < kFlushAt) return;
    file_.write(buffer_);
    buffer_.clear();
}

void TraceFile::commit(const std::string& other_data) {
    buffer_ += "\n],\n\"otherData\":" + other_data + "}\n";
    file_.write(buffer_);
    buffer_.clear();
    file_.commit();
}

}  // namespace orrery
