#pragma once

#include <memory>
#include <span>
#include <string>

#include "application/exports/table.hpp"

namespace shop::tables {

/// An Excel workbook of one sheet: real numbers and dates, the headings bold and always in sight.
/// Rows go to the disk as they come; the library keeps only the current one.
class XlsxTable {
 public:
  static Result<std::unique_ptr<exports::TableFile>> create(const std::string& folder,
                                                            const exports::TableHead& head);
};

}  // namespace shop::tables
