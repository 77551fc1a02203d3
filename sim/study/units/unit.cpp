// Bytes of a unit's result: what ranks send and the results file keeps.
#include "sim/study/units/unit.hpp"

#include <cstring>

#include "orrery/base/diagnostics.hpp"
#include "sim/store/observation_bytes.hpp"

namespace orrery {
namespace {

constexpr char kUnitVersion = 2;

void put(std::string& out, std::uint64_t word) {
    for (int i = 0; i < 8; ++i) out += static_cast<char>((word >> (8 * i)) & 0xff);
}
void put(std::string& out, double value) {
    std::uint64_t word = 0;
    std::memcpy(&word, &value, sizeof word);
    put(out, word);
}
void put(std::string& out, const std::string& text) {
    put(out, static_cast<std::uint64_t>(text.size()));
    out += text;
}

class Source {
public:
    explicit Source(const std::string& bytes) : bytes_(bytes) {}

    char letter() {
        need(1);
        return bytes_[at_++];
    }
    std::uint64_t word() {
        need(8);
        std::uint64_t value = 0;
        for (std::size_t i = 0; i < 8; ++i) {
            value |= static_cast<std::uint64_t>(static_cast<unsigned char>(bytes_[at_ + i]))
                     << (8 * i);
        }
        at_ += 8;
        return value;
    }
    double real() {
        const std::uint64_t bits = word();
        double value = 0;
        std::memcpy(&value, &bits, sizeof value);
        return value;
    }
    std::string text() {
        const std::uint64_t n = word();
        need(n);
        std::string value = bytes_.substr(at_, n);
        at_ += n;
        return value;
    }
    /// How many entries of at least `each` bytes may still follow.
    std::uint64_t count(std::uint64_t each) {
        const std::uint64_t n = word();
        if (n > (bytes_.size() - at_) / each) fail();
        return n;
    }
    void end() const {
        if (at_ != bytes_.size()) fail();
    }
    [[noreturn]] static void fail() {
        throw EnvironmentError("a stored unit of a study cannot be read: it is damaged");
    }

private:
    void need(std::uint64_t n) const {
        if (n > bytes_.size() - at_) fail();
    }
    const std::string& bytes_;
    std::size_t at_ = 0;
};

}  // namespace

std::string pack(const UnitResult& result) {
    std::string out(1, kUnitVersion);
    out += static_cast<char>((result.infeasible ? 1 : 0) | (result.partial ? 2 : 0) |
                             (result.by_machine ? 4 : 0));
    put(out, result.problem);
    put(out, static_cast<std::uint64_t>(result.values.size()));
    for (const double v : result.values) put(out, v);
    put(out, static_cast<std::uint64_t>(result.units.size()));
    for (const std::string& unit : result.units) put(out, unit);
    put(out, static_cast<std::uint64_t>(result.members.size()));
    for (const auto& [name, value] : result.members) {
        put(out, name);
        put(out, value);
    }
    put(out, static_cast<std::uint64_t>(result.sketches.size()));
    for (const Sketch& sketch : result.sketches) put(out, pack_sketch(sketch));
    return out;
}

UnitResult unpack(const std::string& bytes) {
    Source in(bytes);
    if (in.letter() != kUnitVersion) Source::fail();
    const char flags = in.letter();
    UnitResult result;
    result.infeasible = (flags & 1) != 0;
    result.partial = (flags & 2) != 0;
    result.by_machine = (flags & 4) != 0;
    result.problem = in.text();
    const std::uint64_t values = in.count(8);
    for (std::uint64_t i = 0; i < values; ++i) result.values.push_back(in.real());
    const std::uint64_t units = in.count(8);
    for (std::uint64_t i = 0; i < units; ++i) result.units.push_back(in.text());
    const std::uint64_t members = in.count(16);
    for (std::uint64_t i = 0; i < members; ++i) {
        std::string name = in.text();
        result.members.emplace_back(std::move(name), in.real());
    }
    const std::uint64_t sketches = in.count(8);
    for (std::uint64_t i = 0; i < sketches; ++i) {
        result.sketches.push_back(unpack_sketch(in.text()));
    }
    in.end();
    return result;
}

}  // namespace orrery
