#include "attesto/resource/metadata_document.hpp"

namespace attesto::inline v0 {

MetadataDocument::MetadataDocument(const ProtectedResourceMetadata& metadata)
    : target_(metadata.resource.metadata_target()),
      challenge_parameter_("resource_metadata=\"" + metadata.resource.metadata_url() + '"'),
      body_(metadata.render()) {}

std::optional<http::Response> MetadataDocument::handle(const http::Request& request) const {
  if (request.target != target_) return std::nullopt;
  if (request.method != "GET" && request.method != "HEAD") {
    http::Response response{.status = 405};
    response.add("Allow", "GET, HEAD").add("Cache-Control", "no-store");
    return response;
  }
  http::Response response{.status = 200, .body = body_};
  response.add("Content-Type", "application/json")
      .add("Cache-Control", "public, max-age=300")
      .add("Access-Control-Allow-Origin", "*");
  return response;
}

}  // namespace attesto::inline v0
