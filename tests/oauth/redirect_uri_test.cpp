#include "attesto/oauth/redirect_uri.hpp"

#include <gtest/gtest.h>

namespace attesto {
namespace {

struct Case {
  const char* name;
  const char* registered;
  const char* requested;
  bool web;     ///< the verdict for a web client
  bool native;  ///< the verdict for a native client
};

const Case kCases[] = {
    {"RFC6749_3_1_2_3_same", "https://client.example/cb", "https://client.example/cb", true, true},
    {"RFC9700_2_1_https_has_no_free_port", "https://client.example/cb", "https://client.example:444/cb", false, false},
    {"RFC8252_7_3_any_port", "http://127.0.0.1/cb", "http://127.0.0.1:51004/cb", false, true},
    {"RFC8252_7_3_another_port", "http://127.0.0.1:8080/cb", "http://127.0.0.1:51004/cb", false, true},
    {"RFC8252_7_3_no_port", "http://127.0.0.1:8080/cb", "http://127.0.0.1/cb", false, true},
    {"RFC8252_7_3_IPv6", "http://[::1]/cb?x=1", "http://[::1]:51004/cb?x=1", false, true},
    {"RFC8252_7_3_no_path", "http://127.0.0.1", "http://127.0.0.1:51004", false, true},
    {"RFC8252_7_3_query_without_path", "http://127.0.0.1?x=1", "http://127.0.0.1:51004?x=1", false, true},
    {"RFC8252_8_3_localhost", "http://localhost/cb", "http://localhost:51004/cb", false, false},
    {"RFC8252_8_3_localhost_for_the_address", "http://127.0.0.1/cb", "http://localhost:51004/cb", false, false},
    {"other_family", "http://127.0.0.1/cb", "http://[::1]:51004/cb", false, false},
    {"other_loopback_registered", "http://127.0.0.2/cb", "http://127.0.0.2:51004/cb", false, false},
    {"other_path", "http://127.0.0.1/cb", "http://127.0.0.1:51004/cb/", false, false},
    {"other_query", "http://127.0.0.1/cb?x=1", "http://127.0.0.1:51004/cb?x=2", false, false},
    {"query_added", "http://127.0.0.1/cb", "http://127.0.0.1:51004/cb?x=1", false, false},
    {"path_added", "http://127.0.0.1", "http://127.0.0.1:51004/", false, false},
    {"fragment", "http://127.0.0.1/cb", "http://127.0.0.1:51004/cb#", false, false},
    {"RFC6749_3_1_2_registered_fragment", "http://127.0.0.1/cb#x", "http://127.0.0.1/cb#x", false, false},
    {"https", "http://127.0.0.1/cb", "https://127.0.0.1:51004/cb", false, false},
    {"https_registered", "https://127.0.0.1/cb", "https://127.0.0.1:51004/cb", false, false},
    {"scheme_in_upper_case", "http://127.0.0.1/cb", "HTTP://127.0.0.1:51004/cb", false, false},
    {"empty_port", "http://127.0.0.1/cb", "http://127.0.0.1:/cb", false, false},
    {"port_too_large", "http://127.0.0.1/cb", "http://127.0.0.1:65536/cb", false, false},
    {"port_is_no_number", "http://127.0.0.1/cb", "http://127.0.0.1:*/cb", false, false},
    {"port_with_sign", "http://127.0.0.1/cb", "http://127.0.0.1:+80/cb", false, false},
    {"CVE_2020_15233_user_information", "http://127.0.0.1/cb", "http://127.0.0.1:80@evil.example/cb", false, false},
    {"registered_user_information", "http://127.0.0.1@evil.example/cb", "http://127.0.0.1:80@evil.example/cb", false,
     false},
    {"host_goes_on", "http://127.0.0.1/cb", "http://127.0.0.1.evil.example/cb", false, false},
    {"host_goes_on_behind_the_port", "http://127.0.0.1/cb", "http://127.0.0.1:80.evil.example/cb", false, false},
    {"host_goes_on_with_digits", "http://127.0.0.1/cb", "http://127.0.0.11:80/cb", false, false},
    {"backslash", "http://127.0.0.1/cb", "http://127.0.0.1:80\\@evil.example/cb", false, false},
    {"line_break", "http://127.0.0.1/cb", "http://127.0.0.1:80/cb\r\nX: y", false, false},
    {"private_use_scheme", "com.example.app:/cb", "com.example.app:/cb", true, true},
    {"empty", "http://127.0.0.1/cb", "", false, false},
};

class RedirectUriMatch : public testing::TestWithParam<Case> {};

TEST_P(RedirectUriMatch, gives_the_verdict) {
  Client client{.client_id = ClientId("c"), .redirect_uris = {"https://first.example/", GetParam().registered}};
  EXPECT_EQ(may_redirect(client, GetParam().requested), GetParam().web);
  client.application_type = ApplicationType::native;
  EXPECT_EQ(may_redirect(client, GetParam().requested), GetParam().native);
}

INSTANTIATE_TEST_SUITE_P(Rfc, RedirectUriMatch, testing::ValuesIn(kCases),
                         [](const auto& row) { return row.param.name; });

}  // namespace
}  // namespace attesto
