// own/: adversarial access tokens at userinfo, DPoP proofs at a resource, client assertions at the token endpoint.
#include <array>

#include "attesto/jose/jwk.hpp"
#include "attesto/resource/access.hpp"
#include "attesto/store/memory_store.hpp"
#include "attesto/wire/percent.hpp"
#include "vectors/families.hpp"
#include "vectors/own_server.hpp"

namespace attesto::vectors {
namespace {

std::vector<VerificationKey> keys_of(const Data& set) { return parse_jwk_set(to_attesto(set)).value(); }

/// A server that takes access tokens of these keys.
Server serve_tokens(const Data& document) {
  const auto signer = LocalSigner::create(PrivateKey::generate(KeyType::ec_p256), Algorithm::ES256).value();
  const auto ring =
      std::make_shared<const KeyRing>(std::vector<std::shared_ptr<const Signer>>{signer}, keys_of(document.at("jwks")));
  return make_own_server([&](Config& config) {
    config.issuer = *Issuer::parse(text_of(document, "issuer"));
    config.audience = text_of(document, "audience");
    config.keys = [ring] { return ring; };
    config.clock = std::make_shared<const FrozenClock>(document.at("frozen_now"));
  });
}

/// Whether userinfo takes the token; the scope that it lacks is looked at afterwards. No vector shows
/// a proof with the token, so one that is bound to a key is not taken.
bool takes_access_token(const Server& server, const Data& vector) {
  const std::string bearer = "Bearer " + text_of(vector, "jwt");
  const std::array headers = {http::HeaderView{"Authorization", bearer}};
  const auto response = server.handle({.method = "GET", .target = "/userinfo", .headers = headers}).value();
  const std::string challenge(response.header("WWW-Authenticate").value_or(""));
  return response.status == 200 || (response.status == 403 && challenge.contains("insufficient_scope"));
}

/// Whether a resource of the address that the proof is for takes it, with its token; each has a store of its own.
bool takes_dpop_proof(const Data& document, const Data& vector) {
  const Data& context = vector.at("context");
  const std::string authorization = "DPoP " + text_of(context, "access_token");
  const std::string proof = text_of(vector, "jwt");
  const std::string method = text_of(context, "htm");
  const std::array headers = {http::HeaderView{"Authorization", authorization}, http::HeaderView{"DPoP", proof}};
  const http::Request request{.method = method, .target = "/", .headers = headers};
  const auto presented = find_access_token(request, nullptr);
  if (!presented) return false;
  const std::vector<VerificationKey> keys = keys_of(document.at("jwks"));
  const std::string issuer = text_of(document, "issuer");
  const std::string audience = text_of(document, "audience");
  const std::string url = text_of(context, "htu");
  const std::optional<DpopOptions> dpop{std::in_place};
  return check_access({.keys = keys, .policy = {issuer, audience}, .dpop = dpop, .url = url}, *presented, request,
                      *make_memory_store(), from_seconds(context.at("now")))
      .has_value();
}

/// Whether the token endpoint gives a token for the assertion to the client whose keys these are.
bool takes_client_assertion(const Data& vector) {
  const Data& context = vector.at("context");
  const auto client =
      std::make_shared<const Client>(Client{.client_id = ClientId(text_of(context, "client_id")),
                                            .token_endpoint_auth_method = ClientAuthMethod::private_key_jwt,
                                            .jwks = ClientKeys::parse(to_attesto(context.at("client_jwks"))).value(),
                                            .grant_types = {"client_credentials"},
                                            .scope = *Scope::parse("read")});
  const Server server = make_own_server([&](Config& config) {
    config.issuer = *Issuer::parse(text_of(context, "issuer"));
    config.clock = std::make_shared<const FrozenClock>(context.at("now"));
    config.client_assertions.algorithms = AlgorithmList(kFapiAlgorithms);
    config.load_client = [&](const ClientId& id) -> std::expected<std::shared_ptr<const Client>, Unavailable> {
      return id == client->client_id ? client : nullptr;
    };
  });
  const std::array headers = {http::HeaderView{"Content-Type", "application/x-www-form-urlencoded"}};
  const std::string body =
      "grant_type=client_credentials&client_assertion_type="
      "urn%3Aietf%3Aparams%3Aoauth%3Aclient-assertion-type%3Ajwt-bearer&client_assertion=" +
      percent_encode(text_of(vector, "jwt"));
  return server.handle({.method = "POST", .target = "/token", .headers = headers, .body = body}).value().status == 200;
}

}  // namespace

void judge_own_jwt(const Data& document, FileReport& report) {
  const Server server = serve_tokens(document);
  for (const Data& vector : document.at("vectors")) {
    const std::string expect = text_of(vector, "expect");
    const std::string target = text_of(vector, "target");
    bool taken = false;
    if (expect == "policy") {
      report.skip("either answer is right");
      continue;
    }
    if (target == "access_token") {
      taken = takes_access_token(server, vector);
    } else if (target == "dpop_proof") {
      taken = takes_dpop_proof(document, vector);
    } else if (target == "client_assertion") {
      taken = takes_client_assertion(vector);
    } else {
      report.skip("no code judges tokens of the kind " + target);
      continue;
    }
    // "accept-but-same-identity": taken, and its identity is jti, never the text.
    report.judge(text_of(vector, "id") + ", " + text_of(vector, "desc"), text_of(vector, "jwt"),
                 expect.starts_with("accept") ? Verdict::accept : Verdict::refuse,
                 taken ? Verdict::accept : Verdict::refuse);
  }
}

}  // namespace attesto::vectors
