// One stream of requests to several readers.
#pragma once
#include <vector>

#include "sim/engine/request_waits.hpp"

namespace orrery::cli {

class TeeSink final : public WaitSink {
public:
    void add(RequestSink& sink) { rows_.push_back(&sink); }
    void add(WaitSink& sink) {
        waits_.push_back(&sink);
        rows_.push_back(&sink);
    }
    void waits(const WaitTimes& by_cause) override {
        for (WaitSink* sink : waits_) sink->waits(by_cause);
    }
    void row(const RequestRow& row) override {
        for (RequestSink* sink : rows_) sink->row(row);
    }

private:
    std::vector<WaitSink*> waits_;
    std::vector<RequestSink*> rows_;
};

}  // namespace orrery::cli
