#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "application/committer.hpp"
#include "application/ports/ledger.hpp"
#include "base/result.hpp"
#include "domain/access.hpp"
#include "domain/calendar/business_calendar.hpp"

namespace shop::embedded {

/// What a shop has decided for itself: `time_zone` (a name of the time zone database) and
/// `cut_off_hour` (0 to 23, when its business day begins), read when it opens; `bank_bin`,
/// `bank_account` and `bank_account_name` (where customers pay by VietQR; empty: nowhere), read
/// when they are needed. Kept in the ledger.
struct Setting {
  std::string name;
  std::string value;
};

/// True for a setting whose change a running server follows at once.
bool is_live(std::string_view name);

/// All settings by name, with the default where nothing was decided.
Result<std::vector<Setting>> list_settings(application::LedgerReader& reader);

/// Stores a setting and writes it into the audit trail.
/// kInvalidArgument for an unknown name or a value that cannot be, stored nowhere then.
Result<void> set_setting(application::Committer& committer, application::LedgerReader& reader,
                         const domain::Principal& who, std::string_view name,
                         std::string_view value);

/// The calendar that the settings describe.
Result<domain::BusinessCalendar> load_calendar(application::LedgerReader& reader);

}  // namespace shop::embedded
