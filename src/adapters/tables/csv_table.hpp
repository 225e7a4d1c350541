#pragma once

#include <memory>
#include <span>
#include <string>
#include <utility>

#include "adapters/tables/temporary_file.hpp"
#include "application/exports/table.hpp"

namespace shop::tables {

/// Comma-separated values (RFC 4180) in UTF-8, with the mark in front by which Excel knows it.
class CsvTable final : public exports::TableFile {
 public:
  static Result<std::unique_ptr<exports::TableFile>> create(const std::string& folder,
                                                            const exports::TableHead& head);
  Result<void> add(std::span<const exports::Cell> row) override;
  Result<std::shared_ptr<const OpenFile>> finish() override;

 private:
  explicit CsvTable(TemporaryFile file) : file_(std::move(file)) {}

  TemporaryFile file_;
  std::string waiting_;  ///< Not written yet.
};

/// Appends one line with its end. A text that a spreadsheet would take for a formula gets an
/// apostrophe in front; numbers never do.
void append_csv_row(std::string& out, std::span<const exports::Cell> row);

}  // namespace shop::tables
