#pragma once

#include <string>
#include <string_view>

#include "application/ports/password_hasher.hpp"

namespace shop::crypto {

/// argon2id with 19 MiB and 2 passes, the OWASP recommendation for interactive log-in; tens of
/// milliseconds of CPU each. The parameters are part of the stored hash, so they can be raised.
class Argon2Hasher final : public application::PasswordHasher {
 public:
  std::string hash(std::string_view password) override;
  bool verify(std::string_view hash, std::string_view password) override;
};

}  // namespace shop::crypto
