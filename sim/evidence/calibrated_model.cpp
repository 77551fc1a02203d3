// What a calibration found, kept as JSON: what later logs and bills are held against.
#include "sim/evidence/calibrated_model.hpp"

#include <algorithm>
#include <fstream>
#include <nlohmann/json.hpp>

#include "orrery/base/diagnostics.hpp"

namespace orrery {
namespace {

constexpr int kVersion = 1;
using nlohmann::json;

json fit_json(const demand::SeriesFit& f) {
    return {{"growth_error", f.growth_error},
            {"correlation", f.correlation},
            {"sigma", f.sigma},
            {"last", f.last},
            {"degrees", f.degrees},
            {"used", f.used},
            {"has_growth", f.has_growth},
            {"has_weekly", f.has_weekly},
            {"has_holidays", f.has_holidays},
            {"has_yearly", f.has_yearly},
            {"holidays", f.holidays},
            {"last_weekday", f.last_weekday},
            {"covariance", f.covariance},
            {"coefficients", f.coefficients}};
}

demand::SeriesFit fit_of(const json& j) {
    demand::SeriesFit f;
    j.at("growth_error").get_to(f.growth_error);
    j.at("correlation").get_to(f.correlation);
    j.at("sigma").get_to(f.sigma);
    j.at("last").get_to(f.last);
    j.at("degrees").get_to(f.degrees);
    j.at("used").get_to(f.used);
    j.at("has_growth").get_to(f.has_growth);
    j.at("has_weekly").get_to(f.has_weekly);
    j.at("has_holidays").get_to(f.has_holidays);
    j.at("has_yearly").get_to(f.has_yearly);
    j.at("holidays").get_to(f.holidays);
    j.at("last_weekday").get_to(f.last_weekday);
    j.at("covariance").get_to(f.covariance);
    j.at("coefficients").get_to(f.coefficients);
    return f;
}

/// As many coefficients as the parts of the fit need, and a covariance of that size.
bool fits_together(const demand::SeriesFit& f) {
    const std::size_t n = 1 + (f.has_growth ? 1 : 0) + (f.has_weekly ? 6 : 0) +
                          (f.has_holidays ? 1 : 0) + (f.has_yearly ? 4 : 0);
    return f.coefficients.size() == n && f.covariance.size() == n &&
           std::all_of(f.covariance.begin(), f.covariance.end(),
                       [&](const std::vector<double>& row) { return row.size() == n; });
}

}  // namespace

std::string model_json(const CalibratedModel& m) {
    json j{{"orrery_model", kVersion}, {"kind", m.kind},          {"source", m.source},
           {"period", m.period},       {"calendar", m.calendar},  {"last", m.last},
           {"time_zone", m.time_zone}, {"currency", m.currency},  {"deployment", m.deployment},
           {"block", m.block},         {"series", json::array()}, {"bands", json::array()}};
    for (const ModelSeries& s : m.series) {
        j["series"].push_back({{"name", s.name}, {"fit", fit_json(s.fit)}});
    }
    for (const TimingBand& b : m.bands) {
        j["bands"].push_back({{"name", b.name}, {"mean", b.mean}, {"sd", b.sd}});
    }
    return j.dump(1) + "\n";
}

CalibratedModel read_model(const std::string& file) {
    std::ifstream in(file, std::ios::binary);
    if (!in) throw EnvironmentError("cannot read " + file);
    try {
        const json j = json::parse(in);
        if (j.at("orrery_model").get<int>() != kVersion) {
            throw EnvironmentError(file + ": a model of another version; calibrate it again");
        }
        CalibratedModel m;
        j.at("kind").get_to(m.kind);
        j.at("source").get_to(m.source);
        j.at("period").get_to(m.period);
        j.at("calendar").get_to(m.calendar);
        j.at("last").get_to(m.last);
        j.at("time_zone").get_to(m.time_zone);
        j.at("currency").get_to(m.currency);
        j.at("deployment").get_to(m.deployment);
        j.at("block").get_to(m.block);
        for (const json& s : j.at("series")) {
            m.series.push_back({s.at("name").get<std::string>(), fit_of(s.at("fit"))});
            if (fits_together(m.series.back().fit)) continue;
            throw EnvironmentError(file + ": the coefficients do not belong together");
        }
        for (const json& b : j.at("bands")) {
            m.bands.push_back({b.at("name").get<std::string>(), b.at("mean").get<double>(),
                               b.at("sd").get<double>()});
        }
        return m;
    } catch (const json::exception&) {
        throw EnvironmentError(file +
                               ": this is no model that `orrery calibrate … --model` has written");
    }
}

}  // namespace orrery
