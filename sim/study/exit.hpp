// The study `exit`: what does it cost to leave a vendor, how long does it take, and when is it
// cheapest?
#pragma once
#include <string>
#include <vector>

#include "models/contracts/terms.hpp"
#include "models/contracts/transfer.hpp"
#include "sim/scenario/world.hpp"
#include "sim/study/answer.hpp"

namespace orrery {

/// Data that have to be taken along.
struct ExitParcel {
    std::string name;
    double gb = 0;
    contracts::Shipment way;  ///< purpose "exit"; the day is the study's
};

/// What is owed by the month until a date, used or not.
struct ExitObligation {
    std::string name;
    double usd_month = 0;  ///< still to be paid; what was paid ahead is sunk and left out
    std::int64_t from_unix_s = 0;
    std::int64_t until_unix_s = 0;
    double recovered = 0;  ///< share that subletting brings back
    std::string source;
};

struct ExitQuestion {
    std::string vendor;
    std::int64_t from_unix_s = 0;  ///< first month in which one could go
    int months = 18;
    std::vector<ExitParcel> parcels;
    std::vector<contracts::TransferTerms> transfers;
    contracts::EgressTerms internet;  ///< where no transfer price fits
    double bandwidth = 0;             ///< B/s
    std::vector<ExitObligation> obligations;
    double porting_usd = 0;
    double fee_usd = 0;
    double run_usd_month = 0;     ///< of the new place while both run
    double double_run_days = 0;   ///< beyond the transfer
    double saving_usd_month = 0;  ///< that going brings: what each month of waiting forgoes
    std::vector<StudyAssumption> inputs;  ///< amounts and where each is from
};

struct ExitRow {
    std::int64_t at_unix_s = 0;  ///< the transfer begins
    double egress_usd = 0;
    double stranded_usd = 0;
    double porting_usd = 0;
    double fee_usd = 0;
    double double_run_usd = 0;
    double waiting_usd = 0;  ///< savings forgone until then
    double usd_gb = 0;       ///< mean price of the transfer
    [[nodiscard]] double bill() const {
        return egress_usd + stranded_usd + porting_usd + fee_usd + double_run_usd;
    }
    [[nodiscard]] double total() const { return bill() + waiting_usd; }
};

struct ExitResult {
    double gb = 0;
    double transfer_days = 0;
    double exit_days = 0;  ///< with double running
    std::vector<ExitRow> rows;
    std::size_t best = 0;  ///< least total; the earliest of equals
    std::string price_source;
    /// Saving a month from which going at once is cheapest; 0: it is anyway.
    double breakeven_saving = 0;
};

ExitResult study_exit(const ExitQuestion& question);

/// Data, contracts and prices of a base that leaving a vendor touches.
ExitQuestion exit_of_base(const World& world, const std::string& vendor, const std::string& to);

}  // namespace orrery
