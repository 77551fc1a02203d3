// `study exit`: what does leaving a vendor cost, how long does it take, and when is it cheapest?
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <memory>

#include "sim/report/study_exit.hpp"
#include "tools/orrery/flags.hpp"
#include "tools/orrery/study_prices.hpp"

namespace orrery::cli {
namespace {

struct ExitVerb {
    StudyBase base;
    std::string vendor;
    std::string to;
    std::string country;
    std::string to_country;
    std::string data;
    std::string bandwidth;
    std::vector<std::string> obligations;
    std::string porting;
    std::string fee;
    std::string run_rate;
    std::string double_run;
    std::string saving;
    std::string from;
    int months = 18;
};

double usd_month(const std::string& text, const char* flag, Diagnostics& d) {
    return quantity(text, Measure::money_year, flag, d) / 12;
}

/// NAME:USD/month:END
void read_obligations(const ExitVerb& v, ExitQuestion& q, Diagnostics& d) {
    for (const std::string& text : v.obligations) {
        const auto parts = parts_of(text);
        const auto until = parts.size() == 3 ? parse_date(parts[2]) : std::nullopt;
        if (!until) {
            complain(d, "--obligation", "\"" + text + "\" is no name, amount and last day",
                     "--obligation 'reserved:40000 USD/month:2027-09-01'");
            continue;
        }
        q.obligations.push_back({parts[0], usd_month(parts[1], "--obligation", d), q.from_unix_s,
                                 *until, 0, "--obligation"});
    }
}

/// Terms of a vendor that no base describes.
void from_catalog(const ExitVerb& v, const Catalog& catalog, ExitQuestion& q, Diagnostics& d) {
    for (const auto& [name, list] : catalog.transfers) {
        contracts::TransferTerms terms = list;
        if (terms.vendors.empty()) terms.vendors = {name};
        if (terms.price_source.empty()) terms.price_source = name + ", " + list.provenance.source;
        q.transfers.push_back(terms);
    }
    const auto it = catalog.egress.find(v.vendor);
    if (it == catalog.egress.end()) {
        std::string known;
        for (const auto& [name, price] : catalog.egress)
            known += (known.empty() ? "" : ", ") + name;
        complain(d, "--vendor", "what traffic from \"" + v.vendor + "\" costs is not known",
                 "one of: " + known);
        return;
    }
    q.internet.vendor = v.vendor;
    for (const EgressTier& tier : it->second.tiers) {
        q.internet.tiers.push_back({tier.up_to_gb, tier.usd_gb});
    }
    q.internet.price_source = "egress of " + v.vendor + ", " + it->second.provenance.source;
}

void data_flags(const ExitVerb& v, ExitQuestion& q, Diagnostics& d) {
    if (!v.bandwidth.empty()) {
        q.bandwidth = positive(v.bandwidth, Measure::bandwidth, "--bandwidth", "10 Gb/s", d);
    }
    if (v.data.empty()) return;
    const double gb = positive(v.data, Measure::bytes, "--data", "200 TB", d) * 1e-9;
    if (v.country.empty() && q.parcels.empty()) {
        complain(d, "--country", "which country the data lie in is not known",
                 "--country DE (ISO 3166): the law of the place decides what may be charged");
        return;
    }
    ExitParcel parcel{"--data", gb, {}};
    if (!q.parcels.empty()) parcel.way = q.parcels[0].way;
    parcel.way.from_vendor = v.vendor;
    if (!v.country.empty()) parcel.way.from_country = v.country;
    parcel.way.to_country = v.to_country.empty() ? parcel.way.from_country : v.to_country;
    parcel.way.purpose = "exit";
    q.parcels = {parcel};
}

void money_flags(const ExitVerb& v, ExitQuestion& q, Diagnostics& d) {
    const auto given = [&](const char* name, std::string value, const char* flag) {
        std::erase_if(q.inputs, [&](const StudyAssumption& a) { return a.name == name; });
        q.inputs.push_back({name, std::move(value), flag});
    };
    if (!v.porting.empty()) {
        q.porting_usd = quantity(v.porting, Measure::money, "--porting", d);
        given("porting and qualification", money_words(q.porting_usd) + " USD", "--porting");
    }
    if (!v.fee.empty()) {
        q.fee_usd = quantity(v.fee, Measure::money, "--exit-fee", d);
        given("exit fee", money_words(q.fee_usd) + " USD", "--exit-fee");
    }
    if (!v.run_rate.empty()) {
        q.run_usd_month = usd_month(v.run_rate, "--run-rate", d);
        given("the new place", money_words(q.run_usd_month) + " USD a month", "--run-rate");
    }
    if (!v.double_run.empty()) {
        q.double_run_days = quantity(v.double_run, Measure::duration, "--double-run", d) / 86400;
        given("both run", fmt::format("{:.3g} days", q.double_run_days), "--double-run");
    }
    if (!v.saving.empty()) {
        q.saving_usd_month = usd_month(v.saving, "--saving", d);
        given("saving", money_words(q.saving_usd_month) + " USD a month", "--saving");
    }
}

void known_vendor(const ExitVerb& v, const World& world, Diagnostics& d) {
    std::string names;
    for (const Site& site : world.sites) {
        if (site.vendor == v.vendor) return;
        if (!site.vendor.empty()) names += (names.empty() ? "" : ", ") + site.vendor;
    }
    complain(d, "--vendor", "no site of the scenario is of \"" + v.vendor + "\"",
             "one of: " + names);
}

void need(const ExitQuestion& q, Diagnostics& d) {
    if (q.parcels.empty() && q.obligations.empty() && q.porting_usd + q.fee_usd <= 0) {
        complain(d, "--data", "nothing is known that leaving would cost",
                 "--data '200 TB' --country DE, --obligation, --porting, or a base with datasets:, "
                 "network.exits or contracts: of that vendor");
    }
    if (!q.parcels.empty() && q.bandwidth <= 0) {
        complain(d, "--bandwidth", "how fast the data can leave is not known",
                 "--bandwidth '10 Gb/s', or a link between the two sites in the base");
    }
    if (q.double_run_days > 0 && q.run_usd_month <= 0) {
        complain(d, "--run-rate", "what running in both places costs is not known",
                 "--run-rate '40000 USD/month' of the new place");
    }
}

void execute(ExitVerb& v, Outcome& outcome) {
    std::optional<Loaded> loaded;
    if (!v.base.scenario.scenario.empty()) {
        loaded = load(v.base.scenario, outcome);
        if (!loaded) return;
    }
    Diagnostics d;
    ExitQuestion q;
    if (loaded) {
        known_vendor(v, loaded->world, d);
        q = exit_of_base(loaded->world, v.vendor, v.to);
    } else {
        const Catalog catalog = load_catalog(v.base.scenario.catalogs, d);
        if (!d.has_errors()) from_catalog(v, catalog, q, d);
        q.vendor = v.vendor;
    }
    q.months = v.months;
    if (!v.from.empty() || !loaded) {
        const auto from = parse_date(v.from.empty() ? today() : v.from);
        if (!from) complain(d, "--from", "\"" + v.from + "\" is no date", "2026-12-01");
        q.from_unix_s = from.value_or(0);
    }
    read_obligations(v, q, d);
    data_flags(v, q, d);
    money_flags(v, q, d);
    if (!d.has_errors()) need(q, d);
    print(d);
    outcome.code = flags_exit_code(d);
    if (outcome.code != kOk) return;
    finish_page(v.base, exit_page(q, study_exit(q)));
}

}  // namespace

void add_study_exit(CLI::App& study, Outcome& outcome) {
    auto v = std::make_shared<ExitVerb>();
    CLI::App* sub = study.add_subcommand(
        "exit", "What leaving a vendor costs, how long it takes and when it is cheapest");
    add_study_base(*sub, v->base, outcome, false);
    sub->add_option("--vendor", v->vendor, "That is left")->required();
    sub->add_option("--to", v->to, "Site of the base that takes over; default the first other");
    sub->add_option("--country", v->country, "Where the data lie, without a base: DE");
    sub->add_option("--to-country", v->to_country, "Where they go; default the same");
    sub->add_option("--data", v->data, "How much there is to move: 200 TB");
    sub->add_option("--bandwidth", v->bandwidth, "At which they leave: 10 Gb/s");
    sub->add_option("--obligation", v->obligations, "NAME:USD/month:END, repeatable")->take_all();
    sub->add_option("--porting", v->porting, "One-off: 150 kUSD");
    sub->add_option("--exit-fee", v->fee, "Of the vendor");
    sub->add_option("--run-rate", v->run_rate, "Of the new place: 40000 USD/month");
    sub->add_option("--double-run", v->double_run, "Both run beyond the transfer: 30 d");
    sub->add_option("--saving", v->saving, "That going brings: 10000 USD/month");
    sub->add_option("--from", v->from, "First date; default the base's start, else today");
    sub->add_option("--months", v->months, "How far to look")->check(CLI::Range(1, 120));
    sub->callback([v, &outcome] { execute(*v, outcome); });
}

}  // namespace orrery::cli
