// The clients of the test server.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "attesto/oauth/client.hpp"

namespace attesto::test {

inline constexpr std::string_view kRedirectUri = "https://client.example/cb";
inline constexpr std::string_view kRedirectUriWithQuery = "https://client.example/cb?tenant=1";

/// The secret of every confidential client; it has bytes that need form encoding in Basic.
inline constexpr std::string_view kSecret = "s3cret +:%/\xC3\xA9";

/// | client_id  | method | grants                              |
/// |------------|--------|-------------------------------------|
/// | web        | basic  | authorization_code, refresh_token   |
/// | other      | basic  | authorization_code, refresh_token   |
/// | post       | post   | authorization_code, refresh_token   |
/// | spa        | none   | authorization_code, refresh_token   |
/// | once       | basic  | authorization_code                  |
/// | machine    | basic  | client_credentials                  |
/// | service    | basic  | client_credentials, token exchange  |
/// | open       | none   | client_credentials (wrongly)        |
/// | gone       | basic  | all, but disabled                   |
[[nodiscard]] std::map<std::string, std::shared_ptr<const Client>, std::less<>> test_clients();

}  // namespace attesto::test
