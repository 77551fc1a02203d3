// The study `training-run` as text, JSON and CSV.
#include "sim/report/training_run.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "models/reliability/reliability.hpp"
#include "models/training/run.hpp"
#include "sim/analysis/wording.hpp"
#include "sim/report/text_page.hpp"

namespace orrery {
namespace {

using Json = nlohmann::ordered_json;
using training::Part;

double tokens_per_second(const TrainingQuestion& q, const TrainingCandidate& c) {
    return q.work.global_batch * q.work.sequence / c.seconds;
}

training::RunHours hours_of(const TrainingQuestion& q, const TrainingCandidate& c) {
    return training::run_hours(q.tokens, tokens_per_second(q, c) / q.accelerators, q.accelerators);
}

std::string seconds_text(double s) {
    return s >= 1 ? fmt::format("{:.3g} s", s) : fmt::format("{:.3g} ms", s * 1e3);
}

/// How far the step may be off, or that nobody measured such a run.
std::string trust(const TrainingQuestion& q) {
    if (q.estimated) return "estimated: no run on this hardware was measured";
    if (q.work.lora_rank > 0) return "no run with adapters was measured";
    return fmt::format("held-out error of the profile {:.0f} %", q.error_pct);
}

/// What was asked, so that the answer can be had again.
std::string inputs(const TrainingQuestion& q) {
    std::string text = fmt::format(
        "  for            {:.0f} sequences of {:.0f} tokens a step, {}{}, NIC of an accelerator "
        "{:.4g} Gb/s{}\n",
        q.work.global_batch, q.work.sequence, q.work.precision == Precision::fp8 ? "fp8" : "bf16",
        q.work.lora_rank > 0 ? fmt::format(", adapters of rank {:.0f}", q.work.lora_rank) : "",
        q.machine.fabric.scale_out.bandwidth * 8e-9,
        q.network_assumed ? " (assumed: the usual one of the family)" : "");
    if (q.work.model.context > 0 && q.work.sequence > q.work.model.context) {
        text += fmt::format("  note           the model's context is {} tokens\n",
                            q.work.model.context);
    }
    return text;
}

std::string days_text(double days) {
    return days < 2 ? fmt::format("{:.1f} hours", 24 * days) : fmt::format("{:.1f} days", days);
}

/// What the run costs on demand, or that nobody is known to offer it.
std::string cost_text(const TrainingQuestion& q, double accelerator_hours) {
    if (q.usd_accelerator_h <= 0) {
        return "; no offer of whole servers of it is in the catalog, so no cost";
    }
    return fmt::format(", and costs {} USD on demand ({} USD an accelerator-hour, {})",
                       analysis::money_text(accelerator_hours * q.usd_accelerator_h),
                       analysis::price_text(q.usd_accelerator_h), q.offer);
}

/// The question's two figures first: the calendar and the cost of the whole run.
std::string headline(const TrainingQuestion& q, const TrainingCandidate& c) {
    const std::string& title = q.work.model.title;
    const std::string what = fmt::format("{} on {} {}", title.empty() ? q.work.model.name : title,
                                         q.accelerators, q.accelerator);
    if (q.tokens <= 0) {
        return fmt::format("Answer: {} takes {} a step, laid out as {}.\n", what,
                           seconds_text(c.seconds), plan_text(c.plan));
    }
    const training::RunHours h = hours_of(q, c);
    const double factor = calendar_factor(q);
    const std::string with =
        factor > 1 ? fmt::format("failures, restarts and checkpoints included ({} without)",
                                 days_text(h.days()))
                   : std::string("no failures counted, as no rate of them is known");
    return fmt::format("Answer: {} takes {} for {:.4g} tokens, {}{}; laid out as {}.\n", what,
                       days_text(h.days() * factor), q.tokens, with, cost_text(q, h.hours * factor),
                       plan_text(c.plan));
}

/// What lies between the ideal step and the calendar.
std::string calendar_text(const TrainingQuestion& q, const TrainingCandidate& c) {
    const training::RunHours h = hours_of(q, c);
    const double factor = calendar_factor(q);
    std::string text = fmt::format("  computing      {}, {} accelerator-hours\n",
                                   days_text(h.days()), analysis::number_text(h.hours));
    if (factor <= 1) return text;
    const double mtbf_s = run_mtbf_h(q) * 3600;
    return text + fmt::format(
                      "  failures       {:.3g} expected, one each {} ({}), {:.0f} s to restart "
                      "(--restart)\n"
                      "  checkpoints    each {:.0f} s (Daly), {:.0f} s long (--checkpoint-write)\n"
                      "  calendar       {:.3f} × computing, expected with exponential failures\n",
                      h.days() * factor * 86400 / mtbf_s, analysis::span_text(mtbf_s),
                      q.failure_mix, q.restart_s,
                      reliability::daly_interval(q.checkpoint_s, mtbf_s), q.checkpoint_s, factor);
}

std::string answer(const TrainingQuestion& q, const TrainingCandidate& c) {
    const double rate = tokens_per_second(q, c);
    std::string text =
        headline(q, c) + "\n" +
        fmt::format(
            "{}"
            "  step           {} ({})\n"
            "  tokens         {:.4g} /s, {:.4g} /s of each accelerator\n"
            "  MFU, HFU       {:.1f} %, {:.1f} % of the dense {} peak\n"
            "  memory         {:.1f} of {:.1f} GB on the fullest accelerator\n",
            inputs(q), seconds_text(c.seconds), trust(q), rate, rate / q.accelerators, 100 * c.mfu,
            100 * c.hfu, q.work.precision == Precision::fp8 ? "fp8" : "bf16",
            c.memory.total() * 1e-9, q.machine.memory * 1e-9);
    if (q.tokens > 0) text += calendar_text(q, c);
    return text;
}

std::string terms_text(const TrainingQuestion& q, const TrainingCandidate& c) {
    const training::StepModel model(q.work, q.machine, q.coefficients);
    std::string text = fmt::format("\n{:<14}{:>10}{:>8}  formula\n", "term", "", "share");
    for (const training::Term& t : training::explain_step(model, c.plan)) {
        text += fmt::format("{:<14}{:>10}{:>7.1f}%  {}\n", t.name, seconds_text(t.seconds),
                            100 * t.seconds / c.seconds, t.formula);
    }
    return text;
}

std::string next_text(const TrainingRun& run, int shown) {
    std::string text = fmt::format("\n{:>3} {:>10}{:>7}{:>8}  layout, and what it loses by\n", "",
                                   "step", "MFU", "memory");
    for (std::size_t i = 0; i < run.best.size() && i < static_cast<std::size_t>(shown); ++i) {
        const TrainingCandidate& c = run.best[i];
        text +=
            fmt::format("{:>3} {:>10}{:>6.1f}%{:>5.0f} GB  {}\n", i + 1, seconds_text(c.seconds),
                        100 * c.mfu, c.memory.total() * 1e-9, plan_text(c.plan));
        if (i == 0) continue;
        double more = 0;
        const Part part = loses_by(c, run.best.front(), more);
        text += fmt::format("{:>29}  +{:.1f} %, most of it {}: {} more\n", "",
                            100 * (c.seconds / run.best.front().seconds - 1),
                            training::part_name(part), seconds_text(more));
    }
    return text;
}

Json metric(double value, const char* unit, const char* formula, double error_pct = 0) {
    return {{"value", value},
            {"unit", unit},
            {"lo", value * (1 - error_pct / 100)},
            {"hi", value * (1 + error_pct / 100)},
            {"n", 1},
            {"formula", formula}};
}

Json plan_json(const training::Plan& p) {
    static constexpr const char* again[] = {"none", "selective", "full"};
    return {{"tp", p.tp},
            {"pp", p.pp},
            {"virtual_stages", p.virtual_stages},
            {"cp", p.cp},
            {"dp", p.dp},
            {"ep", p.ep},
            {"micro_batch", p.micro_batch},
            {"zero", static_cast<int>(p.sharding)},
            {"recompute", again[static_cast<std::size_t>(p.recompute)]}};
}

Json candidate_json(const TrainingQuestion& q, const TrainingRun& run, std::size_t i) {
    const TrainingCandidate& c = run.best[i];
    double more = 0;
    const Part part = loses_by(c, run.best.front(), more);
    Json j{{"rank", i + 1},
           {"plan", plan_json(c.plan)},
           {"step", metric(c.seconds, "s", "sum of the terms", q.error_pct)},
           {"mfu", metric(c.mfu, "ratio", "model FLOPs / (step x accelerators x peak)")},
           {"hfu", metric(c.hfu, "ratio", "executed FLOPs / (step x accelerators x peak)")},
           {"memory", metric(c.memory.total(), "B",
                             "weights + gradients + optimizer + "
                             "activations + head + gathered + reserve")}};
    if (i > 0) j["loses_by"] = {{"part", training::part_name(part)}, {"seconds", more}};
    return j;
}

}  // namespace

namespace {

/// Lines longer than the window go on in the next one, under what they say.
std::string wrapped(const std::string& text, int width) {
    constexpr std::size_t kIndent = 17;
    std::string out;
    for (std::size_t from = 0; from < text.size();) {
        const std::size_t end = std::min(text.find('\n', from), text.size());
        std::string line = text.substr(from, end - from);
        const std::size_t indent = line.rfind("Answer", 0) == 0 ? 0 : kIndent;
        while (text::columns(line) > static_cast<std::size_t>(width)) {
            const std::size_t at = line.rfind(' ', static_cast<std::size_t>(width));
            if (at == std::string::npos || at <= indent) break;
            out += line.substr(0, at) + "\n";
            line = std::string(indent, ' ') + line.substr(at + 1);
        }
        out += line + "\n";
        from = end + 1;
    }
    return out;
}

}  // namespace

std::string render_training_text(const TrainingQuestion& q, const TrainingRun& run, int width) {
    if (run.best.empty()) return run.problem + "\n";
    const TrainingCandidate& best = run.best.front();
    const std::string text =
        answer(q, best) + terms_text(q, best) + next_text(run, q.shown) +
        fmt::format("\n{} configurations tried, {} beyond memory; coefficients {}\n", run.tried,
                    run.too_large, q.profile);
    return wrapped(text, width);
}

std::string render_training_json(const TrainingQuestion& q, const TrainingRun& run) {
    Json j{{"study", "training-run"},       {"model", q.work.model.name},
           {"accelerator", q.accelerator},  {"accelerators", q.accelerators},
           {"profile", q.profile},          {"configurations", run.tried},
           {"beyond_memory", run.too_large}};
    j["inputs"] = {{"sequence", q.work.sequence},
                   {"global_batch", q.work.global_batch},
                   {"precision", q.work.precision == Precision::fp8 ? "fp8" : "bf16"},
                   {"lora_rank", q.work.lora_rank},
                   {"server", q.server},
                   {"network_bytes_s", q.machine.fabric.scale_out.bandwidth},
                   {"tokens", q.tokens}};
    j["error_pct"] = q.error_pct;
    j["estimated"] = q.estimated;
    if (run.best.empty()) {
        j["problem"] = run.problem;
        return j.dump(2) + "\n";
    }
    const TrainingCandidate& best = run.best.front();
    j["tokens_per_second"] =
        metric(tokens_per_second(q, best), "1/s", "global batch x sequence / step", q.error_pct);
    if (q.tokens > 0) {
        const training::RunHours h = hours_of(q, best);
        j["days"] = metric(h.days(), "d", "tokens / (tokens/s x 86400)", q.error_pct);
        const double factor = calendar_factor(q);
        j["calendar_days"] =
            metric(h.days() * factor, "d",
                   "days x expected slowdown by checkpoints, failures, restarts", q.error_pct);
        j["calendar_factor"] = factor;
        if (q.usd_accelerator_h > 0) {
            j["cost"] =
                metric(h.hours * factor * q.usd_accelerator_h, "USD",
                       "accelerator-hours x slowdown x price of an accelerator-hour", q.error_pct);
        }
        j["accelerator_hours"] = metric(h.hours, "h", "days x 24 x accelerators", q.error_pct);
    }
    const training::StepModel model(q.work, q.machine, q.coefficients);
    for (const training::Term& t : training::explain_step(model, best.plan)) {
        j["terms"].push_back(
            {{"name", t.name}, {"value", t.seconds}, {"unit", "s"}, {"formula", t.formula}});
    }
    for (std::size_t i = 0; i < run.best.size() && i < static_cast<std::size_t>(q.shown); ++i) {
        j["candidates"].push_back(candidate_json(q, run, i));
    }
    return j.dump(2) + "\n";
}

std::string render_training_csv(const TrainingQuestion& q, const TrainingRun& run) {
    std::string out =
        "rank,tp,pp,virtual_stages,cp,dp,ep,micro_batch,zero,recompute,step_s,tokens_per_s,mfu,"
        "hfu,memory_bytes";
    for (std::size_t k = 0; k < training::kParts; ++k) {
        out += fmt::format(",{}_s", training::part_name(static_cast<Part>(k)));
    }
    out += "\n";
    for (std::size_t i = 0; i < run.best.size(); ++i) {
        const TrainingCandidate& c = run.best[i];
        const training::Plan& p = c.plan;
        out += fmt::format("{},{},{},{},{},{},{},{},{},{},{:.6g},{:.6g},{:.4f},{:.4f},{:.0f}",
                           i + 1, p.tp, p.pp, p.virtual_stages, p.cp, p.dp, p.ep, p.micro_batch,
                           static_cast<int>(p.sharding), static_cast<int>(p.recompute), c.seconds,
                           tokens_per_second(q, c), c.mfu, c.hfu, c.memory.total());
        for (const double s : c.time.part) out += fmt::format(",{:.6g}", s);
        out += "\n";
    }
    return out;
}

}  // namespace orrery
