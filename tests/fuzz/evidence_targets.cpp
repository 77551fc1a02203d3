// What predictions are held against: bills, measured rows, demand records, fitted models.
#include "sim/evidence/bill.hpp"
#include "sim/evidence/calibrated_model.hpp"
#include "sim/evidence/collective_rows.hpp"
#include "sim/evidence/demand_record.hpp"
#include "sim/evidence/energy_rows.hpp"
#include "sim/evidence/focus_validate.hpp"
#include "sim/evidence/inference_rows.hpp"
#include "sim/evidence/training_rows.hpp"
#include "tests/fuzz/target.hpp"

namespace orrery::fuzz {
namespace {

void read_focus(std::string_view bytes) {
    const std::string file = file_of(bytes, ".csv");
    without_world([&] {
        const FocusReport report = validate_focus(file);
        focus_report_text(report);
        focus_report_json(report);
    });
    BillOptions options;
    options.tag = "team";
    without_world([&] {
        Diagnostics diagnostics;
        const Bill bill = read_bill(file, options, diagnostics);
        render(diagnostics);
        if (diagnostics.has_errors()) return;
        const BillComparison comparison = compare_bills(bill, bill, options);
        bill_text(comparison);
        bill_json(comparison);
    });
}

void read_measured_rows(std::string_view bytes) {
    const std::string file = file_of(bytes, ".csv");
    without_world([&] { read_measured_inference(file); });
    without_world([&] { read_measured_training(file); });
    without_world([&] { read_measured_energy(file); });
    without_world([&] { read_measured_collectives(file); });
}

void read_records(std::string_view bytes) {
    const std::string file = file_of(bytes);
    without_world([&] { usage_record(file, "Europe/Berlin"); });
    without_world([&] { gateway_record(file, ""); });
    without_world([&] { trace_record(file, TraceKind::automatic, kSecond, "Asia/Tokyo"); });
    without_world([&] { read_holidays(file); });
    without_world([&] { read_model(file); });
}

}  // namespace

std::vector<FuzzTarget> evidence_targets() {
    return {{"focus", read_focus, {"tests/golden/commands"}},
            {"measured", read_measured_rows},
            {"records", read_records, {"scenarios/examples/world/tutorial"}}};
}

}  // namespace orrery::fuzz
