// What the live page's server lets in, request by request.
#include "tools/orrery/serve/guard.hpp"

#include <set>

#include "tests/support/catch.hpp"

namespace guard_test {

using namespace orrery::serve;

namespace {

const ListenPolicy kLoopback{"127.0.0.1", 8080, ""};

RequestHead get(const std::string& target = "/api/scenario") {
    RequestHead head;
    head.method = "GET";
    head.target = target;
    head.host = "127.0.0.1:8080";
    return head;
}

RequestHead post() {
    RequestHead head = get("/api/run");
    head.method = "POST";
    head.origin = "http://127.0.0.1:8080";
    head.content_type = "application/json";
    head.content_length = 2;
    return head;
}

/// 200 stands for "let in".
int status(const RequestHead& head, const ListenPolicy& policy = kLoopback) {
    const auto refusal = guard(head, policy);
    return refusal ? refusal->status : 200;
}

}  // namespace

TEST_CASE("the page's own requests are let in") {
    CHECK(status(get()) == 200);
    CHECK(status(get("/")) == 200);
    CHECK(status(post()) == 200);
    RequestHead head = post();
    head.content_type = "Application/JSON; charset=utf-8";
    head.fetch_site = "same-origin";
    CHECK(status(head) == 200);
    // A program that is no browser sends no Origin.
    head.origin.clear();
    CHECK(status(head) == 200);
}

TEST_CASE("a name that somebody made point here is not ours") {
    for (const char* host : {"localhost:8080", "LOCALHOST:8080", "[::1]:8080", "127.0.0.1:8080"}) {
        RequestHead head = get();
        head.host = host;
        INFO(host);
        CHECK(status(head) == 200);
    }
    for (const char* host : {"evil.example:8080", "evil.example", "", "127.0.0.1", "localhost",
                             "127.0.0.1:8081", "127.0.0.1:8080.evil.example", "127.0.0.1:8080:80",
                             "localhost:8080@evil.example", " 127.0.0.1:8080"}) {
        RequestHead head = get();
        head.host = host;
        INFO(host);
        CHECK(status(head) == 421);
    }
}

TEST_CASE("other pages of the same browser are refused") {
    for (const char* origin : {"http://evil.example", "null", "https://127.0.0.1:8080",
                               "http://127.0.0.1:8081", "http://localhost:8080"}) {
        RequestHead head = post();
        head.origin = origin;
        INFO(origin);
        CHECK(status(head) == 403);
    }
    RequestHead head = get();
    head.fetch_site = "cross-site";
    CHECK(status(head) == 403);
    head.fetch_site = "same-site";
    CHECK(status(head) == 403);
    // A link may open the page; it has no data in it.
    head.target = "/";
    head.fetch_site = "cross-site";
    CHECK(status(head) == 200);
    // What forms can send without being asked.
    head = post();
    for (const char* type : {"text/plain", "application/x-www-form-urlencoded",
                             "multipart/form-data", "", "application/jsonp"}) {
        head.content_type = type;
        INFO(type);
        CHECK(status(head) == 415);
    }
}

TEST_CASE("method, address, size and repeated headers") {
    for (const char* method : {"PUT", "DELETE", "OPTIONS", "TRACE", "CONNECT", "HEAD", "get", ""}) {
        RequestHead head = get();
        head.method = method;
        INFO(method);
        CHECK(status(head) == 405);
    }
    CHECK(status(get("")) == 400);
    CHECK(status(get("api/scenario")) == 400);
    CHECK(status(get("http://127.0.0.1:8080/")) == 400);
    CHECK(status(get("/a b")) == 400);
    CHECK(status(get("/\xff")) == 400);
    CHECK(status(get("/" + std::string(kMostTargetBytes, 'a'))) == 414);
    RequestHead head = post();
    head.content_length = kMostBodyBytes;
    CHECK(status(head) == 200);
    head.content_length = kMostBodyBytes + 1;
    CHECK(status(head) == 413);
    head.content_length.reset();
    CHECK(status(head) == 411);
    head = get();
    head.content_length = 1;
    CHECK(status(head) == 400);
    head = get();
    head.headers_repeated = true;
    CHECK(status(head) == 400);
}

TEST_CASE("beyond this machine the token is asked for") {
    const ListenPolicy open{"192.0.2.7", 8080, "abc"};
    RequestHead head = get();
    head.host = "192.0.2.7:8080";
    CHECK(status(head, open) == 401);
    head.authorization = "Bearer abd";
    CHECK(status(head, open) == 401);
    head.authorization = "Bearer abcabc";
    CHECK(status(head, open) == 401);
    head.authorization = "Bearer ";
    CHECK(status(head, open) == 401);
    head.authorization = "Bearer abc";
    CHECK(status(head, open) == 200);
    head.host = "evil.example:8080";
    CHECK(status(head, open) == 421);
    // The page itself holds nothing: it asks for the token.
    head = get("/page.js");
    head.host = "192.0.2.7:8080";
    CHECK(status(head, open) == 200);
    // Behind a wildcard any name may be ours; then the token alone protects.
    const ListenPolicy wild{"0.0.0.0", 8080, "abc"};
    head = get();
    head.host = "planning.example:8080";
    CHECK(status(head, wild) == 401);
    head.authorization = "Bearer abc";
    CHECK(status(head, wild) == 200);
    head.host = "a/b";
    CHECK(status(head, wild) == 421);
}

TEST_CASE("loopback addresses and tokens") {
    CHECK(is_loopback("127.0.0.1"));
    CHECK(is_loopback("127.8.8.8"));
    CHECK(is_loopback("::1"));
    CHECK_FALSE(is_loopback("0.0.0.0"));
    CHECK_FALSE(is_loopback("192.168.0.1"));
    CHECK(equal_in_constant_time("", ""));
    CHECK(equal_in_constant_time("abc", "abc"));
    CHECK_FALSE(equal_in_constant_time("abc", ""));
    CHECK_FALSE(equal_in_constant_time("", "abc"));
    CHECK_FALSE(equal_in_constant_time("abcabc", "abc"));
    std::set<std::string> tokens;
    for (int i = 0; i < 100; ++i) tokens.insert(new_token());
    CHECK(tokens.size() == 100);
    CHECK(tokens.begin()->size() == 64);
}

}  // namespace guard_test
