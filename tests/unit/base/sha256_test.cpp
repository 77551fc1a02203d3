// SHA-256 against the known answers of FIPS 180-4 and NIST's example messages.
#include "orrery/base/sha256.hpp"

#include "tests/support/catch.hpp"

namespace sha256_test {

using orrery::Sha256;
using orrery::sha256_hex;

TEST_CASE("SHA-256 of the standard's examples") {
    CHECK(sha256_hex("") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    CHECK(sha256_hex("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    CHECK(sha256_hex("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq") ==
          "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
    CHECK(sha256_hex(std::string(1'000'000, 'a')) ==
          "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

TEST_CASE("SHA-256 does not depend on how the message is cut") {
    std::string message;
    for (int i = 0; i < 300; ++i) message += static_cast<char>('a' + i % 26);
    for (const std::size_t cut : {1u, 55u, 56u, 63u, 64u, 65u, 128u, 299u}) {
        Sha256 hash;
        hash.update(std::string_view(message).substr(0, cut));
        CHECK(hash.hex() == sha256_hex(message.substr(0, cut)));  // asking does not end it
        hash.update(std::string_view(message).substr(cut));
        CHECK(hash.hex() == sha256_hex(message));
    }
}

TEST_CASE("SHA-256 around the padding's edge") {
    // 55 bytes leave room for 0x80 and the length in one block, 56 do not.
    CHECK(sha256_hex(std::string(55, 'x')) != sha256_hex(std::string(56, 'x')));
    CHECK(sha256_hex(std::string(64, '\0')) ==
          "f5a5fd42d16a20302798ef6ed309979b43003d2320d9f0e8ea9831a92759fb4b");
}

}  // namespace sha256_test
