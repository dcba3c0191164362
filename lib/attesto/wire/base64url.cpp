#include "attesto/wire/base64url.hpp"

#include <array>

namespace attesto::inline v0 {
namespace {

constexpr std::string_view kUrlAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
constexpr std::string_view kAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
constexpr std::uint8_t kForeign = 0xFF;

using ReverseTable = std::array<std::uint8_t, 256>;

consteval ReverseTable reverse(std::string_view alphabet) {
  ReverseTable table;
  table.fill(kForeign);
  for (std::size_t i = 0; i < alphabet.size(); ++i)
    table[static_cast<unsigned char>(alphabet[i])] = static_cast<std::uint8_t>(i);
  return table;
}

constexpr ReverseTable kUrlReverse = reverse(kUrlAlphabet);
constexpr ReverseTable kReverse = reverse(kAlphabet);

void append(std::string& out, ByteView bytes, std::string_view alphabet) {
  std::size_t at = out.size();
  out.resize(at + bytes.size() / 3 * 4 + (bytes.size() % 3 == 0 ? 0 : bytes.size() % 3 + 1));
  std::size_t i = 0;
  for (; i + 3 <= bytes.size(); i += 3) {
    const std::uint32_t block = static_cast<std::uint32_t>(bytes[i] << 16 | bytes[i + 1] << 8 | bytes[i + 2]);
    out[at++] = alphabet[block >> 18];
    out[at++] = alphabet[block >> 12 & 63];
    out[at++] = alphabet[block >> 6 & 63];
    out[at++] = alphabet[block & 63];
  }
  const std::size_t rest = bytes.size() - i;
  if (rest == 0) return;
  const std::uint32_t block = static_cast<std::uint32_t>(bytes[i] << 16 | (rest == 2 ? bytes[i + 1] << 8 : 0));
  out[at++] = alphabet[block >> 18];
  out[at++] = alphabet[block >> 12 & 63];
  if (rest == 2) out[at] = alphabet[block >> 6 & 63];
}

/// Decodes text without padding; unused trailing bits must be zero (RFC 4648 §3.5).
std::optional<Bytes> decode(std::string_view text, const ReverseTable& table) {
  const std::size_t rest = text.size() % 4;
  if (rest == 1) return std::nullopt;
  Bytes bytes(text.size() / 4 * 3 + (rest == 0 ? 0 : rest - 1));
  std::uint32_t seen = 0;  // every value, to look for kForeign once at the end instead of each time
  const auto take = [&](const char* from) {
    const std::uint32_t value = table[static_cast<unsigned char>(*from)];
    seen |= value;
    return value;
  };
  const char* in = text.data();
  std::uint8_t* out = bytes.data();
  for (std::size_t blocks = text.size() / 4; blocks > 0; --blocks, in += 4, out += 3) {
    const std::uint32_t block = take(in) << 18 | take(in + 1) << 12 | take(in + 2) << 6 | take(in + 3);
    out[0] = static_cast<std::uint8_t>(block >> 16);
    out[1] = static_cast<std::uint8_t>(block >> 8);
    out[2] = static_cast<std::uint8_t>(block);
  }
  if (rest != 0) {
    const std::uint32_t block = take(in) << 18 | take(in + 1) << 12 | (rest == 3 ? take(in + 2) << 6 : 0);
    out[0] = static_cast<std::uint8_t>(block >> 16);
    if (rest == 3) out[1] = static_cast<std::uint8_t>(block >> 8);
    if ((block & (rest == 3 ? 0xFF : 0xFFFF)) != 0) return std::nullopt;
  }
  if (seen == kForeign) return std::nullopt;
  return bytes;
}

}  // namespace

std::string base64url_encode(ByteView bytes) {
  std::string text;
  append(text, bytes, kUrlAlphabet);
  return text;
}

void base64url_append(std::string& out, ByteView bytes) { append(out, bytes, kUrlAlphabet); }

std::optional<Bytes> base64url_decode(std::string_view text) { return decode(text, kUrlReverse); }

std::optional<Bytes> base64_decode(std::string_view text) {
  if (text.size() % 4 != 0) return std::nullopt;
  if (text.ends_with("==")) return decode(text.substr(0, text.size() - 2), kReverse);
  if (text.ends_with('=')) return decode(text.substr(0, text.size() - 1), kReverse);
  return decode(text, kReverse);
}

std::string base64_encode(ByteView bytes) {
  std::string text;
  append(text, bytes, kAlphabet);
  while (text.size() % 4 != 0) text += '=';
  return text;
}

}  // namespace attesto::inline v0
