// Observations as bytes and back: what a result is priced from again.
#include "sim/store/observation_bytes.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <boost/iostreams/device/array.hpp>
#include <boost/iostreams/device/back_inserter.hpp>
#include <boost/iostreams/filter/zstd.hpp>
#include <boost/iostreams/filtering_stream.hpp>

#include "orrery/base/diagnostics.hpp"
#include "sim/store/observation_fields.hpp"

namespace orrery {
namespace {

[[noreturn]] void damaged() {
    throw EnvironmentError("results.db: the stored observations are damaged; run it again");
}

template <class T>
inline constexpr bool kWhole = std::is_integral_v<T> || std::is_enum_v<T>;

/// Signed numbers near zero become small unsigned ones.
std::uint64_t zigzag(std::int64_t v) {
    return (static_cast<std::uint64_t>(v) << 1) ^ static_cast<std::uint64_t>(v >> 63);
}
std::int64_t unzigzag(std::uint64_t v) {
    return static_cast<std::int64_t>((v >> 1) ^ (~(v & 1) + 1));
}

class Writer {
public:
    template <class... T>
    void operator()(const T&... values) {
        (put(values), ...);
    }
    std::string out;

private:
    void number(std::uint64_t v) {
        for (; v >= 0x80; v >>= 7) out += static_cast<char>(v | 0x80);
        out += static_cast<char>(v);
    }
    template <class T>
    requires kWhole<T>
    void put(T v) { number(zigzag(static_cast<std::int64_t>(v))); }
    void put(double v) {
        const auto bits = std::bit_cast<std::uint64_t>(v);
        for (int shift = 0; shift < 64; shift += 8) out += static_cast<char>(bits >> shift);
    }
    void put(DeviceTime v) {
        number(static_cast<std::uint64_t>(v));
        put(static_cast<std::int64_t>(v >> 64));
    }
    void put(Nanos v) { put(v.ns); }
    template <class Tag>
    void put(Id<Tag> v) {
        put(v.value);
    }
    void put(const std::string& text) {
        number(text.size());
        out += text;
    }
    // A copy, since one list of members serves both ways.
    void put(Sketch sketch) { sketch.keep(*this); }
    template <class T>
    void put(const std::vector<T>& items) {
        number(items.size());
        for (const T& item : items) put(item);
    }
    template <class T, std::size_t N>
    void put(const std::array<T, N>& items) {
        for (const T& item : items) put(item);
    }
    template <class K, class V>
    void put(const std::map<K, V>& items) {
        number(items.size());
        for (const auto& [key, value] : items) (*this)(key, value);
    }
    void put(const ServingRow& row) {
        number(row.size());
        for (std::size_t d = 0; d < row.size(); ++d) {
            put(row.met(d));
            if (row.met(d)) put(row[d]);
        }
    }
    template <class T>
    requires requires(Writer& w, const T& x) { store::fields(w, x); }
    void put(const T& x) { store::fields(*this, x); }
};

class Unpacker {
public:
    explicit Unpacker(std::string_view bytes) : rest_(bytes) {}

