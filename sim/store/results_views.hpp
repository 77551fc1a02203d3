// Views of results.db: what people ask of a result, in the field's terms; docs/results.md has each.
#pragma once

namespace orrery::store {

/// SQL that creates them. Money is in the reporting currency, which a column of its own names;
/// times are ISO 8601, UTC.
extern const char* const kResultViews;

}  // namespace orrery::store
