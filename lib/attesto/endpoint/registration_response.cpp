#include "attesto/endpoint/registration_response.hpp"

#include <string>
#include <utility>

#include "attesto/endpoint/render.hpp"
#include "attesto/endpoint/render_error.hpp"
#include "attesto/oauth/client_information.hpp"
#include "attesto/wire/json_writer.hpp"
#include "attesto/wire/percent.hpp"

namespace attesto::inline v0 {

bool needs_client_secret(const Client& client) noexcept {
  return client.token_endpoint_auth_method == ClientAuthMethod::client_secret_basic ||
         client.token_endpoint_auth_method == ClientAuthMethod::client_secret_post;
}

http::Response render_client_information(int status, const Services& services, const RegisteredClient& registered,
                                         const ClientCredentials& credentials) {
  const Client& client = registered.client;
  std::string body;
  JsonWriter out(body);
  out.begin_object()
      .member("client_id", client.client_id.view())
      .member("client_id_issued_at", std::int64_t{to_seconds(registered.issued_at)});
  // "REQUIRED if client_secret is issued [...] 0 if it will not expire"
  if (credentials.client_secret)
    out.member("client_secret", credentials.client_secret->expose())
        .member("client_secret_expires_at", std::int64_t{0});
  out.member("registration_client_uri",
             std::string(services.client_configuration_url) + "?client_id=" + percent_encode(client.client_id.view()))
      .member("registration_access_token", credentials.registration_access_token);
  for (const auto& [name, value] : write_client_information(client)) out.member(name, value);
  out.end_object();
  return render_json(status, std::move(body));
}

http::Response render_registration_error(const Services& services, const RequestContext& context, const Error& error) {
  if (error.code == ErrorCode::invalid_token)
    return render_error(error, context, Challenge{.realm = services.issuer.str()});
  return render_error(error, context, ToClient{services.issuer.str()});
}

}  // namespace attesto::inline v0
