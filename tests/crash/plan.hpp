// Which call of which kind fails, and how: what the environment asks of the fault library.
#pragma once
#include <cstdint>

namespace orrery::faults {

enum class Kind : std::uint8_t { write, sync, rename, open, close, read, alloc, none };

/// FAULT_DO: fail (that call alone), persist (it and all after it), part (half of what is written,
/// as a full disk takes it), kill (SIGKILL at it), torn (half is written, then SIGKILL), fork (each
/// FAULT_STEP-th call fails in a child of its own, see allocations.cpp).
enum class Deed : std::uint8_t { fail, persist, part, kill, torn, fork };

struct Plan {
    Kind kind = Kind::none;  ///< FAULT_KIND
    Deed deed = Deed::fail;
    std::int64_t at = 0;    ///< FAULT_AT; 0 counts alone
    std::int64_t step = 1;  ///< FAULT_STEP
    int error = 0;          ///< FAULT_ERRNO: 28 is ENOSPC, 5 EIO, 12 ENOMEM
};

const Plan& plan();

/// Between the beginning of main and the end of the process: what happens before is the loader's.
bool armed();

/// Counts a call. Whether it is to fail; kills the process where that is asked for.
bool strikes(Kind kind);

/// As above for what is written: a part may have to be written first. Of `size` bytes so many.
struct Stroke {
    bool hit = false;
    bool kills = false;
    std::uint64_t size = 0;
};
Stroke strikes_write(std::uint64_t size);

/// In a child of a fork the parent's files are left alone: writes and renames are said to be done.
extern bool in_child;

[[noreturn]] void die();

/// How many calls of the kind there were, into the file FAULT_COUNT.
void tell_count();

void set_error();

/// How many calls of the kind there were so far.
std::int64_t calls();

}  // namespace orrery::faults
