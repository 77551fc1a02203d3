// Known answers of Philox, independence of the named streams, the open unit interval.
#include "sim/kernel/stream.hpp"

#include <Random123/philox.h>

#include <cstring>
#include <set>
#include <string>
#include <type_traits>
#include <vector>

#include "tests/support/catch.hpp"

namespace stream_test {

using orrery::hash_name;
using orrery::Stream;

namespace {

using Block = r123::Philox4x64::ctr_type;

Block philox(Block counter, r123::Philox4x64::key_type key) {
    return r123::Philox4x64()(counter, key);
}

}  // namespace

TEST_CASE("Philox4x64-10 gives the known answers of its authors") {
    // kat_vectors of Random123 1.14: counter and key of zeros, of ones, and of the digits of pi.
    CHECK(philox({{0, 0, 0, 0}}, {{0, 0}}) ==
          Block{{0x16554d9eca36314c, 0xdb20fe9d672d0fdc, 0xd7e772cee186176b, 0x7e68b68aec7ba23b}});
    const std::uint64_t f = ~std::uint64_t{0};
    CHECK(philox({{f, f, f, f}}, {{f, f}}) ==
          Block{{0x87b092c3013fe90b, 0x438c3c67be8d0224, 0x9cc7d7c69cd777b6, 0xa09caebf594f0ba0}});
    CHECK(philox({{0x243f6a8885a308d3, 0x13198a2e03707344, 0xa4093822299f31d0, 0x082efa98ec4e6c89}},
                 {{0x452821e638d01377, 0xbe5466cf34e90c6c}}) ==
          Block{{0xa528f45403e61d95, 0x38c72dbd566e9788, 0xa5a1610e72fd18b5, 0x57bd43b5e52b7fe6}});
}

TEST_CASE("a stream is Philox of (draw, entity, replication) under (seed, cause)") {
    Stream stream(42, "arrivals", "site a", 3);
    for (std::uint64_t block = 0; block < 50; ++block) {
        const Block expected =
            philox({{block, 0, hash_name("site a"), 3}}, {{42, hash_name("arrivals")}});
        for (std::size_t i = 0; i < 4; ++i) REQUIRE(stream.next_u64() == expected[i]);
    }
}

TEST_CASE("seed, cause, entity and replication each make another stream") {
    std::set<std::uint64_t> firsts;
    int streams = 0;
    for (std::uint64_t seed = 0; seed < 5; ++seed) {
        for (const char* cause : {"arrivals", "failures", ""}) {
            for (const char* entity : {"a", "b", "", "arrivals"}) {
                for (std::uint64_t replication = 0; replication < 4; ++replication) {
                    firsts.insert(Stream(seed, cause, entity, replication).next_u64());
                    ++streams;
                }
            }
        }
    }
    CHECK(firsts.size() == static_cast<std::size_t>(streams));  // 5·3·4·4 = 240
}

TEST_CASE("names hash without collisions and with every bit in use") {
    std::set<std::uint64_t> hashes;
    std::uint64_t all_or = 0;
    std::uint64_t all_and = ~std::uint64_t{0};
    for (int i = 0; i < 100'000; ++i) {
        const std::uint64_t h = hash_name("replica-" + std::to_string(i));
        hashes.insert(h >> 16);  // even 48 bits suffice for 1e5 names (expected collisions 2e-5)
        all_or |= h;
        all_and &= h;
    }
    CHECK(hashes.size() == 100'000);
    CHECK(all_or == ~std::uint64_t{0});
    CHECK(all_and == 0);
}

TEST_CASE("uniform stays inside the open interval and has the moments of the law") {
    Stream stream(1, "uniform", "");
    double sum = 0;
    double square = 0;
    const int n = 1'000'000;
    for (int i = 0; i < n; ++i) {
        const double u = stream.uniform();
        REQUIRE((u > 0 && u < 1));
        sum += u;
        square += u * u;
    }
    // Mean 1/2, sd of the mean 1/√(12n) = 2.9e-4; mean square 1/3, sd √(4/45/n) = 3e-4.
    CHECK(orrery::test::near(sum / n, 0.5, 0, 1.2e-3));
    CHECK(orrery::test::near(square / n, 1.0 / 3, 0, 1.2e-3));
}

TEST_CASE("a stream is plain data: a copy and a seek continue alike") {
    static_assert(std::is_trivially_copyable_v<Stream>);
    Stream stream(9, "copy", "x");
    for (int i = 0; i < 37; ++i) stream.next_u64();
    CHECK(stream.position() == 37);
    Stream copy = stream;
    Stream sought(9, "copy", "x");
    sought.seek(37);
    CHECK(sought.position() == 37);
    for (int i = 0; i < 100; ++i) {
        const std::uint64_t u = stream.next_u64();
        REQUIRE(copy.next_u64() == u);
        REQUIRE(sought.next_u64() == u);
    }
    sought.seek(0);
    CHECK(sought.next_u64() == Stream(9, "copy", "x").next_u64());
}

}  // namespace stream_test
