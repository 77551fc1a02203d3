// report.html of a study, beside its study.json: the one place that writes it.
#include "tools/orrery/study_report.hpp"

#include <nlohmann/json.hpp>

#include "orrery/base/atomic_file.hpp"
#include "sim/report/study_charts.hpp"
#include "sim/report/study_document.hpp"
#include "sim/report/study_html.hpp"
#include "sim/study/plan/read_study.hpp"
#include "tools/orrery/page.hpp"
#include "tools/orrery/study_files.hpp"

namespace orrery::cli {

void complete_page(StudyPage& page) {
    add_planned_charts(page);
    if (!page.question.empty()) return;
    const std::string file = study_file(page.study);
    if (file.empty()) return;
    Diagnostics unsaid;  // it was read when its defaults were taken
    const auto spec = read_study(file, unsaid);
    if (!spec) throw EnvironmentError(file + ": cannot be read");
    page.question = spec->question;
}

void take_goal(const std::string& json, StudyPage& page) {
    const auto all = nlohmann::json::parse(json);
    page.goal = all.value("goal", page.goal);
    const auto judged = all.find("goal_judged");
    if (judged != all.end()) page.goal_met = judged->at("met").get<bool>();
}

void write_study_report(const std::string& out, const StudyPage& page) {
    if (out.empty()) return;
    write_file(out + "/report.html", render_study_html(page, study_template(), study_bundle()));
}

void write_study_report(const std::string& out, const std::string& json, const std::string& text) {
    if (out.empty()) return;
    StudyPage page = study_page_of(json, text);
    take_goal(json, page);
    complete_page(page);
    write_study_report(out, page);
}

}  // namespace orrery::cli
