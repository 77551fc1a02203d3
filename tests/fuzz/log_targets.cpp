// What was recorded: traces, jobs, gateways' logs, series, tables of engines; plain and compressed.
#include "sim/ingest/bytes.hpp"
#include "sim/ingest/csv.hpp"
#include "sim/ingest/gateway.hpp"
#include "sim/ingest/jobs.hpp"
#include "sim/ingest/operator_tables.hpp"
#include "sim/ingest/series.hpp"
#include "sim/ingest/timed_requests.hpp"
#include "sim/ingest/trace.hpp"
#include "tests/fuzz/target.hpp"
#include "tests/support/tiny_shape.hpp"

namespace orrery::fuzz {
namespace {

void read_traces(std::string_view bytes) {
    const std::string file = file_of(bytes);
    for (const auto kind :
         {TraceKind::automatic, TraceKind::azure, TraceKind::mooncake, TraceKind::orrery}) {
        without_world([&] {
            Diagnostics diagnostics;
            scan_trace(file, kind, kSecond, diagnostics);
        });
    }
}

void read_job_traces(std::string_view bytes) {
    const std::string file = file_of(bytes);
    for (int kind = 0; kind <= static_cast<int>(JobFormat::gaia); ++kind) {
        without_world([&] {
            JobReader reader(file, static_cast<JobFormat>(kind), kSecond);
            RecordedJob job;
            while (reader.next(job)) {
            }
        });
    }
}

void read_gateway_logs(std::string_view bytes) {
    const std::string file = file_of(bytes);
    without_world([&] { recognise_gateway(file); });
    for (int kind = 0; kind <= static_cast<int>(GatewayFormat::otel); ++kind) {
        without_world([&] { read_gateway(file, static_cast<GatewayFormat>(kind), 2026); });
    }
    without_world([&] { read_timed_requests(file, ""); });
    without_world([&] { read_timed_requests(file, "chat"); });
}

void read_all_series(std::string_view bytes) {
    const std::string file = file_of(bytes);
    for (int kind = 0; kind <= static_cast<int>(SeriesKind::factor); ++kind) {
        without_world([&] {
            SeriesWish wish;
            wish.kind = static_cast<SeriesKind>(kind);
            wish.allow_gaps = kind % 2 == 1;
            if (kind % 3 == 1) wish.time_zone = "Europe/Berlin";
            SeriesReport report;
            Diagnostics diagnostics;
            const TimeSeries series = read_series(file, wish, report, diagnostics);
            if (series.empty()) return;
            (void)report.summary(series);
            const std::int64_t from = series.start_unix_s;
            (void)series.mean_over(from, from + series.step_s);
            (void)series.mean_repeated(from - 86400 * 400, from - 86400 * 399);
        });
    }
}

/// gzip, zstd or plain, as a text of lines and as one of rows.
void read_packed(std::string_view bytes) {
    const std::string file = file_of(bytes);
    without_world([&] {
        LineReader lines(file);
        std::string line;
        while (lines.next(line)) {
        }
    });
    without_world([&] {
        CsvReader rows(file);
        std::vector<std::string> cells;
        while (rows.next(cells)) {
        }
    });
    without_world([&] { FileHead head(file); });
}

llm::ReplicaShape shape_of(int tp) {
    llm::ReplicaShape shape = test::tiny_shape();
    shape.tp = tp;
    return shape;
}

/// The parts of the bytes between lines of "---" are the tables, in order.
void read_kernel_tables(std::string_view bytes) {
    std::string stem;
    for (const char* table : {"__gemm.csv", "__context_attention.csv", "__generation_attention.csv",
                              "__custom_allreduce.csv"}) {
        const std::size_t end = std::min(bytes.find("---\n"), bytes.size());
        const std::string file = file_of(bytes.substr(0, end), table);
        stem = file.substr(0, file.size() - std::string(table).size());
        bytes.remove_prefix(std::min(end + 4, bytes.size()));
    }
    for (const int tp : {1, 2}) {
        without_world([&] { read_operator_tables(stem, shape_of(tp)); });
    }
}

}  // namespace

std::vector<FuzzTarget> log_targets() {
    return {
        {"trace", read_traces, {"tests/golden/commands/requests.csv"}},
        {"jobs", read_job_traces, {"scenarios/examples/world/sacct.txt"}},
        {"gateway",
         read_gateway_logs,
         {"scenarios/examples/world", "scenarios/examples/world/tutorial"}},
        {"series",
         read_all_series,
         {"scenarios/examples/world/electricity-maps.csv", "scenarios/examples/carbon-shift.csv"}},
        {"packed", read_packed},
        {"operators", read_kernel_tables}};
}

}  // namespace orrery::fuzz
