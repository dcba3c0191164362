#include "attesto/proof/request_object.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <utility>

#include "attesto/jose/jwt.hpp"
#include "attesto/jose/registered_claims.hpp"
#include "attesto/wire/percent.hpp"

namespace attesto::inline v0 {
namespace {

using Profile = RequestObjectPolicy::Profile;

/// The first is enough for FAPI; OIDC Core §6.1 knows no explicit type.
constexpr std::array<std::string_view, 2> kTypes = {"oauth-authz-req+jwt", "JWT"};
/// About the object, not about the request (RFC 7519 §4.1).
constexpr std::array<std::string_view, 7> kJwtClaims = {"iss", "sub", "aud", "exp", "nbf", "iat", "jti"};
constexpr std::array<std::string_view, 2> kNested = {"request", "request_uri"};
constexpr std::array<std::string_view, 1> kRepeatable = {"resource"};

template <std::size_t N>
bool is_one_of(const std::array<std::string_view, N>& names, std::string_view name) {
  return std::ranges::find(names, name) != names.end();
}

RequestObjectError to_request_object_error(JwtError error) {
  switch (error) {
    case JwtError::malformed:
    case JwtError::critical_header:
    case JwtError::wrong_type: return RequestObjectError::malformed;
    case JwtError::wrong_algorithm: return RequestObjectError::wrong_algorithm;
    case JwtError::unknown_key:
    case JwtError::wrong_signature: return RequestObjectError::wrong_signature;
  }
  std::unreachable();
}

std::expected<void, RequestObjectError> check_parties(const Json& claims, const ClientId& client_id,
                                                      std::string_view issuer) {
  const std::string* iss = claims.find_string("iss");
  const std::string* client = claims.find_string("client_id");
  const std::string* sub = claims.find_string("sub");
  if (!iss || *iss != client_id.view() || !client || *client != client_id.view() || (sub && *sub == client_id.view()))
    return std::unexpected(RequestObjectError::wrong_issuer);
  const auto audiences = find_audiences(claims);
  if (!audiences || std::ranges::find(*audiences, issuer) == audiences->end())
    return std::unexpected(RequestObjectError::wrong_audience);
  return {};
}

/// One date of three; an absent one may be fine, a malformed one never is.
struct Date {
  bool is_malformed = false;
  std::optional<Instant> value;
};

Date find_date(const Json& claims, std::string_view name) {
  const Json* claim = claims.find(name);
  if (!claim) return {};
  const auto value = parse_numeric_date(*claim);
  return {.is_malformed = !value, .value = value};
}

std::expected<void, RequestObjectError> check_times(const Json& claims, Profile profile, Instant now) {
  const bool is_fapi = profile == Profile::fapi_message_signing;
  const Date exp = find_date(claims, "exp");
  if (exp.is_malformed || (exp.value && *exp.value <= now) || (is_fapi && !exp.value))
    return std::unexpected(RequestObjectError::expired);
  const Date nbf = find_date(claims, "nbf");
  const Date iat = find_date(claims, "iat");
  const auto is_ahead = [&](const Date& date) {
    return date.is_malformed || (date.value && *date.value > now + RequestObject::kSkew);
  };
  if (is_ahead(nbf) || is_ahead(iat) || (is_fapi && !nbf.value))
    return std::unexpected(RequestObjectError::not_yet_valid);
  // Also bounds the age of nbf: exp is in the future and at most 60 minutes behind it.
  if (is_fapi && *exp.value > *nbf.value + RequestObject::kMaxLifetime)
    return std::unexpected(RequestObjectError::too_long_lived);
  return {};
}

/// Form text in the making.
class FormText {
 public:
  void add(std::string_view name, std::string_view value) {
    if (!text_.empty()) text_.push_back('&');
    percent_append(text_, name);
    text_.push_back('=');
    percent_append(text_, value);
  }
  [[nodiscard]] const std::string& str() const noexcept { return text_; }

