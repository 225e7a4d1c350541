#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/http/message.hpp"
#include "domain/access.hpp"

namespace shop::http {

class Api;
struct Call;
class Deferred;

/// Where a route's handler runs.
enum class Execution : std::uint8_t {
  kInline,  ///< On the event loop: pure memory, microseconds.
  kAsync,   ///< Started on the event loop, answered later by a callback.
  kPool,    ///< On the pool of threads that may block.
  kHash,    ///< On the one thread that hashes passwords.
  kStream,  ///< Answered by server-sent events.
};

/// One call of the API. The whole surface of the server is one table of these (routes.cpp).
struct Route {
  Method method = Method::kGet;
  std::string_view pattern;              ///< `/api/v1/orders/{order_id}`
  std::optional<domain::RoleSet> roles;  ///< nullopt: public.
  Execution execution = Execution::kInline;
  bool has_body = false;                                          ///< Then a JSON body is required.
  Response (*handler)(Api&, const Call&) = nullptr;               ///< Unless kAsync or kStream.
  void (*starter)(Api&, const Call&, const Deferred&) = nullptr;  ///< kAsync only.
};

/// The pattern of the route that takes what no other path does, except below `/api/`.
inline constexpr std::string_view kAnythingElse = "/*";

/// The decoded values of a pattern's braces, in order.
struct PathParameters {
  static constexpr std::size_t kMax = 2;
  std::array<std::string, kMax> values;
};

/// Finds the route of a path and method. Immutable after construction; thread-safe.
class Router {
 public:
  explicit Router(std::vector<Route> routes);

  struct Match {
    const Route* route = nullptr;
    PathParameters parameters;
    std::string allow;  ///< When only the method is wrong: what the path does allow.
  };
  /// `route` is null for an unknown path (`allow` empty) or a wrong method. HEAD finds GET routes,
  /// except streams.
  Match match(Method method, std::string_view path) const;
  const std::vector<Route>& routes() const { return routes_; }

 private:
  struct Path {
    std::vector<std::string_view> segments;
    std::vector<const Route*> routes;
  };
  static bool fits(const Path& path, const std::vector<std::string_view>& segments,
                   PathParameters& parameters);

  std::vector<Route> routes_;
  std::vector<Path> paths_;
  const Route* anything_else_ = nullptr;
};

}  // namespace shop::http
