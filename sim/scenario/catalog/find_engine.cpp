// Which profile stands for an engine or a generation of it on an accelerator family.
#include <array>

#include "sim/scenario/catalog.hpp"

namespace orrery {
namespace {

/// The engine that `name` is, or is a generation of.
std::string engine_of(const Catalog& catalog, const std::string& name) {
    for (const auto& [key, profile] : catalog.engines) {
        if (profile.name == name && !profile.engine.empty()) return profile.engine;
    }
    return name;
}

/// Key of the newest generation of an engine on a family; empty where it has none.
std::string newest(const Catalog& catalog, const std::string& engine, const std::string& family) {
    std::string key;
    std::string since;
    for (const auto& [at, profile] : catalog.engines) {
        if (profile.engine != engine || profile.family != family || !profile.scope.empty())
            continue;
        if (!key.empty() && profile.since <= since) continue;
        key = at;
        since = profile.since;
    }
    return key;
}

}  // namespace

std::string engine_scope(Precision weights, const llm::ModelShape& model) {
    static constexpr std::array<const char*, 7> formats{"fp32",  "bf16", "fp8", "fp4",
                                                        "mxfp4", "int8", "int4"};
    return std::string(formats[static_cast<std::size_t>(weights)]) + "/" + model.family + "-" +
           std::to_string(model.layers) + "l";
}

const llm::EngineProfile* find_engine(const Catalog& catalog, const std::string& name,
                                      const std::string& family, const std::string& scope) {
    const auto& engines = catalog.engines;
    const std::string engine = engine_of(catalog, name);
    std::string key = name + "/" + family;
    if (!engines.count(key) || engine == name) {
        const std::string generation = newest(catalog, engine, family);
        if (!generation.empty()) key = generation;
    }
    if (!engines.count(key)) key = engine + "/" + family;
    if (!engines.count(key)) key = engine + "/*";
    const auto format = scope.substr(0, scope.find('/'));
    for (const std::string& narrow : {key + "/" + scope, key + "/" + format, key}) {
        const auto found = engines.find(narrow);
        if (found != engines.end()) return &found->second;
    }
    return nullptr;
}

}  // namespace orrery
