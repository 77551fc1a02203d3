// Where a fact comes from and how old it is: dates, confidence, expiry.
#include <date/date.h>
#include <fmt/format.h>

#include <array>
#include <optional>
#include <string_view>

#include "sim/scenario/catalog/checker.hpp"

namespace orrery::catalog {
namespace {

constexpr std::array<std::string_view, 4> kConfidences{"measured", "published", "estimated",
                                                       "assumed"};

/// "2026-09-29"; nothing else, and a day that exists.
std::optional<date::year_month_day> parse_day(const std::string& text) {
    if (text.size() != 10 || text[4] != '-' || text[7] != '-') return std::nullopt;
    int digits[3] = {0, 0, 0};
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (i == 4 || i == 7) continue;
        if (text[i] < '0' || text[i] > '9') return std::nullopt;
        int& part = digits[i < 4 ? 0 : i < 7 ? 1 : 2];
        part = part * 10 + (text[i] - '0');
    }
    const date::year_month_day day{date::year{digits[0]},
                                   date::month{static_cast<unsigned>(digits[1])},
                                   date::day{static_cast<unsigned>(digits[2])}};
    if (!day.ok()) return std::nullopt;
    return day;
}

std::string iso(const date::year_month_day& day) {
    return fmt::format("{:04}-{:02}-{:02}", static_cast<int>(day.year()),
                       static_cast<unsigned>(day.month()), static_cast<unsigned>(day.day()));
}

/// The same day some months later; the month's last day where there is no such day.
date::year_month_day months_later(const date::year_month_day& day, int months) {
    const date::year_month month = day.year() / day.month() + date::months{months};
    const date::year_month_day_last last{month.year(), date::month_day_last{month.month()}};
    return month / (day.day() < last.day() ? day.day() : last.day());
}

void check_age(const Checker& check, const date::year_month_day& from,
               const std::optional<date::year_month_day>& until, int life_months,
               const std::string& today) {
    const auto now = parse_day(today);
    if (!now) return;
    if (from > *now) {
        check.warn("E0604", "as_of", "as_of " + iso(from) + " lies after today, " + iso(*now),
                   "check the date, or the clock of this machine");
    }
    const auto end = until ? *until : months_later(from, life_months);
    if (*now > end) {
        check.warn("E0605", until ? "valid_until" : "as_of",
                   fmt::format("the fact is stale: as of {}, good until {}", iso(from), iso(end)),
                   "look it up again, or state valid_until: if it still holds");
    }
}

bool has_word(const std::string& text) {
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if ((byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') || byte >= 0x80)
            return true;
    }
    return false;
}

}  // namespace

void check_provenance(const Checker& check, const Provenance& p, int life_months,
                      const std::string& today) {
    check.require(has_word(p.source), "E0601", "source", "\"" + p.source + "\" is no source",
                  "say where the fact comes from, so that somebody can look it up again");
    bool known = false;
    for (const auto word : kConfidences) known = known || word == p.confidence;
    check.require(known, "E0602", "confidence", "unknown confidence \"" + p.confidence + "\"",
                  "one of measured, published, estimated, assumed");
    const auto from = parse_day(p.as_of);
    check.require(from.has_value(), "E0603", "as_of", "\"" + p.as_of + "\" is not a date",
                  "write it as 2026-09-29");
    const auto until = parse_day(p.valid_until);
    if (!p.valid_until.empty()) {
        check.require(until.has_value(), "E0603", "valid_until",
                      "\"" + p.valid_until + "\" is not a date", "write it as 2026-09-29");
    }
    if (!from) return;
    check.require(!until || *until >= *from, "E0603", "valid_until",
                  "valid_until " + p.valid_until + " lies before as_of " + p.as_of);
    if (!until || *until >= *from) check_age(check, *from, until, life_months, today);
}

}  // namespace orrery::catalog
