// GET /jwks - RFC 7517 §5.
#include "attesto/endpoint/endpoint.hpp"
#include "attesto/endpoint/render.hpp"

namespace attesto::inline v0 {
namespace {

http::Response handle(const Services& services, const RequestContext&, const http::Request&) {
  return render_public_document("application/jwk-set+json", services.keys()->jwk_set());
}

}  // namespace

extern const Endpoint jwks_endpoint{"jwks", "GET, HEAD", handle};

}  // namespace attesto::inline v0
