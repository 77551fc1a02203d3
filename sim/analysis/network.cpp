// Traffic by purpose and link, what it costs, what partitions did, and what jobs wait for.
#include "sim/analysis/network.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "sim/analysis/wording.hpp"

namespace orrery::analysis {
namespace {

constexpr auto kEffective = static_cast<std::size_t>(CostColumn::effective);

/// Bytes of a link in one direction by interval, all purposes together.
std::vector<double> bytes_of(const Input& in, const LinkUsage& usage, std::size_t direction) {
    std::vector<double> sum(in.world.intervals());
    for (const auto& purpose : usage.bytes[direction]) {
        for (std::size_t i = 0; i < purpose.size(); ++i) sum[i] += static_cast<double>(purpose[i]);
    }
    return sum;
}

/// Seconds of an interval that were simulated.
double length_of(const Input& in, std::size_t interval) {
    const Nanos from = in.world.meter_interval * static_cast<std::int64_t>(interval);
    return max(min(in.world.meter_interval, in.o.ended_at - from), Nanos{0}).seconds();
}

void add_link(const Input& in, std::size_t l, Findings& out) {
    const Link& link = in.world.network.links[l];
    Series series{"link utilisation", link.name, "", {}};
    series.values.resize(in.world.intervals());
    double bytes = 0;
    double busier = 0;
    for (std::size_t direction = 0; direction < 2; ++direction) {
        const auto sums = bytes_of(in, in.o.traffic.links[l], direction);
        double all = 0;
        for (std::size_t i = 0; i < sums.size(); ++i) {
            const double room = link.bandwidth * length_of(in, i);
            all += sums[i];
            if (room > 0) series.values[i] = std::max(series.values[i], sums[i] / room);
        }
        bytes += all;
        busier = std::max(busier, all);
    }
    const double peak = *std::max_element(series.values.begin(), series.values.end());
    const double seconds = in.o.ended_at.seconds();
    const std::string path = "network.by_link." + link.name;
    set_metric(out, path + ".bytes", bytes, "B", "bytes that crossed it, in both directions");
    set_metric(out, path + ".utilisation", seconds > 0 ? busier / (link.bandwidth * seconds) : 0,
               "", "bytes of its busier direction / (bandwidth × time)");
    set_metric(
        out, path + ".peak", peak, "",
        "highest of the meter intervals: bytes of the busier direction / (bandwidth × interval)");
    out.series.push_back(std::move(series));
}

void add_partitions(const Input& in, Findings& out) {
    for (const PartitionEffect& effect : in.o.traffic.partitions) {
        if (in.world.network.partitions[effect.partition].at >= in.o.ended_at) continue;
        const std::string path =
            "network.by_partition." + std::to_string(effect.partition + 1);  // as people count
        out.metrics.count(path + ".requests_cut", effect.requests_cut);
        out.metrics.count(path + ".served_elsewhere", effect.served_elsewhere);
        out.metrics.count(path + ".flows_stalled", effect.flows_stalled);
    }
}

void add_flows(const Input& in, Findings& out) {
    double stalled = 0;
    std::int64_t done = 0;
    for (const FlowRecord& flow : in.o.traffic.flows) {
        stalled += static_cast<double>(flow.stalled_ns) * 1e-9;
        done += flow.end != Nanos::never() ? 1 : 0;
    }
    const auto kept = static_cast<std::int64_t>(in.o.traffic.flows.size());
    out.metrics.count("network.flows.started", kept + in.o.traffic.flows_omitted);
    if (in.o.traffic.flows_omitted == 0) out.metrics.count("network.flows.completed", done);
    set_metric(out, "network.flows.stalled", stalled, "s", "Σ flows: time without a path");
}

/// Data that jobs wait for, and how old the newest copy of their checkpoints gets.
void add_job_data(const Input& in, Findings& out) {
    for (const JobRecord& record : in.o.jobs) {
        const Job& job = in.world.jobs[record.job.index()];
        const std::string path = "jobs.by_name." + job.name;
        if (job.dataset != kNoPlace) {
            set_metric(out, path + ".wait_for_data",
                       static_cast<double>(record.data_wait_ns) * 1e-9, "s",
                       "time in which it holds nothing because its data set is not at its site");
        }
        if (!job.upload_to.valid()) continue;
        out.metrics.count(path + ".copies", record.copies);
        out.metrics.count(path + ".copies_skipped", record.copies_skipped);
        set_metric(out, path + ".rpo", static_cast<double>(record.rpo_ns) * 1e-9, "s",
                   "oldest that the newest copy of its checkpoints at the other site ever was");
    }
}

void add_egress_costs(const Input& in, Findings& out) {
    for (const char* purpose : kPurposeNames) {
        Money sum;
        bool any = false;
        for (const Posting& p : in.ledger.postings) {
            const Charge& c = in.ledger.of(p);
            if (c.category != "egress" || c.purpose != purpose) continue;
            sum += p.amount[kEffective];
            any = true;
        }
        if (!any) continue;
        Metric m;
        m.value = sum.units();
        m.unit = in.ledger.currency;
        m.formula = std::string("Σ effective cost of traffic for ") + purpose;
        out.metrics.set(std::string("cost.egress.") + purpose, std::move(m));
    }
}

}  // namespace

std::string partition_sentence(const Input& in) {
    std::string who;
    double seconds = 0;
    int count = 0;
    PartitionEffect all;
    for (const PartitionEffect& effect : in.o.traffic.partitions) {
        const Partition& p = in.world.network.partitions[effect.partition];
        if (p.at >= in.o.ended_at) continue;
        who = p.name;
        seconds += (min(p.until, in.o.ended_at) - p.at).seconds();
        ++count;
        all.requests_cut += effect.requests_cut;
        all.served_elsewhere += effect.served_elsewhere;
        all.flows_stalled += effect.flows_stalled;
    }
    if (count == 0) return {};
    const auto number = [](std::int64_t n) { return grouped(static_cast<double>(n), 0); };
    std::string s = count == 1 ? fmt::format("While {} was cut off", who)
                               : fmt::format("During {} partitions", count);
    s += fmt::format(" ({}), ", span_text(seconds));
    const bool clients = !in.world.workloads.empty();
    if (clients) {
        s += fmt::format("clients lost {} requests under way and {} were sent elsewhere",
                         number(all.requests_cut), number(all.served_elsewhere));
    }
    if (all.flows_stalled > 0 || !clients) {
        s += fmt::format("{}{} transfer{} stood still", clients ? "; " : "",
                         number(all.flows_stalled), all.flows_stalled == 1 ? "" : "s");
    }
    return s + ".";
}

void add_network(const Input& in, Findings& out) {
    add_egress_costs(in, out);
    if (in.world.network.empty()) return;
    for (std::size_t p = 0; p < kPurposes; ++p) {
        set_metric(out, std::string("network.bytes.") + kPurposeNames[p],
                   static_cast<double>(in.o.traffic.sent[p]), "B",
                   "bytes that left their sites for this purpose");
    }
    for (std::size_t l = 0; l < in.world.network.links.size(); ++l) add_link(in, l, out);
    add_flows(in, out);
    add_partitions(in, out);
    add_job_data(in, out);
}

}  // namespace orrery::analysis
