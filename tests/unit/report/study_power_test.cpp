// The study `power` in words: what is lost is of the cap that is named, and no more is claimed.
#include "sim/report/study_power.hpp"

#include "tests/support/catch.hpp"
#include "tests/support/world.hpp"

namespace study_power_test {

using namespace orrery;
using namespace orrery::test;

TEST_CASE("power: the hours lost are those at the lowest cap, and a cap that only notes holds") {
    const World world = small_world(1, 8, kHour);
    PowerResult r;
    r.site = "hall";
    r.peak_w = 50'000;
    r.least.share = .6;
    r.least.cap_w = 30'000;
    r.least.holds = true;
    r.least.outcome.throttled_accelerator_h = 235;
    r.least.outcome.power_wait_h = 7;
    PowerRow noted = r.least;
    noted.outcome.short_intervals = 3;
    PowerRow over = r.least;
    over.holds = false;
    over.exceeded = true;
    PowerRow undone = r.least;
    undone.holds = false;
    undone.outcome.jobs_left = 1;
    r.rows = {noted, over, undone};
    const std::string text = render_power_text(r, world, 400);
    CHECK(text.find("job is lost is 30 kW (60 % of the peak)") != std::string::npos);
    CHECK(text.find("it takes 235 accelerator-hours, and jobs wait 7 h for power") !=
          std::string::npos);
    CHECK(text.find("60 % holds") < text.find("60 % over"));
    CHECK(text.find("60 % over") < text.find("60 % undone"));
    CHECK(text.find("60 % undone") != std::string::npos);
    CHECK(text.find("with or without a cap") == std::string::npos);
    CHECK(text.find("later in the mean") == std::string::npos);  // no jobs
    // What nobody finishes anyway is said, and so is that no cap holds.
    r.free.jobs_left = 2;
    CHECK(render_power_text(r, world, 400).find("2 jobs do not finish within the run") !=
          std::string::npos);
    // What would have it fit is more to draw, not less; and what would have it fit no more is less.
    r.limit_w = .5 * r.peak_w;
    CHECK(render_power_text(r, world, 400).find("Flips if: what may be drawn rises to ") !=
          std::string::npos);
    r.limit_w = 2 * r.peak_w;
    CHECK(render_power_text(r, world, 400).find("Flips if: what may be drawn falls below ") !=
          std::string::npos);
    r.limit_w = 0;
    r.least.holds = false;
    CHECK(render_power_text(r, world, 400).find("Flips if: any cap is set") != std::string::npos);
}

}  // namespace study_power_test
