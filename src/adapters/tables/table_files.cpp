#include "adapters/tables/table_files.hpp"

#include <filesystem>
#include <system_error>
#include <utility>

#include "adapters/tables/csv_table.hpp"
#include "adapters/tables/xlsx_table.hpp"

namespace shop::tables {

TemporaryTableFiles::TemporaryTableFiles(std::string folder) : folder_(std::move(folder)) {
  std::error_code ignored;
  if (folder_.empty()) folder_ = std::filesystem::temp_directory_path(ignored).string();
}

Result<std::unique_ptr<exports::TableFile>> TemporaryTableFiles::create(
    exports::TableFormat format, const exports::TableHead& head) {
  switch (format) {
    case exports::TableFormat::kCsv: return CsvTable::create(folder_, head);
    case exports::TableFormat::kXlsx: return XlsxTable::create(folder_, head);
  }
  return field_error("format", "is none that can be written");
}

}  // namespace shop::tables
