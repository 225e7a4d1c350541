#include "cli/account_commands.hpp"

#include <termios.h>
#include <unistd.h>

#include <algorithm>

#include "cli/csv_reader.hpp"

namespace shop::cli {
namespace {

/// Switches the terminal's echo off while a secret is typed; does nothing on a pipe.
class NoEcho {
 public:
  NoEcho() : terminal_(::isatty(STDIN_FILENO) == 1 && ::tcgetattr(STDIN_FILENO, &before_) == 0) {
    if (!terminal_) return;
    termios silent = before_;
    silent.c_lflag &= ~static_cast<tcflag_t>(ECHO);
    ::tcsetattr(STDIN_FILENO, TCSAFLUSH, &silent);
  }
  ~NoEcho() {
    if (terminal_) ::tcsetattr(STDIN_FILENO, TCSAFLUSH, &before_);
  }
  NoEcho(const NoEcho&) = delete;
  NoEcho& operator=(const NoEcho&) = delete;

 private:
  termios before_{};
  bool terminal_;
};

std::string read_password(std::istream& in) {
  std::string password;
  {
    const NoEcho no_echo;
    std::getline(in, password);
  }
  if (password.ends_with('\r')) password.pop_back();
  return password;
}

Result<void> check_text(const std::string& field, std::string_view text) {
  const bool printable = std::all_of(text.begin(), text.end(), [](char c) {
    return static_cast<unsigned char>(c) >= 0x20 && c != 0x7F;
  });
  if (!printable || !is_utf8(std::string(text))) {
    return field_error(field, "must be printable text in UTF-8");
  }
  return ok();
}

}  // namespace

Result<void> run_token_create(application::Access& access, const domain::Principal& who,
                              domain::Role role, std::string_view name, std::ostream& out) {
  SHOP_TRY(check_text("--name", name));
  SHOP_TRY(const std::string token, access.create_token(who, role, name));
  out << token << '\n';
  return ok();
}

Result<void> run_token_list(application::Access& access, std::ostream& out) {
  SHOP_TRY(const auto tokens, access.tokens());
  for (const domain::Principal& token : tokens) {
    out << token.id << '\t' << domain::to_string(token.role) << '\t' << token.name << '\n';
  }
  return ok();
}

Result<void> run_token_revoke(application::Access& access, const domain::Principal& who,
                              std::string_view id_or_name, std::ostream& out) {
  SHOP_TRY(const domain::Principal token, access.revoke_token(who, id_or_name));
  out << "token " << token.id << " (" << token.name << ") revoked\n";
  return ok();
}

Result<void> run_user_add(application::Access& access, const domain::Principal& who,
                          domain::Role role, std::string_view username, std::istream& in,
                          std::ostream& out) {
  const std::string password = read_password(in);
  SHOP_TRY(const domain::Principal user, access.add_user(who, username, password, role));
  out << "user " << user.name << " added as " << domain::to_string(user.role) << '\n';
  return ok();
}

Result<void> run_user_list(application::Access& access, std::ostream& out) {
  SHOP_TRY(const auto users, access.users());
  for (const auto& user : users) {
    out << user.username << '\t' << domain::to_string(user.role) << '\t'
        << (user.active ? "active" : "inactive") << '\n';
  }
  return ok();
}

Result<void> run_user_set_active(application::Access& access, const domain::Principal& who,
                                 std::string_view username, bool active, std::ostream& out) {
  SHOP_TRY(access.change_user(who, username, {{}, active, {}}));
  out << "user " << username << (active ? " activated\n" : " deactivated\n");
  return ok();
}

Result<void> run_user_password(application::Access& access, const domain::Principal& who,
                               std::string_view username, std::istream& in, std::ostream& out) {
  const std::string password = read_password(in);
  SHOP_TRY(access.change_user(who, username, {{}, {}, password}));
  out << "user " << username << " has a new password\n";
  return ok();
}

}  // namespace shop::cli
