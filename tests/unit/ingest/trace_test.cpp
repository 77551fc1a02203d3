// Trace readers: formats, compression, order, refusals, and agreement with independent statistics.
#include <map>

#include "sim/ingest/csv.hpp"
#include "sim/ingest/shape.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/files.hpp"

namespace trace_test {

using namespace orrery;
using namespace orrery::test;

namespace {

std::vector<TraceRequest> all(RequestSource& source) {
    std::vector<TraceRequest> list;
    TraceRequest r;
    while (source.next(r)) list.push_back(r);
    return list;
}

std::vector<TraceRequest> read(const std::string& file, Nanos window = kSecond) {
    TraceReader reader(file, TraceKind::automatic, window);
    return all(reader);
}

const std::string kAzure =
    "TIMESTAMP,ContextTokens,GeneratedTokens\r\n"
    "2023-11-16 18:15:46.6805900,374,44\r\n"
    "2023-11-16 18:15:46.6805901,396,109\r\n"
    "2023-11-16 18:15:50.9951690,10,1";

/// path,column → (count, mean, sum) of the independent table.
std::map<std::string, std::array<double, 3>> expected_stats(const std::filesystem::path& data) {
    std::map<std::string, std::array<double, 3>> stats;
    CsvReader csv((data / "data/EXPECTED_STATS.csv").string());
    std::vector<std::string> row;
    while (csv.next(row)) {
        const auto value = [&](const char* name) {
            return parse_number(row[static_cast<std::size_t>(csv.column({name}))]).value_or(0);
        };
        stats[row[0] + "," + row[2]] = {value("count"), value("mean"), value("sum")};
    }
    return stats;
}

}  // namespace

TEST_CASE("Azure CSV: CRLF, 100 ns time stamps, no end of the last line") {
    TemporaryFolder folder;
    const auto list = read(folder.write("a.csv", kAzure));
    REQUIRE(list.size() == 3);
    CHECK(list[0].arrival == Nanos{0});
    CHECK(list[1].arrival == Nanos{100});
    CHECK(list[2].arrival == Nanos{4'314'579'000});  // 50.9951690 − 46.6805900
    CHECK(list[2].output_tokens == 1);
}

TEST_CASE("gzip, zstd and a BOM change nothing") {
    TemporaryFolder folder;
    const auto plain = read(folder.write("a.csv", kAzure));
    for (const std::string& bytes : {gzip(kAzure), zstd(kAzure), "\xEF\xBB\xBF" + kAzure}) {
        const auto list = read(folder.write("b.csv", bytes));
        REQUIRE(list.size() == plain.size());
        CHECK(list[2].arrival == plain[2].arrival);
    }
}

TEST_CASE("Mooncake JSON lines: milliseconds, ties keep the order of the file") {
    TemporaryFolder folder;
    const auto list = read(folder.write(
        "m.jsonl",
        "{\"timestamp\": 3000, \"input_length\": 5, \"output_length\": 6, \"hash_ids\": [1]}\n"
        "{\"timestamp\": 3000, \"input_length\": 7, \"output_length\": 8, \"hash_ids\": []}\n\n"
        "{\"timestamp\": 4500, \"input_length\": 9, \"output_length\": 1, \"hash_ids\": []}\n"));
    REQUIRE(list.size() == 3);
    CHECK(list[0].prompt_tokens == 5);
    CHECK(list[1].prompt_tokens == 7);
    CHECK(list[2].arrival == Nanos{1'500'000'000});
}

TEST_CASE("a hash that comes twice in one prompt is refused with its row") {
    TemporaryFolder folder;
    const std::string file = folder.write(
        "m.jsonl",
        "{\"timestamp\": 0, \"input_length\": 900, \"output_length\": 6, \"hash_ids\": [1, 2]}\n"
        "{\"timestamp\": 1, \"input_length\": 900, \"output_length\": 6, \"hash_ids\": [1, 1]}\n");
    Diagnostics diagnostics;
    scan_trace(file, TraceKind::automatic, kSecond, diagnostics);
    CHECK(render(diagnostics).find("row 2: hash_ids has the same hash twice") != std::string::npos);
}

TEST_CASE("rows late within the window are sorted, later ones are refused with their number") {
    TemporaryFolder folder;
    const std::string file = folder.write(
        "o.csv", "arrival_s,prompt_tokens,output_tokens,max_tokens\n1,1,1,\n3,3,1,9\n2.5,2,1,\n");
    const auto list = read(file, kSecond);
    REQUIRE(list.size() == 3);
    CHECK(list[1].prompt_tokens == 2);
    CHECK(list[2].max_tokens == 9);
    Diagnostics diagnostics;
    scan_trace(file, TraceKind::automatic, Nanos{100'000'000}, diagnostics);
    REQUIRE(diagnostics.error_count() == 1);
    CHECK(diagnostics.items()[0].message.find("data row 3") != std::string::npos);
}

TEST_CASE("an answer longer than its request allowed is refused, and no limit is none") {
    TemporaryFolder folder;
    const std::string file = folder.write(
        "o.csv", "arrival_s,prompt_tokens,output_tokens,max_tokens\n1,1,9,9\n2,1,9,8\n3,1,9,0\n");
    Diagnostics diagnostics;
    CHECK(scan_trace(file, TraceKind::automatic, kSecond, diagnostics).requests == 2);
    REQUIRE(diagnostics.error_count() == 1);
    CHECK(diagnostics.items()[0].message ==
          "row 2, column max_tokens: 8 is below the 9 tokens of its output");
}

TEST_CASE("requests of a part are counted, columns that are passed over are named") {
    TemporaryFolder folder;
    const std::string file = folder.write(
        "o.csv", "user,arrival_s,prompt_tokens,output_tokens\na,5,1,1\nb,6,1,1\na,8,1,1\n");
    Diagnostics diagnostics;
    const TraceSpan part{kSecond, Nanos{3 * kSecond.ns}};
    const TraceScan scan = scan_trace(file, TraceKind::automatic, kSecond, diagnostics, part);
    CHECK(scan.requests == 3);
    CHECK(scan.within == 1);  // a second after the first; that of three seconds lies outside
    REQUIRE(diagnostics.items().size() == 1);
    CHECK(diagnostics.items()[0].severity == Severity::note);
    CHECK(diagnostics.items()[0].message == "a column is not read: user");
}

TEST_CASE("every bad row is reported, with row and column") {
    TemporaryFolder folder;
    const std::string file = folder.write("o.csv",
                                          "arrival_s,prompt_tokens,output_tokens\n"
                                          "0,1,1\n1,-5,1\nnan,1,1\n2,1,1.5\n3,1\n4,1,0\n");
    Diagnostics diagnostics;
    const TraceScan scan = scan_trace(file, TraceKind::automatic, kSecond, diagnostics);
    CHECK(scan.requests == 1);
    CHECK(diagnostics.error_count() == 5);
    CHECK(diagnostics.items()[0].message ==
          "row 2, column prompt_tokens: \"-5\" is not a number of tokens");
    CHECK(diagnostics.items()[0].at.line == 3);
}

TEST_CASE("truncated, corrupt, empty and missing files say so and name the file") {
    TemporaryFolder folder;
    std::string many = "arrival_s,prompt_tokens,output_tokens\n";
    for (int i = 0; i < 5000; ++i)
        many += std::to_string(i) + "," + std::to_string(i * 7919 % 977 + 1) + ",3\n";
    const std::string whole = gzip(many);
    const std::string cut = folder.write("cut.csv.gz", whole.substr(0, whole.size() / 2));
    CHECK_THROWS_AS(read(cut), EnvironmentError);
    std::string broken = zstd(many);
    broken[broken.size() / 2] ^= 0x55;
    broken[broken.size() / 2 + 1] ^= 0x55;
    CHECK_THROWS_AS(read(folder.write("bad.zst", broken)), EnvironmentError);
    CHECK_THROWS_AS(read(folder.write("empty.csv", "")), EnvironmentError);
    try {
        read(folder.file("missing.csv"));
        FAIL("a missing file was read");
    } catch (const EnvironmentError& e) {
        CHECK(e.message().find("missing.csv") != std::string::npos);
    }
}

TEST_CASE("times that are no times are refused, offsets from UTC are understood") {
    TemporaryFolder folder;
    const std::string head = "TIMESTAMP,ContextTokens,GeneratedTokens\n";
    const auto list = read(folder.write("z.csv", head + "2024-05-10 00:00:00.009930+00:00,1,1\n"
                                                        "2024-05-10T00:00:01Z,2,1\n"
                                                        "2024-05-10 02:00:01.5+02:00,3,1\n"));
    REQUIRE(list.size() == 3);
    CHECK(list[1].arrival == Nanos{990'070'000});    // 1 − 0.00993 s
    CHECK(list[2].arrival == Nanos{1'490'070'000});  // 02:00:01.5 +02:00 is 00:00:01.5
    for (const char* text : {"2023-11-16 -8:15:46", "2023+11+16 18:15:48", "2023-02-30 00:00:00",
                             "9999-11-16 18:15:46", "2023-11-16 18:15:46.", "2023-11-16 18:15",
                             "2023-11-16 18:15:46.5x", "2023-11-16 24:00:00", ""}) {
        INFO(text);
        Diagnostics diagnostics;
        scan_trace(folder.write("t.csv", head + text + ",1,1\n2023-11-16 18:15:46,1,1\n"),
                   TraceKind::automatic, kSecond, diagnostics);
        CHECK(diagnostics.error_count() == 1);
    }
}

TEST_CASE("a late row is reported at its line") {
    TemporaryFolder folder;
    Diagnostics diagnostics;
    scan_trace(folder.write("o.csv", "\narrival_s,prompt_tokens,output_tokens\n9,1,1\n\n0,1,1\n"),
               TraceKind::automatic, kSecond, diagnostics);
    REQUIRE(diagnostics.error_count() == 1);
    CHECK(diagnostics.items()[0].at.line == 5);
    CHECK(diagnostics.items()[0].message.find("data row 2") != std::string::npos);
}

TEST_CASE("a compressed file cut anywhere is an error, whole frames in a row are not") {
    TemporaryFolder folder;
    const std::string head = "arrival_s,prompt_tokens,output_tokens\n";
    std::string rows;
    for (int i = 0; i < 3000; ++i) rows += std::to_string(i) + "," + std::to_string(i + 1) + ",3\n";
    // The small one is a skippable frame of three bytes.
    const std::string skippable("\x53\x2A\x4D\x18\x03\x00\x00\x00xyz", 11);
    const std::string frames = zstd(head) + skippable + zstd(rows);
    CHECK(read(folder.write("whole.zst", frames)).size() == 3000);
    CHECK(read(folder.write("two.gz", gzip(head) + gzip(rows))).size() == 3000);
    const std::string member = gzip(head + rows);
    const std::string frame = zstd(head + rows);
    // Not 9: the compressor ends with an empty frame of that many bytes, without which all is
    // there.
    for (const std::size_t gone : {1, 2, 3, 4, 5, 8, 10, 100, 1000, 2000}) {
        INFO(gone);
        CHECK_THROWS_AS(read(folder.write("g.gz", member.substr(0, member.size() - gone))),
                        EnvironmentError);
        CHECK_THROWS_AS(read(folder.write("f.zst", frame.substr(0, frame.size() - gone))),
                        EnvironmentError);
    }
    try {
        read(folder.write("f.zst", frame.substr(0, 500)));
        FAIL("a cut file was read");
    } catch (const EnvironmentError& e) {
        CHECK(e.message().find("byte 500") != std::string::npos);
    }
}

TEST_CASE("a small file that expands beyond measure is refused") {
    TemporaryFolder folder;
    std::string bomb = "arrival_s,prompt_tokens,output_tokens\n";
    bomb += std::string(90'000'000, '\n');
    const std::string packed = zstd(bomb);
    REQUIRE(packed.size() * 1000 < 64'000'000);
    CHECK_THROWS_AS(read(folder.write("b.zst", packed)), EnvironmentError);
}

TEST_CASE("scaling keeps the rate and repeats keep the order") {
    TemporaryFolder folder;
    std::string text = "arrival_s,prompt_tokens,output_tokens\n";
    for (int i = 0; i < 1000; ++i) text += std::to_string(i) + ",1,1\n";
    TraceShape shape;
    shape.file = folder.write("t.csv", text);
    const auto count = [&](double scale, int repeat) {
        shape.scale = scale;
        shape.repeat = repeat;
        const auto source = open_shaped(shape, Stream(1, "thinning", "t"));
        const auto list = all(*source);
        for (std::size_t i = 1; i < list.size(); ++i) {
            REQUIRE(list[i - 1].arrival <= list[i].arrival);
        }
        if (!list.empty()) CHECK(list.back().arrival < Nanos{1000 * repeat * kSecond.ns});
        return static_cast<double>(list.size());
    };
    CHECK(count(1, 3) == 3000);
    CHECK(count(2, 1) == 2000);
    // Binomial(1000, 0.3): ± 4 sigma = 4·√210 = 58.
    CHECK(near(count(0.3, 1), 300, 0, 58));
    CHECK(near(count(2.5, 2), 5000, 0, 90));  // 2 copies whole, half of the third
}

TEST_CASE("clipping and time compression") {
    TemporaryFolder folder;
    TraceShape shape;
    shape.file = folder.write(
        "t.csv", "arrival_s,prompt_tokens,output_tokens\n0,1,1\n10,2,1\n20,3,1\n30,4,1\n");
    shape.clip_start = Nanos{10 * kSecond.ns};
    shape.clip_length = Nanos{15 * kSecond.ns};
    shape.time_compression = 2;
    const auto source = open_shaped(shape, Stream(1, "thinning", "t"));
    const auto list = all(*source);
    REQUIRE(list.size() == 2);
    CHECK(list[0].prompt_tokens == 2);
    CHECK(list[1].arrival == Nanos{5 * kSecond.ns});
}

TEST_CASE("a clip after the end of the trace holds nothing, and says so") {
    TemporaryFolder folder;
    TraceShape shape;
    shape.file = folder.write("t.csv", "arrival_s,prompt_tokens,output_tokens\n0,1,1\n9,2,1\n");
    shape.clip_start = Nanos{10 * kSecond.ns};
    for (const double scale : {0.5, 1.0, 2.0}) {
        shape.scale = scale;
        const auto read_it = [&] { return all(*open_shaped(shape, Stream(1, "thinning", "t"))); };
        CHECK_THROWS_AS(read_it(), EnvironmentError);
    }
}

TEST_CASE("superposed copies are shifted by equal parts of a period below an hour, circularly") {
    TemporaryFolder folder;
    TraceShape shape;
    shape.file =
        folder.write("t.csv", "arrival_s,prompt_tokens,output_tokens\n0,1,1\n2,2,1\n7,3,1\n");
    shape.clip_length = Nanos{10 * kSecond.ns};
    shape.scale = 2;
    const auto list = all(*open_shaped(shape, Stream(1, "thinning", "t")));
    // Copy 1 is 5 s ahead of copy 0: 7 → 2, 0 → −5 + 10 = 5, 2 → −3 + 10 = 7.
    const std::vector<std::pair<int, int>> wanted{{0, 1}, {2, 2}, {2, 3}, {5, 1}, {7, 3}, {7, 2}};
    REQUIRE(list.size() == wanted.size());
    for (std::size_t i = 0; i < list.size(); ++i) {
        CHECK(list[i].arrival == Nanos{wanted[i].first * kSecond.ns});
        CHECK(list[i].prompt_tokens == wanted[i].second);
    }
}

TEST_CASE("a scaled day keeps its busy hours") {
    TemporaryFolder folder;
    std::string text = "arrival_s,prompt_tokens,output_tokens\n";
    for (int hour = 0; hour < 24; ++hour) {
        const int requests = hour >= 9 && hour < 17 ? 60 : 6;
        for (int i = 0; i < requests; ++i) {
            text += std::to_string(hour * 3600 + i * 3600 / requests) + ",1,1\n";
        }
    }
    TraceShape shape;
    shape.file = folder.write("t.csv", text);
    shape.clip_length = kDay;
    shape.scale = 100;
    std::vector<int> by_hour(24);
    for (const TraceRequest& r : all(*open_shaped(shape, Stream(1, "thinning", "t")))) {
        ++by_hour[static_cast<std::size_t>(r.arrival.ns / kHour.ns)];
    }
    // Shifts of 0, ±36 s, … ±30 min. An hour among its like keeps 100 times its own; beside an edge
    // half the copies come a quarter of an hour early on average: 100 · (6 + 54 · 1/2 · 1/4) = 1275
    // from 08 to 09 h, and 100 · (60 - 54 · 1/2 · 1/4) = 5325 from 09 to 10 h.
    CHECK(by_hour[12] == 6000);
    CHECK(by_hour[3] == 600);
    CHECK(std::abs(by_hour[8] - 1275) <= 60);
    CHECK(std::abs(by_hour[9] - 5325) <= 60);
    CHECK(std::abs(by_hour[17] - 1275) <= 60);
}

TEST_CASE("public traces agree with independent statistics") {
    ORRERY_NEEDS_DATA(data);
    const auto stats = expected_stats(data);
    struct Case {
        const char* file;
        const char* prompt;
        const char* output;
    };
    for (const Case& c :
         {Case{"azure_llm_2023_code.csv.gz", "ContextTokens", "GeneratedTokens"},
          Case{"azure_llm_2023_conv_first_half.csv.gz", "ContextTokens", "GeneratedTokens"},
          Case{"mooncake_conversation.jsonl.gz", "input_length", "output_length"}}) {
        const std::string name = std::string("data/llm_traces/") + c.file;
        const auto list = read((data / name).string(), Nanos{10 * kSecond.ns});
        double prompt = 0;
        double output = 0;
        for (const TraceRequest& r : list) {
            prompt += r.prompt_tokens;
            output += r.output_tokens;
        }
        INFO(name);
        const auto& p = stats.at(name + "," + c.prompt);
        CHECK(static_cast<double>(list.size()) == p[0]);
        CHECK(prompt == p[2]);
        CHECK(output == stats.at(name + "," + c.output)[2]);
        if (const auto gap = stats.find(name + ",interarrival_s"); gap != stats.end()) {
            CHECK(near(list.back().arrival.seconds(), gap->second[2], 1e-9));
        }
    }
}

}  // namespace trace_test
