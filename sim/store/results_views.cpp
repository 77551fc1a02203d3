// Views of results.db: what people ask of a result, in the field's terms; docs/results.md has each.
#include "sim/store/results_views.hpp"

namespace orrery::store {

const char* const kResultViews = R"(
create view v_run as
  select (select value from run where key = 'scenario') as scenario,
         (select value from run where key = 'start') as start_utc,
         cast((select value from run where key = 'horizon_s') as real) as horizon_s,
         cast((select value from run where key = 'meter_interval_s') as real) as meter_interval_s,
         (select value from run where key = 'currency') as currency,
         (select value from run where key = 'seed') as seed,
         (select value from run where key = 'partial') as partial_reason;

create view v_metrics as
  select path, case instr(path, '.') when 0 then path
                                     else substr(path, 1, instr(path, '.') - 1) end as family,
         value, unit, lo as lo_95, hi as hi_95, n as observations,
         case is_count when 1 then 'counted' else basis end as basis, formula
  from metric;

create view v_postings as
  select strftime('%Y-%m-%dT%H:%M:%SZ', r.start_utc, p.from_s || ' seconds') as from_utc,
         strftime('%Y-%m-%dT%H:%M:%SZ', r.start_utc, p.until_s || ' seconds') as until_utc,
         p.month, c.site, c.pool, c.category, c.vendor, c.contract, c.tenant, c.account,
         c.counter as counter_account, p.quantity, c.unit, r.currency,
         p.list * 1e-6 as list_cost, p.contracted * 1e-6 as contracted_cost,
         p.billed * 1e-6 as billed_cost, p.effective * 1e-6 as effective_cost, c.formula,
         c.price_source
  from posting p join charge c on p.charge = c.id join v_run r;

create view v_costs_by_month_site_category as
  select p.month, c.site, c.category, r.currency, sum(p.list) * 1e-6 as list_cost,
         sum(p.contracted) * 1e-6 as contracted_cost, sum(p.billed) * 1e-6 as billed_cost,
         sum(p.effective) * 1e-6 as effective_cost
  from posting p join charge c on p.charge = c.id join v_run r
  group by p.month, c.site, c.category;

create view v_costs_by_month_vendor as
  select p.month, c.vendor, r.currency, sum(p.billed) * 1e-6 as billed_cost,
         sum(p.effective) * 1e-6 as effective_cost
  from posting p join charge c on p.charge = c.id join v_run r
  group by p.month, c.vendor;

create view v_costs_by_pool as
  select c.site, c.pool, c.category, r.currency, sum(p.effective) * 1e-6 as effective_cost,
         sum(case c.idle when 1 then p.effective else 0 end) * 1e-6 as idle_cost
  from posting p join charge c on p.charge = c.id join v_run r
  where c.pool <> ''
  group by c.site, c.pool, c.category;

create view v_contracts as
  select c.contract, c.vendor,
         case max(c.reservation) when 1 then 'capacity reservation' else 'agreement' end as kind,
         min(p.month) as first_month, max(p.month) as last_month, r.currency,
         sum(p.billed) * 1e-6 as billed_cost, sum(p.effective) * 1e-6 as effective_cost,
         sum(case c.status when 1 then p.effective else 0 end) * 1e-6 as used_cost,
         sum(case c.status when 2 then p.effective else 0 end) * 1e-6 as unused_cost,
         sum(case c.category when 'true-up' then p.effective else 0 end) * 1e-6 as true_up_cost
  from posting p join charge c on p.charge = c.id join v_run r
  where c.contract <> ''
  group by c.contract, c.vendor;

create view v_requests_summary as
  select q.workload, q.tenant, q.arrived, q.completed, q.rejected, q.timed_out, q.lost,
         q.in_flight, q.retries,
         (select sum(prompt_tokens) from served s where s.workload = q.workload) as prompt_tokens,
         (select sum(output_tokens) from served s where s.workload = q.workload) as output_tokens,
         (select value from metric where path = 'latency.by_workload.' || q.workload || '.ttft.p50')
           as ttft_p50_s,
         (select value from metric where path = 'latency.by_workload.' || q.workload || '.ttft.p99')
           as ttft_p99_s,
         (select value from metric where path = 'latency.by_workload.' || q.workload || '.tpot.p50')
           as tpot_p50_s,
         (select value from metric where path = 'latency.by_workload.' || q.workload || '.e2e.p99')
           as e2e_p99_s,
         (select value from metric where path = 'slo.by_workload.' || q.workload || '.attainment')
           as slo_attainment
  from request_count q;

create view v_waits as
  select workload, deployment, site, cause, waited_s from (
    select workload, deployment, site, 'outage' as cause, wait_outage_s as waited_s from served
    union all select workload, deployment, site, 'control_plane', wait_control_plane_s from served
    union all select workload, deployment, site, 'supply', wait_supply_s from served
    union all select workload, deployment, site, 'provisioning', wait_provisioning_s from served
    union all select workload, deployment, site, 'power', wait_power_s from served
    union all select workload, deployment, site, 'loading', wait_loading_s from served
    union all select workload, deployment, site, 'slots', wait_slots_s from served
    union all select workload, deployment, site, 'kv_memory', wait_kv_memory_s from served
    union all select workload, deployment, site, 'token_budget', wait_token_budget_s from served
    union all select workload, deployment, site, 'iteration', wait_iteration_s from served)
  where waited_s > 0;

create view v_slow_requests as
  select s.measure, s.workload, s.rank, s.request_id,
         strftime('%Y-%m-%dT%H:%M:%fZ', r.start_utc, s.arrival_s || ' seconds') as arrival_utc,
         s.deployment, s.site, s.replica, s.ttft_s, s.tpot_s, s.e2e_s, s.prompt_tokens,
         s.output_tokens, s.preemptions, s.wait_outage_s, s.wait_control_plane_s, s.wait_supply_s,
         s.wait_provisioning_s, s.wait_power_s, s.wait_loading_s, s.wait_slots_s,
         s.wait_kv_memory_s, s.wait_token_budget_s, s.wait_iteration_s
  from slow_request s join v_run r;

create view v_carbon_by_month_site_scope as
  select month, site, reporter, 'scope ' || scope ||
           case category when 0 then '' else ' category ' || category end as scope,
         source, basis, sum(kwh) as energy_kwh, sum(gco2e) as emissions_gco2e
  from carbon group by month, site, reporter, scope, category, source, basis;

create view v_timeline as
  select strftime('%Y-%m-%dT%H:%M:%SZ', r.start_utc, (s.i * r.meter_interval_s) || ' seconds')
           as start_utc,
         s.name, s.place, s.unit, s.value
  from series s join v_run r;

create view v_events as
  select strftime('%Y-%m-%dT%H:%M:%SZ', r.start_utc, e.at_s || ' seconds') as from_utc,
         strftime('%Y-%m-%dT%H:%M:%SZ', r.start_utc, e.until_s || ' seconds') as until_utc,
         e.until_s - e.at_s as duration_s, e.kind, e.place, e.text
  from event e join v_run r;

create view v_inputs as
  select path, value, origin,
         case when origin = 'default' then 'default'
              when instr(origin, 'catalog, as of') > 0 then 'catalog' else 'stated' end as kind
  from input;
)";

}  // namespace orrery::store
