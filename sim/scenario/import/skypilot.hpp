// Prices of SkyPilot's catalog: what each shape costs in each region, on demand and spot.
#pragma once
#include <string>

#include "sim/ingest/bytes.hpp"
#include "sim/scenario/catalog.hpp"
#include "sim/scenario/import/import.hpp"
#include "sim/scenario/scenario.hpp"

namespace orrery {

/// Has the header InstanceType, AcceleratorName and Price?
bool is_skypilot_catalog(const FileHead& head);

/// Whose prices a file holds, which it does not say itself: the catalog's vendor that its folder or
/// its name is called by ("catalogs/v8/aws/vms.csv", "aws.csv"); empty where there is none.
std::string skypilot_vendor(const std::string& file, const Catalog& catalog);

/// A catalog overlay of offers with the price an hour of every shape whose server and region the
/// catalog knows; the lowest spot price of its zones stands beside it in the report and in a
/// comment. `today` is YYYY-MM-DD.
ImportResult import_skypilot(const std::string& file, const std::string& vendor,
                             const Catalog& catalog, const std::string& today);

/// The scenario's text with those prices in its pools on demand; pools whose `spot:` has no price
/// of its own get the spot price, and the price on demand as list price.
ImportResult import_skypilot_into(const std::string& file, const std::string& vendor,
                                  const Catalog& catalog, const Scenario& scenario,
                                  const std::string& text);

}  // namespace orrery
