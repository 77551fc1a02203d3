// The state of one run and its event handlers, one .cpp a subject.
#pragma once
#include <deque>
#include <memory>
#include <string>
#include <vector>

#include "orrery/base/math.hpp"
#include "sim/engine/checks/tally.hpp"
#include "sim/engine/cluster/cluster.hpp"
#include "sim/engine/cluster/shared_pool.hpp"
#include "sim/engine/event_class.hpp"
#include "sim/engine/facility/throttle.hpp"
#include "sim/engine/meters/meters.hpp"
#include "sim/engine/policy/router.hpp"
#include "sim/engine/request_waits.hpp"
#include "sim/engine/run.hpp"
#include "sim/engine/running_job.hpp"
#include "sim/engine/serving/fleet.hpp"
#include "sim/engine/simulation_parts.hpp"
#include "sim/engine/supply_state.hpp"
#include "sim/engine/transport/data_store.hpp"
#include "sim/engine/transport/reach.hpp"
#include "sim/engine/transport/transport.hpp"
#include "sim/kernel/event_queue.hpp"
#include "sim/kernel/stream.hpp"

namespace orrery {

/// A name drawn by weight; `none` where there is none to draw from.
std::string draw_cause(const std::vector<CauseShare>& causes, Stream& stream, const char* none);

class Simulation {
public:
    Simulation(const World& world, RequestSources sources, const RunOptions& options);
    Observations run();
    /// For measuring what the checks cost: the run looks at nothing of itself.
    void without_checks();

private:
    // simulation.cpp: the loop
    void prepare();
    bool step();
    void handle(EventKey key);
    void at(Nanos time, EventClass cls, std::uint32_t entity, std::uint32_t slot);
    void note(std::string kind, std::string where, std::string text, Nanos until);

    // dispatch.cpp: requests from arrival to a replica
    void fetch_arrival(WorkloadId workload);
    void arrive(WorkloadId workload);
    std::uint32_t admit_to_system(WorkloadId workload, std::int32_t prompt, std::int32_t output,
                                  std::int32_t max_tokens);
    void enter(std::uint32_t slot);
    [[nodiscard]] bool passes_gateway(WorkloadId workload);
    void draw_steps(Request& request, const Deployment& deployment);
    /// api.cpp: what an API that sells tokens lets pass, and what it is metered by
    [[nodiscard]] bool api_lets_pass(DeploymentId d, const Request& request);
    void api_takes(DeploymentId d, const Request& request);
    void meter_tokens(const Request& request, const Deployment& deployment);
    void dispatch(std::uint32_t slot);
    bool view_routes(const Request& request, const Workload& workload);
    /// With the signal of this interval at the deployment's site, as the router sees it.
    [[nodiscard]] double grams_per_million_tokens(WorkloadId w, const Deployment& deployment) const;
    /// Of power at an own site over the year's; of one rented server more over its first price.
    [[nodiscard]] double price_of_now(const Deployment& deployment) const;
    void deliver(std::uint32_t slot);
    void hold_pending(std::uint32_t slot);
    void drain_pending();
    void refresh_pending_causes();
    [[nodiscard]] WaitCause pending_cause(const Workload& workload) const;
    void lose_patience(std::uint32_t slot, std::uint32_t id);
    void retry(std::uint32_t slot, Nanos lost_since);

    // tasks.cpp: conversations and agents
    void begin_task(std::uint32_t slot);
    void call_done(std::uint32_t task, std::uint32_t call, const Request& request, bool good);
    void next_turn(std::uint32_t task, const Request& request);
    void start_call(std::uint32_t task, std::uint32_t call);
    void follow_up(WorkloadId workload, std::uint32_t event);
    void end_task(std::uint32_t task, bool good);

