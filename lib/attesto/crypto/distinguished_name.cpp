#include "attesto/crypto/distinguished_name.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <string>
#include <vector>

#include "attesto/base/bytes.hpp"
#include "attesto/crypto/x509.hpp"

namespace attesto::inline v0 {
namespace {

struct ShortName {
  std::string_view name;
  int nid;
};
/// The table of RFC 4514 §3; names compare without case (RFC 4512 §2.5).
constexpr std::array kShortNames = {ShortName{"CN", NID_commonName},
                                    ShortName{"L", NID_localityName},
                                    ShortName{"ST", NID_stateOrProvinceName},
                                    ShortName{"O", NID_organizationName},
                                    ShortName{"OU", NID_organizationalUnitName},
                                    ShortName{"C", NID_countryName},
                                    ShortName{"STREET", NID_streetAddress},
                                    ShortName{"DC", NID_domainComponent},
                                    ShortName{"UID", NID_userId}};

struct Attribute {
  openssl::ObjectId type;
  int string_type = V_ASN1_UTF8STRING;
  std::string value;
};
using RelativeName = std::vector<Attribute>;

char upper(char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; }

bool is_ascii_equal(std::string_view left, std::string_view right) {
  return std::ranges::equal(left, right, {}, upper, upper);
}

/// numericoid: two or more numbers without leading zeroes (RFC 4512 §1.4).
bool is_dotted_decimal(std::string_view text) {
  std::size_t numbers = 0;
  while (true) {
    const std::string_view number = text.substr(0, text.find('.'));
    const bool has_leading_zero = number.size() > 1 && number.front() == '0';
    if (number.empty() || has_leading_zero || !std::ranges::all_of(number, [](char c) { return c >= '0' && c <= '9'; }))
      return false;
    ++numbers;
    if (number.size() == text.size()) return numbers > 1;
    text.remove_prefix(number.size() + 1);
  }
}

openssl::ObjectId parse_type(std::string_view text) {
  const auto* found =
      std::ranges::find_if(kShortNames, [&](const ShortName& known) { return is_ascii_equal(known.name, text); });
  if (found != kShortNames.end()) return openssl::ObjectId(OBJ_dup(OBJ_nid2obj(found->nid)));
  if (!is_dotted_decimal(text)) return nullptr;
  return openssl::ObjectId(OBJ_txt2obj(std::string(text).c_str(), 1));
}

std::optional<char> parse_hex_pair(std::string_view text) {
  if (text.size() < 2) return std::nullopt;
  const char* const begin = text.data();
  unsigned value = 0;
  const auto [end, error] = std::from_chars(begin, begin + 2, value, 16);
  if (error != std::errc{} || end != begin + 2) return std::nullopt;
  return static_cast<char>(value);
}

bool is_utf8_without_nul(std::string_view text) {
  ByteView rest = as_bytes(text);
  while (!rest.empty()) {
    unsigned long code_point = 0;
    const int size = UTF8_getc(rest.data(), static_cast<int>(std::min<std::size_t>(rest.size(), 6)), &code_point);
    const bool surrogate = code_point >= 0xD800 && code_point <= 0xDFFF;
    if (size <= 0 || code_point == 0 || code_point > 0x10FFFF || surrogate) return false;
    rest = rest.subspan(static_cast<std::size_t>(size));
  }
  return true;
}

/// Types whose values OpenSSL compares as text.
bool is_text(int type) {
  constexpr std::array kTypes = {V_ASN1_UTF8STRING, V_ASN1_PRINTABLESTRING, V_ASN1_IA5STRING,
                                 V_ASN1_T61STRING,  V_ASN1_BMPSTRING,       V_ASN1_UNIVERSALSTRING};
  return std::ranges::find(kTypes, type) != kTypes.end();
}

/// One name, read from the left.
class Reader {
 public:
  explicit Reader(std::string_view text) : rest_(text) {}

  std::optional<std::vector<RelativeName>> read() {
    std::vector<RelativeName> names(1);
    while (true) {
      auto attribute = read_attribute();
      if (!attribute) return std::nullopt;
      names.back().push_back(std::move(*attribute));
      if (rest_.empty()) return names;
      const char separator = rest_.front();  // read_attribute stops only at one
      rest_.remove_prefix(1);
      if (separator == ',') names.emplace_back();
    }
  }

