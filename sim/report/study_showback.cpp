// The study `showback` as text, JSON, CSV and FOCUS.
#include "sim/report/study_showback.hpp"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>

#include "sim/analysis/wording.hpp"
#include "sim/report/report.hpp"
#include "sim/report/text_page.hpp"

namespace orrery {
namespace {

constexpr const char* kIdle =
    "Idle is what a pool costs for accelerators that were there, powered or paid, and did no work.";

const char* rule_name(ShowbackRule rule) {
    static constexpr std::array<const char*, 4> names{"proportional", "even", "fixed", "direct"};
    return names[static_cast<std::size_t>(rule)];
}

std::string key_name(const ShowbackQuestion& q) {
    if (q.key == ShowbackKey::tag) return "tag " + q.tag;
    return q.key == ShowbackKey::tenant ? "tenant" : "workload";
}

std::string who_pays(const ShowbackQuestion& q) {
    switch (q.rule) {
        case ShowbackRule::proportional:
            return "Shared cost goes by direct cost, idle cost of a pool by the use of that pool.";
        case ShowbackRule::even:
            return "Shared and idle cost are paid by everybody alike.";
        case ShowbackRule::fixed:
            return "Shared and idle cost are paid by the given shares.";
        case ShowbackRule::direct:
            break;
    }
    return "Shared and idle cost are nobody's: they stay with who runs it.";
}

std::string words(Money amount) {
    return analysis::money_text(amount.units());
}

double share(Money part, Money whole) {
    return whole.micros == 0 ? 0
                             : static_cast<double>(part.micros) / static_cast<double>(whole.micros);
}

ShowbackRow sum_of(const Showback& r) {
    ShowbackRow sum{"total", {}, {}, {}};
    for (const ShowbackRow& row : r.rows) {
        sum.direct += row.direct;
        sum.shared += row.shared;
        sum.idle += row.idle;
    }
    return sum;
}

std::string answer(const Showback& r, const World& world) {
    if (r.rows.empty()) return "Answer: nothing costs anything, and nobody is there to pay.";
    const auto most =
        std::max_element(r.rows.begin(), r.rows.end(),
                         [](const auto& a, const auto& b) { return a.total() < b.total(); });
    const ShowbackRow sum = sum_of(r);
    return fmt::format(
        "Answer: {} pays most, {} of {} {} ({:.1f} %); {:.1f} % of all cost is idle, "
        "{:.1f} % is shared.",
        most->who, words(most->total()), words(r.total), world.currency,
        100 * share(most->total(), r.total), 100 * share(sum.idle, r.total),
        100 * share(sum.shared, r.total));
}

std::string tags_json(const ShowbackQuestion& q, const std::string& who) {
    if (q.key != ShowbackKey::tag || who == kNoTag || who == kUnallocated) return {};
    return nlohmann::json{{q.tag, who}}.dump();
}

}  // namespace

std::string render_showback_text(const Showback& r, const World& world, const ShowbackQuestion& q,
                                 int width) {
    text::Page page(width);
    page.paragraph(answer(r, world), "");
    page.paragraph(who_pays(q) + " " + kIdle, "");
    page.out += "\n";
    std::vector<std::vector<std::string>> rows{
        {key_name(q) + ", " + world.currency, "direct", "shared", "idle", "total", "share"}};
    const auto add = [&](const ShowbackRow& row) {
        rows.push_back({row.who, words(row.direct), words(row.shared), words(row.idle),
                        words(row.total()),
                        fmt::format("{:.1f} %", 100 * share(row.total(), r.total))});
    };
    for (const ShowbackRow& row : r.rows) add(row);
    add(sum_of(r));
    page.table(rows);
    return page.out;
}

std::string render_showback_json(const Showback& r, const World& world, const ShowbackQuestion& q) {
    using Json = nlohmann::ordered_json;
    const auto money = [&](Money m, const char* formula) {
        return Json{{"value", m.units()}, {"unit", world.currency}, {"formula", formula}};
    };
    Json rows = Json::array();
    for (const ShowbackRow& row : r.rows) {
        rows.push_back(
            {{"who", row.who},
             {"direct", money(row.direct, "used part of charges × share of use")},
             {"shared", money(row.shared, "charges that nobody alone uses, by the rule")},
             {"idle", money(row.idle, "idle part of pools' charges, by the rule")},
             {"total", money(row.total(), "direct + shared + idle")},
             {"share", share(row.total(), r.total)}});
    }
    const ShowbackRow sum = sum_of(r);
    const Json all{{"schema_version", 1},
                   {"study", "showback"},
                   {"answer", answer(r, world)},
                   {"by", key_name(q)},
                   {"rule", rule_name(q.rule)},
                   {"rule_text", who_pays(q)},
                   {"idle_means", kIdle},
                   {"rows", rows},
                   {"direct", money(sum.direct, "Σ rows")},
                   {"shared", money(sum.shared, "Σ rows")},
                   {"idle", money(sum.idle, "Σ rows")},
                   {"total", money(r.total, "Σ rows = effective cost of the ledger, exactly")}};
    return all.dump(2) + "\n";
}

std::string render_showback_csv(const Showback& r, const World& world) {
    std::string c = world.currency;
    for (char& letter : c) {
        if (letter >= 'A' && letter <= 'Z') letter = static_cast<char>(letter + 32);
    }
    std::string out = fmt::format("who,direct_{0},shared_{0},idle_{0},total_{0}\n", c);
    for (const ShowbackRow& row : r.rows) {
        out += fmt::format("{},{},{},{},{}\n", csv_cell(row.who), to_string(row.direct),
                           to_string(row.shared), to_string(row.idle), to_string(row.total()));
    }
    return out;
}

void write_showback_focus(const Showback& r, const World& world, const Ledger& ledger,
                          const ShowbackQuestion& q, const FocusSink& sink) {
    std::vector<FocusSplit> splits(r.rows.size() * 3);
    for (std::size_t i = 0; i < splits.size(); ++i) {
        const std::string& who = r.rows[i / 3].who;
        splits[i] = {rule_name(q.rule), kCostPartNames[i % 3], who, tags_json(q, who)};
    }
    std::vector<FocusLine> lines;
    for (const ShowbackPart& part : r.parts) {
        if (part.row >= r.rows.size()) continue;
        FocusLine line{part.posting};
        line.idle = part.part == CostPart::idle;
        line.split = &splits[part.row * 3 + static_cast<std::size_t>(part.part)];
        lines.push_back(line);
    }
    write_focus_lines(world, ledger, lines, sink);
}

}  // namespace orrery
