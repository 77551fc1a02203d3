// The study `stress` as text, JSON and CSV.
#include "sim/report/study_stress.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <nlohmann/json.hpp>

#include "sim/analysis/wording.hpp"
#include "sim/report/report.hpp"
#include "sim/report/text_page.hpp"

namespace orrery {
namespace {

double slo_loss(const StressResult& r, const StressRow& row) {
    return r.base.slo < 0 ? 0 : r.base.slo - row.slo;
}

/// A share of requests below which attainment counts as kept: what a table shows as 0.00 points.
constexpr double kLeastShare = 5e-5;

double unmet_more(const StressResult& r, const StressRow& row) {
    return row.unmet - r.base.unmet;
}

/// No −0.00 where nothing changed.
double cleared(double value, double least) {
    return std::fabs(value) < least ? 0 : value;
}

/// What hurts most: money where it holds what is not served; else points of the SLO, or jobs left
/// undone where no request is judged; then money, and last what is left of the two. A bill that is
/// smaller because less was served is no gain.
bool worse(const StressResult& r, const StressRow& a, const StressRow& b) {
    if (!r.valued.empty() && r.money_lost(a) != r.money_lost(b)) {
        return r.money_lost(a) > r.money_lost(b);
    }
    const auto key = [&](const StressRow& row) {
        const double jobs = row.jobs_left - r.base.jobs_left;
        const double first = r.base.slo < 0 ? jobs : cleared(slo_loss(r, row), kLeastShare);
        return std::array<double, 4>{first, std::max(r.money_lost(row), 0.0), unmet_more(r, row),
                                     jobs};
    };
    return key(a) > key(b);
}

const StressRow* worst(const StressResult& r) {
    const auto it =
        std::min_element(r.rows.begin(), r.rows.end(),
                         [&](const StressRow& a, const StressRow& b) { return worse(r, a, b); });
    return it == r.rows.end() ? nullptr : &*it;
}

bool unharmed(const StressResult& r, const StressRow& row) {
    return slo_loss(r, row) <= 0 && unmet_more(r, row) <= 0 && row.jobs_left <= r.base.jobs_left &&
           r.money_lost(row) <= 0;
}

/// Until it was as before; "> " where the run ended first.
std::string recovery(const StressRow& row) {
    if (row.recovery_s < 0) return "–";
    return (row.recovered ? "" : "> ") + analysis::grouped(row.recovery_s / 3600, 2);
}

std::string answer(const StressResult& r, const World& world) {
    const StressRow* row = worst(r);
    if (!row || unharmed(r, *row)) return "Answer: nothing that was injected costs anything.";
    std::string text = fmt::format("Answer: the largest risk is {}: ", row->injection.text());
    if (r.base.slo >= 0) {
        text += fmt::format("{:.3g} points of SLO attainment, ", 100 * slo_loss(r, *row));
    }
    const double lost = r.money_lost(*row);
    return text +
           fmt::format(
               "{} requests and {:.2g} jobs more unmet, {} {} {}{}.",
               analysis::number_text(unmet_more(r, *row)), row->jobs_left - r.base.jobs_left,
               analysis::money_text(lost < 0 ? -lost : lost), world.currency,
               lost < 0 ? "less on the bill, which is no gain: less was served" : "lost",
               row->recovery_s < 0 ? std::string() : ", as before after " + recovery(*row) + " h");
}

std::string flips_if(const StressResult& r) {
    std::vector<const StressRow*> order;
    for (const StressRow& row : r.rows) order.push_back(&row);
    std::stable_sort(order.begin(), order.end(),
                     [&](const StressRow* a, const StressRow* b) { return worse(r, *a, *b); });
    if (order.size() < 2) return "Flips if: something else is injected.";
    return fmt::format(
        "Flips if: {} is answered (a second vendor, a runbook, a standby); then {} is the largest.",
        order[0]->injection.text(), order[1]->injection.text());
}

/// Each gap once, with what laid it open; those of the base stand first.
void add_gaps(const StressResult& r, text::Page& page) {
    std::vector<std::pair<std::string, std::string>> gaps;
    for (const std::string& gap : r.base.gaps) gaps.emplace_back(gap, "nothing injected");
    for (const StressRow& row : r.rows) {
        for (const std::string& gap : row.gaps) {
            const auto known = std::find_if(gaps.begin(), gaps.end(),
                                            [&](const auto& g) { return g.first == gap; });
            if (known == gaps.end()) {
                gaps.emplace_back(gap, row.injection.text());
            } else if (known->second != "nothing injected") {
                known->second += ", " + row.injection.text();
            }
        }
    }
    if (!gaps.empty()) page.heading("Gaps of the plan");
    for (const auto& [gap, by] : gaps) page.paragraph("! " + gap + " (" + by + ").", "  ");
}

/// Whose end the run does not see.
std::string cut_short(const StressResult& r, const World& world) {
    const double left_h = world.horizon.seconds() / 3600 - r.at_s / 3600;
    std::string names;
    for (const StressRow& row : r.rows) {
        if (row.injection.length.seconds() / 3600 <= left_h) continue;
        names += (names.empty() ? "" : ", ") + row.injection.text();
    }
    if (names.empty()) return {};
    return fmt::format(
        "Longer than the {} h that the run of {} h has left when they strike, so only their start "
        "is seen: {}.",
        analysis::number_text(left_h), analysis::number_text(world.horizon.seconds() / 3600),
        names);
}

/// What "money lost" holds, and what it leaves out.
std::string in_the_money(const StressResult& r, const World& world) {
    std::string text = fmt::format(
        "Money lost, {} (a minus: the bill is smaller, as less is served or bought): the bill "
        "beyond "
        "the base's, credits that vendors owe for missed service "
        "levels (contracts: sla) deducted, and ",
        world.currency);
    if (r.valued.empty()) {
        return text +
               "no lost value: no workload or job says under value: what it brings in, so requests "
               "that are not served cost nothing here.";
    }
    text += "expected revenue and avoided cost that is not earned, of ";
    for (std::size_t i = 0; i < r.valued.size(); ++i) text += (i > 0 ? ", " : "") + r.valued[i];
    return text +
           ". Value by the month is lost only in months that serve nothing; what customers claim "
           "or take elsewhere for good is in nothing here.";
}

}  // namespace

std::string render_stress_text(const StressResult& r, const World& world, int width) {
    text::Page page(width);
    page.paragraph(answer(r, world), "");
    page.paragraph(flips_if(r), "");
    page.out += "\n";
    std::vector<std::vector<std::string>> rows{{"injected", "SLO", "loss", "unmet", "jobs left",
                                                "lacking srv-h", "as before h", "cost",
                                                "of it credits", "value lost", "money lost"}};
    const auto line = [&](const std::string& name, const StressRow& row) {
        rows.push_back({name, row.slo < 0 ? "–" : fmt::format("{:.2f} %", 100 * row.slo),
                        fmt::format("{:.2f}", cleared(100 * slo_loss(r, row), .005)),
                        fmt::format("{:+.0f}", cleared(unmet_more(r, row), .5)),
                        fmt::format("{:.3g}", row.jobs_left), analysis::number_text(row.missing_h),
                        recovery(row), analysis::change_text(row.cost - r.base.cost),
                        analysis::change_text(r.base.credits - row.credits),
                        analysis::money_text(r.base.value - row.value),
                        analysis::money_text(r.money_lost(row))});
    };
    line("nothing", r.base);
    for (const StressRow& row : r.rows) line(row.injection.text(), row);
    page.table(rows);
    add_gaps(r, page);
    page.out += "\n";
    page.paragraph(
        fmt::format("Everything strikes {} h after the start, with the same demand and seeds as "
                    "the base. SLO and loss in points; unmet: requests refused, lost, given up or "
                    "unfinished, beyond the base's; as before: until "
                    "as many replicas were ready and reached as before. > marks a run "
                    "that ended first. Prices change the bill alone.",
                    analysis::number_text(r.at_s / 3600)),
        "");
    const std::string cut = cut_short(r, world);
    if (!cut.empty()) page.paragraph(cut, "");
    page.paragraph(in_the_money(r, world), "");
    return page.out;
}

std::string render_stress_json(const StressResult& r, const World& world) {
    using Json = nlohmann::ordered_json;
    const auto object = [&](const StressRow& row) {
        Json j;
        if (row.slo >= 0) {
            j["slo_attainment"] = row.slo;
            j["slo_loss"] = slo_loss(r, row);
        }
        j["requests_unmet"] = row.unmet;
        j["jobs_left"] = row.jobs_left;
        j["missing_server_hours"] = row.missing_h;
        j["cost"] = {{"value", row.cost}, {"unit", world.currency}};
        j["cost_loss"] = {{"value", row.cost - r.base.cost}, {"unit", world.currency}};
        j["credits"] = {{"value", row.credits}, {"unit", world.currency}};
        j["value_lost"] = {{"value", r.base.value - row.value}, {"unit", world.currency}};
        j["money_lost"] = {{"value", r.money_lost(row)},
                           {"unit", world.currency},
                           {"formula", "cost_loss + value_lost; credits are in the cost"}};
        if (row.recovery_s >= 0) j["recovery_s"] = row.recovery_s;
        j["recovered"] = row.recovered;
        j["plan_gaps"] = row.gaps;
        return j;
    };
    Json rows = Json::array();
    for (const StressRow& row : r.rows) {
        Json j{{"injection", row.injection.text()}};
        j.update(object(row));
        rows.push_back(std::move(j));
    }
    return Json{{"schema_version", 1},
                {"study", "stress"},
                {"answer", answer(r, world)},
                {"flips_if", flips_if(r)},
                {"at_s", r.at_s},
                {"money_lost_holds", in_the_money(r, world)},
                {"base", object(r.base)},
                {"rows", rows}}
               .dump(2) +
           "\n";
}

std::string render_stress_csv(const StressResult& r) {
    std::string out =
        "injection,slo_attainment,slo_loss,requests_unmet,jobs_left,missing_server_hours,cost,"
        "cost_loss,recovery_s,credits,value_lost,money_lost\n";
    for (const StressRow& row : r.rows) {
        out += fmt::format("{},{},{},{},{},{},{},{},{},{},{},{}\n", csv_cell(row.injection.text()),
                           row.slo, slo_loss(r, row), row.unmet, row.jobs_left, row.missing_h,
                           row.cost, row.cost - r.base.cost, row.recovery_s, row.credits,
                           r.base.value - row.value, r.money_lost(row));
    }
    return out;
}

}  // namespace orrery
