#include "adapters/tables/xlsx_table.hpp"

#include <xlsxwriter.h>

#include <algorithm>
#include <cstdio>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "adapters/tables/temporary_file.hpp"

namespace shop::tables {
namespace {

using exports::Cell;
using exports::Column;
using exports::ColumnType;

constexpr lxw_row_t kRowsMax = LXW_ROW_MAX;

struct FreeWorkbook {
  void operator()(lxw_workbook* workbook) const { lxw_workbook_free(workbook); }
};
using Workbook = std::unique_ptr<lxw_workbook, FreeWorkbook>;

struct Look {
  const char* number_format;
  int width;
};

Look look_of(ColumnType type) {
  switch (type) {
    case ColumnType::kText: return {nullptr, 18};
    case ColumnType::kNumber: return {"#,##0", 11};
    case ColumnType::kMoney: return {"#,##0", 15};
    case ColumnType::kTime: return {"dd/mm/yyyy hh:mm:ss", 20};
    case ColumnType::kDay: return {"dd/mm/yyyy", 12};
    case ColumnType::kPercent: return {"0.00%", 10};
  }
  return {nullptr, 18};
}

int characters(std::string_view utf8) {
  return static_cast<int>(std::count_if(
      utf8.begin(), utf8.end(), [](char c) { return (static_cast<unsigned char>(c) >> 6) != 2; }));
}

Error failure(lxw_error code) {
  switch (code) {
    case LXW_ERROR_CREATING_TMPFILE:
    case LXW_ERROR_CREATING_XLSX_FILE:
    case LXW_ERROR_ZIP_FILE_OPERATION:
    case LXW_ERROR_ZIP_FILE_ADD:
    case LXW_ERROR_ZIP_CLOSE:
      return make_error(
          ErrorKind::kStorageFull, "storage.full",
          std::string("the workbook cannot be written; is the disk full? ") + lxw_strerror(code));
    default:
      return make_error(ErrorKind::kUnavailable, "export.workbook",
                        std::string("the workbook cannot be written: ") + lxw_strerror(code));
  }
}

Result<void> checked(lxw_error code) {
  if (code == LXW_NO_ERROR) return ok();
  return failure(code);
}

class Sheet final : public exports::TableFile {
 public:
  Sheet(TemporaryFile file, std::string folder)
      : file_(std::move(file)), folder_(std::move(folder)) {}

  Result<void> open(const exports::TableHead& head) {
    lxw_workbook_options options{};
    options.constant_memory = LXW_TRUE;
    options.tmpdir = folder_.data();
    workbook_.reset(workbook_new_opt(file_.path().c_str(), &options));
    if (workbook_ == nullptr) return failure(LXW_ERROR_MEMORY_MALLOC_FAILED);
    sheet_ = workbook_add_worksheet(workbook_.get(), head.title.c_str());
    if (sheet_ == nullptr) return failure(LXW_ERROR_CREATING_TMPFILE);
    return write_head(head);
  }

  Result<void> add(std::span<const Cell> row) override {
    if (row_ == kRowsMax) {
      return field_error("format", "one sheet of xlsx holds " + std::to_string(kRowsMax) +
                                       " rows: take csv, or fewer days");
    }
    for (std::size_t i = 0; i < row.size(); ++i) {
      const auto column = static_cast<lxw_col_t>(i);
      SHOP_TRY(
          checked(std::visit([&](const auto& value) { return write(column, value); }, row[i])));
    }
    ++row_;
    return ok();
  }

  Result<std::shared_ptr<const OpenFile>> finish() override {
    SHOP_TRY(checked(
        worksheet_autofilter(sheet_, 0, 0, row_ - 1, static_cast<lxw_col_t>(formats_.size() - 1))));
    // The library does not look at what became of the rows that it wrote to the disk.
    std::FILE* rows = sheet_->optimize_tmpfile;
    if (rows != nullptr && (std::fflush(rows) != 0 || std::ferror(rows) != 0)) {
      return failure(LXW_ERROR_CREATING_TMPFILE);
    }
    SHOP_TRY(checked(workbook_close(workbook_.release())));
    SHOP_TRY(auto file, file_.take());
    return std::make_shared<const OpenFile>(std::move(file));
  }

 private:
  Result<void> write_head(const exports::TableHead& head) {
    lxw_format* bold = workbook_add_format(workbook_.get());
    format_set_bold(bold);
    format_set_bottom(bold, LXW_BORDER_THIN);
    worksheet_freeze_panes(sheet_, 1, 0);
    for (const Column& column : head.columns) {
      const auto at = static_cast<lxw_col_t>(formats_.size());
      const Look look = look_of(column.type);
      lxw_format* format = nullptr;
      if (look.number_format != nullptr) {
        format = workbook_add_format(workbook_.get());
        format_set_num_format(format, look.number_format);
      }
      formats_.push_back(format);
      // The arrow of the filter needs room beside the heading.
      const int heading_width = characters(column.heading) + 4;
      const int width = std::max(column.width > 0 ? column.width : look.width, heading_width);
      SHOP_TRY(checked(worksheet_set_column(sheet_, at, at, width, nullptr)));
      SHOP_TRY(checked(worksheet_write_string(sheet_, 0, at, column.heading.c_str(), bold)));
    }
    row_ = 1;
    return ok();
  }

  lxw_error write(lxw_col_t /*column*/, std::monostate) { return LXW_NO_ERROR; }
  /// Never as a formula, whatever it begins with.
  lxw_error write(lxw_col_t column, std::string_view text) {
    text_ = text;
    return worksheet_write_string(sheet_, row_, column, text_.c_str(), formats_[column]);
  }
  lxw_error write(lxw_col_t column, std::int64_t number) {
    return write(column, static_cast<double>(number));
  }
  lxw_error write(lxw_col_t column, double number) {
    return worksheet_write_number(sheet_, row_, column, number, formats_[column]);
  }
  lxw_error write(lxw_col_t column, const domain::CivilDate& date) {
    return write(column, domain::CivilTime{date, 0, 0, 0});
  }
  lxw_error write(lxw_col_t column, const domain::CivilTime& time) {
    lxw_datetime value{};
    value.year = time.date.year;
    value.month = static_cast<int>(time.date.month);
    value.day = static_cast<int>(time.date.day);
    value.hour = time.hour;
    value.min = time.minute;
    value.sec = time.second;
    return worksheet_write_datetime(sheet_, row_, column, &value, formats_[column]);
  }

  TemporaryFile file_;
  std::string folder_;  ///< Where the library keeps its rows.
  Workbook workbook_;
  lxw_worksheet* sheet_ = nullptr;  ///< Owned by the workbook.
  std::vector<lxw_format*> formats_;
  lxw_row_t row_ = 0;
  std::string text_;  ///< Ends with the zero that the library wants.
};

}  // namespace

Result<std::unique_ptr<exports::TableFile>> XlsxTable::create(const std::string& folder,
                                                              const exports::TableHead& head) {
  SHOP_TRY(auto file, TemporaryFile::create(folder));
  auto sheet = std::make_unique<Sheet>(std::move(file), folder);
  SHOP_TRY(sheet->open(head));
  return std::unique_ptr<exports::TableFile>(std::move(sheet));
}

}  // namespace shop::tables
