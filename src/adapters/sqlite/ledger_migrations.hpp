#pragma once

#include <span>

#include "adapters/sqlite/migrations.hpp"

namespace shop::sqlite {

/// The steps of schemas/sql/ledger, embedded at build time.
extern const std::span<const Migration> kLedgerMigrations;

}  // namespace shop::sqlite
