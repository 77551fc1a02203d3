// Other schedulers' runs: every start and end, published averages, allocation tables.
#include "sim/engine/cluster/gang_replay.hpp"
#include "sim/evidence/jobs_describe.hpp"
#include "sim/evidence/jobs_oracle.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/files.hpp"

namespace jobs_test {

using namespace orrery;
using namespace orrery::test;

TEST_CASE("Published runs of job schedulers are reproduced, every start and end") {
    ORRERY_NEEDS_DATA(data);
    const JobsReport report = validate_jobs((data / "oracles/jobs").string());
    CHECK(report.runs.size() >= 11);
    for (const JobsComparison& c : report.runs) {
        INFO(c.name);
        CHECK(c.starts_differ == 0);
        CHECK(c.ends_differ == 0);
        CHECK(c.preemptions == c.preemptions_other);
    }
    int tables = 0;
    for (const ValidationRow& r : report.validation.rows) {
        const bool allocation = r.metric.rfind("allocation_", 0) == 0;
        if (!allocation) continue;
        ++tables;
        INFO(r.id << " " << r.metric << " " << r.predicted);
        CHECK(std::fabs(r.predicted - r.measured) < 0.5);
    }
    CHECK(tables == 6);
}

TEST_CASE("Published averages of runs whose jobs are not there") {
    ORRERY_NEEDS_DATA(data);
    struct Case {
        const char* vc;
        int nodes;
        double days;
        const char* policy;
        double jct_s;
        int preemptions;
    };
    const Case cases[]{
        {"11cb48", 16, 30, "srtf", 3260.65, 166},   {"103959", 8, 61, "srtf", 24574.23, 19},
        {"2869ce", 16, 61, "srtf", 90635.83, 86},   {"ee9e8c", 24, 61, "srtf", 118010.5, 203},
        {"7f04ca", 16, 61, "srtf", 114956.76, 125}, {"6214e9", 16, 61, "fifo", 11549.45, 0},
        {"6214e9", 16, 61, "sjf", 9462.53, 0},      {"6c71a0", 32, 61, "fifo", 14187.72, 0}};
    for (const Case& c : cases) {
        JobReader reader((data / "oracles/jobs/philly_11_vcs.csv.gz").string(),
                         JobFormat::automatic, kHour);
        RecordedJob r;
        std::vector<gang::ReplayJob> jobs;
        while (reader.next(r)) {
            if (r.tenant != c.vc || r.submit.seconds() > c.days * 86400) continue;
            jobs.emplace_back();
            jobs.back().job.demand.gpus = r.gpus;
            jobs.back().job.duration = r.duration;
            jobs.back().submit = r.submit;
        }
        gang::Settings s;
        if (c.policy[1] == 'j') s.order = gang::Order::shortest;
        if (c.policy[1] == 'r') {
            s.order = gang::Order::remaining;
            s.tick = kSecond;
            s.pending_first = true;
            s.cost = {kSecond * 7, kSecond * 30, kMinute};
            s.restarts_add_up = true;
        }
        const auto out = gang::replay(
            s, std::vector<gang::NodeSpec>(static_cast<std::size_t>(c.nodes)), {}, jobs);
        double jct = 0;
        int preemptions = 0;
        for (std::size_t i = 0; i < jobs.size(); ++i) {
            jct += (out.records[i].end - jobs[i].submit).seconds();
            preemptions += out.records[i].preemptions;
        }
        INFO(c.policy << " " << c.vc);
        CHECK(std::fabs(jct / static_cast<double>(jobs.size()) - c.jct_s) < 0.006);
        CHECK(preemptions == c.preemptions);
    }
}

TEST_CASE("A described trace of jobs: sizes, hours, ends, refusals") {
    TemporaryFolder folder;
    const std::string file = folder.write("a.csv",
                                          "job_id,vc,gpu_num,submit_time,duration,state\n"
                                          "1,a,1,0,3600,Pass\n"
                                          "2,b,8,3600,7200,Killed\n"
                                          "3,b,0,7200,60,Pass\n"
                                          "4,b,8,7201,-1,Pass\n");
    JobReader reader(file, JobFormat::automatic, kHour);
    const JobsDescription d = describe_jobs(reader);
    CHECK(d.jobs == 3);
    CHECK(d.without_gpu == 1);
    CHECK(near(d.gpu_hours, 17, 1e-12));
    CHECK(near(d.mean_rate, 2.0 / 7200, 1e-12));
    CHECK(d.duration_s.quantile(0.5) == 3600);
    CHECK(d.ends.at("completed") == 2);
    CHECK(near(d.tenants.at("b"), 16, 1e-12));
    CHECK(d.refusals.total == 1);
    CHECK(render_jobs(d).find("negative duration") != std::string::npos);
    CHECK(jobs_json(d).find("\"gpu_hours\": 17.0") != std::string::npos);
}

}  // namespace jobs_test
