// Request logs with what each request took: time to first token, time per token, end to end.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "orrery/base/time.hpp"

namespace orrery {

/// One served request. Times that the log lacks are negative.
struct TimedRequest {
    Nanos at;               ///< on the log's own clock
    std::int64_t line = 0;  ///< of the file, 1-based
    std::int32_t prompt = 0;
    std::int32_t output = 0;
    double ttft_s = -1;
    double tpot_s = -1;  ///< negative for answers of one token
    double e2e_s = -1;
};

struct TimedLog {
    std::vector<TimedRequest> rows;           ///< by time, then line
    std::vector<std::string> not_understood;  ///< lines and columns, each with the reason
    std::int64_t read = 0;                    ///< data rows of the file
    bool calendar = false;                    ///< `at` counts from 1970, UTC
};

/// Arrival: `arrival_s`, `arrival_time`, or the names of a gateway's log. Tokens: `prompt_tokens`,
/// `input_tokens`, `input_toks`; `output_tokens`, `completion_tokens`, `output_toks`. Times, with
/// `_s` or `_ms` at the end: ttft or time_to_first_token; tpot, itl or time_per_output_token; e2e,
/// latency or duration; or the instants first_token_ts and last_token_ts beside queued_ts. Two of
/// the three give the third. Rows that failed, and with `deployment` those of other deployments or
/// models, are left out. Throws EnvironmentError for files that cannot be read.
TimedLog read_timed_requests(const std::string& file, const std::string& deployment);

}  // namespace orrery
