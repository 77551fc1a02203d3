// What a result can be priced from again: observations, and the texts its World was compiled from.
#include "sim/store/stored_run.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cstdlib>
#include <map>

#include "orrery/base/diagnostics.hpp"
#include "sim/store/observation_bytes.hpp"
#include "sim/store/open_results.hpp"
#include "sim/store/result_rows.hpp"
#include "sim/store/sealed_bytes.hpp"
#include "sim/store/sqlite.hpp"

namespace orrery::store {
namespace {

void write_sources(Database& db, const StoredRun& run) {
    Statement s(db, "insert into source values (?, ?, ?)");
    const auto add = [&](const char* kind, const std::string& name, const std::string& text) {
        s.bind(std::string(kind)).bind(name).bind_bytes(pack_text(text)).step();
    };
    for (const ScenarioLayer& layer : run.layers) {
        add(layer.set ? "set" : "document", layer.name, layer.text);
    }
    for (const CatalogFolder& folder : run.catalog) {
        add("catalog folder", "", "");
        for (const auto& [name, text] : folder.files) add("catalog", name, text);
    }
}

void write_facts(Database& db, const StoredRun& run) {
    Statement s(db, "insert into run values (?, ?)");
    const auto add = [&](const char* key, const std::string& value) {
        s.bind(std::string("run.") + key).bind(value).step();
    };
    add("folder", run.folder);
    add("allow_any_path", run.allow_any_path ? "1" : "0");
    add("replications", std::to_string(run.replications));
    if (!run.next) return;
    add("next.removed", run.next->removed);
    add("next.next", run.next->next);
    // The shortest text that reads back to the same bits.
    add("next.before", fmt::format("{}", run.next->ttft_p99_before_s));
    add("next.after", fmt::format("{}", run.next->ttft_p99_after_s));
}

void write_observations(Database& db, const StoredRun& run) {
    Statement s(db, "insert into observation values (?, ?, ?)");
    for (std::size_t i = 0; i < run.packed.size(); ++i) {
        s.bind(static_cast<std::int64_t>(i)).bind(std::int64_t{kObservationBytesVersion});
        s.bind_bytes(sealed(run.packed[i])).step();
    }
}

void read_sources(Database& db, StoredRun& run) {
    Statement s(db, "select kind, name, bytes from source order by rowid");
    while (s.step()) {
        const std::string kind = s.text(0);
        if (kind == "catalog folder") {
            run.catalog.emplace_back();
            continue;
        }
        std::string text = unpack_text(s.bytes(2));
        if (kind != "catalog") {
            run.layers.push_back({kind == "set", s.text(1), std::move(text)});
        } else if (!run.catalog.empty()) {
            run.catalog.back().files.emplace_back(s.text(1), std::move(text));
        }
    }
}

double real_of(const std::string& text) {
    double value = 0;
    std::from_chars(text.data(), text.data() + text.size(), value);
    return value;
}

void read_next(Database& db, StoredRun& run) {
    Statement s(db, "select key, value from run where key like 'run.next.%'");
    while (s.step()) {
        if (!run.next) run.next.emplace();
        const std::string key = s.text(0).substr(9);
        if (key == "removed") run.next->removed = s.text(1);
        if (key == "next") run.next->next = s.text(1);
        if (key == "before") run.next->ttft_p99_before_s = real_of(s.text(1));
        if (key == "after") run.next->ttft_p99_after_s = real_of(s.text(1));
    }
}

}  // namespace

void write_run(Database& db, const StoredRun& run) {
    write_sources(db, run);
    write_facts(db, run);
    Statement d(db, "insert into data values (?, ?, ?, ?)");
    for (const StoredData& file : run.data) {
        d.bind(file.written).bind(file.ending).bind(file.path).bind(file.sha256).step();
    }
    write_observations(db, run);
}

StoredRun read_run(Database& db) {
    StoredRun run;
    read_sources(db, run);
    Statement f(db, "select key, value from run where key like 'run.%'");
    std::map<std::string, std::string> facts;
    while (f.step()) facts[f.text(0)] = f.text(1);
    run.folder = facts["run.folder"];
    run.allow_any_path = facts["run.allow_any_path"] == "1";
    constexpr long most = 1'000'000;
    run.replications = static_cast<int>(
        std::clamp(std::strtol(facts["run.replications"].c_str(), nullptr, 10), 1L, most));
    read_next(db, run);
    Statement d(db, "select written, ending, path, sha256 from data order by rowid");
    while (d.step()) run.data.push_back({d.text(0), d.text(1), d.text(2), d.text(3)});
    Statement o(db, "select version, bytes from observation order by replication");
    while (o.step()) {
        if (o.whole(0) != kObservationBytesVersion) {
            throw EnvironmentError("results.db: observations of another version; run it again");
        }
        run.packed.push_back(unsealed(o.bytes(1), "results.db: a stored run"));
    }
    if (run.packed.empty() || run.layers.empty()) {
        throw EnvironmentError("results.db holds no observations; run the scenario again");
    }
    return run;
}

}  // namespace orrery::store

namespace orrery {

void PackedRuns::add(std::size_t replication, const Observations& observations) {
    {
        const std::lock_guard lock(lock_);
        if (first_alone_ && replication > 0) return;
    }
    std::string bytes = pack_observations(observations);
    const std::lock_guard lock(lock_);
    bytes_ += bytes.size();
    if (replication == 0 || !first_alone_) packed_[replication] = std::move(bytes);
    if (first_alone_ || bytes_ <= kMaxStoredBytes) return;
    first_alone_ = true;
    packed_.resize(1);
}

StoredRun read_stored_run(const std::string& path) {
    store::Database db = store::open_results(path);
    return store::read_run(db);
}

StoredPricing read_stored_pricing(const std::string& path) {
    store::Database db = store::open_results(path);
    return {store::read_run(db), store::read_metrics(db), store::read_rows(db).slow};
}

}  // namespace orrery