    template <class... T>
    void operator()(T&... values) {
        (get(values), ...);
    }
    [[nodiscard]] bool done() const { return rest_.empty(); }

private:
    std::uint64_t number() {
        std::uint64_t v = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            if (rest_.empty()) damaged();
            const auto byte = static_cast<unsigned char>(rest_.front());
            rest_.remove_prefix(1);
            v |= std::uint64_t{byte & 0x7FU} << shift;
            if (byte < 0x80) return v;
        }
        damaged();
    }
    /// Every item takes at least a byte, so that a damaged count cannot ask for the world.
    std::size_t count() {
        const std::uint64_t n = number();
        if (n > rest_.size()) damaged();
        return n;
    }
    template <class T>
    requires kWhole<T>
    void get(T& v) { v = static_cast<T>(unzigzag(number())); }
    void get(double& v) {
        if (rest_.size() < 8) damaged();
        std::uint64_t bits = 0;
        for (std::size_t i = 0; i < 8; ++i) {
            bits |= std::uint64_t{static_cast<unsigned char>(rest_[i])} << (8 * i);
        }
        rest_.remove_prefix(8);
        v = std::bit_cast<double>(bits);
    }
    void get(DeviceTime& v) {
        const std::uint64_t low = number();
        std::int64_t high = 0;
        get(high);
        v = (static_cast<DeviceTime>(high) << 64) | static_cast<DeviceTime>(low);
    }
    void get(Nanos& v) { get(v.ns); }
    template <class Tag>
    void get(Id<Tag>& v) {
        get(v.value);
    }
    void get(std::string& text) {
        const std::size_t n = count();
        text = rest_.substr(0, n);
        rest_.remove_prefix(n);
    }
    void get(Sketch& sketch) { sketch.keep(*this); }
    template <class T>
    void get(std::vector<T>& items) {
        items.clear();
        const std::size_t n = count();
        for (std::size_t i = 0; i < n; ++i) get(items.emplace_back());
    }
    template <class T, std::size_t N>
    void get(std::array<T, N>& items) {
        for (T& item : items) get(item);
    }
    template <class K, class V>
    void get(std::map<K, V>& items) {
        const std::size_t n = count();
        for (std::size_t i = 0; i < n; ++i) {
            K key{};
            get(key);
            get(items[key]);
        }
    }
    void get(ServingRow& row) {
        row = ServingRow(count());
        for (std::size_t d = 0; d < row.size(); ++d) {
            bool met = false;
            get(met);
            if (met) get(row[d]);
        }
    }
    template <class T>
    requires requires(Unpacker& u, T& x) { store::fields(u, x); }
    void get(T& x) { store::fields(*this, x); }

    std::string_view rest_;
};

/// Cheap, and repeated hours still shrink to little.
constexpr std::uint32_t kZstdLevel = 3;

namespace io = boost::iostreams;

}  // namespace

std::string pack_text(std::string_view text) {
    std::string out;
    io::filtering_ostream stream;
    stream.push(io::zstd_compressor(io::zstd_params(kZstdLevel)));
    stream.push(io::back_inserter(out));
    stream.write(text.data(), static_cast<std::streamsize>(text.size()));
    stream.reset();
    return out;
}

std::string unpack_text(std::string_view bytes) {
    std::string out;
    try {
        io::filtering_istream stream;
        stream.push(io::zstd_decompressor());
        stream.push(io::array_source(bytes.data(), bytes.size()));
        // As of any packed file: beyond 64 MiB not a thousand times what it was.
        const std::size_t most = std::max(std::size_t{64} << 20, 1000 * bytes.size());
        std::array<char, 65536> part;
        while (stream.read(part.data(), part.size()), stream.gcount() > 0) {
            out.append(part.data(), static_cast<std::size_t>(stream.gcount()));
            if (out.size() > most) damaged();
        }
        if (stream.bad()) damaged();
    } catch (const std::ios_base::failure&) {
        damaged();
    }
    return out;
}

namespace {

template <class T>
std::string packed(const T& value) {
    Writer writer;
    writer(value);
    return pack_text(writer.out);
}

template <class T>
T unpacked(std::string_view bytes) {
    const std::string text = unpack_text(bytes);
    Unpacker unpacker(text);
    T value;
    unpacker(value);
    if (!unpacker.done()) damaged();
    return value;
}

}  // namespace

std::string pack_observations(const Observations& observations) {
    return packed(observations);
}

Observations unpack_observations(std::string_view bytes) {
    return unpacked<Observations>(bytes);
}

std::string pack_sketch(const Sketch& sketch) {
    return packed(sketch);
}

Sketch unpack_sketch(std::string_view bytes) {
    return unpacked<Sketch>(bytes);
}

}  // namespace orrery
