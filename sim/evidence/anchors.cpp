// Published anchors of closed-form planners, predicted from the catalog.
#include "sim/evidence/anchors.hpp"

#include <fmt/format.h>

#include "models/fixed/fixed_shape.hpp"
#include "models/llm/capacity.hpp"
#include "sim/scenario/fields.hpp"

namespace orrery {
namespace {

using namespace fields;

constexpr double kMostFlops = 1e30;  ///< of a training run: figures are up to 1e25 today

const Table<Anchor>& anchor_table() {
    using A = Anchor;
    static const Choices<AnchorKind> kinds{{"fixed_training", AnchorKind::fixed_training},
                                           {"decode", AnchorKind::decode},
                                           {"training_flops", AnchorKind::training_flops}};
    static const Table<A> t{
        "A published figure and the range that agrees with it.",
        {text("name", &A::name, "For people").required(),
         choice("kind", &A::kind, kinds, "What is predicted"),
         text("model", &A::model, "Catalog model, or prefix of its coefficients").required(),
         text("accelerator", &A::accelerator, "Catalog accelerator"),
         text("engine", &A::engine, "Catalog engine profile"),
         whole("batch", &A::batch, "Items or sequences").min(1),
         whole("context", &A::context, "Tokens of each sequence"),
         quantity("tokens", &A::tokens, Measure::number, "Trained on"),
         quantity("published", &A::published, Measure::number, "Theirs; 0: a range only")
             .max(kMostFlops),
         quantity("low", &A::low, Measure::number, "Agreement from").max(kMostFlops).required(),
         quantity("high", &A::high, Measure::number, "Agreement to").max(kMostFlops).required(),
         text("unit", &A::unit, "Of the figure").required(),
         text("source", &A::source, "Who published it").required()}};
    return t;
}

/// A coefficient, or a problem that names it.
double coefficient(const Catalog& catalog, const std::string& name, std::string& problem) {
    const auto it = catalog.coefficients.find(name);
    if (it != catalog.coefficients.end()) return it->second.value;
    if (problem.empty()) problem = fmt::format("the catalog has no coefficient {}", name);
    return 0;
}

/// Training: forward, and backward with twice its work; the same for activations.
double fixed_training(const Anchor& a, const Catalog& catalog, const Accelerator& accelerator,
                      std::string& problem) {
    const auto get = [&](const std::string& name) { return coefficient(catalog, name, problem); };
    const double passes = get("fixed.training_passes");
    fixed::Shape shape;
    shape.flops = passes * get(a.model + ".forward_flops");
    shape.bytes = passes * get(a.model + ".forward_bytes");
    shape.weight_bytes = passes * get(a.model + ".weight_bytes");
    fixed::Efficiency efficiency;
    efficiency.compute = get(a.model + ".efficiency_" + accelerator.family);
    efficiency.memory = get("fixed.memory_efficiency");
    if (!problem.empty()) return 0;
    return fixed::batch_time(shape, accelerator, efficiency, a.batch).items_s;
}

double decode(const Anchor& a, const Catalog& catalog, const Accelerator& accelerator,
              std::string& problem) {
    const auto model = catalog.models.find(a.model);
    const llm::EngineProfile* engine =
        model == catalog.models.end() ? nullptr
                                      : find_engine(catalog, a.engine, accelerator.family,
                                                    engine_scope(Precision::bf16, model->second));
    if (!engine) {
        problem = fmt::format("the catalog has no model {} or no engine {} on {}", a.model,
                              a.engine, accelerator.family);
        return 0;
    }
    llm::ReplicaShape shape;
    shape.model = model->second;
    shape.accelerator = accelerator;
    shape.profile = *engine;
    const llm::IterationTable t = llm::compile_iteration_table(shape);
    const auto b = static_cast<std::size_t>(a.batch);
    const double weight =
        t.full_layers * a.context + t.window_layers * std::min<double>(t.window, a.context);
    return t.g[b] + t.h[b] + t.kappa_of(a.batch) * weight * a.batch;
}

void predict(const Catalog& catalog, AnchorRow& row) {
    const Anchor& a = row.anchor;
    if (a.kind == AnchorKind::training_flops) {
        const auto model = catalog.models.find(a.model);
        if (model == catalog.models.end()) {
            row.problem = fmt::format("the catalog has no model {}", a.model);
        } else {
            row.predicted = 6 * model->second.parameters_total * a.tokens;
        }
        return;
    }
    const auto accelerator = catalog.accelerators.find(a.accelerator);
    if (accelerator == catalog.accelerators.end()) {
        row.problem = fmt::format("the catalog has no accelerator {}", a.accelerator);
        return;
    }
    row.predicted = a.kind == AnchorKind::decode
                        ? decode(a, catalog, accelerator->second, row.problem)
                        : fixed_training(a, catalog, accelerator->second, row.problem);
}

}  // namespace

std::vector<Anchor> read_anchors(const std::string& file, Diagnostics& diagnostics) {
    std::vector<Anchor> anchors;
    const std::optional<Node> root = read_document(file, diagnostics);
    const Reader reader{diagnostics};
    const Node* list = root ? root->find("anchors") : nullptr;
    if (!list || !reader.expect(*list, Node::Kind::sequence, "anchors", "a list")) return anchors;
    for (const Node& node : list->items) {
        Anchor a;
        read_object(reader, node, "anchors", anchor_table(), a);
        anchors.push_back(std::move(a));
    }
    return anchors;
}

std::vector<AnchorRow> validate_anchors(const std::vector<Anchor>& anchors,
                                        const Catalog& catalog) {
    std::vector<AnchorRow> rows;
    for (const Anchor& anchor : anchors) {
        AnchorRow row;
        row.anchor = anchor;
        predict(catalog, row);
        rows.push_back(std::move(row));
    }
    return rows;
}

std::string render_anchors(const std::vector<AnchorRow>& rows) {
    std::string out = fmt::format("{:<34}{:>11}{:>11}{:>8}  {}\n", "anchor", "published",
                                  "predicted", "error", "agrees in");
    for (const AnchorRow& r : rows) {
        const Anchor& a = r.anchor;
        const std::string published =
            a.published > 0 ? fmt::format("{:.4g}", a.published) : std::string("–");
        const std::string error =
            a.published > 0 ? fmt::format("{:+.1f}%", r.error_pct()) : std::string("–");
        out += fmt::format("{:<34}{:>11}{:>11.4g}{:>8}  {:.4g} … {:.4g} {}{}{}\n", a.name,
                           published, r.predicted, error, a.low, a.high, a.unit,
                           r.holds() ? "" : "  !", r.problem.empty() ? "" : "  " + r.problem);
    }
    return out;
}

}  // namespace orrery
