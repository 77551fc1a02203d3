// The façade's result: figures and documents.
#include "orrery/result.hpp"

#include <fstream>
#include <sstream>
#include <stdexcept>

#include "orrery/facts.hpp"
#include "orrery/problem.hpp"
#include "sim/api/result_parts.hpp"
#include "sim/report/report.hpp"

namespace orrery::api {
namespace {

std::string text_of(const std::string& file) {
    std::ifstream in(file, std::ios::binary);
    std::ostringstream text;
    if (!in || !(text << in.rdbuf())) throw Unavailable(file + ": cannot be read");
    return text.str();
}

}  // namespace

std::optional<Figure> Result::find(const std::string& path) const {
    const Metric* m = parts_->runs.findings.metrics.find(path);
    if (!m) return std::nullopt;
    return Figure{m->value, m->unit, m->lo, m->hi, m->n, m->formula, m->basis, m->error_pct};
}

Figure Result::figure(const std::string& path) const {
    if (auto figure = find(path)) return *figure;
    const std::string like = closest(path, paths());
    throw std::out_of_range("the result has no figure " + path +
                            (like.empty() ? "" : "; did you mean " + like + "?"));
}

std::vector<std::string> Result::paths() const {
    std::vector<std::string> out;
    for (const auto& [path, metric] : parts_->runs.findings.metrics.all()) out.push_back(path);
    return out;
}

bool Result::partial() const {
    return parts_->runs.findings.partial;
}

std::string Result::text(int width) const {
    return render_text(parts_->runs.findings, width);
}

std::string Result::json() const {
    return render_json(parts_->runs.findings);
}

std::string Result::html() const {
    const std::string page = share_folder() + "/report-page";
    return render_html(parts_->runs.findings, parts_->world.origins, text_of(page + "/page.html"),
                       text_of(page + "/page.js"));
}

std::string Result::ledger_csv() const {
    return render_ledger_csv(parts_->runs.ledger, parts_->world.start_unix_s);
}

std::string Result::timeline_csv() const {
    return render_timeline_csv(parts_->runs.findings);
}

}  // namespace orrery::api
