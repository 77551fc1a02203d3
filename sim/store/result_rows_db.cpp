// Rows of a result in its results.db: counts, waits, inputs.
#include <cstdlib>
#include <string>

#include "sim/scenario/quantity.hpp"
#include "sim/store/result_rows.hpp"
#include "sim/store/sqlite.hpp"

namespace orrery::store {

const char* const kRowTables = R"(
create table input(path text, value text, origin text);
create table request_count(workload text, tenant text, arrived integer, measured integer,
                           completed integer, rejected integer, too_long integer,
                           timed_out integer, lost integer, in_flight integer, retries integer,
                           preemptions integer);
create table served(workload text, deployment text, site text, completed integer,
                    measured integer, slo_met integer, prompt_tokens integer,
                    output_tokens integer, ttft_p50_s real, ttft_p99_s real, e2e_p99_s real,
                    wait_outage_s real, wait_control_plane_s real, wait_supply_s real,
                    wait_provisioning_s real, wait_power_s real, wait_loading_s real,
                    wait_slots_s real, wait_kv_memory_s real, wait_token_budget_s real,
                    wait_iteration_s real);
create table slow_request(measure text, workload text, rank integer, request_id integer,
                          deployment text, site text, replica integer, arrival_s real,
                          ttft_s real, tpot_s real, e2e_s real, prompt_tokens integer,
                          output_tokens integer, preemptions integer,
                          wait_outage_s real, wait_control_plane_s real, wait_supply_s real,
                          wait_provisioning_s real, wait_power_s real, wait_loading_s real,
                          wait_slots_s real, wait_kv_memory_s real, wait_token_budget_s real,
                          wait_iteration_s real);
)";

namespace {

void write_facts(Database& db, const ResultRows& rows) {
    if (rows.inputs.empty() && rows.requests.empty()) return;
    Statement f(db, "insert into run values ('warmup_s', ?)");
    f.bind(print_number(rows.warmup_s)).step();
    Statement i(db, "insert into input values (?, ?, ?)");
    for (const Origin& o : rows.inputs) i.bind(o.path).bind(o.value).bind(o.origin).step();
}

double fact(Database& db, const char* key) {
    Statement s(db, "select value from run where key = ?");
    return s.bind(std::string(key)).step() ? std::strtod(s.text(0).c_str(), nullptr) : 0;
}

RequestCountRow count_row(const Statement& s) {
    RequestCountRow row;
    row.workload = s.text(0);
    row.tenant = s.text(1);
    int column = 2;
    for (std::int64_t* value :
         {&row.counts.arrived, &row.counts.measured_arrived, &row.counts.completed,
          &row.counts.rejected, &row.counts.too_long, &row.counts.timed_out, &row.counts.lost,
          &row.counts.in_flight, &row.counts.retries, &row.counts.preemptions}) {
        *value = s.whole(column++);
    }
    return row;
}

ServedRow served_row(const Statement& s) {
    ServedRow row;
    row.workload = s.text(0);
    row.deployment = s.text(1);
    row.site = s.text(2);
    int column = 3;
    for (std::int64_t* value :
         {&row.completed, &row.measured, &row.slo_met, &row.prompt_tokens, &row.output_tokens}) {
        *value = s.whole(column++);
    }
    for (double* value : {&row.ttft_p50_s, &row.ttft_p99_s, &row.e2e_p99_s}) {
        *value = s.real(column++);
    }
    for (double& wait : row.wait_s) wait = s.real(column++);
    return row;
}

SlowRequest slow_row(const Statement& s) {
    SlowRequest row;
    row.measure = s.text(0);
    row.workload = s.text(1);
    row.rank = s.whole(2);
    row.request_id = s.whole(3);
    row.deployment = s.text(4);
    row.site = s.text(5);
    row.replica = static_cast<std::uint32_t>(s.whole(6));
    int column = 7;
    for (double* value : {&row.arrival_s, &row.ttft_s, &row.tpot_s, &row.e2e_s}) {
        *value = s.real(column++);
    }
    for (int* value : {&row.prompt_tokens, &row.output_tokens, &row.preemptions}) {
        *value = static_cast<int>(s.whole(column++));
    }
    for (double& wait : row.wait_s) wait = s.real(column++);
    return row;
}

}  // namespace

void write_rows(Database& db, const ResultRows& rows) {
    write_facts(db, rows);
    Statement q(db, "insert into request_count values (?,?,?,?,?,?,?,?,?,?,?,?)");
    for (const RequestCountRow& row : rows.requests) {
        const WorkloadCounts& c = row.counts;
        q.bind(row.workload).bind(row.tenant);
        for (const std::int64_t value :
             {c.arrived, c.measured_arrived, c.completed, c.rejected, c.too_long, c.timed_out,
              c.lost, c.in_flight, c.retries, c.preemptions}) {
            q.bind(value);
        }
        q.step();
    }
    Statement d(db, "insert into served values (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)");
    for (const ServedRow& row : rows.served) {
        d.bind(row.workload).bind(row.deployment).bind(row.site);
        for (const std::int64_t value :
             {row.completed, row.measured, row.slo_met, row.prompt_tokens, row.output_tokens}) {
            d.bind(value);
        }
        d.bind(row.ttft_p50_s).bind(row.ttft_p99_s).bind(row.e2e_p99_s);
        for (const double wait : row.wait_s) d.bind(wait);
        d.step();
    }
    Statement s(
        db, "insert into slow_request values (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)");
    for (const SlowRequest& row : rows.slow) {
        s.bind(row.measure).bind(row.workload).bind(row.rank).bind(row.request_id);
        s.bind(row.deployment).bind(row.site).bind(std::int64_t{row.replica});
        s.bind(row.arrival_s).bind(row.ttft_s).bind(row.tpot_s).bind(row.e2e_s);
        s.bind(std::int64_t{row.prompt_tokens}).bind(std::int64_t{row.output_tokens});
        s.bind(std::int64_t{row.preemptions});
        for (const double wait : row.wait_s) s.bind(wait);
        s.step();
    }
}

ResultRows read_rows(Database& db) {
    ResultRows out;
    Statement start(db, "select value from run where key = 'start'");
    if (start.step()) out.start = start.text(0);
    Statement partial(db, "select value from run where key = 'partial'");
    if (partial.step()) out.partial = partial.text(0);
    out.interval_s = fact(db, "meter_interval_s");
    out.warmup_s = fact(db, "warmup_s");
    if (!has_table(db, "input")) return out;
    Statement i(db, "select path, value, origin from input order by rowid");
    while (i.step()) out.inputs.push_back({i.text(0), i.text(1), i.text(2)});
    Statement q(db, "select * from request_count order by rowid");
    while (q.step()) out.requests.push_back(count_row(q));
    Statement d(db, "select * from served order by rowid");
    while (d.step()) out.served.push_back(served_row(d));
    Statement s(db, "select * from slow_request order by rowid");
    while (s.step()) out.slow.push_back(slow_row(s));
    return out;
}

}  // namespace orrery::store
