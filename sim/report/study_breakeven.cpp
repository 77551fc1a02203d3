// The study `breakeven` as a page.
#include "sim/report/study_breakeven.hpp"

#include <fmt/format.h>

#include "orrery/base/math.hpp"

namespace orrery {
namespace {

StudyCell positive_or_never(double value) {
    return value > 0 ? StudyCell(value) : StudyCell("never");
}

std::string volume_words(double mtok) {
    return mtok < 1000 ? fmt::format("{:.3g} Mtok", mtok)
                       : fmt::format("{:.3g} billion tokens", mtok * 1e-3);
}

std::string utilisation_words(const BreakevenResult& r) {
    std::string text;
    for (const UtilisationRow& row : r.utilisation) {
        text += text.empty() ? "owning pays " : ", ";
        if (!row.utilisation || *row.utilisation > 1) {
            text += fmt::format("at no use against {}", row.rent.name);
        } else {
            text += fmt::format("from {} of the time against {} at {} USD/h",
                                share_words(*row.utilisation), row.rent.name,
                                money_words(row.rent.usd_h));
        }
    }
    return text;
}

std::string volume_answer(const BreakevenResult& r) {
    std::string text;
    for (const ApiRow& row : r.apis) {
        text += text.empty() ? "" : ", ";
        if (row.first <= 0) {
            text += fmt::format("self-hosting never costs less than {} at {} USD/Mtok",
                                row.api.name, money_words(row.api.usd_mtok));
            continue;
        }
        text += fmt::format("self-hosting costs less than {} at {} USD/Mtok from {} a month",
                            row.api.name, money_words(row.api.usd_mtok), volume_words(row.first));
    }
    return text;
}

std::string answer(const BreakevenResult& r) {
    const std::string first = utilisation_words(r);
    const std::string second = volume_answer(r);
    return first + (first.empty() || second.empty() ? "" : "; ") + second + ".";
}

std::string flips_if(const BreakevenQuestion& q, const BreakevenResult& r) {
    std::string text;
    for (const UtilisationRow& row : r.utilisation) {
        if (!row.utilisation) continue;
        text += fmt::format("{}use is on the other side of {} ({})", text.empty() ? "" : "; ",
                            share_words(*row.utilisation), row.rent.name);
    }
    for (const ApiRow& row : r.apis) {
        const double full = usd_mtok_full(*q.host);
        text += fmt::format("{}{} is sold below {} USD/Mtok, what full replicas cost",
                            text.empty() ? "" : "; ", row.api.name, money_words(full));
        if (row.first > 0 && q.host->error > 0) {
            const std::string low = volume_words(row.first_low);
            const bool same = row.first_high > 0 && low == volume_words(row.first_high);
            text += same ? fmt::format(
                               "; an error of ±{} in the throughput leaves the volume where it is",
                               share_words(q.host->error))
                    : row.first_high > 0
                        ? fmt::format(
                              "; the throughput's error alone moves the volume from {} "
                              "to {}",
                              low, volume_words(row.first_high))
                        : "; at the low end of the throughput's band it never pays";
        }
    }
    return text + ".";
}

StudyTable utilisations(const BreakevenResult& r) {
    StudyTable t{"utilisation", "Use from which owning costs no more than renting", {}, {}, {}};
    t.columns = {
        {"against", "against"},
        {"USD/accelerator-h", "rent_usd_h", StudyFormat::money},
        {"u*", "utilisation", StudyFormat::share, "fixed own cost / (rent − variable own cost)"},
        {"", "verdict"},
        {"source", "source"}};
    for (const UtilisationRow& row : r.utilisation) {
        const StudyCell u = row.utilisation ? StudyCell(*row.utilisation) : StudyCell("never");
        const bool pays = row.utilisation && *row.utilisation <= 1;
        t.rows.push_back({row.rent.name, row.rent.usd_h, u, pays ? "owning pays above it" : "rent",
                          row.rent.source});
    }
    return t;
}

StudyTable apis(const BreakevenResult& r) {
    StudyTable t{"apis", "Volume from which self-hosting costs no more", {}, {}, {}};
    t.columns = {{"API", "api"},
                 {"USD/Mtok", "api_usd_mtok", StudyFormat::money},
                 {"from Mtok/month", "first_mtok_month", StudyFormat::plain,
                  "fixed cost of the first servers / (API price − variable cost), within them"},
                 {"low", "first_low_mtok_month", StudyFormat::plain},
                 {"high", "first_high_mtok_month", StudyFormat::plain},
                 {"never dearer from", "always_mtok_month", StudyFormat::plain},
                 {"use of it", "utilisation", StudyFormat::share},
                 {"source", "source"}};
    for (const ApiRow& row : r.apis) {
        t.rows.push_back({row.api.name, row.api.usd_mtok, positive_or_never(row.first),
                          positive_or_never(row.first_low), positive_or_never(row.first_high),
                          positive_or_never(row.always),
                          row.first > 0 ? StudyCell(row.utilisation) : StudyCell(),
                          row.api.source});
    }
    t.note =
        "low, high: with throughput higher and lower by its error. Servers are bought whole, "
        "so just above a full one self-hosting may cost more again.";
    return t;
}

StudyTable volumes(const BreakevenResult& r) {
    StudyTable t{"volumes", "USD a million tokens, self-hosted, by volume", {}, {}, {}};
    t.columns = {{"Mtok a month", "mtok_month", StudyFormat::plain},
                 {"replicas", "replicas", StudyFormat::plain},
                 {"USD/Mtok", "usd_mtok", StudyFormat::money},
                 {"low", "usd_mtok_low", StudyFormat::money},
                 {"high", "usd_mtok_high", StudyFormat::money}};
    for (const VolumeRow& row : r.volumes) {
        t.rows.push_back({row.mtok, static_cast<double>(row.replicas), row.usd_mtok,
                          row.usd_mtok_low, row.usd_mtok_high});
    }
    return t;
}

/// What a million tokens costs by volume, on either side, and where self-hosting first costs less.
StudyChart by_volume(const BreakevenQuestion& q, const BreakevenResult& r) {
    constexpr int kPoints = 160;
    StudyChart chart;
    chart.kind = StudyChart::Kind::lines;
    chart.name = "by_volume";
    chart.title = "A million tokens, self-hosted and bought";
    chart.x_title = "Mtok a month";
    chart.y_title = "USD/Mtok";
    const double from = r.volumes.front().mtok;
    const double to = r.volumes.back().mtok;
    StudyChart::Line own{"self-hosted", {}, {}};
    for (int i = 0; i <= kPoints; ++i) {
        own.x.push_back(from * math::pow(to / from, static_cast<double>(i) / kPoints));
        own.y.push_back(self_hosted(*q.host, own.x.back()).usd_mtok);
    }
    chart.lines.push_back(std::move(own));
    for (const ApiRow& row : r.apis) {
        chart.lines.push_back({row.api.name, {from, to}, {row.api.usd_mtok, row.api.usd_mtok}});
        if (row.first > 0) chart.crossings.push_back({row.first, "no dearer than " + row.api.name});
    }
    return chart;
}

std::vector<StudyAssumption> assumptions(const BreakevenQuestion& q) {
    std::vector<StudyAssumption> all;
    if (q.own) {
        all.push_back(
            {"own",
             fmt::format("{} USD an accelerator-hour fixed, {} more while it works",
                         money_words(q.own->fixed_usd_h), money_words(q.own->variable_usd_h)),
             q.own->source});
        for (const std::string& what : q.own->left_out) {
            all.push_back({"left out of owning", what, "scenario, pool " + q.own->pool});
        }
    }
    if (!q.host) return all;
    const SelfHost& h = *q.host;
    all.push_back(
        {"replica",
         fmt::format("{:.4g} accelerators, {:.4g} tokens/s at full load, planned at {}; "
                     "{} bought together, {} USD/h",
                     h.accelerators, h.tokens_s, share_words(h.target),
                     h.replicas > 1 ? fmt::format("{:.4g} are", h.replicas) : std::string("one is"),
                     money_words(h.usd_h)),
         h.source});
    all.push_back({"error of throughput", "±" + share_words(h.error), "--error"});
    all.push_back({"mix of tokens", share_words(q.prompt_share) + " prompt",
                   "prices of prompt and output weigh so"});
    return all;
}

}  // namespace

StudyPage breakeven_page(const BreakevenQuestion& q, const BreakevenResult& r) {
    StudyPage page;
    page.study = "breakeven";
    page.answer = answer(r);
    page.flips_if = flips_if(q, r);
    if (!r.apis.empty()) page.tables = {apis(r), volumes(r)};
    if (!r.utilisation.empty()) page.tables.insert(page.tables.begin(), utilisations(r));
    if (!r.apis.empty() && q.host && !r.volumes.empty()) page.charts = {by_volume(q, r)};
    page.assumptions = assumptions(q);
    page.notes.push_back(
        "Steady load, closed form: neither waiting nor bursts; `study size` finds the fleet that "
        "keeps latency targets, and its utilisation belongs into --target.");
    return page;
}

}  // namespace orrery
