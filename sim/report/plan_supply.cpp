// What a plan buys, rents and promises to vendors.
#include <fmt/format.h>

#include <set>

#include "sim/analysis/wording.hpp"
#include "sim/report/plan_parts.hpp"
#include "sim/scenario/quantity.hpp"

namespace orrery::plan {
namespace {

constexpr double kMonth_s = 365.0 / 12 * 86400;

std::string percent(double share) {
    return analysis::percent_text(share, 0);
}

std::string until_text(const Facts& f, Nanos from, Nanos until) {
    return fmt::format("from {} to {}", f.day(from), f.day(until));
}

/// Order, delivery at the median lead time, deposit, lease, loan.
std::string purchase_text(Facts& f, const std::string& name, const PurchaseSpec& p) {
    std::string text;
    if (p.ordered) {
        const LeadTimeSpec& lead = p.lead_time;
        text += ", ordered " + f.day(*p.ordered);
        f.date("order of " + name, *p.ordered,
               p.deposit > 0 ? "deposit of " + percent(p.deposit) : std::string());
        if (lead.p50 > Nanos{0}) {
            text += fmt::format(", lead time {} (P90 {})", span(lead.p50), span(lead.p90));
            f.date("delivery of " + name, *p.ordered + lead.p50, "at the median lead time");
        }
    }
    if (p.lease) {
        text += fmt::format(", leased for {:.0f} months at {} a year",
                            p.lease->term.seconds() / kMonth_s, f.money(p.lease->usd_year));
        f.date("end of the lease of " + name, p.ordered.value_or(Nanos{0}) + p.lease->term);
    }
    if (p.loan) {
        text += fmt::format(", {} on loan at {:.3g} % over {:.0f} months", percent(p.loan->share),
                            100 * p.loan->rate, p.loan->term.seconds() / kMonth_s);
    }
    for (const CapexItemSpec& item : p.items) {
        const std::string amount = item.usd > 0          ? f.money(item.usd)
                                   : item.share > 0      ? percent(item.share) + " of the servers"
                                   : item.usd_server > 0 ? f.money(item.usd_server) + " a server"
                                                         : item.catalog;
        text += fmt::format(", {} ({})", item.name, amount);
    }
    return text;
}

void add_owned(Facts& f, const Pool& p, const std::string& name, int equal) {
    const contracts::ComputeTerms& t = p.terms;
    std::string text =
        fmt::format("{} × {} at {}, {} a server ({}), life {:g} years", p.servers, p.server.name,
                    entry_of(f.world.sites[p.site.index()]), f.money(t.capex_usd_server),
                    source(t.price_source), t.life_years);
    if (t.residual_share > 0) text += ", residual " + percent(t.residual_share);
    if (t.maintenance_share_year > 0) {
        text += fmt::format(", maintenance {} a year", percent(t.maintenance_share_year));
    }
    if (t.staff_usd_year > 0) text += fmt::format(", staff {} a year", f.money(t.staff_usd_year));
    if (p.purchase) text += purchase_text(f, name, *p.purchase);
    f.add("Bought and owned", name, text + times(equal));
}

void add_rented(Facts& f, const Pool& p, const std::string& name, int equal) {
    const contracts::ComputeTerms& t = p.terms;
    const std::string count = p.max_servers > p.servers
                                  ? fmt::format("{} to {}", p.servers, p.max_servers)
                                  : fmt::to_string(p.servers);
    std::string text =
        fmt::format("{} × {} at {}", count, p.server.name, entry_of(f.world.sites[p.site.index()]));
    if (!t.vendor.empty()) text += " from " + t.vendor;
    text += fmt::format(", {} a server-hour ({})", f.money(t.contracted_usd_server_h),
                        source(t.price_source));
    if (p.spot) text += ", spot";
    f.add("Rented", name, text + times(equal));
}

void add_tokens(Facts& f, const Deployment& d) {
    f.add("Rented", d.name,
          fmt::format("tokens of {} from {}: {} a million of prompt, {} of output ({})", d.model,
                      d.tokens->vendor, f.money(d.tokens->usd_mtok_input),
                      f.money(d.tokens->usd_mtok_output), source(d.tokens->price_source)));
}

/// The two ends of an agreement.
void add_term(Facts& f, const std::string& name, Nanos from, Nanos until) {
    f.date("contract " + name + " begins", from);
    f.date("contract " + name + " ends", until, "renew, replace or let it go before");
}

void add_held(Facts& f) {
    for (const HeldServers& h : f.world.contracts.held) {
        std::string text = kHeldNames[static_cast<std::size_t>(h.kind)];
        if (!h.vendor.empty()) text += " with " + h.vendor;
        text += fmt::format(", {:g} servers {}, {} a server-hour", h.servers,
                            until_text(f, h.from, h.until), f.money(h.usd_server_h));
        if (h.upfront > 0) text += ", " + percent(h.upfront) + " upfront";
        f.add("Contracts", h.name, text + " (" + source(h.source) + ")");
        add_term(f, h.name, h.from, h.until);
    }
    for (const HourlyPlan& h : f.world.contracts.plans) {
        std::string text = "savings plan";
        if (!h.vendor.empty()) text += " with " + h.vendor;
        text += fmt::format(", {} an hour {}", f.money(h.usd_hour), until_text(f, h.from, h.until));
        if (h.upfront > 0) text += ", " + percent(h.upfront) + " upfront";
        f.add("Contracts", h.name, text);
        add_term(f, h.name, h.from, h.until);
    }
}

void add_other_agreements(Facts& f) {
    const ContractBook& book = f.world.contracts;
    for (const SpendSpec& s : book.spend) {
        std::string years;
        for (const double usd : s.usd_year) years += (years.empty() ? "" : ", ") + f.money(usd);
        f.add("Contracts", s.name,
              fmt::format("spend commitment with {} from {}, by year: {}; {} off list", s.vendor,
                          f.day(s.start), years, percent(s.discount)));
        const auto n = static_cast<std::int64_t>(s.usd_year.size());
        add_term(f, s.name, s.start, s.start + Nanos{365 * kDay.ns} * n);
    }
    for (const Standby& s : book.standby) {
        f.add("Contracts", s.spec.name,
              fmt::format("standby of {:g} servers {}, {} a server-hour for standing by, {} when "
                          "called, {} notice",
                          s.spec.servers, until_text(f, s.spec.start, s.until),
                          f.money(s.spec.premium_usd_server_h), f.money(s.spec.usd_server_h),
                          span(s.spec.notice)));
        add_term(f, s.spec.name, s.spec.start, s.until);
    }
    for (const StorageVolume& s : book.storage) {
        f.add("Contracts", s.spec.name,
              fmt::format("storage of {:.6g} GB, {} a GB and month ({})", s.gb,
                          f.money(s.spec.usd_gb_month), source(s.source)));
    }
    for (const Licence& l : book.licences) {
        f.add("Contracts", l.spec.name,
              fmt::format("licence of {}, {} an accelerator, {} a server, {} in all a year",
                          l.spec.vendor.empty() ? "a vendor not named" : l.spec.vendor,
                          f.money(l.spec.usd_accelerator_year), f.money(l.spec.usd_server_year),
                          f.money(l.spec.usd_year)));
    }
    for (const SupportSpec& s : book.support) {
        f.add("Contracts", s.name,
              fmt::format("support of {}, at least {} a month", s.vendor,
                          f.money(s.minimum_usd_month)));
    }
}

void add_rooms(Facts& f) {
    for (const Site& s : f.world.sites) {
        if (!s.colocation || !s.group.empty()) continue;
        const ColocationSpec& c = *s.colocation;
        f.add("Contracts", "room of " + s.name,
              fmt::format("{} contracted, {} a kW and month, {}",
                          print_quantity(c.contracted_w, Measure::power), f.money(c.usd_kw_month),
                          until_text(f, c.from, c.from + c.term)));
        add_term(f, "room of " + s.name, c.from, c.from + c.term);
    }
}

}  // namespace

void add_pools(Facts& f) {
    const auto counts = counts_of(f.world.pools);
    std::set<std::string> said;
    for (const Pool& p : f.world.pools) {
        const std::string& name = entry_of(p);
        if (p.tokens || !said.insert(name).second) continue;
        const bool owned = p.terms.kind == contracts::ComputeKind::owned;
        (owned ? add_owned : add_rented)(f, p, name, counts.at(name));
    }
    for (const Deployment& d : f.world.deployments) {
        if (d.tokens && d.group.empty()) add_tokens(f, d);
    }
}

void add_contracts(Facts& f) {
    add_held(f);
    add_other_agreements(f);
    add_rooms(f);
}

}  // namespace orrery::plan
