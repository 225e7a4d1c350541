#pragma once

#include <string>
#include <string_view>

namespace shop::application {

/// Slow, salted password hashing. Implementations: adapters/crypto (argon2id) and, in tests, a
/// cheap one. Thread-safe.
class PasswordHasher {
 public:
  virtual ~PasswordHasher() = default;
  /// A self-describing hash string (PHC format).
  virtual std::string hash(std::string_view password) = 0;
  /// Constant-time comparison with a stored hash.
  virtual bool verify(std::string_view hash, std::string_view password) = 0;
};

}  // namespace shop::application
