// `validate bill`: lines by SKU, month and tag; residuals, totals and variances to the micro-unit.
#include "sim/evidence/bill.hpp"

#include "tests/support/catch.hpp"
#include "tests/support/files.hpp"

namespace bill_test {

using namespace orrery;
using namespace orrery::test;

namespace {

const std::string kHeader =
    "ChargePeriodStart,ChargeCategory,SkuId,BilledCost,ContractedCost,ContractedUnitPrice,"
    "PricingQuantity,PricingUnit,BillingCurrency,Tags\n";

std::string row(const std::string& month, const std::string& sku, const std::string& cost,
                const std::string& price, const std::string& quantity,
                const std::string& tags = "") {
    return month + "-05T00:00:00Z," + (sku.empty() ? "Tax" : "Usage") + "," + sku + "," + cost +
           "," + cost + "," + price + "," + quantity + "," + (quantity.empty() ? "" : "Hours") +
           ",EUR," + tags + "\n";
}

Bill read(const std::string& rows, const BillOptions& options, Diagnostics& diagnostics) {
    const TemporaryFolder folder;
    return read_bill(folder.write("bill.csv", kHeader + rows), options, diagnostics);
}

Bill bill(const std::string& rows, const BillOptions& options = {}) {
    Diagnostics diagnostics;
    Bill out = read(rows, options, diagnostics);
    INFO(render(diagnostics));
    CHECK_FALSE(diagnostics.has_errors());
    return out;
}

std::string complaint(const std::string& rows) {
    Diagnostics diagnostics;
    (void)read(rows, {}, diagnostics);
    return render(diagnostics);
}

}  // namespace

TEST_CASE("bill: volume, mix and price of two SKUs by hand, residuals on both sides") {
    // Simulated: 100 h of a at 10, 100 h of b at 2; actual: 120 h of a at 11, 60 h of b at 2.
    const Bill run =
        bill(row("2026-11", "a", "1000", "10", "100") + row("2026-11", "b", "200", "2", "100") +
             row("2026-11", "c", "7", "7", "1"));
    const Bill real =
        bill(row("2026-11", "a", "1320", "11", "120") + row("2026-11", "b", "120", "2", "60") +
             row("2026-11", "", "30.123456", "", ""));
    const BillComparison c = compare_bills(run, real, {});
    REQUIRE(c.matched.size() == 2);
    CHECK(c.matched[0].difference().micros == 320'000'000);
    CHECK_FALSE(c.matched[0].within);
    // Volume: (180 − 200) h · 6 a mean hour = −120; quantities explain 20·10 − 40·2 = 120: mix 240;
    // price: (11 − 10)·120 = 120. −120 + 240 + 120 = 240 = 320 − 80.
    CHECK(c.variance.volume.micros == -120'000'000);
    CHECK(c.variance.mix.micros == 240'000'000);
    CHECK(c.variance.price.micros == 120'000'000);
    REQUIRE(c.only_simulated.size() == 1);
    CHECK(c.only_simulated[0].key.sku == "c");
    REQUIRE(c.only_actual.size() == 1);
    CHECK(c.only_actual[0].key.sku == "(Tax)");
    CHECK(c.residual_actual.micros == 30'123'456);
    const Money difference = c.actual.total - c.simulated.total;
    CHECK(difference == c.variance.volume + c.variance.mix + c.variance.price + c.variance.other +
                            c.residual_actual - c.residual_simulated);
    CHECK(c.failures.size() == 2);  // lines beyond 5 %, the total by 263.12
    CHECK(bill_text(c).find("Only in the bill: 30.12") != std::string::npos);
    CHECK(bill_json(c).find("\"holds\": false") != std::string::npos);
}

TEST_CASE("bill: months and tags keep lines apart, and the same bill holds") {
    BillOptions options;
    options.tag = "team";
    const std::string rows = row("2026-11", "a", "10", "10", "1", "\"{\"\"team\"\":\"\"x\"\"}\"") +
                             row("2026-11", "a", "30", "10", "3", "\"{\"\"team\"\":\"\"y\"\"}\"") +
                             row("2026-12", "a", "10", "10", "1");
    const Bill one = bill(rows, options);
    CHECK(one.lines.size() == 3);
    CHECK(one.lines.at({"2026-11", "a", "y"}).cost.micros == 30'000'000);
    const BillComparison same = compare_bills(one, one, options);
    CHECK(same.failures.empty());
    CHECK(same.variance.price.micros == 0);
    CHECK(bill_text(same).find("within 5 %") != std::string::npos);
    CHECK(bill(rows).lines.size() == 2);  // without --tag
}

TEST_CASE("bill: a stored ledger is a bill of its SKUs, what is negative is a credit") {
    Ledger ledger;
    Charge gpu;
    gpu.category = "compute";
    gpu.sku = "p5";
    gpu.unit = "server-h";
    Charge staff = gpu;
    staff.category = "staff";
    ledger.charges = {gpu, staff};
    Posting p;
    p.month = 2026 * 12 + 10;
    p.quantity = 2;
    p.amount.fill(Money{5'000'000});
    Posting back = p;
    back.amount.fill(Money{-1'000'000});
    Posting people = p;
    people.charge = 1;
    ledger.postings = {p, p, back, people};
    const Bill b = bill_of(ledger, "EUR", "db", {});
    CHECK(b.lines.at({"2026-11", "p5", ""}).cost.micros == 10'000'000);
    CHECK(b.lines.at({"2026-11", "p5", ""}).quantity == 4);
    CHECK(b.lines.at({"2026-11", "(Credit)", ""}).cost.micros == -1'000'000);
    CHECK(b.lines.at({"2026-11", "p5/staff", ""}).cost.micros == 5'000'000);
    CHECK(b.total.micros == 14'000'000);
}

TEST_CASE("bill: contracts and hours of one SKU are no quantity, hours paid ahead have none") {
    const auto in = [](const std::string& unit, std::string line) {
        line.replace(line.find("Hours"), 5, unit);
        return line;
    };
    // A plan is bought once, 100 contracts' worth of nothing that hours could be compared with.
    const std::string hours = row("2026-11", "plan", "20", "2", "10");
    const Bill run = bill(in("Contract", row("2026-11", "plan", "1000", "1000", "1")) + hours);
    const Bill real = bill(in("Contract", row("2026-11", "plan", "1100", "1100", "1")) + hours);
    const BillComparison mixed = compare_bills(run, real, {});
    CHECK(mixed.variance.other.micros == 100'000'000);
    CHECK(mixed.variance.volume.micros == 0);
    CHECK(mixed.variance.price.micros == 0);
    // 10 h bought at 3, the same 10 h used and not billed again: 10 h, not 20.
    const std::string used = "2026-11-05T00:00:00Z,Usage,gpu,0,40,4,10,Hours,EUR,\n";
    const Bill once = bill(row("2026-11", "gpu", "30", "3", "10") + used);
    CHECK(once.lines.at({"2026-11", "gpu", ""}).quantity == 10);
    CHECK(once.lines.at({"2026-11", "gpu", ""}).rows == 2);
    const Bill dearer = bill(row("2026-11", "gpu", "36", "3.6", "10") + used);
    CHECK(compare_bills(once, dearer, {}).variance.price.micros == 6'000'000);
}

TEST_CASE("bill: what does not reconcile is named") {
    CHECK(complaint("").find("E0879") != std::string::npos);
    CHECK(complaint(row("2026-11", "a", "1.2.3", "10", "1")).find("E0875") != std::string::npos);
    CHECK(complaint(row("2026-11", "a", "25", "10", "3")).find("E0877") != std::string::npos);
    std::string dollars = row("2026-11", "a", "10", "10", "1");
    dollars.replace(dollars.find("EUR"), 3, "USD");
    CHECK(complaint(row("2026-11", "a", "10", "10", "1") + dollars).find("E0876") !=
          std::string::npos);
    Diagnostics diagnostics;
    const TemporaryFolder folder;
    (void)read_bill(folder.write("b.csv", "SkuId,BilledCost\na,1\n"), {}, diagnostics);
    CHECK(diagnostics.error_count() == 2);  // ChargePeriodStart, BillingCurrency
}

}  // namespace bill_test
