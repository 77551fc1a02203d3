// Published anchors of closed-form planners, predicted from the catalog.
#pragma once
#include <string>
#include <vector>

#include "sim/scenario/catalog.hpp"

namespace orrery {

enum class AnchorKind {
    fixed_training,  ///< items a second of a vision model's training, by its batch
    decode,          ///< seconds of an iteration of `batch` sequences with `context` tokens
    training_flops   ///< 6 · parameters · tokens
};

/// What somebody published, and the range that counts as agreement.
struct Anchor {
    SourcePosition where;
    std::string name;
    AnchorKind kind = AnchorKind::fixed_training;
    std::string model;        ///< catalog model, or prefix of the coefficients of a fixed shape
    std::string accelerator;  ///< catalog key; empty for training_flops
    std::string engine;       ///< decode: catalog engine profile
    int batch = 1;
    int context = 0;
    double tokens = 0;
    double published = 0;
    double low = 0;
    double high = 0;
    std::string unit;
    std::string source;
};

struct AnchorRow {
    Anchor anchor;
    double predicted = 0;
    std::string problem;  ///< why there is no prediction; empty
    [[nodiscard]] bool holds() const {
        return problem.empty() && predicted >= anchor.low && predicted <= anchor.high;
    }
    [[nodiscard]] double error_pct() const {
        return anchor.published > 0 ? 100 * (predicted - anchor.published) / anchor.published : 0;
    }
};

/// Reads a file of anchors; problems go to `diagnostics`.
std::vector<Anchor> read_anchors(const std::string& file, Diagnostics& diagnostics);

/// Predicts each anchor from catalog facts.
std::vector<AnchorRow> validate_anchors(const std::vector<Anchor>& anchors, const Catalog& catalog);

std::string render_anchors(const std::vector<AnchorRow>& rows);

}  // namespace orrery
