// Conversations and agents: what an answer leads to, after a user thought or a tool worked.
#include <algorithm>

#include "sim/engine/simulation.hpp"
#include "sim/kernel/samplers.hpp"

namespace orrery {
namespace {

/// Further turns of a conversation: geometric with that mean number of turns, at least one.
std::int32_t further_turns(Stream& stream, double mean) {
    std::int32_t n = 0;
    while (n < 100000 && stream.uniform() >= 1 / mean) ++n;
    return n;
}

}  // namespace

/// The first call of a task has arrived.
void Simulation::begin_task(std::uint32_t slot) {
    const WorkloadId w = requests_[slot].workload;
    const Workload& workload = world_.workloads[w.index()];
    const std::uint32_t id = tasks_.acquire();
    Task& task = tasks_[id];
    task.workload = w;
    task.start = now_;
    task.session = next_session_++;
    task.counts_for = requests_[slot].counts_for;
    out_.tasks[w.index()].started += task.counts_for;
    if (workload.spec.conversation) {
        task.turns_left =
            further_turns(task_streams_[w.index()], workload.spec.conversation->turns);
        task.open = 1;
        requests_[slot].task = id;
        requests_[slot].text.session = task.session;
        return enter(slot);
    }
    // What arrived is the task's input; the agent's first steps read it.
    task.context = requests_[slot].prompt - workload.spec.shared_prefix;
    for (std::size_t c = 0; c < workload.agent.size(); ++c) {
        task.before.push_back(workload.agent[c].before);
        task.left.push_back(workload.spec.agent[c].calls);
    }
    WorkloadCounts& counts = out_.workloads[w.index()];
    out_.sampled.arrived -= gate_.sampled() && task.counts_for > 0 ? 1 : 0;
    counts.arrived -= task.counts_for;
    if (now_ >= world_.warmup) counts.measured_arrived -= task.counts_for;
    population_ns_ += static_cast<__int128>(in_system_) * (now_ - in_system_since_).ns;
    in_system_since_ = now_;
    --in_system_;
    --next_request_;
    requests_.release(slot);
    for (std::uint32_t c = 0; c < workload.agent.size(); ++c) {
        if (workload.agent[c].before == 0) start_call(id, c);
    }
}

/// Schedules the calls of a step, now or after its tool.
void Simulation::start_call(std::uint32_t id, std::uint32_t call) {
    Task& task = tasks_[id];
    const CallSpec& spec = world_.workloads[task.workload.index()].spec.agent[call];
    for (int k = 0; k < spec.calls; ++k) {
        const std::uint32_t event = follow_ups_.acquire();
        follow_ups_[event] = {id, call};
        ++task.open;
        at(now_ + spec.wait, EventClass::follow_up, task.workload.value, event);
    }
}

/// A call enters the system.
void Simulation::follow_up(WorkloadId w, std::uint32_t event) {
    const FollowUp next = follow_ups_[event];
    follow_ups_.release(event);
    const Task& task = tasks_[next.task];
    const WorkloadSpec& spec = world_.workloads[w.index()].spec;
    Stream& stream = task_streams_[w.index()];
    const bool agent = !spec.agent.empty();
    const CallLengths& lengths = call_lengths_[w.index()][next.call];
    const std::int32_t fresh = lengths.prompt.draw(stream);
    const std::int32_t output = lengths.output.draw(stream);
    const bool sees = !agent || !spec.agent[next.call].fresh;
    const std::int32_t context = sees ? task.context : 0;
    const std::uint32_t slot = admit_to_system(w, spec.shared_prefix + context + fresh, output, 0);
    Request& request = requests_[slot];
    request.task = next.task;
    request.call = next.call;
    if (sees) {
        request.text.session = task.session;
        const bool in_line = !agent || world_.workloads[w.index()].agent[next.call].in_line;
        if (!in_line) request.text.session_tokens = context;
    }
    enter(slot);
}

/// A call of a task has left the system.
void Simulation::call_done(std::uint32_t id, std::uint32_t call, const Request& request,
                           bool good) {
    Task& task = tasks_[id];
    const Workload& workload = world_.workloads[task.workload.index()];
    --task.open;
    ++task.calls;
    task.failed = task.failed || !good;
    const std::int32_t said = request.true_prompt() + request.true_output();
    if (!task.failed && workload.spec.conversation) return next_turn(id, request);
    if (!task.failed) {
        const std::int32_t before =
            workload.spec.shared_prefix + (workload.spec.agent[call].fresh ? 0 : task.context);
        task.context += std::max(said - before, 0);
        if (--task.left[call] == 0) {
            for (const std::uint32_t next : workload.agent[call].next) {
                if (--task.before[next] == 0) start_call(id, next);
            }
        }
    }
    if (task.open == 0) end_task(id, !task.failed);
}

void Simulation::next_turn(std::uint32_t id, const Request& request) {
    Task& task = tasks_[id];
    const WorkloadSpec& spec = world_.workloads[task.workload.index()].spec;
    if (task.turns_left == 0) return end_task(id, true);
    --task.turns_left;
    task.context = request.true_prompt() + request.true_output() - spec.shared_prefix;
    const double unit = exponential(task_streams_[task.workload.index()], 1.0);
    const double think = unit * spec.conversation->think_time.seconds();
    const std::uint32_t event = follow_ups_.acquire();
    follow_ups_[event] = {id, 0};
    ++task.open;
    at(now_ + Nanos::from_seconds(think), EventClass::follow_up, task.workload.value, event);
}

void Simulation::end_task(std::uint32_t id, bool good) {
    const Task& task = tasks_[id];
    TaskStats& stats = out_.tasks[task.workload.index()];
    const std::int64_t times = task.counts_for;
    (good ? stats.completed : stats.failed) += times;
    if (good && times > 0) {
        stats.calls += times * task.calls;
        stats.e2e.add(now_ - task.start, times);
    }
    tasks_.release(id);
}

}  // namespace orrery
