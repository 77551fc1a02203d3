// When a job that can wait should run: a plan over the forecast of a signal.
#include "sim/engine/facility/shift.hpp"

#include <algorithm>

namespace orrery {
namespace {

/// Sums that differ by less, relative, are equal: the earlier start wins.
constexpr double kRounding = 1e-12;

class Planner {
public:
    explicit Planner(const ShiftView& view) : view_(view) {
        // Done by `last_`, whatever is chosen.
        last_ = min(view.now + view.needed + view.within, view.deadline);
    }

    std::vector<ShiftSpan> plan() {
        const bool no_choice = view_.forecast->empty() || last_ <= view_.now + view_.needed;
        if (no_choice) return {{view_.now, Nanos::never()}};
        if (view_.interruptible) return best_hours();
        return {{best_start(), Nanos::never()}};
    }

private:
    [[nodiscard]] double value(std::int64_t i) const {
        const auto n = static_cast<std::int64_t>(view_.forecast->size());
        const std::int64_t day = std::min(n, std::max<std::int64_t>(kDay.ns / view_.step.ns, 1));
        if (i >= n) i = n - day + (i - n) % day;
        return (*view_.forecast)[static_cast<std::size_t>(i)];
    }

    [[nodiscard]] Nanos edge_after(Nanos t) const {
        return Nanos{(t.ns / view_.step.ns + 1) * view_.step.ns};
    }

    [[nodiscard]] double integral(Nanos from, Nanos until) const {
        double sum = 0;
        while (from < until) {
            const Nanos edge = min(edge_after(from), until);
            sum += value(from.ns / view_.step.ns) * (edge - from).seconds();
            from = edge;
        }
        return sum;
    }

    [[nodiscard]] Nanos best_start() const {
        Nanos best = view_.now;
        double least = integral(best, best + view_.needed);
        for (Nanos s = edge_after(view_.now); s + view_.needed <= last_; s = edge_after(s)) {
            const double sum = integral(s, s + view_.needed);
            if (sum >= least - kRounding * (least < 0 ? -least : least)) continue;
            best = s;
            least = sum;
        }
        return best;
    }

    /// Hours up to `last_`, best first, until the work and its breaks fit in.
    std::vector<ShiftSpan> best_hours() const {
        std::vector<ShiftSpan> hours;
        for (Nanos from = view_.now; from < last_; from = edge_after(from)) {
            hours.push_back({from, min(edge_after(from), last_)});
        }
        std::stable_sort(hours.begin(), hours.end(), [&](const ShiftSpan& a, const ShiftSpan& b) {
            return value(a.from.ns / view_.step.ns) < value(b.from.ns / view_.step.ns);
        });
        std::vector<ShiftSpan> chosen;
        for (const ShiftSpan& hour : hours) {
            chosen.insert(std::upper_bound(chosen.begin(), chosen.end(), hour,
                                           [](const ShiftSpan& a, const ShiftSpan& b) {
                                               return a.from < b.from;
                                           }),
                          hour);
            std::vector<ShiftSpan> spans = joined(chosen);
            if (room(spans) < view_.needed) continue;
            return spans;
        }
        return {{view_.now, Nanos::never()}};
    }

    static std::vector<ShiftSpan> joined(const std::vector<ShiftSpan>& hours) {
        std::vector<ShiftSpan> spans;
        for (const ShiftSpan& hour : hours) {
            if (!spans.empty() && spans.back().until == hour.from) {
                spans.back().until = hour.until;
            } else {
                spans.push_back(hour);
            }
        }
        return spans;
    }

    /// Time of work in the spans, breaks between them left out.
    [[nodiscard]] Nanos room(const std::vector<ShiftSpan>& spans) const {
        Nanos sum = Nanos{0} - view_.pause_cost * static_cast<std::int64_t>(spans.size() - 1);
        for (const ShiftSpan& span : spans) sum += span.until - span.from;
        return sum;
    }

    const ShiftView& view_;
    Nanos last_;
};

}  // namespace

std::vector<ShiftSpan> plan_shift(const ShiftView& view) {
    std::vector<ShiftSpan> spans = Planner(view).plan();
    // What remains, for whatever reason, is done in the last of them.
    spans.back().until = Nanos::never();
    return spans;
}

}  // namespace orrery
