#include "attesto/wire/json.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <optional>

#include "attesto/wire/json_writer.hpp"
#include "attesto/wire/utf8.hpp"

namespace attesto::inline v0 {
namespace {

constexpr std::size_t kUsualMembers = 10;

/// Recursive descent; `depth_` bounds the recursion. The first fault wins and stays.
class Parser {
 public:
  Parser(std::string_view text, const JsonLimits& limits) : text_(text), limits_(limits) {}

  std::expected<Json, JsonError> parse_document() {
    skip_space();
    auto value = parse_value();
    if (!value) return std::unexpected(*fault_);
    skip_space();
    if (at_ != text_.size()) return std::unexpected(JsonError::syntax);
    return *std::move(value);
  }

 private:
  using Parsed = std::optional<Json>;

  std::nullopt_t fail(JsonError fault) {
    if (!fault_) fault_ = fault;
    return std::nullopt;
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

  Parsed parse_value() {
    switch (peek()) {
      case '{': return parse_object();
      case '[': return parse_array();
      case '"': {
        auto text = parse_string();
        if (!text) return std::nullopt;
        return Json(*std::move(text));
      }
      case 't': return parse_literal("true", Json(true));
      case 'f': return parse_literal("false", Json(false));
      case 'n': return parse_literal("null", Json(nullptr));
      default: return parse_number();
    }
  }

  Parsed parse_literal(std::string_view literal, Json value) {
    if (!text_.substr(at_).starts_with(literal)) return fail(JsonError::syntax);
    at_ += literal.size();
    return value;
  }

  Parsed parse_object() {
    if (++depth_ > limits_.depth) return fail(JsonError::too_deep);
    ++at_;
    Json::Object members;
    skip_space();
    if (!take('}')) {
      // Headers and claims are objects of about this size; deeper ones get no room before they need it.
      if (depth_ == 1) members.reserve(kUsualMembers);
      do {
        skip_space();
        if (!parse_member(members)) return std::nullopt;
        skip_space();
      } while (take(','));
      if (!take('}')) return fail(JsonError::syntax);
    }
    --depth_;
    return Json(std::move(members));
  }

  bool parse_member(Json::Object& members) {
    if (peek() != '"') return fail(JsonError::syntax), false;
    auto name = parse_string();
    if (!name) return false;
    if (std::ranges::find(members, *name, &Json::Object::value_type::first) != members.end())
      return fail(JsonError::duplicate_member), false;
    if (members.size() == limits_.members) return fail(JsonError::too_large), false;
    skip_space();
    if (!take(':')) return fail(JsonError::syntax), false;
    skip_space();
    auto value = parse_value();
    if (!value) return false;
    members.emplace_back(*std::move(name), *std::move(value));
    return true;
  }

  Parsed parse_array() {
    if (++depth_ > limits_.depth) return fail(JsonError::too_deep);
    ++at_;
    Json::Array elements;
    skip_space();
    if (!take(']')) {
      do {
        skip_space();
        if (elements.size() == limits_.members) return fail(JsonError::too_large);
        auto value = parse_value();
        if (!value) return std::nullopt;
        elements.push_back(*std::move(value));
        skip_space();
      } while (take(','));
      if (!take(']')) return fail(JsonError::syntax);
    }
    --depth_;
    return Json(std::move(elements));
  }

  std::optional<std::string> parse_string() {
    ++at_;
    std::string out;
    while (true) {
      const std::size_t begin = at_;
      while (at_ < text_.size() && text_[at_] != '"' && text_[at_] != '\\' &&
             static_cast<unsigned char>(text_[at_]) >= 0x20)
        ++at_;
      out += text_.substr(begin, at_ - begin);
      if (at_ == text_.size()) return fail(JsonError::syntax);
      if (take('"')) return out;
      if (!take('\\')) return fail(JsonError::syntax);  // a raw control character
      if (!parse_escape(out)) return std::nullopt;
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
      default: return fail(JsonError::syntax), false;
    }
  }

  std::optional<std::uint32_t> parse_hex4() {
    std::uint32_t unit = 0;
    if (text_.size() - std::min(at_, text_.size()) < 4) return fail(JsonError::syntax);
    const char* begin = text_.data() + at_;
    const auto [end, error] = std::from_chars(begin, begin + 4, unit, 16);
    if (error != std::errc{} || end != begin + 4) return fail(JsonError::syntax);
    at_ += 4;
    return unit;
  }

  /// \uXXXX, a surrogate pair as two of them (RFC 8259 §7).
  bool parse_unicode_escape(std::string& out) {
    auto unit = parse_hex4();
    if (!unit) return false;
    std::uint32_t point = *unit;
    if (point >= 0xD800 && point <= 0xDFFF) {
      if (point >= 0xDC00 || !take('\\') || !take('u')) return fail(JsonError::bad_text), false;
      const auto low = parse_hex4();
      if (!low) return false;
      if (*low < 0xDC00 || *low > 0xDFFF) return fail(JsonError::bad_text), false;
      point = 0x10000 + ((point - 0xD800) << 10) + (*low - 0xDC00);
    }
    if (point == 0) return fail(JsonError::bad_text), false;  // would end a C string
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
  Parsed parse_number() {
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
    return whole ? number<std::int64_t>(digits) : number<double>(digits);
  }

  template <class Number>
  Parsed number(std::string_view digits) {
    Number value{};
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
    if (error != std::errc{} || end != digits.data() + digits.size()) return fail(JsonError::bad_number);
    return Json(value);
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
    if (member == name) return &value;
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