 private:
  std::string text_;
};

bool is_array_of_objects(const Json& value) {
  return value.array() && std::ranges::all_of(*value.array(), [](const Json& entry) { return entry.object(); });
}

/// Adds one parameter; false if its value has a type that the parameter has not.
bool add_parameter(FormText& form, std::string_view name, const Json& value) {
  if (value.string()) {
    form.add(name, *value.string());
    return true;
  }
  if ((name == "claims" && value.object()) || (name == "authorization_details" && is_array_of_objects(value))) {
    form.add(name, value.write());
    return true;
  }
  if (name == "max_age" && value.integer() && *value.integer() >= 0) {
    form.add(name, std::to_string(*value.integer()));
    return true;
  }
  if (name != "resource" || !value.array() || value.array()->empty()) return false;
  for (const Json& entry : *value.array()) {
    if (!entry.string()) return false;
    form.add(name, *entry.string());
  }
  return true;
}

std::expected<Form, RequestObjectError> make_parameters(const Json& claims) {
  FormText text;
  for (const auto& [name, value] : *claims.object()) {
    if (is_one_of(kNested, name)) return std::unexpected(RequestObjectError::nested);
    if (is_one_of(kJwtClaims, name)) continue;
    if (!add_parameter(text, name, value)) return std::unexpected(RequestObjectError::wrong_parameter);
  }
  auto form = Form::parse(text.str(), kRepeatable);
  if (!form) return std::unexpected(RequestObjectError::wrong_parameter);
  return std::move(*form);
}

}  // namespace

std::expected<RequestObject, RequestObjectError> check_request_object(std::string_view compact,
                                                                      const ClientId& client_id,
                                                                      std::span<const VerificationKey> keys,
                                                                      const RequestObjectPolicy& policy, Instant now) {
  const std::span<const std::string_view> types(kTypes);
  const JwtProfile profile{.types = policy.profile == Profile::fapi_message_signing ? types.first(1) : types,
                           .type_may_be_absent = true,
                           .algorithms = policy.algorithms};
  const auto jwt = verify_jwt(compact, profile, keys);
  if (!jwt) return std::unexpected(to_request_object_error(jwt.error()));
  if (const auto parties = check_parties(jwt->claims(), client_id, policy.issuer); !parties)
    return std::unexpected(parties.error());
  if (const auto times = check_times(jwt->claims(), policy.profile, now); !times) return std::unexpected(times.error());
  auto parameters = make_parameters(jwt->claims());
  if (!parameters) return std::unexpected(parameters.error());
  return RequestObject{.parameters = std::move(*parameters)};
}

Error to_error(RequestObjectError error) noexcept {
  using enum RequestObjectError;
  constexpr auto kCode = ErrorCode::invalid_request_object;
  switch (error) {
    case malformed: return {kCode, "the request object is not acceptable as a JWT", Reason::request_object_malformed};
    case wrong_algorithm: return {kCode, "alg of the request object is not accepted", Reason::request_object_algorithm};
    case wrong_signature:
      return {kCode, "the request object is not signed by a key of the client", Reason::request_object_signature};
    case wrong_issuer:
      return {kCode, "iss and client_id must be the client, sub must not", Reason::request_object_issuer};
    case wrong_audience: return {kCode, "aud must hold the issuer", Reason::request_object_audience};
    case expired: return {kCode, "the request object has expired, or has no exp", Reason::request_object_expired};
    case not_yet_valid:
      return {kCode, "nbf or iat is in the future, or nbf is missing", Reason::request_object_not_yet_valid};
    case too_long_lived: return {kCode, "the request object lives too long", Reason::request_object_lifetime};
    case nested:
      return {kCode, "request and request_uri are not allowed inside the object", Reason::request_object_nested};
    case wrong_parameter:
      return {kCode, "a parameter in the request object has the wrong type", Reason::request_object_parameter};
  }
  std::unreachable();
}

}  // namespace attesto::inline v0
