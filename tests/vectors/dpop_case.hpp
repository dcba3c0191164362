// One DPoP proof in the circumstances that a vector describes.
#pragma once

#include <array>
#include <optional>
#include <string>

#include "attesto/proof/dpop.hpp"
#include "vectors/vector_file.hpp"

namespace attesto::vectors {

/// @param context  has `htm`, `htu` and perhaps `access_token`
/// @param now      seconds since the epoch
[[nodiscard]] inline std::optional<DpopProof> check_dpop_case(const std::string& proof, const Data& context,
                                                              long long now) {
  const auto target = TargetUri::parse(text_of(context, "htu"));
  if (!target) return std::nullopt;
  const std::array<std::string_view, 1> fields = {proof};
  const std::string token = text_of(context, "access_token");
  const std::string method = text_of(context, "htm");
  DpopRequest request{.proofs = fields, .method = method, .target = *target};
  if (context.contains("access_token")) request.access_token = token;
  auto checked = check_dpop(request, {.algorithms = kFapiAlgorithms}, from_seconds(now));
  if (!checked) return std::nullopt;
  return *std::move(checked);
}

}  // namespace attesto::vectors
