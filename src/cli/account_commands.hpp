#pragma once

#include <istream>
#include <ostream>
#include <string>
#include <string_view>

#include "application/access.hpp"
#include "base/result.hpp"
#include "domain/access.hpp"

namespace shop::cli {

/// Makes an API token and prints it, and only it: it is stored nowhere in clear.
Result<void> run_token_create(application::Access& access, const domain::Principal& who,
                              domain::Role role, std::string_view name, std::ostream& out);

/// One line for each token: id, role and name, separated by tabs; never the secret.
Result<void> run_token_list(application::Access& access, std::ostream& out);
Result<void> run_token_revoke(application::Access& access, const domain::Principal& who,
                              std::string_view id_or_name, std::ostream& out);

/// Makes a login. The password is the first line of `in`; nobody sees it on a terminal.
Result<void> run_user_add(application::Access& access, const domain::Principal& who,
                          domain::Role role, std::string_view username, std::istream& in,
                          std::ostream& out);

/// One line for each login: name, role and `active` or `inactive`, separated by tabs.
Result<void> run_user_list(application::Access& access, std::ostream& out);
Result<void> run_user_set_active(application::Access& access, const domain::Principal& who,
                                 std::string_view username, bool active, std::ostream& out);
/// The new password is the first line of `in`.
Result<void> run_user_password(application::Access& access, const domain::Principal& who,
                               std::string_view username, std::istream& in, std::ostream& out);

}  // namespace shop::cli
