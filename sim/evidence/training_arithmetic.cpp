// Published hours, energy and carbon of training runs, by the publisher's method and from scratch.
#include "sim/evidence/training_arithmetic.hpp"

#include <set>

#include "models/training/run.hpp"

namespace orrery {
namespace {

using Rows = std::vector<ValidationRow>;

/// Factors of the LLaMA paper, which later model cards repeat.
struct Published {
    explicit Published(const Catalog& catalog) {
        const auto value = [&](const char* name, double otherwise) {
            const auto found = catalog.coefficients.find(name);
            return found == catalog.coefficients.end() ? otherwise : found->second.value;
        };
        pue = value("training.published_pue", 1);
        kg_kwh = value("training.published_grid", 0);
    }
    double pue = 1;
    double kg_kwh = 0;
};

class Arithmetic {
public:
    Arithmetic(const MeasuredTraining& row, const Published& published, Rows& out)
        : r_(row), published_(published), out_(out) {}

    /// Whether anything could be recomputed.
    bool run() {
        const std::size_t before = out_.size();
        hours();
        days();
        energy();
        emissions();
        return out_.size() > before;
    }

private:
    void add(const char* metric, double measured, double predicted) {
        if (measured <= 0 || predicted <= 0) return;
        out_.push_back({r_.id,
                        metric,
                        measured,
                        predicted,
                        {r_.source, training_accelerator(r_.hardware), r_.model},
                        "recomputed from the row's figures"});
    }
    void hours() {
        if (r_.accelerators > 0 && r_.days > 0 && r_.hours > 0 && r_.category == "time") {
            add("GPU-hours, own method", r_.hours, r_.accelerators * r_.days * 24);
        }
    }
    void days() {
        if (r_.notes.find("8TP/(nX)") == std::string::npos) return;
        add("days, own method", r_.value,
            training::days_with_recompute(r_.tokens_b * 1e9, r_.params_b * 1e9, r_.accelerators,
                                          r_.tflops * 1e12));
    }
    /// Accelerator-hours times power; PUE where the publisher counts it.
    void energy() {
        if (r_.power_w <= 0 || r_.energy_mwh <= 0) return;
        const double h = r_.hours > 0 ? r_.hours : r_.accelerators * r_.days * 24;
        const double pue = r_.pue > 0 ? r_.pue : 1;
        add("MWh, own method", r_.energy_mwh, training::energy_mwh(h, r_.power_w, pue));
    }
    void emissions() {
        if (r_.tco2e <= 0) return;
        if (r_.kg_kwh > 0 && r_.hours > 0 && r_.power_w > 0) {
            const double mwh = training::energy_mwh(r_.hours, r_.power_w, r_.pue);
            add("tCO2e, own method", r_.tco2e, training::emissions_t(mwh, r_.kg_kwh));
        } else if (r_.kg_kwh > 0 && r_.energy_mwh > 0) {
            // Gopher's energy is that of the chips; the others' is the meter's.
            const bool chips = r_.source.find("Gopher") != std::string::npos;
            const double mwh = r_.energy_mwh * (chips ? r_.pue : 1);
            add("tCO2e, own method", r_.tco2e, training::emissions_t(mwh, r_.kg_kwh));
        } else if (r_.hours > 0 && r_.power_w > 0) {
            const double mwh = training::energy_mwh(r_.hours, r_.power_w, published_.pue);
            const bool stated = r_.notes.find("exactly (LLaMA-1") != std::string::npos;
            add(stated ? "tCO2e, own method" : "tCO2e, first principles", r_.tco2e,
                training::emissions_t(mwh, published_.kg_kwh));
        }
    }

    const MeasuredTraining& r_;
    const Published& published_;
    Rows& out_;
};

/// TFLOP/s and MFU of the row's own rate, counted as the source counts.
void conventions(const TrainingCase& c, const MeasuredTraining& r, Rows& out) {
    if (r.tok_s <= 0 || c.work.model.experts > 0) return;
    const double tflops = r.tok_s * flops_per_token(c.work, c.software.convention) * 1e-12;
    const std::vector<std::string> groups{r.source, c.accelerator, r.model};
    const bool foundry = c.software.name == "fsdp";
    if (r.tflops > 0 && !foundry && c.software.name == "nemo") {
        out.push_back({r.id, "TFLOP/s, own convention", r.tflops, tflops, groups});
    }
    if (r.mfu_pct > 0 && r.peak_tflops > 0 && foundry) {
        out.push_back(
            {r.id, "MFU, own convention", r.mfu_pct, tflops / r.peak_tflops * 100, groups});
    }
}

std::string reason(const MeasuredTraining& r) {
    if (r.category == "collective") return "a collective: orrery validate collectives";
    if (r.category == "reliability") return "a failure rate, not a step";
    if (r.category == "time_to_train") return "steps to converge are not modelled";
    if (r.category == "checkpoint") return "a checkpoint, not a step";
    if (r.category == "scaling") return "a range over layouts that the row does not state";
    return "the row does not state what its figure is computed from";
}

}  // namespace

Rows training_arithmetic(const std::vector<MeasuredTraining>& rows, const TrainingCases& cases,
                         const Catalog& catalog, std::vector<SkippedRow>& skipped) {
    const Published published(catalog);
    Rows out;
    for (const TrainingCase& c : cases.cases) conventions(c, rows[c.row], out);
    for (const MeasuredTraining& r : rows) {
        if (r.category.starts_with("throughput") || r.category == "micro") continue;
        if (!Arithmetic(r, published, out).run()) skipped.push_back({r.id, reason(r)});
    }
    return out;
}

}  // namespace orrery
