#include "adapters/http/router.hpp"

#include <algorithm>
#include <utility>

#include "adapters/http/query_reader.hpp"
#include "base/assert.hpp"

namespace shop::http {
namespace {

constexpr std::size_t kSegmentsMax = 8;
constexpr std::string_view kApiPrefix = "/api/";

/// `/a/b` gives a, b; `/` gives one empty segment.
void split(std::string_view path, std::vector<std::string_view>& segments) {
  segments.clear();
  if (path.empty() || path.front() != '/') return;
  path.remove_prefix(1);
  while (segments.size() <= kSegmentsMax) {
    const std::size_t end = path.find('/');
    segments.push_back(path.substr(0, end));
    if (end == std::string_view::npos) return;
    path.remove_prefix(end + 1);
  }
}

bool is_parameter(std::string_view segment) { return !segment.empty() && segment.front() == '{'; }

bool serves(const Route& route, Method method) {
  if (route.method == method) return true;
  return method == Method::kHead && route.method == Method::kGet &&
         route.execution != Execution::kStream;
}

}  // namespace

Router::Router(std::vector<Route> routes) : routes_(std::move(routes)) {
  for (const Route& route : routes_) {
    if (route.pattern == kAnythingElse) {
      anything_else_ = &route;
      continue;
    }
    Path made;
    split(route.pattern, made.segments);
    SHOP_ASSERT(!made.segments.empty());
    const auto same = std::find_if(paths_.begin(), paths_.end(), [&](const Path& path) {
      return path.segments == made.segments;
    });
    if (same != paths_.end()) {
      same->routes.push_back(&route);
    } else {
      made.routes.push_back(&route);
      paths_.push_back(std::move(made));
    }
  }
  // Fixed names win over parameters: /events/stream before /events/{id}.
  std::stable_sort(paths_.begin(), paths_.end(), [](const Path& a, const Path& b) {
    return std::lexicographical_compare(
        a.segments.begin(), a.segments.end(), b.segments.begin(), b.segments.end(),
        [](std::string_view x, std::string_view y) { return !is_parameter(x) && is_parameter(y); });
  });
}

bool Router::fits(const Path& path, const std::vector<std::string_view>& segments,
                  PathParameters& parameters) {
  if (path.segments.size() != segments.size()) return false;
  for (std::size_t i = 0; i < segments.size(); ++i) {
    if (!is_parameter(path.segments[i]) && path.segments[i] != segments[i]) return false;
  }
  std::size_t count = 0;
  for (std::size_t i = 0; i < segments.size(); ++i) {
    if (!is_parameter(path.segments[i])) continue;
    auto value = percent_decode(segments[i], false);
    if (!value || value->empty() || count == PathParameters::kMax) return false;
    parameters.values[count++] = *std::move(value);
  }
  return true;
}

Router::Match Router::match(Method method, std::string_view path) const {
  thread_local std::vector<std::string_view> segments;  // Saves an allocation per request.
  split(path, segments);
  Match match;
  for (const Path& candidate : paths_) {
    if (!fits(candidate, segments, match.parameters)) continue;
    for (const Route* route : candidate.routes) {
      if (serves(*route, method)) {
        match.route = route;
        return match;
      }
    }
    for (const Route* route : candidate.routes) {
      if (!match.allow.empty()) match.allow += ", ";
      match.allow += to_string(route->method);
      const bool head = route->method == Method::kGet && route->execution != Execution::kStream;
      if (head) match.allow += ", HEAD";
    }
    return match;
  }
  const bool takes = anything_else_ != nullptr && serves(*anything_else_, method);
  if (takes && !path.starts_with(kApiPrefix)) match.route = anything_else_;
  return match;
}

}  // namespace shop::http
