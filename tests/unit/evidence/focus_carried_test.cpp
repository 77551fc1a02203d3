// `validate focus`: what assets carry over the ends of a file, and files that hold nothing.
#include "tests/support/catch.hpp"
#include "tests/unit/evidence/focus_sheet.hpp"

namespace focus_carried_test {

using namespace orrery;
using namespace orrery::test;

TEST_CASE("focus: what is brought and carried forward belongs to an asset's sum") {
    Sheet s = sound();
    s.columns.insert(s.columns.end(), {"x_BroughtForward", "x_CarriedForward"});
    // 1,000 paid, 0.352 worn off in the file; the rest is of later years.
    s.rows[kEnd]["EffectiveCost"] = "0";
    s.rows[kEnd]["x_CarriedForward"] = "999.648";
    CHECK(check(s).valid());
    s.rows[kEnd]["x_CarriedForward"] = "999";
    CHECK(caught(check(s), "Asset.identity"));
    // Bought before the file: what was left of it then is its beginning.
    Sheet later = s;
    later.rows[kAsset] = later.rows[kEnd];
    later.rows[kAsset]["x_CarriedForward"] = "";
    later.rows[kAsset]["x_BroughtForward"] = "500";
    later.rows[kEnd]["x_CarriedForward"] = "499.648";
    const FocusReport report = check(later);
    INFO(listed(report));
    CHECK(report.valid());
    CHECK(report.identities == 2);
    later.rows.pop_back();  // the end
    CHECK(check(later).identities == 1);
}

TEST_CASE("focus: a file with a header alone says nothing, and is told so") {
    Sheet s = sound();
    s.rows.clear();
    const FocusReport report = check(s);
    CHECK(caught(report, "File.rows"));
    CHECK(focus_report_text(report).find("without a charge") != std::string::npos);
}

}  // namespace focus_carried_test
