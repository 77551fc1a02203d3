// Runs of the live page on a few threads: the newest move of a page ends its older ones.
#pragma once
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <functional>
#include <list>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "tools/orrery/serve/session.hpp"

namespace orrery::serve {

enum class JobState { waiting, running, done, refused, cancelled, failed };
const char* to_string(JobState state);

/// A job as it stands; texts are JSON, empty where there is none yet.
struct JobView {
    std::int64_t id = 0;
    JobState state = JobState::waiting;
    std::int64_t version = 0;  ///< grows with every change but that of `share`
    double share = 0;          ///< of the horizon
    std::string estimate;
    std::string result;
    std::string errors;  ///< of a refused or failed job

    [[nodiscard]] bool over() const {
        return state != JobState::waiting && state != JobState::running;
    }
};

class Jobs {
public:
    Jobs(const Session& session, int threads);
    /// Cancels what runs and waits for it.
    ~Jobs();
    Jobs(const Jobs&) = delete;
    Jobs& operator=(const Jobs&) = delete;

    /// The job's number; empty where too many wait. Older jobs of the same page are cancelled.
    std::optional<std::int64_t> submit(const std::string& page, const Sets& sets);
    [[nodiscard]] std::optional<JobView> view(std::int64_t id) const;
    /// Whether there is such a job.
    bool cancel(std::int64_t id);
    void stop();

private:
    struct Job;

    void work();
    void run(Job& job);
    void answer(Job& job, const Compiled& point);
    void finish(Job& job, JobState state, std::string result, std::string errors);
    void forget_old();
    [[nodiscard]] std::optional<std::string> remembered(const Sets& sets) const;

    const Session& session_;
    mutable std::mutex lock_;
    std::condition_variable wake_;
    bool stopping_ = false;
    std::int64_t next_ = 1;
    std::map<std::int64_t, std::shared_ptr<Job>> jobs_;
    std::deque<std::shared_ptr<Job>> queue_;
    std::list<std::pair<Sets, std::string>> results_;  ///< latest first
    std::vector<std::thread> threads_;
};

}  // namespace orrery::serve
