// Tables of contracts that are not commitments to servers; contracts_table has them all.
#pragma once
#include "sim/scenario/reader/tables.hpp"

namespace orrery {

const Table<SpendSpec>& spend_table();
const Table<VolumeSpec>& volume_table();
const Table<StorageSpec>& storage_table();
const Table<SupportSpec>& support_table();
const Table<LicenceSpec>& licence_table();
const Table<TaxSpec>& tax_table();
const Table<SlaSpec>& sla_table();
const Table<PriceChangeSpec>& price_change_table();
const Table<StandbySpec>& standby_table();

}  // namespace orrery
