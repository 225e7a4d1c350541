#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "application/exports/table.hpp"

namespace shop::exports {

enum class Language : std::uint8_t { kVietnamese, kEnglish };

/// `vi` or `en`.
std::optional<Language> parse_language(std::string_view name);

enum class TableName : std::uint8_t { kOrders, kOrderLines, kDailySales, kItems };

/// `orders`, `order_lines`, `daily_sales`, `items`
std::string_view to_string(TableName name);
std::optional<TableName> parse_table_name(std::string_view name);

/// Title and columns of a table, in words.
TableHead head_of(TableName name, Language language);

/// What an order's status, payment method or channel is called; the value itself where it is none
/// that the shop knows by name.
std::string_view word_for(std::string_view value, Language language);

}  // namespace shop::exports
