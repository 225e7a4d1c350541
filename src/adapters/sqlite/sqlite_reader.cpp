#include "adapters/sqlite/sqlite_reader.hpp"

#include <charconv>
#include <map>
#include <utility>

#include "adapters/sqlite/order_rows.hpp"
#include "adapters/sqlite/payment_rows.hpp"
#include "base/numbers.hpp"

namespace shop::sqlite {

using application::OrderFilter;
using application::OrderPage;
using application::OrderView;

/// A connection with its prepared statements by their text.
class SqliteReader::Connection {
 public:
  explicit Connection(Database db) : db_(std::move(db)) {}

  Result<Statement*> statement(const std::string& sql) {
    const auto found = statements_.find(sql);
    if (found != statements_.end()) return &found->second;
    SHOP_TRY(auto prepared, db_.prepare(sql));
    return &statements_.emplace(sql, std::move(prepared)).first->second;
  }
  Result<std::optional<std::int64_t>> number(std::string_view sql) { return db_.query_int64(sql); }

 private:
  Database db_;
  std::map<std::string, Statement> statements_;
};

/// A connection for the time of one call; goes back to the pool by itself.
class SqliteReader::Lease {
 public:
  explicit Lease(SqliteReader& pool) : pool_(pool) {
    std::unique_lock lock(pool_.mutex_);
    pool_.free_.wait(lock, [&] { return !pool_.idle_.empty(); });
    connection_ = std::move(pool_.idle_.back());
    pool_.idle_.pop_back();
  }
  ~Lease() {
    {
      const std::lock_guard lock(pool_.mutex_);
      pool_.idle_.push_back(std::move(connection_));
    }
    pool_.free_.notify_one();
  }
  Lease(const Lease&) = delete;
  Lease& operator=(const Lease&) = delete;

  Connection* operator->() { return connection_.get(); }

