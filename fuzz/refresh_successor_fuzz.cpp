// Never accept: a successor opens for the token it was sealed for and no other, and no made-up record opens at all.
#include "attesto/token/refresh_successor.hpp"

#include <algorithm>

#include "fuzz/fixed_random.hpp"
#include "fuzz/oracle.hpp"

using namespace attesto;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text = fuzz::text_of(data, size);
  static const std::string kUsed(43, 'u');
  fuzz::FixedRandom random;
  const RefreshSuccessor successor{.token = Secret(std::string(43, 's')),
                                   .scope = Scope::parse("openid read").value(),
                                   .audience = {"https://api.example", "https://files.example"},
                                   .authorization_details = AuthorizationDetails::parse(R"([{"type":"t"}])").value(),
                                   .rotated_at = from_seconds(1'700'000'000)};
  static const std::string kBody = successor.seal(random, kUsed);
  if (text != kBody) fuzz::require(!RefreshSuccessor::open(text, kUsed), "a made-up record opened");
  if (text != kUsed) fuzz::require(!RefreshSuccessor::open(kBody, text), "another token opened it");

  std::string changed = kBody;
  for (std::size_t i = 0; i < std::min(size, changed.size()); ++i) changed[i] = static_cast<char>(changed[i] ^ data[i]);
  if (changed != kBody) fuzz::require(!RefreshSuccessor::open(changed, kUsed), "a changed record opened");

  const auto own = RefreshSuccessor::open(successor.seal(random, text), text);
  fuzz::require(own && own->token.expose() == successor.token.expose() && own->scope == successor.scope &&
                    own->audience == successor.audience &&
                    own->authorization_details == successor.authorization_details &&
                    own->rotated_at == successor.rotated_at,
                "its own token does not open it");
  return 0;
}
