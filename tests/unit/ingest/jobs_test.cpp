// Readers of recorded jobs: formats by content, refusals with row numbers, independent statistics.
#include "sim/ingest/jobs.hpp"

#include <map>

#include "orrery/base/diagnostics.hpp"
#include "sim/ingest/csv.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/files.hpp"

namespace jobs_test {

using namespace orrery;
using namespace orrery::test;

namespace {

struct Read {
    std::vector<RecordedJob> jobs;
    JobRefusals refusals;
    JobFormat format;
};

Read read(const std::string& file, Nanos window = kHour) {
    JobReader reader(file, JobFormat::automatic, window);
    Read out;
    RecordedJob job;
    while (reader.next(job)) out.jobs.push_back(job);
    out.refusals = reader.refusals();
    out.format = reader.format();
    return out;
}

Read read_jobs(const std::string& text, Nanos window = kHour) {
    TemporaryFolder folder;
    return read(folder.write("jobs.csv", text), window);
}

const std::string kPhilly =
    "job_id,vc,gpu_num,submit_time,duration\n"
    "7,a,1,100,30\n"
    "8,b,16,170,61\n";

}  // namespace

TEST_CASE("Philly: plain, gzip, zstd, times from the first submission") {
    TemporaryFolder folder;
    for (const std::string& file :
         {folder.write("a.csv", kPhilly), folder.write("a.csv.gz", gzip(kPhilly)),
          folder.write("a.csv.zst", zstd(kPhilly))}) {
        const Read r = read(file);
        CHECK(r.format == JobFormat::philly);
        REQUIRE(r.jobs.size() == 2);
        CHECK(r.jobs[1].id == "8");
        CHECK(r.jobs[1].tenant == "b");
        CHECK(r.jobs[1].gpus == 16);
        CHECK(r.jobs[1].submit == kSecond * 70);
        CHECK(r.jobs[1].duration == kSecond * 61);
    }
}

TEST_CASE("Helios and Acme: calendar times, states") {
    const Read helios = read_jobs(
        "user,vc,jobname,gpu_num,cpu_num,state,submit_time,start_time,end_time,duration\n"
        "u1,v,train,8,32,COMPLETED,2020-04-01 00:04:03,2020-04-01 00:05:03,2020-04-01 01:05:03,"
        "3600\n"
        "u2,v,x,0,4,CANCELLED,2020-04-01 00:06:03,2020-04-01 00:06:03,2020-04-01 00:06:13,10\n");
    CHECK(helios.format == JobFormat::helios);
    REQUIRE(helios.jobs.size() == 2);
    CHECK(helios.jobs[0].start == kMinute);
    CHECK(helios.jobs[0].end == JobEnd::completed);
    CHECK(helios.jobs[1].submit == kMinute * 2);
    CHECK(helios.jobs[1].gpus == 0);
    const Read acme = read_jobs(
        "job_id,user,node_num,gpu_num,cpu_num,type,state,submit_time,start_time,end_time,duration,"
        "queue,gpu_time\n"
        "j1,u,2.0,16.0,32,Pretrain,FAILED,2023-03-01 00:00:00+08:00,2023-03-01 00:00:10+08:00,"
        "2023-03-01 00:10:10+08:00,600.0,10,9600\n");
    CHECK(acme.format == JobFormat::acme);
    REQUIRE(acme.jobs.size() == 1);
    CHECK(acme.jobs[0].gpus == 16);
    CHECK(acme.jobs[0].nodes == 2);
    CHECK(acme.jobs[0].kind == "Pretrain");
    CHECK(acme.jobs[0].end == JobEnd::failed);
    CHECK(acme.jobs[0].duration == kSecond * 600);
}

TEST_CASE("openb and PAI: shares of a GPU") {
    const Read openb = read_jobs(
        "name,cpu_milli,memory_mib,num_gpu,gpu_milli,gpu_spec,qos,pod_phase,creation_time,"
        "deletion_time,scheduled_time\n"
        "p0,12000,16384,1,460,,LS,Running,0,100,5\n"
        "p1,6000,12288,0,0,,BE,Pending,10,110,\n");
    CHECK(openb.format == JobFormat::openb);
    REQUIRE(openb.jobs.size() == 2);
    CHECK(openb.jobs[0].milli == 460);
    CHECK(openb.jobs[0].duration == kSecond * 95);
    CHECK(openb.jobs[0].cpu_milli == 12000);
    CHECK(openb.jobs[1].duration == kSecond * 100);
    const Read pai = read_jobs(
        "job_name,task_name,inst_num,status,start_time,end_time,plan_cpu,plan_mem,plan_gpu,"
        "gpu_type\n"
        "a,worker,1.0,Terminated,100.0,160.0,600.0,29,25.0,MISC\n"
        "b,tf,4.0,Failed,120.0,130.0,600.0,29,200.0,V100\n"
        "c,ps,1.0,Running,130.0,,600.0,29,,\n");
    CHECK(pai.format == JobFormat::pai);
    REQUIRE(pai.jobs.size() == 2);
    CHECK(pai.jobs[0].gpus == 1);
    CHECK(pai.jobs[0].milli == 250);
    CHECK(pai.jobs[1].gpus == 8);
    CHECK(pai.jobs[1].duration == kSecond * 10);
    CHECK(pai.refusals.by_kind.at("no duration") == 1);
}

TEST_CASE("Gavel: any order, steps instead of durations, with and without a header") {
    const Read r = read_jobs(
        "model,batch_size,total_steps,arrival_s,scale_factor\n"
        "LM,5,900,50.0,4\nA3C,,100,10.0,1\n");
    CHECK(r.format == JobFormat::gavel);
    REQUIRE(r.jobs.size() == 2);
    CHECK(r.jobs[0].kind == "A3C");
    CHECK(r.jobs[1].submit == kSecond * 40);
    CHECK(r.jobs[1].steps == 900);
    CHECK(r.jobs[1].duration == Nanos::never());
    const Read raw =
        read_jobs("ResNet-18 (batch size 16)\tpython3 main.py\t--num_steps\t0\t400\t9.5\t2\n");
    CHECK(raw.format == JobFormat::gavel_tsv);
    REQUIRE(raw.jobs.size() == 1);
    CHECK(raw.jobs[0].gpus == 2);
    CHECK(raw.jobs[0].steps == 400);
}

TEST_CASE("Standard Workload Format: comments, unknown run times, states") {
    const Read r = read_jobs(
        "; Version: 2.2\n;\n"
        "1 0 10 3600 64 -1 -1 64 7200 -1 1 3 5 -1 2 -1 -1 -1\n"
        "2 5 0 -1 64 -1 -1 64 7200 -1 0 3 5 -1 2 -1 -1 -1\n"
        "3 6 0 100 -1 -1 -1 16 -1 -1 5 3 -1 -1 2 -1 -1 -1\n"
        "4 7 0 100 8 -1 -1 8 -1 -1 9 3 -1 -1 2 -1 -1 -1\n"
        "5 8 0 100\n");
    CHECK(r.format == JobFormat::swf);
    REQUIRE(r.jobs.size() == 2);
    CHECK(r.jobs[0].start == kSecond * 10);
    CHECK(r.jobs[0].limit == kSecond * 7200);
    CHECK(r.jobs[0].end == JobEnd::completed);
    CHECK(r.jobs[1].gpus == 16);
    CHECK(r.jobs[1].tenant == "2");
    CHECK(r.refusals.total == 3);
    CHECK(r.refusals.first[0].row == 2);
    CHECK(r.refusals.first[0].line == 4);
    CHECK(r.refusals.by_kind.at("unknown state") == 1);
    CHECK(r.refusals.by_kind.at("wrong number of cells") == 1);
}

TEST_CASE("Slurm: steps, TRES, spans, states with a remark") {
    const Read r = read_jobs(
        "JobID|JobName|User|Account|AllocTRES|State|Submit|Start|End|Elapsed|Timelimit|NNodes\n"
        "10|train|ann|vision|billing=8,cpu=64,gres/gpu:a100=8,gres/gpu=8,node=1|COMPLETED|"
        "2024-05-01T10:00:00|2024-05-01T10:05:00|2024-05-02T11:05:00|1-01:00:00|2-00:00:00|1\n"
        "10.batch|batch||vision|cpu=64|COMPLETED|2024-05-01T10:05:00|2024-05-01T10:05:00|"
        "2024-05-02T11:05:00|1-01:00:00||1\n"
        "11|x|bob|nlp|gres/gpu:h100=2,gres/gpu:a100=2|CANCELLED by 1000|2024-05-01T10:10:00|"
        "2024-05-01T10:10:00|2024-05-01T10:11:00|00:01:00|UNLIMITED|1\n"
        "12|y|bob|nlp||PENDING|2024-05-01T10:20:00|Unknown|Unknown||01:00:00|1\n");
    CHECK(r.format == JobFormat::sacct);
    REQUIRE(r.jobs.size() == 2);
    CHECK(r.jobs[0].gpus == 8);
    CHECK(r.jobs[0].duration == kHour * 25);
    CHECK(r.jobs[0].limit == kDay * 2);
    CHECK(r.jobs[0].tenant == "vision");
    CHECK(r.jobs[1].gpus == 4);
    CHECK(r.jobs[1].end == JobEnd::cancelled);
    CHECK(r.jobs[1].limit == Nanos::never());
    CHECK(r.refusals.by_kind.at("no duration") == 1);
}

TEST_CASE("Bad rows are refused with number and line, and counted, the others stay") {
    const Read r = read_jobs(
        "job_id,vc,gpu_num,submit_time,duration,state\n"
        "1,a,1,10000,30,Pass\n"
        "2,a,1,10001,-5,Pass\n"
        "3,a,1,10002,,Pass\n"
        "4,a,1,10003,10,Exploded\n"
        "5,a,1,100,10,Pass\n"     // a clock jump of almost three hours
        "6,a,1,9990,10,Killed\n"  // late, but within the hour
        "7,a,x,10004,10,Pass\n"
        "8,a,1,soon,10,Pass\n"
        "9,a,1\n"
        "10,a,1.5,10005,10,Pass\n");
    REQUIRE(r.jobs.size() == 2);
    CHECK(r.jobs[0].id == "6");
    CHECK(r.refusals.total == 8);
    CHECK(r.refusals.by_kind.at("negative duration") == 1);
    CHECK(r.refusals.by_kind.at("no duration") == 1);
    CHECK(r.refusals.by_kind.at("unknown state") == 1);
    CHECK(r.refusals.by_kind.at("clock jump") == 1);
    CHECK(r.refusals.by_kind.at("not a number") == 2);
    CHECK(r.refusals.by_kind.at("not a time") == 1);
    CHECK(r.refusals.by_kind.at("wrong number of cells") == 1);
    CHECK(r.refusals.first[0].row == 2);
    CHECK(r.refusals.first[0].line == 3);
}

TEST_CASE("What is no job trace is not taken for one") {
    TemporaryFolder folder;
    CHECK(recognise_jobs(folder.write("a.csv", "TIMESTAMP,ContextTokens,GeneratedTokens\n")) ==
          JobFormat::automatic);
    CHECK(recognise_jobs(folder.write("b.json", "{\"timestamp\": 1}\n")) == JobFormat::automatic);
    CHECK(recognise_jobs(folder.write("c.csv", "arrival_s,prompt_tokens,output_tokens\n")) ==
          JobFormat::automatic);
    const std::string file = folder.write("d.csv", "a,b\n1,2\n");
    CHECK_THROWS_AS(JobReader(file, JobFormat::automatic, kHour), EnvironmentError);
    CHECK_THROWS_AS(JobReader(file, JobFormat::philly, kHour), EnvironmentError);
}

TEST_CASE("Spans of batch systems") {
    CHECK(parse_elapsed("1-02:03:04") == kDay + kHour * 2 + kMinute * 3 + kSecond * 4);
    CHECK(parse_elapsed("03:04") == kMinute * 3 + kSecond * 4);
    CHECK(parse_elapsed("77") == kSecond * 77);
    CHECK(parse_elapsed("UNLIMITED") == Nanos::never());
    CHECK(parse_elapsed("-1:00") == Nanos::never());
}

TEST_CASE("Recorded jobs agree with independent statistics") {
    ORRERY_NEEDS_DATA(data);
    std::map<std::string, std::array<double, 2>> stats;
    CsvReader csv((data / "data/EXPECTED_STATS.csv").string());
    std::vector<std::string> row;
    while (csv.next(row)) {
        stats[row[0] + "," + row[2]] = {number_in(csv, row, "count"), number_in(csv, row, "sum")};
    }
    struct Case {
        const char* file;
        const char* column;
        double (*value)(const RecordedJob&);
    };
    const Case cases[]{
        {"gaia_pai-100k.csv.gz", "cpus", [](const RecordedJob& j) { return double(j.gpus); }},
        {"gaia_pai-100k.csv.gz", "length",
         [](const RecordedJob& j) { return j.duration.seconds() / 3600; }},
        {"gaia_azure-100k.csv.gz", "arrival_time",
         [](const RecordedJob& j) { return j.submit.seconds() / 3600; }},
        {"gavel_msr_seed0_ee9e8c.csv.gz", "scale_factor",
         [](const RecordedJob& j) { return double(j.gpus); }},
        {"gavel_msr_seed0_ee9e8c.csv.gz", "total_steps",
         [](const RecordedJob& j) { return j.steps; }},
        {"openb_pod_list_default.csv.gz", "gpu_milli",
         [](const RecordedJob& j) { return double(j.milli); }},
        {"openb_pod_list_default.csv.gz", "memory_mib",
         [](const RecordedJob& j) { return double(j.memory_mib); }},
        {"openb_pod_list_default.csv.gz", "queue_s",
         [](const RecordedJob& j) {
             return j.start == Nanos::never() ? NAN : (j.start - j.submit).seconds();
         }},
        {"openb_pod_list_multigpu20.csv.gz", "num_gpu",
         [](const RecordedJob& j) { return double(j.gpus); }},
        {"tiresias_60_job.csv", "duration",
         [](const RecordedJob& j) { return j.duration.seconds(); }},
    };
    for (const Case& c : cases) {
        const std::string path = std::string("data/gpu_cluster/") + c.file;
        const Read r = read((data / path).string());
        CHECK(r.refusals.total == 0);
        double sum = 0;
        double count = 0;
        for (const RecordedJob& j : r.jobs) {
            const double v = c.value(j);
            if (std::isnan(v)) continue;
            sum += v;
            ++count;
        }
        const auto& expected = stats.at(path + "," + c.column);
        INFO(path << " " << c.column);
        CHECK(count == expected[0]);
        CHECK(near(sum, expected[1], 1e-8));
    }
}

}  // namespace jobs_test
