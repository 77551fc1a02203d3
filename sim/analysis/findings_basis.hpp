// What figures rest on: the inputs of each family of figures, the weakest of them, known errors.
#pragma once
#include <string>
#include <vector>

namespace orrery {

/// A figure is as good as the weakest of what it is made of; docs/accuracy.md says what each means.
enum class RestsOn { modelled, calibrated, measured };
inline constexpr const char* kRestsOnNames[]{"modelled", "calibrated", "measured"};

/// One input of a family of figures, weaker ones first.
struct BasisInput {
    std::string what;  ///< "engine of chat"
    RestsOn basis = RestsOn::modelled;
    double error_pct = 0;  ///< on measurements that the fit did not see; 0: not known
    std::string source;    ///< "calibrated from gateway.csv, …", "stated in the scenario"
};

/// What the figures of a family rest on, and why it is no more.
struct FigureBasis {
    std::string family;              ///< "latency and throughput"
    std::vector<std::string> paths;  ///< first parts of its figures' paths: "latency", "slo"
    RestsOn basis = RestsOn::modelled;
    double error_pct = 0;            ///< the weakest input's; 0: not known
    std::vector<BasisInput> inputs;  ///< the first is the weakest
};

}  // namespace orrery
