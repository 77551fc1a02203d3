// Which profile stands for an engine or a generation of it on an accelerator family.
#include "sim/scenario/catalog.hpp"

namespace orrery {
namespace {

/// The engine that `name` is, or is a generation of; empty where neither is known.
std::string engine_of(const Catalog& catalog, const std::string& name) {
    for (const auto& [key, profile] : catalog.engines) {
        if (profile.name == name && !profile.engine.empty()) return profile.engine;
    }
    return name;
}

}  // namespace

const llm::EngineProfile* find_engine(const Catalog& catalog, const std::string& name,
                                      const std::string& family) {
    const auto exact = catalog.engines.find(name + "/" + family);
    if (exact != catalog.engines.end()) return &exact->second;
    const std::string engine = engine_of(catalog, name);
    const llm::EngineProfile* newest = nullptr;
    for (const auto& [key, profile] : catalog.engines) {
        if (profile.engine != engine || profile.family != family) continue;
        if (!newest || profile.since > newest->since) newest = &profile;
    }
    if (newest) return newest;
    const auto fallback = catalog.engines.find(engine + "/*");
    return fallback == catalog.engines.end() ? nullptr : &fallback->second;
}

}  // namespace orrery
