#include "application/visits.hpp"

#include "application/committer.hpp"
#include "base/uuid.hpp"
#include "domain/menu.hpp"
#include "events/encode.hpp"

namespace shop::application {

Result<std::string> Visits::record(const VisitRequest& request) {
  const std::string shop_id = request.shop_id.value_or("main");
  if (!domain::is_slug(shop_id))
    return field_error("shop_id", "must be 1 to 64 of A-Z a-z 0-9 _ -");
  if (request.session_id.empty() || request.session_id.size() > 100) {
    return field_error("session_id", "must have 1 to 100 bytes");
  }
  if (request.page.empty() || request.page.size() > 500) {
    return field_error("page", "must have 1 to 500 bytes");
  }
  return committer_.run<std::string>([&](UnitOfWork& unit, Timestamp now) -> Result<std::string> {
    const std::string visit_id = to_string(make_uuid_v7(now));
    SHOP_TRY(unit.append(
        events::Topic::kVisits, visit_id,
        events::encode_visit(visit_id, shop_id, request.session_id, request.page, now), now));
    return visit_id;
  });
}

}  // namespace shop::application
