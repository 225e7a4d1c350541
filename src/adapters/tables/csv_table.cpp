#include "adapters/tables/csv_table.hpp"

#include <fmt/format.h>

#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace shop::tables {
namespace {

using exports::Cell;

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
constexpr std::string_view kLineEnd = "\r\n";
constexpr std::string_view kFormulaStarts = "=+-@\t\r";
constexpr std::string_view kQuoted = ",\"\r\n";
constexpr std::size_t kWriteAt = 64UL * 1024;

class CellPrinter {
 public:
  explicit CellPrinter(std::string& out) : out_(out) {}

  void operator()(std::monostate) const {}
  void operator()(std::string_view text) const {
    const bool formula = !text.empty() && kFormulaStarts.find(text.front()) != kFormulaStarts.npos;
    const bool quoted = text.find_first_of(kQuoted) != std::string_view::npos;
    if (quoted) out_ += '"';
    if (formula) out_ += '\'';
    for (const char c : text) {
      if (c == '"') out_ += '"';
      out_ += c;
    }
    if (quoted) out_ += '"';
  }
  void operator()(std::int64_t number) const { out_ += fmt::format("{}", number); }
  void operator()(double share) const { out_ += fmt::format("{}", share); }
  void operator()(const domain::CivilDate& date) const { out_ += domain::to_string(date); }
  void operator()(const domain::CivilTime& time) const {
    out_ += fmt::format("{} {:02}:{:02}:{:02}", domain::to_string(time.date), time.hour,
                        time.minute, time.second);
  }

 private:
  std::string& out_;
};

}  // namespace

void append_csv_row(std::string& out, std::span<const Cell> row) {
  bool first = true;
  for (const Cell& cell : row) {
    if (!std::exchange(first, false)) out += ',';
    std::visit(CellPrinter(out), cell);
  }
  out += kLineEnd;
}

Result<std::unique_ptr<exports::TableFile>> CsvTable::create(const std::string& folder,
                                                             const exports::TableHead& head) {
  SHOP_TRY(auto file, TemporaryFile::create(folder));
  std::unique_ptr<CsvTable> table(new CsvTable(std::move(file)));
  table->waiting_ = kByteOrderMark;
  std::vector<Cell> headings;
  headings.reserve(head.columns.size());
  for (const auto& column : head.columns) headings.emplace_back(std::string_view(column.heading));
  append_csv_row(table->waiting_, headings);
  return std::unique_ptr<exports::TableFile>(std::move(table));
}

Result<void> CsvTable::add(std::span<const Cell> row) {
  append_csv_row(waiting_, row);
  if (waiting_.size() < kWriteAt) return ok();
  SHOP_TRY(file_.append(waiting_));
  waiting_.clear();
  return ok();
}

Result<std::shared_ptr<const OpenFile>> CsvTable::finish() {
  SHOP_TRY(file_.append(waiting_));
  SHOP_TRY(auto file, file_.take());
  return std::make_shared<const OpenFile>(std::move(file));
}

}  // namespace shop::tables
