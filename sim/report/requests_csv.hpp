// requests.csv: one row a request, streamed as they finish.
#pragma once
#include <string>

#include "orrery/base/atomic_file.hpp"
#include "sim/engine/observations.hpp"
#include "sim/scenario/world.hpp"

namespace orrery {

class RequestsCsv final : public RequestSink {
public:
    RequestsCsv(const World& world, const std::string& path);
    void row(const RequestRow& row) override;
    /// Writes what is left and puts the file in place.
    void commit();

private:
    void flush();

    const World& world_;
    AtomicFile file_;
    std::string buffer_;
};

}  // namespace orrery
