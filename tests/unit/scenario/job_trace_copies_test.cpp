// Copies of recorded jobs: within half an hour of the job, and none of what comes after the run.
#include "sim/scenario/reader/reader.hpp"
#include "sim/scenario/world.hpp"
#include "tests/support/catalog.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/files.hpp"

namespace job_trace_copies_test {

using namespace orrery;
using namespace orrery::test;

TEST_CASE("copies of recorded jobs stay near them, and within the run") {
    TemporaryFolder folder;
    std::string jobs = "job_id,num_gpu,submit_time,iterations,model_name,duration,interval\n";
    for (int hour = 0; hour < 240; ++hour) {  // ten days, a job at midnight and one at noon
        if (hour % 12 != 0) continue;
        jobs += std::to_string(hour + 1) + ",1," + std::to_string(hour * 3600) +
                ",100,resnet50,600,1\n";
    }
    folder.write("jobs.csv", jobs);
    const std::string file = folder.write(
        "s.yaml",
        "orrery: 1\nname: jobs\nhorizon: 1 d\n"
        "sites: [{name: hall, kind: on_prem, country: DE, grid: DE}]\n"
        "pools: [{name: own, site: hall, server: dgx-h100, servers: 2, scheduler: {order: fifo}}]\n"
        "job_traces: [{name: j, file: jobs.csv, pool: own, scale: 50}]\n");
    Diagnostics diagnostics;
    const auto scenario = read_scenario({file, {}, {}}, diagnostics);
    REQUIRE(scenario);
    const auto world = compile_world(*scenario, project_catalog(), {}, diagnostics);
    INFO(render(diagnostics));
    REQUIRE(world);
    const auto& list = world->job_traces.at(0).jobs;
    REQUIRE(list.size() == 100);  // two of the first day, fifty times each
    int noon = 0;
    for (const TraceJob& job : list) {
        const double hour = job.submit.seconds() / 3600;
        const bool midnight = hour <= 0.5 || hour >= 23.5;  // the day is a circle
        noon += hour >= 11.5 && hour <= 12.5 ? 1 : 0;
        CHECK((midnight || (hour >= 11.5 && hour <= 12.5)));
    }
    CHECK(noon == 50);
}

}  // namespace job_trace_copies_test
