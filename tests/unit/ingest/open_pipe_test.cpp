// Pipes: told by their beginning, read once; by name alone they are refused.
#include "sim/ingest/open_pipe.hpp"

#include <sys/stat.h>

#include <fstream>
#include <thread>

#include "sim/ingest/jobs.hpp"
#include "sim/ingest/trace.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/files.hpp"

namespace open_pipe_test {

using namespace orrery;

namespace {

/// A named pipe into which somebody writes a text.
class Fed {
public:
    explicit Fed(std::string text) : path_(folder_.file("pipe")) {
        REQUIRE(mkfifo(path_.c_str(), 0600) == 0);
        writer_ = std::thread([path = path_, text = std::move(text)] {
            std::ofstream(path, std::ios::binary) << text;
        });
    }
    ~Fed() { writer_.join(); }
    Fed(const Fed&) = delete;
    Fed& operator=(const Fed&) = delete;

    [[nodiscard]] const std::string& path() const { return path_; }

private:
    test::TemporaryFolder folder_;
    std::string path_;
    std::thread writer_;
};

/// Rows a second apart, of one token more each time.
std::string rows(int count) {
    std::string text = "arrival_s,prompt_tokens,output_tokens\n";
    for (int i = 0; i < count; ++i) {
        text += std::to_string(i) + "," + std::to_string(i + 1) + ",7\n";
    }
    return text;
}

struct Seen {
    std::int64_t requests = 0;
    std::int64_t tokens = 0;
};

Seen read_all(const std::string& file) {
    TraceReader reader(file, TraceKind::automatic, kSecond);
    Seen seen;
    TraceRequest r;
    while (reader.next(r)) {
        ++seen.requests;
        seen.tokens += r.prompt_tokens;
    }
    return seen;
}

std::string said_of(const std::string& file) {
    try {
        read_all(file);
    } catch (const EnvironmentError& e) {
        return e.message();
    }
    return {};
}

TEST_CASE("a pipe's format is told by its beginning, and all of it is read") {
    // 400,000 rows are 6.6 MB: more than is kept of a pipe. 1 + 2 + … + n is n (n + 1) / 2.
    constexpr std::int64_t n = 400'000;
    const std::string text = rows(n);
    for (const std::string& sent : {text, test::gzip(text), test::zstd(text)}) {
        const Fed fed(sent);
        const auto held = open_pipe(fed.path());
        REQUIRE(held);
        CHECK(recognise_jobs(fed.path()) == JobFormat::automatic);
        const Seen seen = read_all(fed.path());
        CHECK(seen.requests == n);
        CHECK(seen.tokens == n * (n + 1) / 2);
    }
}

TEST_CASE("what a pipe gave is not there twice, and that is said") {
    const Fed fed(rows(400'000));
    const auto held = open_pipe(fed.path());
    REQUIRE(held);
    CHECK(said_of(fed.path()).empty());
    CHECK_THAT(said_of(fed.path()), Catch::Contains("what it gave was read before"));
}

TEST_CASE("a pipe that nobody holds is refused by its name, and a file needs no holding") {
    const test::TemporaryFolder folder;
    const std::string path = folder.file("pipe");
    REQUIRE(mkfifo(path.c_str(), 0600) == 0);
    CHECK_THAT(said_of(path), Catch::Contains("write them to a file first"));
    const std::string file = folder.write("t.csv", rows(3));
    CHECK(open_pipe(file) == nullptr);
    CHECK(read_all(file).tokens == 6);  // 1 + 2 + 3
}

}  // namespace
}  // namespace open_pipe_test
