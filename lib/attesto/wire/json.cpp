#include "attesto/wire/json.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <optional>

#include "attesto/wire/json_writer.hpp"
#include "attesto/wire/utf8.hpp"

namespace attesto::inline v0 {
namespace {

constexpr std::size_t kUsualMembers = 10;

/// Bytes that stand for themselves inside a string: neither its end, nor an escape, nor a control
/// character (RFC 8259 §7).
constexpr std::array<bool, 256> kPlain = [] {
  std::array<bool, 256> plain{};
  for (std::size_t byte = 0x20; byte < plain.size(); ++byte) plain[byte] = byte != '"' && byte != '\\';
  return plain;
}();

/// Most names differ in their size or their first byte; a call of memcmp costs more than that look.
bool is_same(std::string_view left, std::string_view right) {
  return left.size() == right.size() && (left.empty() || (left.front() == right.front() && left == right));
}

/// Recursive descent; `depth_` bounds the recursion. The first fault wins and stays.
class Parser {
 public:
  Parser(std::string_view text, const JsonLimits& limits) : text_(text), limits_(limits) {}

  std::expected<Json, JsonError> parse_document() {
    std::expected<Json, JsonError> document;
    skip_space();
    if (!parse_value(*document)) return std::unexpected(*fault_);
    skip_space();
    if (at_ != text_.size()) return std::unexpected(JsonError::syntax);
    return document;
  }

 private:
  bool fail(JsonError fault) {
    if (!fault_) fault_ = fault;
    return false;
  }

  void skip_space() {
    while (at_ < text_.size() && (text_[at_] == ' ' || text_[at_] == '\t' || text_[at_] == '\n' || text_[at_] == '\r'))
      ++at_;
  }

  [[nodiscard]] char peek() const { return at_ < text_.size() ? text_[at_] : '\0'; }

  bool take(char c) {
    if (peek() != c) return false;
    ++at_;
    return true;
  }

  /// Writes each value where it stays: a value that is handed up by hand is moved at every level.
  bool parse_value(Json& out) {
    switch (peek()) {
      case '{': return parse_object(out);
      case '[': return parse_array(out);
      case '"': return parse_string(out);
      case 't': return parse_literal("true", out, true);
      case 'f': return parse_literal("false", out, false);
      case 'n': return parse_literal("null", out, nullptr);
      default: return parse_number(out);
    }
  }

  template <class Value>
  bool parse_literal(std::string_view literal, Json& out, Value value) {
    if (!text_.substr(at_).starts_with(literal)) return fail(JsonError::syntax);
    at_ += literal.size();
    out = Json(value);
    return true;
  }

  bool parse_object(Json& out) {
    if (++depth_ > limits_.depth) return fail(JsonError::too_deep);
    ++at_;
    Json::Object members;
    skip_space();
    if (!take('}')) {
      // Headers and claims are objects of about this size; deeper ones get no room before they need it.
      if (depth_ == 1) members.reserve(kUsualMembers);
      do {
        skip_space();
        if (!parse_member(members)) return false;
        skip_space();
      } while (take(','));
      if (!take('}')) return fail(JsonError::syntax);
    }
    --depth_;
    out = Json(std::move(members));
    return true;
  }

  bool parse_member(Json::Object& members) {
    if (peek() != '"') return fail(JsonError::syntax);
    std::string name;
    if (!parse_text(name)) return false;
    if (std::ranges::any_of(members, [&](const auto& member) { return is_same(member.first, name); }))
      return fail(JsonError::duplicate_member);
    if (members.size() == limits_.members) return fail(JsonError::too_large);
    skip_space();
    if (!take(':')) return fail(JsonError::syntax);
    skip_space();
    return parse_value(members.emplace_back(std::move(name), Json()).second);
  }

  bool parse_array(Json& out) {
    if (++depth_ > limits_.depth) return fail(JsonError::too_deep);
    ++at_;
    Json::Array elements;
    skip_space();
    if (!take(']')) {
      do {
        skip_space();
        if (elements.size() == limits_.members) return fail(JsonError::too_large);
        if (!parse_value(elements.emplace_back())) return false;
        skip_space();
      } while (take(','));
      if (!take(']')) return fail(JsonError::syntax);
    }
    --depth_;
    out = Json(std::move(elements));
    return true;
  }

  bool parse_string(Json& out) {
    std::string text;
    if (!parse_text(text)) return false;
    out = Json(std::move(text));
    return true;
  }

  std::string_view take_plain() {
    const std::size_t begin = at_;
    while (at_ < text_.size() && kPlain[static_cast<unsigned char>(text_[at_])]) ++at_;
    return text_.substr(begin, at_ - begin);
  }

  bool parse_text(std::string& out) {
    ++at_;
    while (true) {
      out += take_plain();
      if (at_ == text_.size()) return fail(JsonError::syntax);
      if (take('"')) return true;
      if (!take('\\')) return fail(JsonError::syntax);  // a raw control character
      if (!parse_escape(out)) return false;
    }
  }

