// Names of the world outside: operators, countries, certifications; and what was meant.
#include "sim/scenario/compile/outer_names.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace orrery::compile {
namespace {

bool digit(char c) {
    return c >= '0' && c <= '9';
}

/// Letters and digits in lower case.
std::string plain(const std::string& word) {
    std::string out;
    for (const char c : word) {
        const bool upper = c >= 'A' && c <= 'Z';
        if (upper || (c >= 'a' && c <= 'z') || digit(c)) {
            out += upper ? static_cast<char>(c - 'A' + 'a') : c;
        }
    }
    return out;
}

/// One letter or digit more in `longer`.
bool one_more(const std::string& longer, const std::string& shorter) {
    if (longer.size() != shorter.size() + 1) return false;
    std::size_t i = 0;
    while (i < shorter.size() && longer[i] == shorter[i]) ++i;
    return longer.compare(i + 1, std::string::npos, shorter, i) == 0;
}

/// One letter changed, or two neighbours swapped.
bool one_other(const std::string& a, const std::string& b) {
    std::size_t i = 0;
    while (i < a.size() && a[i] == b[i]) ++i;
    const std::size_t rest = i + 1;
    const bool swapped = rest < a.size() && a[i] == b[rest] && a[rest] == b[i] &&
                         a.compare(rest + 1, std::string::npos, b, rest + 1) == 0;
    if (swapped) return true;
    const bool numbers = digit(a[i]) && digit(b[i]);
    return a.size() >= 4 && !numbers && a.compare(rest, std::string::npos, b, rest) == 0;
}

std::vector<std::string> vendor_names(const Catalog& catalog) {
    std::vector<std::string> names;
    for (const auto& [name, fact] : catalog.vendors) names.push_back(name);
    return names;
}

/// Every code of the catalog's groups; empty where the catalog has no list of all countries.
std::set<std::string> countries(const Catalog& catalog) {
    std::set<std::string> all;
    if (catalog.country_groups.count("world") == 0) return all;
    for (const auto& [name, group] : catalog.country_groups) {
        all.insert(group.countries.begin(), group.countries.end());
    }
    return all;
}

void check_country(Context& context, const SourcePosition& at, const std::string& path,
                   const std::string& word, bool groups) {
    const std::set<std::string> known = countries(context.catalog);
    if (word.empty() || known.empty() || known.count(word) > 0) return;
    if (groups && context.catalog.country_groups.count(word) > 0) return;
    std::vector<std::string> candidates(known.begin(), known.end());
    std::vector<std::string> names;
    for (const auto& [name, group] : context.catalog.country_groups) names.push_back(name);
    if (groups) candidates.insert(candidates.end(), names.begin(), names.end());
    const std::string meant = slip_of(word, candidates);
    const std::string list =
        groups ? fmt::format("a code such as DE, or one of {}", fmt::join(names, ", "))
               : "for example DE, US or IN; the United Kingdom is GB";
    context.error(at, "E0306", path, fmt::format("\"{}\" is not an ISO 3166 code", word),
                  meant.empty() ? list : "did you mean " + meant + "?");
}

void check_certifications(Context& context, const SourcePosition& at, const std::string& path,
                          const std::vector<std::string>& written) {
    std::set<std::string> known;
    for (const auto& [name, fact] : context.catalog.vendors) {
        known.insert(fact.certifications.begin(), fact.certifications.end());
    }
    for (const std::string& one : written) {
        if (known.count(one) > 0) continue;
        const std::string meant = slip_of(one, {known.begin(), known.end()});
        if (meant.empty()) continue;
        context.warn(at, "E0463", path, fmt::format("no vendor has the certification {}", one),
                     fmt::format("did you mean {}? Certifications are compared as written", meant));
    }
}

/// Operators that a class may name: the catalog's, "own", and those of the scenario's sites.
void check_operators(Context& context, const DataClassSpec& c, const std::string& path) {
    std::vector<std::string> names = vendor_names(context.catalog);
    names.emplace_back("own");
    for (const Site& site : context.world.sites) names.push_back(site.operated_by);
    for (const std::string& word : c.operators) {
        if (std::find(names.begin(), names.end(), word) != names.end()) continue;
        const std::string similar = closest(word, names);
        context.error(c.where, "E0401", path,
                      fmt::format("no site has the operator \"{}\", nor does the catalog", word),
                      similar.empty() ? "`orrery catalog list vendors` prints what is known"
                                      : "did you mean " + similar + "?");
    }
}

/// The law of the region's own vendor, where somebody whom the catalog does not know runs a site.
void take_landlord(Context& context, const std::string& path, Site& site) {
    const auto region = context.catalog.regions.find(site.region);
    if (region == context.catalog.regions.end()) return;
    const auto vendor = context.catalog.vendors.find(region->second.vendor);
    if (vendor == context.catalog.vendors.end()) return;
    site.jurisdiction = vendor->second.country;
    context.assume(path + ".jurisdiction",
                   fmt::format("{}, of {}, whose region it is", site.jurisdiction, vendor->first),
                   cite(vendor->second.provenance));
}

void unknown_operator(Context& context, const SiteSpec& spec, const std::string& path, Site& site) {
    const bool stated = !site.jurisdiction.empty();
    const bool rented = is_rented(site.kind);
    const bool by_vendor = spec.operated_by.empty() && !spec.vendor.empty();
    const std::string key = path + (by_vendor ? ".vendor" : ".operator");
    const bool named = !spec.operated_by.empty() || !spec.vendor.empty();
    if (!named && unknown_region(context, site.region)) return;
    const std::string meant =
        named ? slip_of(site.operated_by, vendor_names(context.catalog)) : std::string();
    const std::string question = meant.empty() ? "" : "did you mean " + meant + "? ";
    const std::string message =
        named ? fmt::format("no vendor named \"{}\" in the catalog", site.operated_by)
              : std::string("nobody is named who runs it");
    if (rented && !stated && !meant.empty()) {
        context.error(spec.where, "E0401", key, message,
                      question + "Else say whose law binds it: jurisdiction: DE");
    }
    if (stated && meant.empty()) return;
    if (rented && !stated) take_landlord(context, path, site);
    if (site.jurisdiction.empty()) site.jurisdiction = site.country;
    if (rented && !stated && !meant.empty()) return;
    const std::string& law = site.jurisdiction;
    if (law.empty()) return;  // of a region that the catalog lacks
    context.warn(spec.where, "E0462", key,
                 fmt::format("{}: the law of {} is taken to bind it", message, law),
                 question + (stated ? "Data classes compare operators as written"
                                    : "say whose law it is: jurisdiction: " + law));
}

}  // namespace