    // network.cpp: flows, data sets, copies of checkpoints, exits
    void prepare_network();
    void network_event(EventClass kind, std::uint32_t entity, std::uint32_t slot);
    void flows_end(std::uint32_t epoch);
    void arm_flows();
    std::uint32_t begin_flow(const FlowOrder& order);
    void fetch(std::uint32_t dataset, SiteId to, Purpose purpose);
    void data_came(std::uint32_t dataset, SiteId site);
    [[nodiscard]] bool weights_there(const Deployment& deployment);
    [[nodiscard]] bool data_there(JobId j);
    void checkpoint_written(JobId j, Nanos taken);
    void watch_checkpoints(JobId j);
    void checkpoint_due(JobId j, std::uint32_t run);
    void start_copy(JobId j, Nanos taken);
    void copy_came(JobId j);
    void note_rpo(JobId j);
    void start_exit(std::uint32_t index);
    void close_network();

    // partitions.cpp: places and links are cut off; clients lose their requests there
    void partition(std::uint32_t index, bool start);
    void network_changed();
    std::int64_t lose_cut_requests();
    void lose_to_cut(std::uint32_t slot);
    void lose_later(std::uint32_t slot);
    void lost_by_client(std::uint32_t slot, std::uint32_t id);
    void travel_by(Request& request);
    void hand_over_flow(std::uint32_t slot, SiteId from, double bytes);
    void kv_came(const FlowEnd& end);
    void send_response(const Request& request, std::int64_t bytes);

    // serving.cpp: batches and stations
    void batch_boundary(ReplicaId r);
    void drop_cancelled(ReplicaId r);
    void meter_run(const Replica& replica, const IterationRun& run, std::int64_t iterations,
                   Nanos until);
    void start_station(ReplicaId r);
    void station_completion(ReplicaId r, std::uint32_t slot);
    void meter_station(ReplicaId r);
    void complete(std::uint32_t slot);
    void hand_over(std::uint32_t slot);
    void begin_travel_inside(std::uint32_t slot, ReplicaId to);
    void finish_unheard(std::uint32_t slot);
    void record(const Request& request, const Replica& replica);
    void see_day(const Request& request, Nanos ttft);
    void depart(std::uint32_t slot, const char* status, bool outages_count = true);
    void add_unserved(const Request& request);
    Nanos way_back(const Request& request, const Deployment& deployment) const;
    bool comes_too_late(const Request& request, const Deployment& deployment) const;
    void write_row(const Request& request, const char* status);

    // replicas.cpp: replicas come and go
    void start_replica(ReplicaId r);
    void replica_ready(ReplicaId r, std::uint32_t epoch);
    void lose_replica(ReplicaId r);
    void evict(ReplicaId r);
    void drain_replica(ReplicaId r);
    void retire_if_drained(ReplicaId r);
    void place_queued(PoolId pool);
    void leave_state(ReplicaId r);
    void order_servers(PoolId pool, int wanted);
    void servers_arrive(PoolId pool, std::uint32_t order);
    void release_spare(PoolId pool);
    void autoscale(DeploymentId d);
    [[nodiscard]] ScalingView scaling_view(DeploymentId d);
    LoadBeside load_beside(DeploymentId d, ScalingWatch::Served& served);
    void scale_to(DeploymentId d, int change);
    [[nodiscard]] bool awaited(const Workload& workload, DeploymentId d) const;
    [[nodiscard]] std::int64_t pending_for(DeploymentId d) const;

    // faults.cpp: servers and sites go down and come back
    void schedule_failure(std::uint32_t server);
    void failure(std::uint32_t server, std::uint32_t epoch);
    void send_to_repair(std::uint32_t server);
    void repair(std::uint32_t server);
    void outage(SiteId site, bool start, std::uint32_t index);
    void take_down(const std::vector<std::uint32_t>& servers, Hazard hazard,
                   const std::string& cause);
    [[nodiscard]] std::vector<ReplicaId> replicas_on(std::uint32_t server) const;

