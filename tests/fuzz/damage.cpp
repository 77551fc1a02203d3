// Damages of inputs by number.
#include "tests/fuzz/damage.hpp"

#include <algorithm>
#include <array>
#include <random>

namespace orrery::fuzz {
namespace {

constexpr std::array<const char*, 26> kPieces{"nan",
                                              "inf",
                                              "-1",
                                              "0",
                                              "1e400",
                                              "-1e300",
                                              "1e18",
                                              "9223372036854775807",
                                              "4294967296",
                                              "2147483648",
                                              "\"",
                                              "\"\"",
                                              ",",
                                              ";",
                                              "\n",
                                              "\r\n",
                                              "{",
                                              "}",
                                              "[",
                                              "]",
                                              ": ",
                                              "- ",
                                              "\xff",
                                              "\xe2\x82",
                                              "9999-12-31T23:59:59Z",
                                              "="};

class Damage {
public:
    Damage(const std::vector<std::string>& whole, std::uint64_t number)
        : whole_(whole), random_(number), text_(whole[below(whole.size())]) {}

    std::string run() {
        for (std::size_t k = 1 + below(8); k > 0; --k) one();
        return text_;
    }

private:
    /// Below n, which is above 0.
    std::size_t below(std::size_t n) { return random_() % n; }
    std::size_t place() { return below(text_.size() + 1); }
    /// Mostly short.
    std::size_t length(std::size_t most) { return below(std::min<std::size_t>(most, 64) + 1); }

    void one() {
        const std::size_t at = place();
        switch (below(6)) {
            case 0:
                if (at < text_.size()) text_[at] = static_cast<char>(random_());
                return;
            case 1:
                text_.erase(at, length(text_.size() - at));
                return;
            case 2:
                text_.insert(at, text_.substr(at, length(text_.size() - at)));
                return;
            case 3: {
                const std::string& other = whole_[below(whole_.size())];
                const std::size_t from = below(other.size() + 1);
                text_.insert(at, other.substr(from, length(other.size() - from)));
                return;
            }
            case 4:
                text_.insert(at, kPieces[below(kPieces.size())]);
                return;
            default:
                number(at);
        }
    }

    /// The number behind a place becomes another one.
    void number(std::size_t at) {
        const std::size_t from = text_.find_first_of("0123456789", at);
        if (from == std::string::npos) return;
        const std::size_t end =
            std::min(text_.find_first_not_of("0123456789.", from), text_.size());
        text_.replace(from, end - from, kPieces[below(10)]);
    }

    const std::vector<std::string>& whole_;
    std::mt19937_64 random_;
    std::string text_;
};

}  // namespace

std::string damaged(const std::vector<std::string>& whole, std::uint64_t number) {
    return Damage(whole, number).run();
}

}  // namespace orrery::fuzz
