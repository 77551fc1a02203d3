// The key table against std::map, through insertions and erasures at random.
#include "sim/kernel/key_table.hpp"

#include <map>

#include "sim/kernel/samplers.hpp"
#include "tests/support/catch.hpp"

namespace key_table_test {

using namespace orrery;

TEST_CASE("a key table finds what was inserted and not erased") {
    Stream s(5, "key table", "test");
    KeyTable table;
    std::map<std::uint64_t, std::uint32_t> reference;
    for (std::uint32_t i = 0; i < 200000; ++i) {
        // Few and alike keys, so that probes run into each other.
        const std::uint64_t key = 1 + uniform_int(s, 3000) * (uint64_t{1} << 20);
        const auto it = reference.find(key);
        if (it == reference.end()) {
            REQUIRE(table.find(key) == KeyTable::kNone);
            table.insert(key, i);
            reference[key] = i;
        } else if (uniform_int(s, 2) == 0) {
            table.erase(key);
            reference.erase(it);
        } else {
            REQUIRE(table.find(key) == it->second);
        }
        REQUIRE(table.size() == reference.size());
    }
    for (const auto& [key, value] : reference) REQUIRE(table.find(key) == value);
}

}  // namespace key_table_test
