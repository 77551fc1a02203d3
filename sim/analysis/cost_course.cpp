// How cost builds up over a run, and between which courses replications leave it.
#include "sim/analysis/cost_course.hpp"

#include <algorithm>

#include "models/statistics/laws.hpp"
#include "sim/scenario/quantity.hpp"

namespace orrery {
namespace {

constexpr std::int64_t kHourly_s = 259'200;   ///< 3 days
constexpr std::int64_t kDaily_s = 7'948'800;  ///< 92 days

/// Seconds of a part, 0: calendar months.
std::int64_t part_of(const World& world) {
    const std::int64_t run = world.horizon.ns / kSecond.ns;
    if (run <= kHourly_s) return 3600;
    return run <= kDaily_s ? 86400 : 0;
}

std::int32_t month_of(std::int64_t unix_s) {
    const std::string date = print_date(unix_s);  // "2026-11-02T00:00:00Z"
    return static_cast<std::int32_t>(std::stol(date.substr(0, 4)) * 12 +
                                     std::stol(date.substr(5, 2)) - 1);
}

/// The parts of a run, and where a posting belongs; what was paid before it is in the first.
class Parts {
public:
    explicit Parts(const World& world)
        : length_(part_of(world)),
          first_month_(month_of(world.start_unix_s)),
          names_(length_ > 0 ? spans(world) : months(world)) {}

    [[nodiscard]] const std::vector<std::string>& names() const { return names_; }
    [[nodiscard]] std::size_t of(const Posting& p) const {
        const std::int64_t at =
            length_ > 0 ? p.from.ns / kSecond.ns / length_ : std::int64_t{p.month} - first_month_;
        const auto last = static_cast<std::int64_t>(names_.size()) - 1;
        return static_cast<std::size_t>(std::clamp<std::int64_t>(at, 0, last));
    }

private:
    [[nodiscard]] std::vector<std::string> spans(const World& world) const {
        std::vector<std::string> out;
        const std::int64_t run = (world.horizon.ns + kSecond.ns - 1) / kSecond.ns;
        for (std::int64_t at = 0; at == 0 || at < run; at += length_) {
            const std::string date = print_date(world.start_unix_s + at);
            out.push_back(length_ == 3600 ? date.substr(0, 10) + " " + date.substr(11, 5)
                                          : date.substr(0, 10));
        }
        return out;
    }
    [[nodiscard]] std::vector<std::string> months(const World& world) const {
        std::vector<std::string> out;
        const std::int32_t last = month_of(world.start_unix_s + world.horizon.ns / kSecond.ns - 1);
        for (std::int32_t m = first_month_; m <= last; ++m) out.push_back(month_name(m));
        return out;
    }

    std::int64_t length_;
    std::int32_t first_month_;
    std::vector<std::string> names_;
};

}  // namespace

CostCourse cost_course(const World& world, const Ledger& ledger) {
    const Parts parts(world);
    std::vector<Money> sums(parts.names().size());
    for (const Posting& p : ledger.postings) sums[parts.of(p)] += p.of(CostColumn::effective);
    CostCourse out{parts.names(), {}};
    Money running;
    for (const Money& sum : sums) {
        running += sum;
        out.total.push_back(running.units());
    }
    return out;
}

std::vector<FanPoint> fan_of(const std::vector<CostCourse>& courses) {
    std::vector<FanPoint> out;
    if (courses.size() < 2) return out;
    for (const CostCourse& c : courses) {
        if (c.total.size() != courses[0].parts.size()) return out;
    }
    for (std::size_t i = 0; i < courses[0].parts.size(); ++i) {
        std::vector<double> values;
        for (const CostCourse& c : courses) values.push_back(c.total[i]);
        const statistics::Law law = statistics::empirical_law(values);
        out.push_back({courses[0].parts[i], statistics::quantile(law, .1),
                       statistics::quantile(law, .5), statistics::quantile(law, .9)});
    }
    return out;
}

}  // namespace orrery
