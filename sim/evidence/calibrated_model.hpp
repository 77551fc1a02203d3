// What a calibration found, kept as JSON: what later logs and bills are held against.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "models/demand/forecast.hpp"
#include "sim/evidence/performance.hpp"

namespace orrery {

struct ModelSeries {
    std::string name;  ///< "requests", "total", "Compute"
    demand::SeriesFit fit;
};

struct CalibratedModel {
    std::string kind;    ///< demand, bill, performance
    std::string source;  ///< file
    std::string period;  ///< "2026-01-01 to 2026-09-30"
    bool calendar = false;
    std::int64_t last = 0;  ///< t = 0 of the series: days since 1970, or months since year 0
    std::string time_zone;
    std::string currency;
    std::vector<ModelSeries> series;
    std::string deployment;  ///< performance
    std::size_t block = 0;   ///< requests that a band is about
    std::vector<TimingBand> bands;
};

std::string model_json(const CalibratedModel& model);
/// Throws EnvironmentError where the file is no such model or of another version.
CalibratedModel read_model(const std::string& file);

}  // namespace orrery
