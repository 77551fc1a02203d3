// Calendar time stamps of recorded data.
#include "sim/ingest/timestamp.hpp"

#include <date/date.h>

namespace orrery {
namespace {

/// Takes a whole number of exactly `digits` digits off the front of the text.
std::optional<int> take_number(std::string_view& text, std::size_t digits) {
    if (text.size() < digits) return std::nullopt;
    int value = 0;
    for (std::size_t i = 0; i < digits; ++i) {
        if (text[i] < '0' || text[i] > '9') return std::nullopt;
        value = value * 10 + (text[i] - '0');
    }
    text.remove_prefix(digits);
    return value;
}

bool take(std::string_view& text, std::string_view any_of) {
    if (text.empty() || any_of.find(text.front()) == std::string_view::npos) return false;
    text.remove_prefix(1);
    return true;
}

/// ".6805900" → ns; further digits than nine are cut; nothing where the text has no fraction.
std::optional<std::int64_t> take_fraction(std::string_view& text) {
    std::int64_t fraction = 0;
    if (!take(text, ".")) return fraction;
    std::int64_t scale = kSecond.ns / 10;
    const std::size_t before = text.size();
    while (!text.empty() && text.front() >= '0' && text.front() <= '9') {
        fraction += (text.front() - '0') * scale;
        scale /= 10;
        text.remove_prefix(1);
    }
    if (text.size() == before) return std::nullopt;
    return fraction;
}

/// "", "Z", "+00:00", "-05:30", "+0200", "+00" → seconds ahead of UTC.
std::optional<std::int64_t> take_offset(std::string_view& text) {
    if (text.empty() || take(text, "Z")) return 0;
    const bool west = text.front() == '-';
    if (!take(text, "+-")) return std::nullopt;
    const auto h = take_number(text, 2);
    const bool colon = take(text, ":");
    const auto m = colon || !text.empty() ? take_number(text, 2) : 0;
    if (!h || !m || *h > 23 || *m > 59) return std::nullopt;
    const std::int64_t ahead = *h * 3600 + *m * 60;
    return west ? -ahead : ahead;
}

}  // namespace

std::optional<Nanos> parse_timestamp(std::string_view t) {
    const auto y = take_number(t, 4);
    bool fine = take(t, "-");
    const auto mo = take_number(t, 2);
    fine = fine && take(t, "-");
    const auto d = take_number(t, 2);
    fine = fine && take(t, " T");
    const auto h = take_number(t, 2);
    fine = fine && take(t, ":");
    const auto mi = take_number(t, 2);
    fine = fine && take(t, ":");
    const auto s = take_number(t, 2);
    const auto fraction = take_fraction(t);
    const auto offset = take_offset(t);
    if (!fine || !y || !mo || !d || !h || !mi || !s || !fraction || !offset || !t.empty()) {
        return std::nullopt;
    }
    const auto day = date::year(*y) / static_cast<unsigned>(*mo) / static_cast<unsigned>(*d);
    // int64 ns end in 2262; a leap second counts as the next one.
    const bool held = *y >= 1970 && *y < 2200 && day.ok() && *h < 24 && *mi < 60 && *s <= 60;
    if (!held) return std::nullopt;
    const std::int64_t days = date::sys_days(day).time_since_epoch().count();
    const std::int64_t seconds = ((days * 24 + *h) * 60 + *mi) * 60 + *s - *offset;
    return Nanos{seconds * kSecond.ns + *fraction};
}

}  // namespace orrery
