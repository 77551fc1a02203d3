// requests.csv: one row a request, streamed as they finish.
#include "sim/report/requests_csv.hpp"

#include <fmt/format.h>

#include <iterator>

#include "sim/report/report.hpp"

namespace orrery {
namespace {

constexpr std::size_t kFlushAt = 1 << 18;

/// Nanoseconds as decimal seconds, exact.
void append_seconds(std::string& out, Nanos t) {
    out += ',';
    if (t == Nanos::never()) return;
    fmt::format_to(std::back_inserter(out), "{}.{:09}", t.ns / kSecond.ns, t.ns % kSecond.ns);
}

}  // namespace

RequestsCsv::RequestsCsv(const World& world, const std::string& path) : world_(world), file_(path) {
    buffer_ =
        "request_id,tenant,workload,deployment,arrival_s,prompt_tokens,output_tokens,site,replica,"
        "first_token_s,finish_s,ttft_s,tpot_s,e2e_s,status\n";
}

void RequestsCsv::row(const RequestRow& r) {
    const Workload& workload = world_.workloads[r.workload.index()];
    std::string deployment, site, replica;
    if (r.deployment.valid()) {
        const Deployment& d = world_.deployments[r.deployment.index()];
        deployment = csv_cell(d.name);
        site = csv_cell(world_.sites[d.site.index()].name);
        replica = std::to_string(r.replica.value);
    }
    fmt::format_to(std::back_inserter(buffer_), "{},{},{},{}", r.request_id,
                   csv_cell(workload.tenant), csv_cell(workload.name), deployment);
    append_seconds(buffer_, r.arrival);
    fmt::format_to(std::back_inserter(buffer_), ",{},{},{},{}", r.prompt_tokens, r.output_tokens,
                   site, replica);
    append_seconds(buffer_, r.first_token);
    append_seconds(buffer_, r.finish);
    const bool first = r.first_token != Nanos::never();
    const bool done = r.finish != Nanos::never();
    append_seconds(buffer_, first ? r.first_token - r.arrival : Nanos::never());
    append_seconds(buffer_, first && done && r.output_tokens > 1
                                ? Nanos{(r.finish - r.first_token).ns / (r.output_tokens - 1)}
                                : Nanos::never());
    append_seconds(buffer_, done ? r.finish - r.arrival : Nanos::never());
    fmt::format_to(std::back_inserter(buffer_), ",{}\n", r.status);
    if (buffer_.size() > kFlushAt) flush();
}

void RequestsCsv::flush() {
    file_.write(buffer_);
    buffer_.clear();
}

void RequestsCsv::commit() {
    flush();
    file_.commit();
}

}  // namespace orrery
