// Leases: classification, right-of-use asset and liability, obligations by year.
#pragma once
#include <vector>

namespace orrery::finance {

/// Equal payments at the beginning of each month.
struct LeaseTerms {
    double payment = 0;  ///< a month
    int months = 36;
    double rate_year = .06;  ///< implicit or incremental borrowing rate, effective
    double fair_value = 0;   ///< of the asset at the beginning
    double economic_life_months = 60;
    double option = -1;           ///< price of buying it at the end; −1: none
    bool option_certain = false;  ///< reasonably certain to be exercised: a bargain
    bool transfers_ownership = false;
    bool specialised = false;  ///< of no other use to the lessor
    double left = 0;  ///< value at the end of the economic life, where it becomes one's own
};

/// Ownership comes with the end of the term: by the contract, or by an option that is taken.
bool becomes_owned(const LeaseTerms& terms);

/// Tests of ASC 842-10-25-2, with the bright lines of 842-10-55-2 (75 %, 90 %); any of them makes a
/// finance lease. IFRS 16 knows no such distinction for lessees: all are on the balance sheet.
struct LeaseTests {
    bool transfer = false;
    bool option = false;
    bool term = false;
    bool value = false;
    bool specialised = false;
    [[nodiscard]] bool finance() const {
        return transfer || option || term || value || specialised;
    }
};

LeaseTests classify_lease(const LeaseTerms& terms);
/// Of the payments, and of the option where it is certain.
double lease_present_value(const LeaseTerms& terms);

struct LeaseMonth {
    double payment = 0;
    double interest = 0;   ///< on the liability after the payment, over the month
    double liability = 0;  ///< at the month's end
    double asset = 0;      ///< right of use, at the month's end
    double amortisation = 0;
    double expense = 0;  ///< of the period: finance: interest + amortisation; operating: level
};
/// By month; `finance` says how the expense is spread. The liability ends at 0 (with a certain
/// option: at the option's price, paid then), and Σ expense = Σ payments + the option. The right of
/// use of a finance lease is written off over the term, or over the economic life, less what is
/// `left` then, where ownership comes (ASC 842-20-35-8, IFRS 16.32): months after the term too.
std::vector<LeaseMonth> lease_schedule(const LeaseTerms& terms, bool finance);

/// Undiscounted payments due in years 1, 2 … from month `elapsed` on: the table of maturities.
std::vector<double> lease_obligations(const LeaseTerms& terms, int elapsed);

}  // namespace orrery::finance
