// A binding is kept or the claims are refused: it never gets lost, and what is shown must be exactly what is bound.
#include "attesto/proof/confirmation.hpp"

#include "fuzz/oracle.hpp"

using namespace attesto;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text = fuzz::text_of(data, size);
  const auto thumbprint = KeyThumbprint::parse(text);
  if (thumbprint) fuzz::require(size == 43 && thumbprint->str() == text, "another text");

  const auto claims = Json::parse(text);
  if (!claims) return 0;
  const auto confirmation = find_confirmation(*claims);
  if (!confirmation) return 0;
  fuzz::require(confirmation->empty() == (claims->find("cnf") == nullptr), "a binding got lost");
  std::string written;
  JsonWriter writer(written);
  writer.begin_object();
  write_confirmation(writer, *confirmation);
  writer.end_object();
  fuzz::require(find_confirmation(Json::parse(written).value()) == confirmation, "round trip");
  fuzz::require(check_confirmation(*confirmation, {confirmation->jkt, confirmation->x5t_s256}).has_value(),
                "what is bound does not do");
  fuzz::require(check_confirmation(*confirmation, {}).has_value() == confirmation->empty(), "nothing shown");
  const auto other = KeyThumbprint::parse(std::string(43, 'A'));
  if (confirmation->jkt != other)
    fuzz::require(!check_confirmation(*confirmation, {other, confirmation->x5t_s256}), "another key shown");
  return 0;
}
