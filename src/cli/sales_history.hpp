#pragma once

#include <cstdint>
#include <functional>
#include <istream>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "base/time.hpp"
#include "base/uuid.hpp"
#include "cli/csv_reader.hpp"
#include "cli/slug.hpp"
#include "domain/order.hpp"

/// Sales history from another till as CSV. The header line names the columns, in any order:
///
///   order_ref,sold_at,item,quantity,unit_price
///   3,2016-10-30T10:07:57+07:00,Hot chocolate,1,42000
///   3,2016-10-30T10:07:57+07:00,Jam,1,61000
///
/// The rows of one order are adjacent and carry the same sold_at (RFC 3339). Money is whole dong.
namespace shop::cli {

/// One bad place of the file, for a person: "line 7, column quantity: expected …, found 'x'".
struct RowFault {
  std::int64_t line = 0;
  std::string column;  ///< Its name, or its number when the file's form is broken there.
  std::string message;
};
std::string to_string(const RowFault& fault);

struct SalesRow {
  std::int64_t line = 0;
  std::string order_ref;
  Timestamp sold_at;
  std::string item;  ///< Trimmed.
  std::int64_t quantity = 0;
  std::int64_t unit_price = 0;
};

/// Reads the file row by row and checks each row by itself.
class SalesRowReader {
 public:
  enum class Step : std::uint8_t { kRow, kFaults, kEnd };

  /// Reads the header line at once; when it is not what is needed, the first next() is kFaults and
  /// the second kEnd. `in` must outlive the reader.
  explicit SalesRowReader(std::istream& in);

  Step next();
  const SalesRow& row() const { return row_; }
  const std::vector<RowFault>& faults() const { return faults_; }
  std::int64_t bytes_read() const { return csv_.bytes_read(); }

  static constexpr std::size_t kRefBytesMax = 200;

 private:
  void read_header();
  void read_fields(const CsvRow& csv);
  void fault(std::int64_t line, std::string_view column, std::string message);

  CsvReader csv_;
  std::vector<std::size_t> columns_;  ///< Where each needed column stands; empty: bad header.
  std::size_t width_ = 0;
  SalesRow row_;
  std::vector<RowFault> faults_;
  bool header_failed_ = false;
};

/// An item of the old till.
struct HistoricItem {
  std::string menu_id;
  std::string name;
  std::int64_t price = 0;  ///< Of its earliest sale.
  Timestamp first_sold_at;
};

/// What a whole file holds, and everything that is wrong with it.
struct HistoryCheck {
  std::vector<RowFault> faults;  ///< The first kFaultsListed of them.
  std::int64_t fault_count = 0;
  std::int64_t rows = 0;
  std::int64_t orders = 0;
  std::int64_t items = 0;          ///< Σ quantity
  std::int64_t revenue = 0;        ///< Dong
  std::vector<HistoricItem> menu;  ///< By first appearance.

  static constexpr std::size_t kFaultsListed = 20;
};

/// `bytes` of the file have been read.
using BytesDone = std::function<void(std::int64_t bytes)>;

/// The first pass: reads everything, imports nothing. Memory grows with the number of orders (about
/// 60 bytes each), for a repeated order_ref can only be told by remembering all of them.
HistoryCheck check_history(std::istream& in, const BytesDone& bytes_done);

/// The second pass: the file's sales as offline orders, one by one. Only for a file that
/// check_history() found good; when it changed in between, next() fails.
class SalesHistory {
 public:
  SalesHistory(std::istream& in, std::string shop_id);

  /// The next order in file order; nullopt at the end. Its id follows from shop and order_ref
  /// alone, so a second import repeats the same ids.
  Result<std::optional<domain::OrderRequest>> next();
  std::int64_t bytes_read() const { return rows_.bytes_read(); }

 private:
  Result<bool> advance();
  domain::OrderLineRequest line_of(const SalesRow& row);

  SalesRowReader rows_;
  std::string shop_id_;
  SlugBook slugs_;
  bool started_ = false;
  bool row_waiting_ = false;
};

}  // namespace shop::cli
