// A stream of requests in order of arrival, recorded or generated.
#pragma once
#include <cstdint>
#include <memory>
#include <vector>

#include "orrery/base/time.hpp"

namespace orrery {

/// What a recorded prompt consists of: a hash for each `tokens` of it; equal hashes follow equal
/// text.
struct PromptParts {
    std::int32_t tokens = 0;
    std::vector<std::uint64_t> hashes;
};

struct TraceRequest {
    Nanos arrival;  ///< since the start of the stream's first second
    std::int32_t prompt_tokens = 0;
    std::int32_t output_tokens = 0;
    std::int32_t max_tokens = 0;                    ///< 0: not recorded
    std::shared_ptr<const PromptParts> parts = {};  ///< null: not recorded
};

class RequestSource {
public:
    virtual ~RequestSource() = default;
    /// False at the end. Arrivals never decrease.
    virtual bool next(TraceRequest& request) = 0;
    /// Goes on at `t`, not earlier than the last arrival, with draws that depend on `t` and not on
    /// what came before; false if the source cannot, and has to be read on.
    virtual bool jump_to(Nanos t) {
        (void)t;
        return false;
    }
};

}  // namespace orrery