std::string slip_of(const std::string& word, const std::vector<std::string>& candidates) {
    const std::string a = plain(word);
    for (const std::string& candidate : candidates) {
        if (a == plain(candidate)) return candidate;
    }
    for (const std::string& candidate : candidates) {
        const std::string b = plain(candidate);
        const bool added = std::min(a.size(), b.size()) >= 2 && (one_more(a, b) || one_more(b, a));
        if (added || (a.size() == b.size() && one_other(a, b))) return candidate;
    }
    return {};
}

void take_operator(Context& context, const SiteSpec& spec, const std::string& path, Site& site) {
    if (site.operated_by.empty()) site.operated_by = site.vendor;
    const auto& vendors = context.catalog.vendors;
    const auto fact = vendors.find(site.operated_by);
    if (fact != vendors.end() && site.jurisdiction.empty()) {
        site.jurisdiction = fact->second.country;
        context.assume(path + ".jurisdiction", site.jurisdiction, cite(fact->second.provenance));
    }
    const bool own = site.operated_by == "own" && !is_rented(site.kind);
    if (fact == vendors.end() && !own) unknown_operator(context, spec, path, site);
    if (site.jurisdiction.empty()) site.jurisdiction = site.country;
    if (fact == vendors.end() || !spec.certifications.empty() || !is_rented(site.kind)) return;
    site.certifications = fact->second.certifications;
    context.assume(path + ".certifications",
                   fmt::format("{}", fmt::join(site.certifications, ", ")),
                   cite(fact->second.provenance));
}

void check_site_names(Context& context, const SiteSpec& spec, const std::string& path) {
    check_country(context, spec.where, path + ".country", spec.country, false);
    check_country(context, spec.where, path + ".jurisdiction", spec.jurisdiction, false);
    check_certifications(context, spec.where, path + ".certifications", spec.certifications);
    utc_offset_s(context, spec.time_zone, context.world.start_unix_s, spec.where,
                 path + ".time_zone");
}

void check_rule_names(Context& context) {
    for (const DataClassSpec& c : context.scenario.data_classes) {
        const std::string path = fmt::format("data_classes[{}].", c.name);
        for (const std::string& word : c.countries) {
            check_country(context, c.where, path + "countries", word, true);
        }
        for (const std::string& word : c.jurisdictions) {
            check_country(context, c.where, path + "jurisdictions", word, true);
        }
        check_operators(context, c, path + "operators");
        check_certifications(context, c.where, path + "certifications", c.certifications);
    }
    for (const WorkloadSpec& w : context.scenario.workloads) {
        for (const std::string& word : w.residency) {
            check_country(context, w.where, fmt::format("workloads[{}].residency", w.name), word,
                          true);
        }
    }
}

}  // namespace orrery::compile