  bool parse_escape(std::string& out) {
    const char kind = peek();
    ++at_;
    switch (kind) {
      case '"': out += '"'; return true;
      case '\\': out += '\\'; return true;
      case '/': out += '/'; return true;
      case 'b': out += '\b'; return true;
      case 'f': out += '\f'; return true;
      case 'n': out += '\n'; return true;
      case 'r': out += '\r'; return true;
      case 't': out += '\t'; return true;
      case 'u': return parse_unicode_escape(out);
      default: return fail(JsonError::syntax);
    }
  }

  bool parse_hex4(std::uint32_t& out) {
    if (text_.size() - std::min(at_, text_.size()) < 4) return fail(JsonError::syntax);
    const char* begin = text_.data() + at_;
    const auto [end, error] = std::from_chars(begin, begin + 4, out, 16);
    if (error != std::errc{} || end != begin + 4) return fail(JsonError::syntax);
    at_ += 4;
    return true;
  }

  /// \uXXXX, a surrogate pair as two of them (RFC 8259 §7).
  bool parse_unicode_escape(std::string& out) {
    std::uint32_t point = 0;
    if (!parse_hex4(point)) return false;
    if (point >= 0xD800 && point <= 0xDFFF) {
      if (point >= 0xDC00 || !take('\\') || !take('u')) return fail(JsonError::bad_text);
      std::uint32_t low = 0;
      if (!parse_hex4(low)) return false;
      if (low < 0xDC00 || low > 0xDFFF) return fail(JsonError::bad_text);
      point = 0x10000 + ((point - 0xD800) << 10) + (low - 0xDC00);
    }
    if (point == 0) return fail(JsonError::bad_text);  // would end a C string
    append_utf8(out, point);
    return true;
  }

  static void append_utf8(std::string& out, std::uint32_t point) {
    const auto tail = [&](unsigned shift) { out += static_cast<char>(0x80 | (point >> shift & 0x3F)); };
    if (point < 0x80) {
      out += static_cast<char>(point);
    } else if (point < 0x800) {
      out += static_cast<char>(0xC0 | point >> 6);
      tail(0);
    } else if (point < 0x10000) {
      out += static_cast<char>(0xE0 | point >> 12);
      tail(6);
      tail(0);
    } else {
      out += static_cast<char>(0xF0 | point >> 18);
      tail(12);
      tail(6);
      tail(0);
    }
  }

  bool take_digits() {
    const std::size_t begin = at_;
    while (peek() >= '0' && peek() <= '9') ++at_;
    return at_ > begin;
  }

  /// number = [ minus ] int [ frac ] [ exp ] (RFC 8259 §6)
  bool parse_number(Json& out) {
    const std::size_t begin = at_;
    take('-');
    if (!take('0') && !take_digits()) return fail(JsonError::syntax);
    bool whole = true;
    if (take('.')) {
      whole = false;
      if (!take_digits()) return fail(JsonError::syntax);
    }
    if (take('e') || take('E')) {
      whole = false;
      if (!take('+')) take('-');
      if (!take_digits()) return fail(JsonError::syntax);
    }
    const std::string_view digits = text_.substr(begin, at_ - begin);
    return whole ? read_number<std::int64_t>(digits, out) : read_number<double>(digits, out);
  }

  template <class Number>
  bool read_number(std::string_view digits, Json& out) {
    Number value{};
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
    if (error != std::errc{} || end != digits.data() + digits.size()) return fail(JsonError::bad_number);
    out = Json(value);
    return true;
  }

  std::string_view text_;
  const JsonLimits& limits_;
  std::size_t at_ = 0;
  std::size_t depth_ = 0;
  std::optional<JsonError> fault_;
};

}  // namespace

std::expected<Json, JsonError> Json::parse(std::string_view text, const JsonLimits& limits) {
  if (text.size() > limits.bytes) return std::unexpected(JsonError::too_large);
  if (!is_utf8(text)) return std::unexpected(JsonError::bad_text);
  return Parser(text, limits).parse_document();
}

const Json* Json::find(std::string_view name) const noexcept {
  const Object* members = object();
  if (!members) return nullptr;
  for (const auto& [member, value] : *members) {
    if (is_same(member, name)) return &value;
  }
  return nullptr;
}

const std::string* Json::find_string(std::string_view name) const noexcept {
  const Json* value = find(name);
  return value ? value->string() : nullptr;
}

const std::int64_t* Json::find_integer(std::string_view name) const noexcept {
  const Json* value = find(name);
  return value ? value->integer() : nullptr;
}

std::string Json::write() const {
  std::string text;
  JsonWriter(text).value(*this);
  return text;
}

}  // namespace attesto::inline v0
