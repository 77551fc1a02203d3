// The study `pareto` as text, JSON and CSV.
#include "sim/report/study_pareto.hpp"

#include <nlohmann/json.hpp>

#include "sim/analysis/wording.hpp"
#include "sim/report/report.hpp"
#include "sim/report/text_page.hpp"

namespace orrery {
namespace {

std::string last_key(const std::string& path) {
    return path.substr(path.rfind('.') + 1);
}

/// The path's last key, or all of it where another variation ends alike.
std::string short_name(const ParetoResult& r, std::size_t v) {
    const std::string& path = r.variations[v].path;
    int alike = 0;
    for (const Variation& other : r.variations) alike += last_key(other.path) == last_key(path);
    return alike > 1 ? path : last_key(path);
}

std::string setting(const ParetoResult& r, const ParetoRow& row) {
    std::string text;
    for (std::size_t v = 0; v < r.variations.size(); ++v) {
        text += fmt::format("{}{} {}", v == 0 ? "" : ", ", short_name(r, v), row.values[v]);
    }
    return text;
}

/// "45 kW, 0": what tells variants apart, where a title names the keys.
std::string values_of(const ParetoRow& row) {
    return fmt::format("{}", fmt::join(row.values, ", "));
}

std::string varied(const ParetoResult& r) {
    std::string text;
    for (std::size_t v = 0; v < r.variations.size(); ++v) {
        text += (v == 0 ? "" : ", ") + short_name(r, v);
    }
    return text;
}

const char* time_name(const ParetoResult& r) {
    return r.by_jobs ? "mean completion of jobs" : "P99 of the time to first token";
}

std::string seconds(double s) {
    return s >= 7200 ? fmt::format("{:.4g} h", s / 3600) : fmt::format("{:.4g} s", s);
}

std::string answer(const ParetoResult& r, const World& world) {
    std::size_t front = 0;
    std::size_t out = 0;
    std::size_t same = 0;  // as another in every figure: one with it
    for (const ParetoRow& row : r.rows) {
        front += row.in_front ? 1 : 0;
        same += row.same_as.empty() ? 0 : 1;
        out += row.does_work ? 0 : 1;
    }
    const ParetoRow& knee = r.rows[r.knee];
    std::string text = fmt::format(
        "Answer: {} of {} variant{} {} beaten by none in cost, carbon and time at once; the knee "
        "is {}: {} {}, {} kg CO2e, {} as {}. With every figure off by up to {:.0f} % it "
        "stays the knee in {:.0f} % of {} draws.",
        front, r.rows.size() - same, r.rows.size() - same == 1 ? "" : "s",
        front == 1 ? "is" : "are", setting(r, knee), analysis::money_text(knee.objectives[0]),
        world.currency, analysis::number_text(knee.objectives[1]), seconds(knee.objectives[2]),
        time_name(r), 100 * r.noise, 100 * knee.knee_share, r.draws);
    if (same > 0) {
        text += fmt::format(" {} more {} another in every figure and {} counted with it.", same,
                            same == 1 ? "equals" : "equal", same == 1 ? "is" : "are");
    }
    if (out > 0) {
        text += fmt::format(" {} {} out: {} not do the work that others do.", out,
                            out == 1 ? "is" : "are", out == 1 ? "it does" : "they do");
    }
    return text;
}

/// What is left undone: jobs, or requests refused or in flight at the end.
std::string undone(const RunOutcome& o) {
    std::string text;
    const auto add = [&](double count, const char* what) {
        if (count <= 0) return;
        text += fmt::format("{}{:.4g} {}", text.empty() ? "" : ", ", count, what);
    };
    add(o.jobs_left, o.jobs_left == 1 ? "job" : "jobs");
    add(o.refused + o.in_flight, "req");
    return text;
}

/// What would be chosen if one objective counted alone.
std::string flips_if(const ParetoResult& r) {
    constexpr const char* kNames[] = {"cost", "carbon", "time"};
    std::string text = "Flips if: only ";
    for (std::size_t k = 0; k < 3; ++k) {
        std::size_t best = r.knee;
        for (std::size_t i = 0; i < r.rows.size(); ++i) {
            if (!r.rows[i].in_front) continue;
            if (r.rows[i].objectives[k] < r.rows[best].objectives[k]) best = i;
        }
        text += fmt::format("{}{} counts: {}", k == 0 ? "" : "; only ", kNames[k],
                            best == r.knee ? "the knee still" : setting(r, r.rows[best]));
    }
    return text + ".";
}

}  // namespace

std::string render_pareto_text(const ParetoResult& r, const World& world, int width) {
    text::Page page(width);
    page.paragraph(answer(r, world), "");
    page.paragraph(flips_if(r), "");
    page.out += "\n";
    page.paragraph("Variants by " + varied(r) + ":", "");
    std::vector<std::vector<std::string>> rows{{"variant", world.currency, "kg CO2e",
                                                r.by_jobs ? "jobs" : "TTFT p99", "SLO", "missed",
                                                "undone", "front", "knee"}};
    for (std::size_t i = 0; i < r.rows.size(); ++i) {
        const ParetoRow& row = r.rows[i];
        rows.push_back({values_of(row), analysis::money_text(row.objectives[0]),
                        analysis::number_text(row.objectives[1]), seconds(row.objectives[2]),
                        row.outcome.slo < 0 ? "–" : fmt::format("{:.2f} %", 100 * row.outcome.slo),
                        fmt::format("{:.3g}", row.outcome.missed), undone(row.outcome),
                        !row.does_work         ? "out"
                        : !row.same_as.empty() ? "= " + row.same_as
                        : row.in_front         ? "yes"
                                               : "",
                        !row.does_work || !row.same_as.empty() ? ""
                        : i == r.knee                          ? "knee"
                                      : fmt::format("{:.0f} %", 100 * row.knee_share)});
    }
    page.table(rows);
    page.out += "\n";
    page.paragraph(
        fmt::format("Carbon is location-based and embodied; time is the {}. The knee is "
                    "the point of the front nearest to the best of each objective, each "
                    "scaled from the least (0) to the greatest (1) of the front; the "
                    "last column says how often a point is the knee with noise. Undone: jobs "
                    "not done, requests refused or in flight at the end; a variant that "
                    "leaves more than the best one is out.",
                    time_name(r)),
        "");
    return page.out;
}

std::string render_pareto_json(const ParetoResult& r, const World& world) {
    using Json = nlohmann::ordered_json;
    Json rows = Json::array();
    for (std::size_t i = 0; i < r.rows.size(); ++i) {
        const ParetoRow& row = r.rows[i];
        Json set;
        for (std::size_t v = 0; v < r.variations.size(); ++v) {
            set[r.variations[v].path] = row.values[v];
        }
        Json j{{"set", std::move(set)}};
        j["cost"] = {{"value", row.objectives[0]},
                     {"unit", world.currency},
                     {"formula", "Σ effective cost of all postings"}};
        j["carbon"] = {{"value", row.objectives[1]},
                       {"unit", "kgCO2e"},
                       {"formula", "location-based + embodied"}};
        j["time"] = {{"value", row.objectives[2]}, {"unit", "s"}, {"formula", time_name(r)}};
        if (row.outcome.slo >= 0) j["slo_attainment"] = row.outcome.slo;
        j["deadlines_missed"] = row.outcome.missed;
        j["jobs_left"] = row.outcome.jobs_left;
        j["requests_refused"] = row.outcome.refused;
        j["requests_in_flight"] = row.outcome.in_flight;
        j["does_work"] = row.does_work;
        j["front"] = row.in_front;
        if (!row.same_as.empty()) j["same_as"] = row.same_as;
        j["knee"] = i == r.knee;
        j["knee_share_with_noise"] = row.knee_share;
        rows.push_back(std::move(j));
    }
    const Json all{{"schema_version", 1},     {"study", "pareto"}, {"answer", answer(r, world)},
                   {"flips_if", flips_if(r)}, {"noise", r.noise},  {"draws", r.draws},
                   {"rows", std::move(rows)}};
    return all.dump(2) + "\n";
}

std::string render_pareto_csv(const ParetoResult& r, const World& world) {
    std::string out;
    for (const Variation& v : r.variations) out += csv_cell(v.path) + ",";
    out += fmt::format(
        "cost_{},carbon_kgco2e,time_s,slo_attainment,missed,jobs_left,refused,in_flight,does_work,"
        "front,knee,knee_share\n",
        csv_cell(world.currency));
    for (std::size_t i = 0; i < r.rows.size(); ++i) {
        const ParetoRow& row = r.rows[i];
        for (const std::string& value : row.values) out += csv_cell(value) + ",";
        out += fmt::format("{},{},{},{},{},{},{},{},{},{},{},{}\n", row.objectives[0],
                           row.objectives[1], row.objectives[2], row.outcome.slo,
                           row.outcome.missed, row.outcome.jobs_left, row.outcome.refused,
                           row.outcome.in_flight, row.does_work ? 1 : 0, row.in_front ? 1 : 0,
                           i == r.knee ? 1 : 0, row.knee_share);
    }
    return out;
}

}  // namespace orrery
