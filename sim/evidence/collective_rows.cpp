// Measured collectives: public tables in, one row an operation, group and size out.
#include "sim/evidence/collective_rows.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <filesystem>
#include <optional>
#include <string_view>

#include "orrery/base/diagnostics.hpp"
#include "sim/ingest/csv.hpp"

namespace orrery {
namespace {

namespace fs = std::filesystem;
using network::Collective;
using Cells = std::vector<std::string>;

constexpr std::array<const char*, network::kCollectives> kNames{
    "all_reduce", "all_gather", "reduce_scatter", "all_to_all", "broadcast", "send_recv"};

std::optional<Collective> operation_of(std::string name) {
    if (name == "alltoall") name = "all_to_all";
    if (name == "AR") name = "all_reduce";
    for (std::size_t i = 0; i < kNames.size(); ++i) {
        if (name == kNames[i]) return static_cast<Collective>(i);
    }
    return std::nullopt;
}

/// One file being read.
struct File {
    explicit File(const fs::path& p) : path(p), name(p.filename().string()), csv(p.string()) {}
    fs::path path;
    std::string name;
    CsvReader csv;
    Cells cells = {};

    [[nodiscard]] bool has(const char* column) const { return csv.column({column}) >= 0; }
    [[nodiscard]] double number(const char* column) const { return number_in(csv, cells, column); }
    /// 0 where it is no size of a group.
    [[nodiscard]] int whole(const char* column) const {
        const double n = number(column);
        return n >= 0 && n <= 1e6 ? static_cast<int>(n) : 0;
    }
    [[nodiscard]] std::string text(const char* column) const {
        const int at = csv.column({column});
        return at < 0 || static_cast<std::size_t>(at) >= cells.size()
                   ? ""
                   : cells[static_cast<std::size_t>(at)];
    }
    [[nodiscard]] std::string id() const { return fmt::format("{}:{}", name, csv.line()); }
    /// The part of the name before a separator.
    [[nodiscard]] std::string stem(const char* separator) const {
        return name.substr(0, name.find(separator));
    }
};

void keep(MeasuredCollectives& out, MeasuredCollective row) {
    if (!(row.bytes > 0) || !(row.seconds > 0) || row.ranks < 2) {
        out.skipped.push_back({row.id, "no positive size and time, or a group of one"});
        return;
    }
    out.rows.push_back(std::move(row));
}

/// The number that a text begins with; 0 where that is no size of a group.
int group_of(std::string_view text) {
    int ranks = 0;
    std::from_chars(text.data(), text.data() + text.size(), ranks);
    return ranks <= 1'000'000 ? ranks : 0;
}

/// nccl-tests prints two times a size: out of place and in place, which trainers use.
void read_nccl_tests(File& f, MeasuredCollectives& out) {
    constexpr std::size_t kInPlace = 5;
    const std::size_t first = f.name.find('_');
    const std::size_t second = f.name.find("_GPU");
    const auto operation = second == std::string::npos
                               ? std::nullopt
                               : operation_of(f.name.substr(first + 1, second - first - 1));
    if (!operation) {
        out.skipped.push_back({f.name, "the name does not tell operation and group"});
        return;
    }
    const int ranks = group_of(std::string_view(f.name).substr(second + 4));
    while (f.csv.next(f.cells)) {
        const auto bytes = parse_number(f.cells[0]);
        const auto ns = f.cells.size() > kInPlace ? parse_number(f.cells[kInPlace]) : std::nullopt;
        keep(out, {f.id(), "nccl-2023", f.name.substr(0, first), *operation, true, ranks, ranks,
                   bytes.value_or(0), ns.value_or(0) * 1e-9});
    }
}

std::string library_of(const std::string& kernel) {
    if (kernel == "NCCL") return "nccl";
    if (kernel == "TRTLLM") return "trtllm";
    if (kernel == "vLLM_custom_graph") return "vllm";
    if (kernel == "vLLM_custom_eager") return "vllm-eager";
    return "";
}

void read_operators(File& f, MeasuredCollectives& out) {
    const char* type = f.has("nccl_dtype") ? "nccl_dtype" : "allreduce_dtype";
    while (f.csv.next(f.cells)) {
        const auto operation = operation_of(f.text("op_name"));
        const std::string library = library_of(f.text("kernel_source"));
        if (!operation || library.empty()) {
            out.skipped.push_back({f.id(), "unknown operation or library"});
            continue;
        }
        const bool whole = f.text(type) == "int8";
        const int ranks = f.whole("num_gpus");
        keep(out, {f.id(), library, f.stem("__"), *operation, !whole, ranks, ranks,
                   f.number("message_size") * (whole ? 1 : 2), f.number("latency") * 1e-3});
    }
}

/// A group over servers, in bytes and ms. `node` names the machine: "a100_dgx".
void keep_laid_out(File& f, MeasuredCollectives& out, const std::string& node, double bytes,
                   double ms) {
    const auto operation = operation_of(f.text("collective"));
    if (!operation || node.find("pairwise") != std::string::npos) {
        out.skipped.push_back({f.id(), operation ? "cards bridged in pairs: no such server in the "
                                                   "catalog"
                                                 : "unknown operation"});
        return;
    }
    keep(out, {f.id(), "nccl-2024", node, *operation, true, f.whole("num_workers"),
               f.whole("devices_per_node"), bytes, ms * 1e-3});
}

/// "vidur_a100_dgx_all_reduce.csv.gz" → "a100_dgx".
std::string node_in(const std::string& name) {
    const std::size_t end = name.find("_dgx");
    if (end == std::string::npos) return name;
    const std::size_t begin = name.rfind('_', end - 1);
    return name.substr(begin == std::string::npos ? 0 : begin + 1, end + 4 - begin - 1);
}

void read_profiles(File& f, MeasuredCollectives& out, const std::string& column) {
    const std::string node = node_in(f.name);
    while (f.csv.next(f.cells)) {
        keep_laid_out(f, out, node, f.number("size"), f.number(column.c_str()));
    }
}

void read_thinned(File& f, MeasuredCollectives& out) {
    while (f.csv.next(f.cells)) {
        keep_laid_out(f, out, f.text("node"), f.number("bytes"), f.number("median_ms"));
    }
}

/// "1048576 B float; busbw …" in the notes.
void read_published(File& f, MeasuredCollectives& out) {
    while (f.csv.next(f.cells)) {
        if (f.text("category") != "collective") {
            out.skipped.push_back({f.text("id"), "no collective"});
            continue;
        }
        const std::string notes = f.text("notes");
        const auto bytes = parse_number(notes.substr(0, notes.find(' ')));
        const int ranks = f.whole("n_acc");
        if (f.text("quantity") != "all-reduce time" || f.text("unit") != "us" || !bytes) {
            out.skipped.push_back({f.text("id"), "no size and time of an all-reduce"});
            continue;
        }
        keep(out, {f.text("id"), "nccl-2023", f.text("hw"), Collective::all_reduce, true, ranks,
                   ranks, *bytes, f.number("value") * 1e-6});
    }
}

void read_file(const fs::path& path, MeasuredCollectives& out) {
    File f(path);
    for (const char* name : kNames) {
        const std::string median = fmt::format("time_stats.{}.median", name);
        if (f.has(median.c_str())) return read_profiles(f, out, median);
    }
    if (f.has("size(B)")) return read_nccl_tests(f, out);
    if (f.has("num_gpus") && f.has("message_size")) return read_operators(f, out);
    if (f.has("node") && f.has("median_ms")) return read_thinned(f, out);
    if (f.has("category") && f.has("quantity")) return read_published(f, out);
    out.skipped.push_back({f.name, "a table of something else"});
}

std::vector<fs::path> files_of(const std::string& path) {
    std::error_code error;
    if (!fs::is_directory(path, error)) return {path};
    std::vector<fs::path> files;
    for (const auto& entry : fs::recursive_directory_iterator(path, error)) {
        if (entry.path().string().find(".csv") != std::string::npos) files.push_back(entry.path());
    }
    if (error) throw EnvironmentError(path + ": " + error.message());
    std::sort(files.begin(), files.end());
    return files;
}

}  // namespace

const char* collective_name(Collective operation) {
    return kNames[static_cast<std::size_t>(operation)];
}

MeasuredCollectives read_measured_collectives(const std::string& path) {
    MeasuredCollectives out;
    for (const fs::path& file : files_of(path)) read_file(file, out);
    return out;
}

}  // namespace orrery
