// GET and POST /consent.
#pragma once

#include "apps/attestod/page_services.hpp"

namespace attestod {

/// Shows who wants what from whom.
[[nodiscard]] attesto::http::Response show_consent(const PageServices& services, const attesto::http::Request& request);

/// Takes the answer to the consent callback. The form carries nothing but the interaction, the
/// account that was shown and the answer: what is granted stands in the stored request alone.
[[nodiscard]] attesto::http::Response submit_consent(const PageServices& services,
                                                     const attesto::http::Request& request);

}  // namespace attestod
