// Charts of studies in a terminal: bars and tornados.
#include "sim/report/study_chart.hpp"

#include <algorithm>
#include <cmath>

#include "sim/analysis/wording.hpp"

namespace orrery {
namespace {

constexpr std::size_t kMostLabel = 26;
constexpr std::size_t kNumber = 12;

/// Eighths of a cell, so that bars of a few cells still differ.
std::string bar(double cells) {
    static constexpr const char* kParts[] = {"", "▏", "▎", "▍", "▌", "▋", "▊", "▉"};
    const auto eighths = static_cast<std::size_t>(std::lround(8 * std::max(cells, 0.0)));
    std::string out;
    for (std::size_t i = 0; i < eighths / 8; ++i) out += "█";
    return out + kParts[eighths % 8];
}

std::string light(double cells) {
    std::string out;
    for (long i = 0; i < std::lround(cells); ++i) out += "░";
    return out;
}

std::size_t label_width(const StudyChart& chart) {
    std::size_t most = 0;
    for (const std::string& label : chart.labels) most = std::max(most, text::columns(label));
    return std::min(most, kMostLabel);
}

/// Bars begin at 0; what is negative is drawn light.
void bars(const StudyChart& chart, text::Page& page, std::size_t width) {
    const std::vector<double>& values = chart.lines[0].y;
    double most = 0;
    for (const double v : values) most = std::isnan(v) ? most : std::max(most, std::fabs(v));
    const std::size_t labels = label_width(chart);
    const double room = static_cast<double>(width - labels - kNumber - 5);
    for (std::size_t i = 0; i < chart.labels.size() && i < values.size(); ++i) {
        const double v = values[i];
        const std::string number = std::isnan(v) ? "–" : analysis::number_text(v);
        page.out += "  " + text::pad(chart.labels[i], labels, false) + " " +
                    text::pad(number, kNumber, true) + " " +
                    (std::isnan(v) || most == 0 ? ""
                     : v < 0                    ? light(room * -v / most)
                                                : bar(room * v / most)) +
                    "\n";
    }
}

/// From the low to the high outcome, on one scale.
void tornado(const StudyChart& chart, text::Page& page, std::size_t width) {
    double least = chart.mark;
    double most = chart.mark;
    for (const StudyChart::Line& line : chart.lines) {
        for (const double v : line.y) {
            if (std::isnan(v)) continue;
            least = std::min(least, v);
            most = std::max(most, v);
        }
    }
    if (!(most > least)) return;
    const std::size_t labels = label_width(chart);
    const auto room = static_cast<double>(width - labels - 4);
    const auto at = [&](double v) { return room * (v - least) / (most - least); };
    for (std::size_t i = 0; i < chart.labels.size(); ++i) {
        const double a = std::min(chart.lines[0].y[i], chart.lines[1].y[i]);
        const double b = std::max(chart.lines[0].y[i], chart.lines[1].y[i]);
        if (std::isnan(a) || std::isnan(b)) continue;
        const auto before = static_cast<std::size_t>(at(a));
        page.out += "  " + text::pad(chart.labels[i], labels, false) + " " +
                    std::string(before, ' ') + bar(std::max(at(b) - at(a), 0.125)) + "\n";
    }
    page.out += "  " + std::string(labels + 1, ' ') + analysis::number_text(least) + " … " +
                analysis::number_text(most) + "\n";
}

}  // namespace

void add_chart(const StudyChart& chart, text::Page& page, int width) {
    const bool rows = chart.labels.size() > 1 && !chart.lines.empty();
    const auto columns = static_cast<std::size_t>(std::max(width, 60));
    if (!rows || chart.labels.size() > 20) return;
    const bool spread = chart.lines.size() == 3 && chart.lines[1].name == "P10";
    if (chart.kind == StudyChart::Kind::bars && (chart.lines.size() == 1 || spread)) {
        page.heading(chart.title + (chart.y_title.empty() ? "" : ": " + chart.y_title));
        bars(chart, page, columns);
    }
    if (chart.kind == StudyChart::Kind::tornado && chart.lines.size() == 2) {
        page.heading(chart.title + (chart.y_title.empty() ? "" : ": " + chart.y_title));
        tornado(chart, page, columns);
    }
}

}  // namespace orrery
