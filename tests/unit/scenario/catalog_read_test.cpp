// Reading catalog folders: every error at once, later folders win, hash, what cannot be read.
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "sim/scenario/catalog.hpp"
#include "tests/support/catch.hpp"

namespace catalog_read_test {

using namespace orrery;

namespace {

/// A folder for one test, removed at its end.
class Folder {
public:
    explicit Folder(const std::string& name)
        : path_(std::filesystem::temp_directory_path() /
                ("orrery-catalog-" + name + "-" + std::to_string(getpid()))) {
        std::filesystem::remove_all(path_);
        std::filesystem::create_directories(path_);
    }
    ~Folder() { std::filesystem::remove_all(path_); }
    Folder(const Folder&) = delete;
    Folder& operator=(const Folder&) = delete;

    void write(const std::string& file, const std::string& text) const {
        std::ofstream(path_ / file) << text;
    }
    [[nodiscard]] std::string path() const { return path_.string(); }

private:
    std::filesystem::path path_;
};

std::string coefficient(const std::string& name, const std::string& value) {
    return "coefficients:\n  " + name + ":\n    value: " + value +
           "\n    source: a paper\n    as_of: 2026-01-01\n    confidence: published\n";
}

bool mentions(const Diagnostics& d, const std::string& path, const std::string& text) {
    for (const auto& item : d.items()) {
        if (item.path == path && render(item).find(text) != std::string::npos) return true;
    }
    return false;
}

const char* kWrong = R"(accelerators:
  gpu:
    vendor: Somebody
    family: hopper
    title: GPU
    year: 2024
    bf16: 989
    memory: 80 Gb
    memory_bandwith: 3.35 TB/s
    memory_bandwidth: 3.35 TB
    tdp: -700 W
    idle: 75 W
    price: nan USD
    source: a data sheet
    as_of: 2026-01-01
acelerators:
  x: 1
regions:
  x/y: 12
coefficients:
  pue: {value: 1.5, source: me, as_of: 2026-01-01, confidence: assumed}
)";

}  // namespace

TEST_CASE("a wrong catalog file yields every error at once, each at its place") {
    const Folder folder("wrong");
    folder.write("a.yaml", kWrong);
    Diagnostics d;
    const Catalog c = read_catalog({folder.path()}, d);
    INFO(render(d));
    CHECK(mentions(d, "accelerators.gpu.bf16", "a.yaml:7:"));  // unit missing
    CHECK(mentions(d, "accelerators.gpu.memory", "a.yaml:8:"));
    CHECK(mentions(d, "accelerators.gpu", "did you mean memory_bandwidth?"));
    CHECK(mentions(d, "accelerators.gpu.memory_bandwidth", "a.yaml:10:"));
    CHECK(mentions(d, "accelerators.gpu.price", "a.yaml:13:"));
    CHECK(mentions(d, "accelerators.gpu", "\"confidence\" is missing"));
    CHECK(mentions(d, "", "did you mean accelerators?"));
    CHECK(mentions(d, "regions.x/y", "a.yaml:19:"));
    CHECK(mentions(d, "coefficients.pue.value", "expected a number and its unit"));
    CHECK(d.error_count() >= 9);
    CHECK(c.accelerators.empty());  // entries with errors are left out
    CHECK(d.exit_code() == 3);
}

TEST_CASE("a negative power is refused by the check") {
    const Folder folder("negative");
    folder.write("a.yaml", R"(accelerators:
  gpu: {vendor: S, family: f, title: T, year: 2024, bf16: 100 TFLOP/s, memory: 80 GB,
        memory_bandwidth: 3 TB/s, tdp: -700 W, idle: 5 W, source: s, as_of: 2026-01-01,
        confidence: assumed}
)");
    Diagnostics d;
    const Catalog c = read_catalog({folder.path()}, d);
    check_catalog(c, "", d);
    INFO(render(d));
    CHECK(mentions(d, "accelerators.gpu.tdp", "a.yaml:2:"));
}

TEST_CASE("entries of a later folder replace those of an earlier one, others stay") {
    const Folder installed("installed");
    const Folder user("user");
    installed.write("a.yaml", coefficient("pue.edge", "1.6 ratio"));
    installed.write("b.yaml", coefficient("pue.on_prem", "1.5 ratio"));
    user.write("mine.yaml", coefficient("pue.edge", "1.3 ratio"));
    Diagnostics d;
    const Catalog c = read_catalog({installed.path(), user.path()}, d);
    CHECK(d.items().empty());
    CHECK(c.coefficients.at("pue.edge").value == 1.3);
    CHECK(c.coefficients.at("pue.on_prem").value == 1.5);
    CHECK(c.where.at("coefficients.pue.edge").file.find("mine.yaml") != std::string::npos);
    const Catalog reversed = read_catalog({user.path(), installed.path()}, d);
    CHECK(reversed.coefficients.at("pue.edge").value == 1.6);
    CHECK(reversed.hash != c.hash);
}

TEST_CASE("an entry in two files of one folder is an error") {
    const Folder folder("twice");
    folder.write("a.yaml", coefficient("pue.edge", "1.6 ratio"));
    folder.write("b.yaml", coefficient("pue.edge", "1.3 ratio"));
    Diagnostics d;
    read_catalog({folder.path()}, d);
    REQUIRE(d.error_count() == 1);
    CHECK(mentions(d, "coefficients.pue.edge", "b.yaml:2:3"));
}

TEST_CASE("the hash follows the content, not the place") {
    const Folder one("hash-one");
    const Folder two("hash-two");
    one.write("a.yaml", coefficient("pue.edge", "1.6 ratio"));
    two.write("a.yaml", coefficient("pue.edge", "1.6 ratio"));
    two.write("notes.txt", "not read");
    Diagnostics d;
    const std::string hash = read_catalog({one.path()}, d).hash;
    CHECK(hash == read_catalog({two.path()}, d).hash);
    two.write("a.yaml", coefficient("pue.edge", "1.7 ratio"));
    CHECK(hash != read_catalog({two.path()}, d).hash);
}

TEST_CASE("a model without active parameters is dense: all are active") {
    const Folder folder("dense");
    folder.write("a.yaml", R"(models:
  tiny: {family: f, title: T, parameters: 2080, layers: 2, hidden: 8, heads: 2, kv_heads: 2,
         head_dim: 4, ffn: 16, vocabulary: 100, tied_embeddings: true, context: 128, source: s,
         as_of: 2026-01-01, confidence: assumed}
)");
    Diagnostics d;
    const Catalog c = read_catalog({folder.path()}, d);
    check_catalog(c, "", d);
    INFO(render(d));
    CHECK(d.items().empty());
    CHECK(c.models.at("tiny").parameters_active == 2080);
}

TEST_CASE("a folder that is not there is the world's error") {
    Diagnostics d;
    CHECK_THROWS_AS(read_catalog({"/no/such/folder"}, d), EnvironmentError);
}

}  // namespace catalog_read_test
