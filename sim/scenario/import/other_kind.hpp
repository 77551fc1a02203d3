// A file that was given to the wrong import: what it looks like instead.
#pragma once
#include <string>

#include "sim/ingest/bytes.hpp"

namespace orrery {

/// "looks like a LiteLLM log: `orrery import demand spend.csv --into SCENARIO`" for a file that one
/// of the other imports recognises by its first bytes or its header; empty where the import `kind`
/// recognises it itself, and where none does.
std::string looks_like_other_kind(const FileHead& head, const std::string& kind);

}  // namespace orrery
