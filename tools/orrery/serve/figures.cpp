// What the live page shows of an answer, as JSON: main figures, all figures, data of its charts.
#include "tools/orrery/serve/figures.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <nlohmann/json.hpp>
#include <sstream>

#include "orrery/base/words.hpp"
#include "sim/report/result_json.hpp"
#include "tools/orrery/serve/sliders.hpp"

namespace orrery::serve {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t kMostMain = 6;
constexpr std::size_t kMostTold = 12;  ///< of a family of figures
constexpr std::size_t kMostEvents = 200;
constexpr std::size_t kMostAssumptions = 5000;  ///< more than a page can be asked about
constexpr std::size_t kMostFigures = 400;
constexpr std::size_t kMostPoints = 200;
constexpr std::size_t kMostPools = 6;

std::string text_of(const Json& json) {
    return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

/// Paths and figures that go to the page.
using Sent = std::vector<std::pair<std::string, Metric>>;

/// Figures beside those of the result: what each alternative costs.
Sent alternatives(const Findings& f) {
    Sent out;
    for (const AlternativeRow& row : f.alternatives) {
        Metric m;
        m.value = f.alternatives_by_hour ? row.per_hour : row.cost;
        m.unit = f.alternatives_by_hour ? f.currency + "/h" : f.currency;
        m.formula = std::string("Σ effective cost of the sites of the alternative") +
                    (f.alternatives_by_hour ? " / accelerator hours" : "");
        out.emplace_back("alternatives." + row.name, m);
    }
    return out;
}

/// The goodput of the first job that has one.
std::string first_goodput(const Findings& f) {
    const std::string family = "jobs.by_name.";
    const std::string tail = ".goodput";
    for (const auto& [path, metric] : f.metrics.all()) {
        const bool ends = path.size() > tail.size() &&
                          path.compare(path.size() - tail.size(), tail.size(), tail) == 0;
        if (ends && path.rfind(family, 0) == 0) return path;
    }
    return {};
}

bool there(const Findings& f, const std::string& path) {
    const Metric* m = f.metrics.find(path);
    return m && m->value != 0;
}

/// The three to six figures that the scenario is about.
std::vector<std::string> main_figures(const Findings& f) {
    std::vector<std::string> out;
    for (const auto& [path, metric] : alternatives(f)) {
        if (out.size() < 3) out.push_back(path);
    }
    if (out.empty()) out.emplace_back("cost.total");
    const std::string tail = there(f, "latency.ttft.p99") ? "latency.ttft.p99" : "latency.e2e.p99";
    const std::string job = first_goodput(f);
    for (const std::string& path :
         {tail, std::string("slo.attainment"), std::string("finance.npv"),
          std::string("cost.per_million_tokens"), job, std::string("carbon.total"),
          std::string("utilisation.useful")}) {
        if (out.size() < kMostMain && !path.empty() && there(f, path)) out.push_back(path);
    }
    return out;
}

/// Of long results the members of families go first: the wholes are what people compare.
Sent figures(const Findings& f) {
    Sent list = alternatives(f);
    const bool all = f.metrics.all().size() <= kMostFigures;
    for (const auto& [path, m] : f.metrics.all()) {
        const bool member = path.find("by_") != std::string::npos &&
                            path.find("by_category") == std::string::npos &&
                            path.find("by_name") == std::string::npos;
        if (!all && member) continue;
        if (list.size() < kMostFigures) list.emplace_back(path, m);
    }
    return list;
}

Json values(const Sent& sent) {
    Json list = Json::array();
    for (const auto& [path, m] : sent) list.push_back({path, m.value, m.unit});
    return list;
}

/// Each formula once, and which it is of each figure that is sent.
Json formulas(const Sent& sent) {
    Json texts = Json::array();
    std::map<std::string, std::size_t> places;
    Json of = Json::object();
    for (const auto& [path, m] : sent) {
        if (m.formula.empty()) continue;
        const auto [place, fresh] = places.emplace(m.formula, places.size());
        if (fresh) texts.push_back(m.formula);
        of[path] = place->second;
    }
    return Json{{"texts", texts}, {"of", of}};
}

/// The longest first: what went wrong for long is what a figure is asked about.
Json longest_events(const Findings& f) {
    std::vector<RunEvent> events = f.events;
    std::stable_sort(events.begin(), events.end(), [](const RunEvent& a, const RunEvent& b) {
        return a.until - a.at > b.until - b.at;
    });
    if (events.size() > kMostEvents) events.resize(kMostEvents);
    return events_json(events);
}

/// By site, vendor and category, over all months.
Json costs(const Findings& f) {
    std::map<std::array<std::string, 3>, double> sums;
    for (const CostCell& c : f.costs) sums[{c.site, c.vendor, c.category}] += c.amount;
    Json list = Json::array();
    for (const auto& [key, amount] : sums) {
        list.push_back({key[0], key[1], key[2], amount});
    }
    return list;
}

Json categories(const Findings& f) {
    std::vector<std::string> order;
    std::map<std::string, double> sums;
    for (const CostCell& c : f.costs) {
        if (sums.count(c.category) == 0) order.push_back(c.category);
        sums[c.category] += c.amount;
    }
    Json list = Json::array();
    for (const std::string& name : order) list.push_back({name, sums[name]});
    return list;
}

/// Of all requests: times to the first token, else to the end of the answer.
Json cdf(const Findings& f) {
    for (const char* name : {"TTFT", "E2E"}) {
        for (const Cdf& c : f.cdfs) {
            if (c.name != name || c.points.empty() || (c.workload != "all" && f.cdfs.size() > 3)) {
                continue;
            }
            Json points = Json::array();
            const std::size_t step = c.points.size() / kMostPoints + 1;
            for (std::size_t i = 0; i < c.points.size(); ++i) {
                if (i % step != 0 && i + 1 != c.points.size()) continue;
                points.push_back({c.points[i].seconds, c.points[i].share});
            }
            return Json{{"name", c.name}, {"points", points}, {"slo_s", c.slo_s}};
        }
    }
    return nullptr;
}

Json use_over_time(const Findings& f) {
    Json list = Json::array();
    std::size_t step = 1;
    for (const Series& s : f.series) {
        if (s.name != "utilisation" || list.size() == kMostPools) continue;
        step = (s.values.size() + kMostPoints - 1) / kMostPoints;
        Json values = Json::array();
        for (std::size_t i = 0; i < s.values.size(); i += step) {
            const std::size_t end = std::min(s.values.size(), i + step);
            double sum = 0;
            for (std::size_t k = i; k < end; ++k) sum += s.values[k];
            values.push_back(sum / static_cast<double>(end - i));
        }
        list.push_back({{"name", s.where}, {"values", values}});
    }
    return Json{{"step_s", f.interval_s * static_cast<double>(step)}, {"pools", list}};
}

Json asserts(const Findings& f) {
    Json list = Json::array();
    for (const AssertRow& a : f.asserts) {
        list.push_back({{"text", a.text}, {"holds", a.holds}, {"shown", a.shown}});
    }
    return list;
}

Json input_json(const NumericInput& input) {
    Json j{{"path", input.path}, {"doc", input.doc},       {"value", input.value},
           {"unit", input.unit}, {"origin", input.origin}, {"whole", input.whole}};
    const Slider range = slider_of(input);
    j["from"] = range.from;
    j["to"] = range.to;
    if (input.min) j["min"] = *input.min;
    if (input.max) j["max"] = *input.max;
    return j;
}

bool has_words(const NumericInput& input, const std::string& words) {
    const std::string text = lower_case(input.path + " " + input.doc);
    std::istringstream in(lower_case(words));
    for (std::string word; in >> word;) {
        if (text.find(word) == std::string::npos) return false;
    }
    return true;
}

}  // namespace

std::string answer_json(const Answer& answer) {
    const Findings& f = answer.findings;
    const bool guess = answer.basis == Basis::estimated;
    const Sent sent = figures(f);
    Json all{{"basis", to_string(answer.basis)},
             {"cpu_ms", 1e3 * answer.cpu_s},
             {"simulated_s", answer.horizon_s},
             {"horizon_s", f.horizon_s},
             {"start", f.start},
             {"currency", f.currency},
             {"partial", f.partial ? f.partial_reason : ""},
             {"answer", f.answer},
             {"bases", bases_json(f, guess ? 1 : kMostTold)},
             {"main", main_figures(f)},
             {"figures", values(sent)},
             {"categories", categories(f)},
             {"cdf", cdf(f)},
             {"use", use_over_time(f)},
             {"asserts", asserts(f)}};
    // Why figures are what they are: of a guess, which must come at once, nobody asks.
    if (!guess) {
        all["formulas"] = formulas(sent);
        all["costs"] = costs(f);
        all["events"] = longest_events(f);
    }
    return text_of(all);
}

std::string assumptions_json(const World& world) {
    Json list = Json::array();
    for (const Origin& o : world.origins) {
        if (list.size() == kMostAssumptions) break;
        list.push_back({{"path", o.path}, {"value", o.value}, {"origin", o.origin}});
    }
    return text_of(Json{{"assumptions", list}});
}

std::string diagnostics_json(const Diagnostics& diagnostics) {
    Json list = Json::array();
    for (const Diagnostic& d : diagnostics.items()) {
        if (d.severity != Severity::error) continue;
        list.push_back({{"code", d.code},
                        {"path", d.path},
                        {"message", d.message},
                        {"hint", d.hint},
                        {"infeasible", d.verdict == Verdict::infeasible}});
    }
    return text_of(list);
}

std::string sliders_json(const std::vector<Slider>& sliders) {
    Json list = Json::array();
    for (const Slider& s : sliders) {
        Json j = input_json(s.input);
        j["from"] = s.from;
        j["to"] = s.to;
        j["label"] = s.label;
        j["marked"] = s.marked;
        list.push_back(std::move(j));
    }
    return text_of(list);
}

std::string inputs_json(const std::vector<NumericInput>& inputs, const std::string& words,
                        std::size_t most) {
    Json list = Json::array();
    std::size_t found = 0;
    for (const NumericInput& input : inputs) {
        if (has_words(input, words) && found++ < most) list.push_back(input_json(input));
    }
    return text_of(Json{{"found", found}, {"inputs", list}});
}

}  // namespace orrery::serve
