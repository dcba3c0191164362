// GET /.well-known/… - RFC 8414 §3, OIDC Discovery §4.
#include "attesto/endpoint/endpoint.hpp"
#include "attesto/endpoint/render.hpp"

namespace attesto::inline v0 {
namespace {

http::Response handle_oauth(const Services& services, const RequestContext&, const http::Request&) {
  return render_public_document("application/json", services.metadata.render_oauth());
}

http::Response handle_openid(const Services& services, const RequestContext&, const http::Request&) {
  return render_public_document("application/json", services.metadata.render_openid(services.keys()->algorithms()));
}

}  // namespace

extern const Endpoint oauth_metadata_endpoint{"oauth_metadata", "GET, HEAD", handle_oauth};
extern const Endpoint openid_configuration_endpoint{"openid_configuration", "GET, HEAD", handle_openid};

}  // namespace attesto::inline v0
