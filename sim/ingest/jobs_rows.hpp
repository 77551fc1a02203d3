// What readers of recorded jobs share: row numbers, checks and refusals. Inside sim/ingest only.
#pragma once
#include <memory>
#include <string>
#include <string_view>

#include "sim/ingest/jobs.hpp"

namespace orrery {

/// Counts rows, hands on those of which nothing was refused.
class CheckedRows : public JobRows {
public:
    explicit CheckedRows(JobRefusals& refusals) : refusals_(refusals) {}
    bool next(RecordedJob& job) final;

protected:
    /// The next row into the reader's own state; false at the end.
    virtual bool read() = 0;
    virtual void fill(RecordedJob& job) = 0;
    /// Refuses the row; only the first reason counts.
    void refuse(const std::string& kind, std::string reason);
    void state(std::string_view text, RecordedJob& job);

private:
    JobRefusals& refusals_;
    std::int64_t row_ = 0;
    bool refused_ = false;
};

JobFormat recognise_columns(const FileHead& head);
std::unique_ptr<JobRows> open_columns(const FileHead& head, JobFormat format,
                                      JobRefusals& refusals);

}  // namespace orrery