    // deliveries.cpp: servers of purchases come, and go at the end of their life
    void prepare_deliveries(PoolId pool);
    void servers_leave(PoolId pool, std::uint32_t delivery);
    /// Longer while people are missing.
    [[nodiscard]] Nanos load_time(const Deployment& deployment) const;
    // outages.cpp: planes of vendors
    void prepare_planes();
    void vendor_event(EventClass kind, std::uint32_t entity, std::uint32_t slot);
    void plane_event(std::uint32_t span, bool start);
    void strike(const OutageProcess& process, const std::string& cause, bool start);
    void site_down(SiteId site, bool start, const std::string& cause);
    std::uint32_t open_outage(PlaneOutage outage, const std::vector<SiteId>& sites);
    void close_outage(std::uint32_t record);
    void see_recovery();
    void count_lost(const Request& request, bool lost);
    void close_supply();

    // control_plane.cpp: nothing new starts
    [[nodiscard]] bool frozen(SiteId site) const;
    [[nodiscard]] bool frozen(PoolId pool) const { return frozen(world_.pools[pool.index()].site); }
    [[nodiscard]] bool held_by_control(ReplicaId r);
    void thaw(SiteId site);

    // quotas.cpp: what vendors grant
    [[nodiscard]] std::optional<SupplyCause> closed(PoolId pool) const;
    [[nodiscard]] int within_quota(PoolId pool, int asked) const;
    [[nodiscard]] double allocation_of(PoolId pool) const;
    [[nodiscard]] Nanos delay_of(PoolId pool) const;
    int ration(PoolId pool, int asked);
    void lack(PoolId pool, int servers, SupplyCause cause);
    void content(PoolId pool);
    Nanos filled_at(PoolId pool, Nanos earliest);
    void await_qualification(PoolId pool);

    // services.cpp: what replicas need beside servers
    void look_at_services();
    [[nodiscard]] bool place_up(const ServicePlace& place) const;
    void service_changes(std::uint32_t service, bool down);
    void service_expired(std::uint32_t service, std::uint32_t epoch);
    void fail_users(std::uint32_t service);

    // runbooks.cpp: what is done about it
    void answer(const std::string& vendor, const std::vector<SiteId>& sites, bool start);
    void answer_on(std::uint32_t runbook, bool start);
    void runbook_step(std::uint32_t runbook, std::uint32_t epoch);
    void fail_over(std::uint32_t runbook);
    void fail_back(std::uint32_t runbook);
    void watch_runbooks(DeploymentId d);

    // supply.cpp: maintenance and spot markets
    void supply_event(EventClass kind, std::uint32_t entity, std::uint32_t slot);
    void prepare_supply(PoolId pool);
    [[nodiscard]] std::vector<std::uint32_t> window_servers(PoolId pool,
                                                            const MaintenanceWindow& window) const;
    void maintenance(PoolId pool, std::uint32_t window, bool start);
    void maintenance_notice(PoolId pool, std::uint32_t window);
    void spot_notice(PoolId pool, std::uint32_t change);
    void spot_reclaim(PoolId pool, std::uint32_t batch);
    void spot_return(PoolId pool, int count);
    [[nodiscard]] std::vector<std::uint32_t> pick_servers(PoolId pool, int count, bool random);
    /// Jobs that hold one of the servers may stop at a checkpoint before they go.
    void warn_jobs(const std::vector<std::uint32_t>& servers, Nanos until);

    // jobs.cpp: gangs of whole servers, from the queue to the last step; start_jobs decides
    void prepare_job(JobId j);
    void job_event(EventClass kind, std::uint32_t entity, std::uint32_t slot);
    void submit_job(JobId j);
    void enqueue_job(JobId j, bool at_head);
    void start_jobs(PoolId pool);
    [[nodiscard]] Placement gang_for(JobId j);
    void order_for(JobId j);
    void give_back_pool(PoolId pool);
    /// The job takes servers that the cluster has already given to it.
    void start_job(JobId j, Placement placement);
    void tend_jobs(PoolId pool);
    void begin_run(JobId j);
    void job_phase_ends(JobId j, std::uint32_t epoch);
    void run_ends(JobId j);
    void complete_job(JobId j);
    void move_job(JobId j, const JobPlace& place);
    void plan_stop(JobId j, reliability::PlannedStop stop, StopReason why);
    void job_is_late(JobId j);
    [[nodiscard]] Nanos slack(JobId j) const;
    void watch_deadline(JobId j);

