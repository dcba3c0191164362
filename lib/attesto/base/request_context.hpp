// What is fixed for the length of one request.
#pragma once

#include <string>
#include <string_view>

#include "attesto/base/clock.hpp"

namespace attesto::inline v0 {

/// Made once per request at the door; everything below takes it by const reference.
struct RequestContext {
  Instant now;                    ///< one request never sees two different times
  std::string_view issuer;        ///< `iss` of the server that was addressed
  std::string_view endpoint;      ///< name of the endpoint, for events
  std::string_view url{};         ///< of the endpoint, from the configured issuer and never from `Host`
  std::string_view request_id{};  ///< RequestId of this request, for answers and events
};

}  // namespace attesto::inline v0
