// What a run found: figures by path with unit, interval and formula, and every document of it.
#pragma once
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace orrery::api {

/// A number with what is needed to trust it.
struct Figure {
    double value = 0;
    std::string unit;                ///< "s", "USD", "kWh", "gCO2e"; empty: a share or a count
    std::optional<double> low = {};  ///< 95 % interval over replications
    std::optional<double> high = {};
    std::int64_t observations = 0;  ///< behind it; 0 where that means nothing
    std::string formula;            ///< in words
    std::string basis;              ///< measured, calibrated or modelled
    double error_pct = 0;           ///< of the weakest input, where it is known; else 0
};

/// Cheap to copy; never changes.
class Result {
public:
    /// "cost.total", "latency.ttft.p99", "cost.by_site.hall"; nothing where the run has none.
    [[nodiscard]] std::optional<Figure> find(const std::string& path) const;
    /// As `find`. Throws std::out_of_range that names the nearest path.
    [[nodiscard]] Figure figure(const std::string& path) const;
    [[nodiscard]] std::vector<std::string> paths() const;

    [[nodiscard]] bool partial() const;  ///< a limit cut the run
    /// As `orrery run` prints it, at most `width` columns.
    [[nodiscard]] std::string text(int width = 80) const;
    [[nodiscard]] std::string json() const;          ///< result.json
    [[nodiscard]] std::string html() const;          ///< report.html; throws Unavailable
    [[nodiscard]] std::string ledger_csv() const;    ///< a posting a row
    [[nodiscard]] std::string timeline_csv() const;  ///< series by meter interval, long form

    struct Parts;
    explicit Result(std::shared_ptr<const Parts> parts) : parts_(std::move(parts)) {}

private:
    std::shared_ptr<const Parts> parts_;
};

}  // namespace orrery::api
