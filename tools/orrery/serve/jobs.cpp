// Runs of the live page on a few threads: the newest move of a page ends its older ones.
#include "tools/orrery/serve/jobs.hpp"

#include <exception>
#include <nlohmann/json.hpp>

#include "sim/kernel/limits.hpp"
#include "tools/orrery/serve/figures.hpp"

namespace orrery::serve {
namespace {

constexpr std::size_t kMostWaiting = 16;
constexpr std::size_t kMostJobs = 64;      ///< that are remembered
constexpr std::size_t kMostResults = 128;  ///< by their inputs

std::string error_json(const std::string& message) {
    const nlohmann::ordered_json one{
        {"code", ""}, {"path", ""}, {"message", message}, {"hint", ""}};
    return nlohmann::ordered_json::array({one}).dump(
        -1, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
}

}  // namespace

const char* to_string(JobState state) {
    switch (state) {
        case JobState::waiting:
            return "waiting";
        case JobState::running:
            return "running";
        case JobState::done:
            return "done";
        case JobState::refused:
            return "refused";
        case JobState::cancelled:
            return "cancelled";
        case JobState::failed:
            return "failed";
    }
    return "";
}

struct Jobs::Job {
    std::string page;
    Sets sets;
    RunControl control;
    JobView view;  ///< its share stands in `control`
};

Jobs::Jobs(const Session& session, int threads) : session_(session) {
    for (int i = 0; i < threads; ++i) threads_.emplace_back([this] { work(); });
}

Jobs::~Jobs() {
    stop();
}

void Jobs::stop() {
    {
        const std::lock_guard hold(lock_);
        stopping_ = true;
        for (auto& [id, job] : jobs_) job->control.cancelled = true;
    }
    wake_.notify_all();
    for (std::thread& thread : threads_) {
        if (thread.joinable()) thread.join();
    }
}

std::optional<std::string> Jobs::remembered(const Sets& sets) const {
    for (const auto& [known, result] : results_) {
        if (known == sets) return result;
    }
    return std::nullopt;
}

std::optional<std::int64_t> Jobs::submit(const std::string& page, const Sets& sets) {
    const std::lock_guard hold(lock_);
    for (auto& [id, job] : jobs_) {
        if (job->page == page) job->control.cancelled = true;
    }
    std::erase_if(queue_, [](const auto& job) {
        if (!job->control.cancelled) return false;
        job->view.state = JobState::cancelled;
        ++job->view.version;
        return true;
    });
    if (queue_.size() >= kMostWaiting || stopping_) return std::nullopt;
    auto job = std::make_shared<Job>();
    job->page = page;
    job->sets = sets;
    job->view.id = next_++;
    if (const auto known = remembered(sets)) {
        job->view.state = JobState::done;
        job->view.result = *known;
        job->view.version = 1;
    } else {
        queue_.push_back(job);
    }
    jobs_[job->view.id] = job;
    forget_old();
    wake_.notify_one();
    return job->view.id;
}

/// Finished ones, the oldest first.
void Jobs::forget_old() {
    for (auto it = jobs_.begin(); it != jobs_.end() && jobs_.size() > kMostJobs;) {
        it = it->second->view.over() ? jobs_.erase(it) : std::next(it);
    }
}

std::optional<JobView> Jobs::view(std::int64_t id) const {
    const std::lock_guard hold(lock_);
    const auto found = jobs_.find(id);
    if (found == jobs_.end()) return std::nullopt;
    JobView out = found->second->view;
    out.share = out.state == JobState::done ? 1 : found->second->control.share.load();
    return out;
}

bool Jobs::cancel(std::int64_t id) {
    const std::lock_guard hold(lock_);
    const auto found = jobs_.find(id);
    if (found == jobs_.end()) return false;
    found->second->control.cancelled = true;
    return true;
}

void Jobs::work() {
    for (;;) {
        std::shared_ptr<Job> job;
        {
            std::unique_lock hold(lock_);
            wake_.wait(hold, [this] { return stopping_ || !queue_.empty(); });
            if (stopping_) return;
            job = queue_.front();
            queue_.pop_front();
            job->view.state = JobState::running;
            ++job->view.version;
        }
        run(*job);
        try {
            session_.prepare();
        } catch (...) {  // NOLINT(bugprone-empty-catch): told where somebody asks for a guess
        }
    }
}

void Jobs::finish(Job& job, JobState state, std::string result, std::string errors) {
    const std::lock_guard hold(lock_);
    job.view.state = state;
    job.view.result = std::move(result);
    job.view.errors = std::move(errors);
    ++job.view.version;
    if (state != JobState::done) return;
    results_.emplace_front(job.sets, job.view.result);
    if (results_.size() > kMostResults) results_.pop_back();
}

/// What is known at once, then what a run says.
void Jobs::answer(Job& job, const Compiled& point) {
    if (const auto priced = session_.reprice(point)) {
        return finish(job, JobState::done, answer_json(*priced), "");
    }
    std::optional<Answer> full;
    auto guess = session_.estimate(point, job.control);
    if (!guess) {
        double whole_s = 0;
        full = session_.attempt(point, job.control, whole_s);
        if (!full) guess = session_.estimate(point, job.control, whole_s);
    }
    if (guess) {
        const std::string text = answer_json(*guess);
        const std::lock_guard hold(lock_);
        job.view.estimate = text;
        ++job.view.version;
    }
    if (!full) full = session_.simulate(point, job.control);
    if (interrupt_requested()) throw Cancelled{};
    finish(job, JobState::done, answer_json(*full), "");
}

/// Nothing that a page asks for ends the server.
void Jobs::run(Job& job) {
    Diagnostics diagnostics;
    try {
        const auto point = session_.compile(job.sets, diagnostics);
        if (!point) return finish(job, JobState::refused, "", diagnostics_json(diagnostics));
        answer(job, *point);
    } catch (const Cancelled&) {
        finish(job, JobState::cancelled, "", "");
    } catch (const EnvironmentError& e) {
        finish(job, JobState::failed, "", error_json(e.message()));
    } catch (const std::bad_alloc&) {
        finish(job, JobState::failed, "", error_json("out of memory"));
    } catch (const std::exception& e) {
        finish(job, JobState::failed, "", error_json(e.what()));
    }
}

}  // namespace orrery::serve