 private:
  SqliteReader& pool_;
  std::unique_ptr<Connection> connection_;
};

namespace {

struct Cursor {
  std::int64_t created_at;
  std::int64_t position;
};

std::string encode_cursor(const OrderView& last) {
  return std::to_string(last.order.created_at.us) + "." + std::to_string(last.position);
}

Result<Cursor> decode_cursor(std::string_view text) {
  Cursor cursor{};
  const auto read = [](std::string_view digits, std::int64_t& value) {
    const char* end = digits.data() + digits.size();
    const auto result = std::from_chars(digits.data(), end, value);
    return !digits.empty() && result.ec == std::errc() && result.ptr == end;
  };
  const auto dot = text.find('.');
  if (dot == std::string_view::npos || !read(text.substr(0, dot), cursor.created_at) ||
      !read(text.substr(dot + 1), cursor.position)) {
    return field_error("cursor", "must be a next_cursor of an earlier answer");
  }
  return cursor;
}

}  // namespace

SqliteReader::~SqliteReader() = default;

Result<std::unique_ptr<SqliteReader>> SqliteReader::open(const std::string& path,
                                                         std::size_t connections, std::string vfs) {
  std::unique_ptr<SqliteReader> reader(new SqliteReader);
  OpenOptions options;
  options.mode = OpenMode::kReadOnly;
  options.cache_kib = 4 * 1024;
  options.vfs = std::move(vfs);
  for (std::size_t i = 0; i < connections + 1; ++i) {
    SHOP_TRY(auto db, Database::open(path, options));
    auto connection = std::make_unique<Connection>(std::move(db));
    if (i == connections) {
      reader->counter_ = std::move(connection);
    } else {
      reader->idle_.push_back(std::move(connection));
    }
  }
  return reader;
}

Result<std::optional<OrderView>> SqliteReader::find_order(const Uuid& order_id) {
  Lease lease(*this);
  SHOP_TRY(Statement * select,
           lease->statement("SELECT " + std::string(kOrderColumns) + " FROM " +
                            std::string(kOrderTables) + " WHERE o.order_id = ?"));
  Rows row = select->run(blob_of(order_id));
  SHOP_TRY(const bool found, row.step());
  if (!found) return std::nullopt;
  SHOP_TRY(auto view, read_order_row(row));
  return view;
}

Result<OrderPage> SqliteReader::list_orders(const OrderFilter& filter) {
  const bool up = filter.oldest_first;
  // Upwards from the first order of the range: the index would else be read from its beginning.
  Cursor start = up ? Cursor{filter.from ? filter.from->us : INT64_MIN, INT64_MIN}
                    : Cursor{INT64_MAX, INT64_MAX};
  if (filter.cursor) {
    SHOP_TRY(start, decode_cursor(*filter.cursor));
  }
  // Bounds are always there, so that one statement per combination of filters is prepared.
  std::string sql = "SELECT " + std::string(kOrderColumns) + " FROM " + std::string(kOrderTables) +
                    " WHERE (o.created_at, o.position) " + (up ? ">" : "<") +
                    " (?, ?) AND o.created_at >= ? AND o.created_at < ?";
  const bool open_status = filter.status && *filter.status < domain::OrderStatus::kCompleted;
  if (open_status) sql += " AND o.status < 3";  // Lets the small index of open orders serve it.
  sql += filter.status ? " AND o.status = ?" : " AND ? IS NULL";
  sql += filter.shop_id ? " AND o.shop_id = ?" : " AND ? IS NULL";
  sql += up ? " ORDER BY o.created_at, o.position LIMIT ?"
            : " ORDER BY o.created_at DESC, o.position DESC LIMIT ?";

  Lease lease(*this);
  SHOP_TRY(Statement * select, lease->statement(sql));
  const std::int64_t from = filter.from ? filter.from->us : INT64_MIN;
  const std::int64_t to = filter.to ? filter.to->us : INT64_MAX;
  const auto status =
      filter.status ? std::optional(static_cast<std::int64_t>(*filter.status)) : std::nullopt;
  Rows rows = select->run(start.created_at, start.position, from, to, status, filter.shop_id,
                          filter.limit + 1);
  OrderPage page;
  while (true) {
    SHOP_TRY(const bool more, rows.step());
    if (!more) return page;
    if (static_cast<std::int64_t>(page.items.size()) == filter.limit) {
      page.next_cursor = encode_cursor(page.items.back());
      return page;
    }
    SHOP_TRY(auto view, read_order_row(rows));
    page.items.push_back(std::move(view));
  }
}

Result<std::vector<application::OpenNumber>> SqliteReader::open_numbers(Timestamp from,
                                                                        std::int64_t max) {
  Lease lease(*this);
  SHOP_TRY(Statement * select,
           lease->statement("SELECT shop_id, queue_number, status FROM orders "
                            "WHERE status < 3 AND created_at >= ? AND queue_number > 0 "
                            "ORDER BY created_at DESC LIMIT ?"));
  Rows rows = select->run(from.us, max);
  std::vector<application::OpenNumber> numbers;
  while (true) {
    SHOP_TRY(const bool more, rows.step());
    if (!more) return numbers;
    numbers.push_back({std::string(rows.text(0)), rows.int64(1),
                       static_cast<domain::OrderStatus>(rows.int64(2))});
  }
}

Result<std::vector<domain::Refund>> SqliteReader::refunds_of(const Uuid& order_id) {
  Lease lease(*this);
  SHOP_TRY(Statement * select, lease->statement(std::string(kRefundsOfOrder)));
  return read_refunds(*select, order_id);
}

Result<std::optional<domain::Payment>> SqliteReader::find_payment(const Uuid& order_id) {
  Lease lease(*this);
  SHOP_TRY(Statement * select, lease->statement("SELECT " + std::string(kPaymentColumns) +
                                                " FROM payments WHERE order_id = ?"));
  return read_maybe(select->run(blob_of(order_id)), read_payment_row);
}

Result<application::NoticePage> SqliteReader::list_notices(
    const application::NoticeFilter& filter) {
  std::int64_t before = INT64_MAX;
  if (filter.cursor) {
    const auto number = parse_number<std::int64_t>(*filter.cursor);
    if (!number) return field_error("cursor", "must be a next_cursor of an earlier answer");
    before = *number;
  }
  std::string sql = "SELECT " + std::string(kNoticeColumns) + " FROM bank_notices WHERE number < ?";
  if (filter.matched) sql += *filter.matched ? " AND order_id NOT NULL" : " AND order_id IS NULL";
  sql += " ORDER BY number DESC LIMIT ?";
  Lease lease(*this);
  SHOP_TRY(Statement * select, lease->statement(sql));
  application::NoticePage page;
  SHOP_TRY(page.items, read_all(select->run(before, filter.limit + 1), read_notice_row));
  if (static_cast<std::int64_t>(page.items.size()) > filter.limit) {
    page.items.pop_back();
    page.next_cursor = std::to_string(page.items.back().number);
  }
  return page;
}

Result<std::vector<domain::Ingredient>> SqliteReader::ingredients(
    std::optional<std::string_view> shop_id) {
  Lease lease(*this);
  SHOP_TRY(Statement * select,
           lease->statement("SELECT " + std::string(kIngredientColumns) +
                            " FROM ingredients WHERE ?1 IS NULL OR shop_id = ?1 "
                            "ORDER BY name, shop_id, ingredient_id"));
  return read_all(select->run(shop_id), read_ingredient_row);
}

Result<domain::Menu> SqliteReader::load_menu() {
  Lease lease(*this);
  SHOP_TRY(Statement * select,
           lease->statement("SELECT version, valid_from, deleted, item FROM menu_versions "
                            "ORDER BY menu_id, version"));
  Rows rows = select->run();
  domain::Menu menu;
  while (true) {
    SHOP_TRY(const bool more, rows.step());
    if (!more) return menu;
    SHOP_TRY(auto version, read_menu_row(rows));
    menu.add(std::move(version));
  }
}

Result<std::optional<application::UserRow>> SqliteReader::find_user(std::string_view username) {
  Lease lease(*this);
  SHOP_TRY(Statement * select, lease->statement("SELECT " + std::string(kUserColumns) +
                                                " FROM users WHERE username = ?"));
  Rows row = select->run(username);
  SHOP_TRY(const bool found, row.step());
  if (!found) return std::nullopt;
  return read_user_row(row);
}

Result<std::vector<application::UserRow>> SqliteReader::users() {
  Lease lease(*this);
  SHOP_TRY(Statement * select, lease->statement("SELECT " + std::string(kUserColumns) +
                                                " FROM users ORDER BY username"));
  return read_all(select->run(), read_user_row);
}

Result<std::vector<domain::Principal>> SqliteReader::api_tokens() {
  Lease lease(*this);
  SHOP_TRY(Statement * select, lease->statement("SELECT id, name, role FROM credentials "
                                                "WHERE session = 0 ORDER BY name, id"));
  return read_all(select->run(), [](const Rows& row) {
    return domain::Principal{std::string(row.text(0)), std::string(row.text(1)),
                             static_cast<domain::Role>(row.int64(2))};
  });
}

Result<bool> SqliteReader::has_owner() {
  Lease lease(*this);
  SHOP_TRY(Statement * select,
           lease->statement("SELECT 1 FROM users WHERE role = ? AND active = 1 LIMIT 1"));
  Rows row = select->run(static_cast<std::int64_t>(domain::Role::kOwner));
  return row.step();
}

Result<std::optional<application::CredentialRow>> SqliteReader::find_credential(
    std::string_view secret_hash) {
  Lease lease(*this);
  SHOP_TRY(Statement * select,
           lease->statement("SELECT id, name, role, session, expires_at FROM credentials "
                            "WHERE secret_hash = ?"));
  Rows row = select->run(blob_of(secret_hash));
  SHOP_TRY(const bool found, row.step());
  if (!found) return std::nullopt;
  application::CredentialRow credential;
  credential.secret_hash = secret_hash;
  credential.principal = {std::string(row.text(0)), std::string(row.text(1)),
                          static_cast<domain::Role>(row.int64(2))};
  credential.session = row.int64(3) != 0;
  if (const auto expires = row.maybe_int64(4)) credential.expires_at = Timestamp{*expires};
  return credential;
}

Result<std::vector<events::LogRecord>> SqliteReader::read_log(std::span<const events::Topic> topics,
                                                              std::int64_t after,
                                                              std::int64_t max) {
  // Topic numbers are our own constants, so they may stand in the text: then the index of rare
  // topics can be used.
  std::string sql = "SELECT " + std::string(kLogColumns) + " FROM event_log WHERE position > ?";
  if (!topics.empty()) {
    sql += " AND topic IN (";
    bool rare = true;
    for (std::size_t i = 0; i < topics.size(); ++i) {
      sql += (i == 0 ? "" : ",") + std::to_string(static_cast<int>(topics[i]));
      rare = rare && topics[i] != events::Topic::kOrders &&
             topics[i] != events::Topic::kInventoryEvents &&
             topics[i] != events::Topic::kOrderStatus;
    }
    sql += rare ? ") AND topic <> 2 AND topic <> 3 AND topic <> 6" : ")";
  }
  sql += " ORDER BY position LIMIT ?";
  Lease lease(*this);
  SHOP_TRY(Statement * select, lease->statement(sql));
  return read_all(select->run(after, max), read_log_row);
}

Result<std::int64_t> SqliteReader::log_head() {
  Lease lease(*this);
  SHOP_TRY(const auto head, lease->number("SELECT max(position) FROM event_log"));
  return head.value_or(0);
}

Result<std::int64_t> SqliteReader::get_marker(std::string_view name) {
  Lease lease(*this);
  SHOP_TRY(Statement * select, lease->statement("SELECT value FROM markers WHERE name = ?"));
  Rows row = select->run(name);
  SHOP_TRY(const bool found, row.step());
  return found ? row.int64(0) : 0;
}

Result<std::string> SqliteReader::get_setting(std::string_view name, std::string_view fallback) {
  Lease lease(*this);
  SHOP_TRY(Statement * select, lease->statement("SELECT value FROM settings WHERE name = ?"));
  Rows row = select->run(name);
  SHOP_TRY(const bool found, row.step());
  return std::string(found ? row.text(0) : fallback);
}

Result<std::int64_t> SqliteReader::change_counter() {
  const std::lock_guard lock(counter_mutex_);
  SHOP_TRY(const auto version, counter_->number("PRAGMA data_version"));
  return version.value_or(0);
}

}  // namespace shop::sqlite
