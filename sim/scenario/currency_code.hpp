// What the code of a currency looks like, and what one unit of it may be worth.
#pragma once
#include <algorithm>
#include <string_view>

namespace orrery {

/// Three capital letters, as ISO 4217 has them.
constexpr bool is_currency_code(std::string_view code) {
    return code.size() == 3 &&
           std::all_of(code.begin(), code.end(), [](char c) { return c >= 'A' && c <= 'Z'; });
}

/// No currency in use is worth that many USD (the Kuwaiti dinar, the dearest, 3.2 to 3.7 since
/// 2000: Central Bank of Kuwait): a larger rate is the other way round.
inline constexpr double kMostUsdAUnit = 10;

}  // namespace orrery