 private:
  std::optional<Attribute> read_attribute() {
    skip_spaces();
    const std::size_t equals = rest_.find('=');
    if (equals == std::string_view::npos) return std::nullopt;
    Attribute attribute{.type = parse_type(rest_.substr(0, equals)), .value = {}};
    if (!attribute.type) return std::nullopt;
    rest_.remove_prefix(equals + 1);
    const bool read = rest_.starts_with('#') ? read_hex_string(attribute) : read_string(attribute);
    if (!read || attribute.value.empty() || !is_separator_or_end()) return std::nullopt;
    return attribute;
  }

  void skip_spaces() {
    while (rest_.starts_with(' ')) rest_.remove_prefix(1);
  }

  bool is_separator_or_end() const { return rest_.empty() || rest_.front() == ',' || rest_.front() == '+'; }

  /// hexstring: the DER of the value (RFC 4514 §2.4).
  bool read_hex_string(Attribute& attribute) {
    rest_.remove_prefix(1);
    std::string der;
    while (!is_separator_or_end()) {
      const auto byte = parse_hex_pair(rest_);
      if (!byte) return false;
      der.push_back(*byte);
      rest_.remove_prefix(2);
    }
    const std::uint8_t* begin = as_bytes(der).data();
    const std::uint8_t* at = begin;
    const openssl::AnyValue any(d2i_ASN1_TYPE(nullptr, &at, static_cast<long>(der.size())));
    if (!any || at != begin + der.size() || !is_text(any->type)) return false;
    const ASN1_STRING* string = any->value.asn1_string;
    attribute.string_type = any->type;
    attribute.value = as_text({ASN1_STRING_get0_data(string), static_cast<std::size_t>(ASN1_STRING_length(string))});
    return true;
  }

  /// string: special characters are escaped, so are a leading `#` and spaces at both ends.
  bool read_string(Attribute& attribute) {
    bool ends_with_bare_space = rest_.starts_with(' ');
    if (ends_with_bare_space) return false;
    while (!is_separator_or_end()) {
      const char c = rest_.front();
      rest_.remove_prefix(1);
      ends_with_bare_space = c == ' ';
      if (c != '\\') {
        if (std::string_view("\";<>").contains(c)) return false;
        attribute.value.push_back(c);
      } else if (!read_escape(attribute.value)) {
        return false;
      }
    }
    return !ends_with_bare_space && is_utf8_without_nul(attribute.value);
  }

  bool read_escape(std::string& value) {
    if (!rest_.empty() && std::string_view("\\\"+,;<> #=").contains(rest_.front())) {
      value.push_back(rest_.front());
      rest_.remove_prefix(1);
      return true;
    }
    const auto byte = parse_hex_pair(rest_);
    if (!byte) return false;
    value.push_back(*byte);
    rest_.remove_prefix(2);
    return true;
  }

  std::string_view rest_;
};

bool append(X509_NAME* name, const Attribute& attribute, bool joins_previous) {
  const ByteView value = as_bytes(attribute.value);
  const openssl::X509NameEntry entry(X509_NAME_ENTRY_create_by_OBJ(nullptr, attribute.type.get(), attribute.string_type,
                                                                   value.data(), static_cast<int>(value.size())));
  return entry && X509_NAME_add_entry(name, entry.get(), -1, joins_previous ? -1 : 0) == 1;
}

}  // namespace

std::optional<DistinguishedName> make_distinguished_name(openssl::X509Name name) {
  if (!name || i2d_X509_NAME(name.get(), nullptr) < 0) return std::nullopt;
  return DistinguishedName(std::make_shared<const DistinguishedName::Impl>(std::move(name)));
}

std::optional<DistinguishedName> DistinguishedName::parse(std::string_view text) {
  const openssl::ErrorScope errors;
  const auto relative_names = Reader(text).read();
  if (!relative_names) return std::nullopt;
  openssl::X509Name name(X509_NAME_new());
  openssl::require(name != nullptr, "out of memory");
  // "starting with the last element of the sequence" (RFC 4514 §2.1)
  for (auto relative = relative_names->rbegin(); relative != relative_names->rend(); ++relative)
    for (const Attribute& attribute : *relative)
      if (!append(name.get(), attribute, &attribute != &relative->front())) return std::nullopt;
  return make_distinguished_name(std::move(name));
}

bool operator==(const DistinguishedName& left, const DistinguishedName& right) noexcept {
  return X509_NAME_cmp(left.impl_->name.get(), right.impl_->name.get()) == 0;
}

}  // namespace attesto::inline v0
