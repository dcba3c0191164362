// What the page routes work with; lives as long as the site.
#pragma once

#include "adapters/log/json_log.hpp"
#include "adapters/registry/registry.hpp"
#include "apps/attestod/consent_decision.hpp"
#include "apps/attestod/pages.hpp"
#include "apps/attestod/sessions.hpp"
#include "attesto/base/clock.hpp"
#include "attesto/policy/token_buckets.hpp"
#include "attesto/server/server.hpp"

namespace attestod {

struct PageServices {
  const attesto::Server& server;
  attesto::Registry& registry;
  const attesto::Clock& clock;
  const attesto::JsonLog& log;
  const Pages& pages;
  const Sessions& sessions;
  const ConsentDecisions& decisions;
  attesto::TokenBuckets& attempts_per_user;
  attesto::TokenBuckets& attempts_per_address;
};

}  // namespace attestod