    // job_faults.cpp: what interrupts a job, and how it comes back
    void interrupt_job(JobId j, Hazard hazard, const std::string& cause);
    void lose_servers(JobId j, Hazard hazard, const std::string& cause);
    void job_fault(JobId j, std::uint32_t run);
    void begin_detection(JobId j);
    void diagnosed(JobId j);
    void evict_server(JobId j);
    void replace_servers(JobId j);
    void take_spares(JobId j);
    void give_up_servers(JobId j);
    void begin_restart(JobId j, Nanos extra);
    void restart_done(JobId j);
    void job_corrupted(JobId j, std::uint32_t run);
    void corruption_found(JobId j, std::uint32_t finding);
    void roll_back(JobId j);

    // job_time.cpp: where a job's accelerator time goes
    void settle(JobId j);
    void count_held(JobId j);
    void finish_run(JobId j, std::int64_t kept, bool closing = false);
    void meter_job_run(JobId j, std::int64_t wall, std::int64_t boundary, std::int64_t useful);
    void condemn(JobId j, const SuspectRun& run, std::int64_t clean);
    void close_jobs();
    [[nodiscard]] std::int64_t per_server(const RunningJob& running) const;
    [[nodiscard]] int servers_per_group(JobId j) const;
    [[nodiscard]] reliability::CheckpointCycle cycle_of(JobId j) const;

    // power.cpp: caps of sites, who yields to them
    void prepare_power();
    [[nodiscard]] bool capped(PoolId pool) const;
    void ask_power(PoolId pool);
    void decide_power(SiteId site, bool by_interval);
    [[nodiscard]] PowerView power_view(SiteId site) const;
    [[nodiscard]] double steady_w(SiteId site) const;
    [[nodiscard]] SiteLoad load_of(SiteId site) const;
    [[nodiscard]] double pool_steady_w(PoolId pool) const;
    [[nodiscard]] double host_span_w(PoolId pool) const;
    void add_claim(PowerView& view, JobId j, int accelerators) const;
    bool held_by_power(JobId j);
    bool held_by_power(ReplicaId r);
    void set_pace(JobId j, const ThrottleStep& step);
    void end_episode(JobId j);
    [[nodiscard]] ThrottleStep full_step(JobId j) const;
    [[nodiscard]] Nanos deadline_slack(JobId j) const;

    // shifting.cpp: jobs that wait for better hours, signals as they are forecast
    [[nodiscard]] const std::vector<double>& signal_of(SiteId site, Signal signal) const;
    void prepare_forecasts();
    bool waits_for_hours(JobId j);
    void stop_for_hours(JobId j);
    void wait_for_next_hours(JobId j);

    // shared_jobs.cpp: recorded jobs of shared pools
    void prepare_shared();
    void arm_shared(PoolId pool);
    void shared_event(PoolId pool, bool pass);
    void ask_shared_pass(PoolId pool);
    void run_shared_pass(PoolId pool);
    void lose_shared();
    bool shared_yields(PoolId pool, int accelerators, int servers = 0);
    void close_shared();

    // closing.cpp: the end of the run
    void close();
    void close_serving();
    void close_requests();
    void derive_idle();

    // auditing.cpp: the run against itself
    [[nodiscard]] RunTally tally() const;
    void tally_replicas(RunTally& tally) const;
    void tally_requests(RunTally& tally) const;
    void look_over();
    void check_conservation();

    [[nodiscard]] const Deployment& deployment_of(const Replica& replica) const {
        return world_.deployments[replica.deployment.index()];
    }

