#pragma once

#include <ostream>

#include "application/analytics/reconciliation.hpp"

namespace shop::cli {

using analytics::Reconciliation;

/// As a table for people, or as one JSON object.
void print_reconciliation(const Reconciliation& result, bool json, std::ostream& out);

}  // namespace shop::cli
