// Parts of an explanation; each looks at one kind of record behind a figure.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "sim/report/text_page.hpp"
#include "sim/store/results_db.hpp"

namespace orrery::explain {

struct Asked {
    const StoredResults& results;
    const std::string& path;
    const Metric& metric;
    text::Page& page;

    [[nodiscard]] bool begins(std::string_view with) const { return path.rfind(with, 0) == 0; }
    /// What stands behind `prefix`, up to `tail` where that is given: the name of a member.
    [[nodiscard]] std::string member(std::string_view prefix, std::string_view tail = {}) const;
};

/// "until 2027-03-04 05:06 UTC": an instant of the run.
std::string instant_words(const ResultRows& rows, double at_s);
/// A figure with its unit for who looks closely: whole numbers and money (to the millionth that a
/// posting is rounded to) exact, all else to six digits; "below 1 ns" is no time that a run knows.
std::string exact_text(double value, const std::string& unit, const std::string& currency);
/// "1.25 s", "350 ms"
std::string span_words(double seconds);

/// From the register of assumptions: what is stated of the places that the figure is of, then facts
/// of the catalog; defaults are counted.
void inputs(const Asked& asked);
/// Of what a figure rests on, the inputs of the place that it is of; all where it is of none.
std::vector<const BasisInput*> resting_on(const Asked& asked, const FigureBasis& basis);
/// Postings that add up to a cost.
void postings(const Asked& asked);
/// Requests: how many became what, the slowest, what they waited for.
void latencies(const Asked& asked);
void counts(const Asked& asked);
void waits(const Asked& asked);
/// Sites and hours, entries of the inventory.
void energy(const Asked& asked);
void carbon(const Asked& asked);
void utilisation(const Asked& asked);
/// Outages, failures, deliveries … of the places that the figure is of.
void events(const Asked& asked);

}  // namespace orrery::explain