    const World& world_;
    RequestSources sources_;
    RunOptions options_;
    WaitSink* wait_sink_;  ///< the sink, where it wants the waits; else null
    Observations out_;
    Meters meters_;
    Cluster cluster_;
    Fleet fleet_;
    Transport transport_;
    ReachTable reach_;
    DataStore data_;
    EventQueue queue_;
    RequestPool requests_;
    LimitGuard guard_;
    DayGate gate_;
    Nanos now_{0};

    IndexedHeap arrivals_;                    ///< next arrival of each workload
    std::vector<TraceRequest> next_arrival_;  ///< by workload
    std::vector<std::unique_ptr<Router>> routers_;
    std::vector<RouteView> views_;
    std::vector<double> tokens_in_bucket_;  ///< by workload: the gateway's rate limit
    std::vector<Nanos> bucket_at_;
    std::vector<RateBucket> api_buckets_;      ///< by deployment; empty: none has a limit
    std::vector<Stream> task_streams_;         ///< by workload
    std::vector<Stream> speculation_streams_;  ///< by workload
    std::vector<Stream> jitter_streams_;       ///< by workload
    std::vector<std::uint32_t> open_partitions_;
    Nanos flows_armed_ = Nanos::never();
    std::uint32_t flows_epoch_ = 0;
    std::vector<std::vector<CallLengths>> call_lengths_;  ///< by workload, step; turns: one
    SlotPool<Task> tasks_;
    SlotPool<FollowUp> follow_ups_;
    std::uint64_t next_session_ = 1;
    ScalingWatch scaling_;
    std::vector<std::deque<std::uint32_t>> pending_;  ///< by workload: no replica is ready
    std::vector<BlockClock> pending_clock_;
    std::vector<std::uint32_t> scratch_;
    std::vector<Stream> service_streams_;  ///< by deployment: the queueing test device

    std::vector<ServerFate> fates_;                     ///< by server
    std::vector<RepairShop> shops_;                     ///< by pool
    std::vector<Stream> cause_streams_;                 ///< by pool
    std::vector<Stream> spot_streams_;                  ///< by pool
    std::vector<std::vector<std::uint32_t>> reclaims_;  ///< servers of each notice
    std::vector<Stream> supply_streams_;                ///< by pool
    std::vector<std::vector<int>> orders_;              ///< by pool: servers of each order
    std::vector<int> on_order_;                         ///< by pool: servers that will come
    std::vector<int> retired_;                          ///< by pool: servers that come no more
    SupplyState supply_;
    std::vector<RunningJob> running_jobs_;         ///< by job
    std::vector<std::deque<JobId>> job_queues_;    ///< by pool
    std::vector<std::vector<JobId>> tended_jobs_;  ///< by pool: want spares or more groups
    std::vector<Nanos> next_order_;                ///< by pool: for jobs, after a refusal
    std::vector<bool> spot_over_;                  ///< by pool: no job will want it any more

    std::vector<SitePower> site_power_;                ///< by site
    std::vector<std::vector<double>> router_signals_;  ///< by workload, site; empty: the true one

    std::vector<std::unique_ptr<SharedPool>> shared_;  ///< by pool; null: none
    std::vector<Nanos> shared_armed_;
    std::vector<Nanos> shared_pass_;

    std::int64_t next_request_ = 0;
    std::int64_t in_system_ = 0;
    Nanos in_system_since_{0};
    __int128 population_ns_ = 0;          ///< ∫ requests in the system dt
    __int128 sojourn_ns_ = 0;             ///< Σ time in the system
    std::int64_t progressed_tokens_ = 0;  ///< prompt and output tokens of departed requests
    std::int64_t discarded_tokens_ = 0;   ///< progress lost with a replica
    math::NeumaierSum metered_energy_;    ///< as the runs reported it, for the check
    std::int64_t next_audit_ = 1 << 8;    ///< number of events at which the run is looked over
};

}  // namespace orrery
