// Recorded jobs of shared clusters: names, refusals, and order by time of submission.
#include "sim/ingest/jobs.hpp"

#include <fmt/format.h>

#include <array>
#include <utility>

#include "sim/ingest/csv.hpp"

namespace orrery {

const char* name_of(JobFormat format) {
    constexpr std::array<const char*, 13> names{"auto",  "philly", "helios", "sia",   "acme",
                                                "openb", "pai",    "gavel",  "gavel", "tiresias",
                                                "swf",   "sacct",  "gaia"};
    return names[static_cast<std::size_t>(format)];
}

const char* name_of(JobEnd end) {
    constexpr std::array<const char*, 8> names{"unknown",   "completed", "failed",  "cancelled",
                                               "timed out", "preempted", "running", "pending"};
    return names[static_cast<std::size_t>(end)];
}

bool parse_job_end(std::string_view text, JobEnd& end) {
    static const std::vector<std::pair<std::string, JobEnd>> names{
        {"completed", JobEnd::completed},  {"completing", JobEnd::completed},
        {"pass", JobEnd::completed},       {"passed", JobEnd::completed},
        {"succeeded", JobEnd::completed},  {"success", JobEnd::completed},
        {"terminated", JobEnd::completed}, {"finished", JobEnd::completed},
        {"failed", JobEnd::failed},        {"failure", JobEnd::failed},
        {"boot_fail", JobEnd::failed},     {"node_fail", JobEnd::failed},
        {"out_of_memory", JobEnd::failed}, {"error", JobEnd::failed},
        {"cancelled", JobEnd::cancelled},  {"canceled", JobEnd::cancelled},
        {"killed", JobEnd::cancelled},     {"revoked", JobEnd::cancelled},
        {"deadline", JobEnd::timed_out},   {"timeout", JobEnd::timed_out},
        {"preempted", JobEnd::preempted},  {"requeued", JobEnd::preempted},
        {"running", JobEnd::running},      {"suspended", JobEnd::running},
        {"resizing", JobEnd::running},     {"pending", JobEnd::pending},
        {"waiting", JobEnd::pending},      {"queued", JobEnd::pending},
        {"unknown", JobEnd::unknown},
    };
    std::string word;
    for (const char c : text.substr(0, text.find(' '))) {  // "CANCELLED by 1000"
        if (c != '+') word += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    }
    for (const auto& [name, meaning] : names) {
        if (name != word) continue;
        end = meaning;
        return true;
    }
    return false;
}

Nanos parse_elapsed(std::string_view text) {
    std::int64_t days = 0;
    const std::size_t dash = text.find('-');
    if (dash != std::string_view::npos) {
        const auto d = parse_whole(text.substr(0, dash));
        if (!d || *d < 0 || dash == 0) return Nanos::never();
        days = *d;
        text.remove_prefix(dash + 1);
    }
    double seconds = 0;
    while (true) {
        const std::size_t colon = text.find(':');
        const auto part = parse_number(text.substr(0, colon));
        if (!part || *part < 0) return Nanos::never();
        seconds = seconds * 60 + *part;
        if (colon == std::string_view::npos) break;
        text.remove_prefix(colon + 1);
    }
    return Nanos::from_seconds(seconds + static_cast<double>(days) * 86400);
}

void JobRefusals::add(std::int64_t row, std::int64_t line, const std::string& kind,
                      std::string reason) {
    constexpr std::size_t kKept = 100;
    ++total;
    ++by_kind[kind];
    if (first.size() < kKept) first.push_back({row, line, std::move(reason)});
}

JobReader::JobReader(const std::string& file, JobFormat format, Nanos window)
    : rows_(open_job_rows(file, format, refusals_)), window_(window) {
    if (rows_->unordered()) window_ = Nanos::never();
}

/// Takes one row into the heap; false at the end of the file.
bool JobReader::pull() {
    RecordedJob job;
    if (ended_ || !rows_->next(job)) {
        ended_ = true;
        return false;
    }
    const bool late =
        newest_.ns != INT64_MIN && window_ != Nanos::never() && job.submit < newest_ - window_;
    if (job.submit < released_ || late) {
        refusals_.add(job.row, rows_->line(), "clock jump",
                      fmt::format("submitted {:.0f} s before a row above it, beyond the window "
                                  "of {:.0f} s",
                                  (newest_ - job.submit).seconds(), window_.seconds()));
        return true;
    }
    newest_ = max(newest_, job.submit);
    pending_.push(std::move(job));
    return true;
}

bool JobReader::next(RecordedJob& job) {
    while (!ended_ && (pending_.empty() || window_ == Nanos::never() ||
                       newest_ - pending_.top().submit <= window_)) {
        pull();
    }
    if (pending_.empty()) return false;
    job = pending_.top();
    pending_.pop();
    if (first_) origin_ = job.submit;
    first_ = false;
    released_ = job.submit;
    job.submit = job.submit - origin_;
    if (job.start != Nanos::never()) job.start = job.start - origin_;
    return true;
}

}  // namespace orrery
