// Any bytes as a trace file: rows, diagnostics or an EnvironmentError.
#include <unistd.h>

#include <cstdint>
#include <cstdio>
#include <string>

#include "sim/ingest/trace.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static const std::string path = "/dev/shm/orrery-fuzz-" + std::to_string(getpid());
    std::FILE* file = std::fopen(path.c_str(), "wb");
    if (!file) return 0;
    std::fwrite(data, 1, size, file);
    std::fclose(file);
    for (const auto kind : {orrery::TraceKind::automatic, orrery::TraceKind::azure,
                            orrery::TraceKind::mooncake, orrery::TraceKind::orrery}) {
        try {
            orrery::Diagnostics diagnostics;
            orrery::scan_trace(path, kind, orrery::kSecond, diagnostics);
        } catch (const orrery::EnvironmentError&) {
        }
    }
    return 0;
}
