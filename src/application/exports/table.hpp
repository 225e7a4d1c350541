#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/open_file.hpp"
#include "base/result.hpp"
#include "domain/calendar/business_calendar.hpp"

/// Tables that leave the shop as files.
namespace shop::exports {

enum class ColumnType : std::uint8_t {
  kText,
  kNumber,   ///< A whole number.
  kMoney,    ///< Whole dong.
  kTime,     ///< By the shop's clock.
  kDay,      ///< A date.
  kPercent,  ///< A share: 0.25 is 25 %.
};

struct Column {
  std::string heading;
  ColumnType type = ColumnType::kText;
  int width = 0;  ///< In characters, where a file can say so; 0: what suits the type.
};

/// One value, of its column's type; nothing where there is none. Texts are borrowed.
using Cell = std::variant<std::monostate, std::string_view, std::int64_t, double, domain::CivilDate,
                          domain::CivilTime>;

struct TableHead {
  std::string title;
  std::vector<Column> columns;
};

/// Where a table goes, one row after the other; none is kept in memory.
class TableWriter {
 public:
  virtual ~TableWriter() = default;
  /// As many cells as the table has columns.
  virtual Result<void> add(std::span<const Cell> row) = 0;
};

/// A table on its way into a file. What is not finished leaves nothing behind.
class TableFile : public TableWriter {
 public:
  /// Once, after the last row.
  virtual Result<std::shared_ptr<const OpenFile>> finish() = 0;
};

enum class TableFormat : std::uint8_t { kCsv, kXlsx };

std::string_view to_string(TableFormat format);
std::optional<TableFormat> parse_table_format(std::string_view name);

/// Port: makes files of a format. Implementation: adapters/tables.
class TableFiles {
 public:
  virtual ~TableFiles() = default;
  virtual Result<std::unique_ptr<TableFile>> create(TableFormat format, const TableHead& head) = 0;
};

}  // namespace shop::exports
