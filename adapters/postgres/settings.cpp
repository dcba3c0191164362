#include "adapters/postgres/settings.hpp"

#include <libpq-fe.h>

#include <algorithm>
#include <memory>

namespace attesto::inline v0::postgres {
namespace {

constexpr std::size_t kMostPrefix = 32;  // PostgreSQL cuts names off at 63 bytes

using Options = std::unique_ptr<PQconninfoOption, decltype([](PQconninfoOption* options) { PQconninfoFree(options); })>;

Options parse(const Secret& dsn) {
  const std::string text(dsn.expose());
  return Options(PQconninfoParse(text.c_str(), nullptr));  // its own message would repeat parts of the text
}

std::string find(const PQconninfoOption* options, std::string_view keyword) {
  for (; options->keyword; ++options)
    if (options->keyword == keyword) return options->val ? options->val : "";
  return "";
}

bool is_uri(std::string_view text) noexcept {
  return text.starts_with("postgresql://") || text.starts_with("postgres://");
}

/// libpq ends the password at the first `@` and would name the rest of it as the host, in messages
/// and to the resolver.
bool has_stray_at_sign(std::string_view dsn) {
  return is_uri(dsn) && std::ranges::count(dsn.substr(0, dsn.find('?')), '@') > 1;
}

}  // namespace

bool is_postgres_dsn(std::string_view text) noexcept {
  return is_uri(text) || text.find('=') != std::string_view::npos;
}

std::expected<std::string, std::string> describe_dsn(const Secret& dsn) {
  constexpr auto kCure = R"(; write "postgresql://user@host/database" and %-encode what is special in a user's name)";
  if (dsn.expose().find('\0') != std::string_view::npos || has_stray_at_sign(dsn.expose()))
    return std::unexpected(std::string("has more than one `@` or a NUL") + kCure);
  const Options options = parse(dsn);
  if (!options) return std::unexpected(std::string("is no connection string") + kCure);
  std::string host = find(options.get(), "host");
  if (host.empty()) host = find(options.get(), "hostaddr");
  const std::string port = find(options.get(), "port");
  std::string text = "PostgreSQL";
  if (const std::string name = find(options.get(), "dbname"); !name.empty()) text += " database '" + name + "'";
  text += " at " + (host.empty() ? std::string("the local socket") : host);
  if (!port.empty()) text += " port " + port;
  return text;
}

bool is_table_prefix(std::string_view prefix) noexcept {
  const auto is_letter = [](char c) { return (c >= 'a' && c <= 'z') || c == '_'; };
  const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
  return !prefix.empty() && prefix.size() <= kMostPrefix && is_letter(prefix.front()) &&
         std::ranges::all_of(prefix, [&](char c) { return is_letter(c) || is_digit(c); });
}

std::string with_table_prefix(std::string_view sql, std::string_view prefix) {
  std::string text;
  for (std::size_t at = 0;;) {
    const std::size_t found = sql.find(kTablePrefix, at);
    text += sql.substr(at, found - at);
    if (found == std::string_view::npos) return text;
    text += prefix;
    at = found + kTablePrefix.size();
  }
}

}  // namespace attesto::inline v0::postgres
