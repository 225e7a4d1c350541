#pragma once

#include <ostream>

#include "application/analytics/reconciliation.hpp"

namespace shop::cli {

/// Prints what was compared and every difference: a table for people, or one JSON object.
void print_reconciliation(const analytics::Reconciliation& result, bool json, std::ostream& out);

}  // namespace shop::cli
