#include "attesto/endpoint/form_body.hpp"

#include <utility>

namespace attesto::inline v0 {
namespace {

constexpr std::string_view kMediaType = "application/x-www-form-urlencoded";

Error describe_failure(FormError error) {
  switch (error) {
    case FormError::repeated_parameter:
      return {ErrorCode::invalid_request, "a parameter is given more than once", Reason::parameter_repeated};
    case FormError::too_many_parameters:
      return {ErrorCode::invalid_request, "there are more than 100 parameters", Reason::form_syntax};
    case FormError::bad_escape:
    case FormError::bad_text:
    case FormError::empty_name:
      return {ErrorCode::invalid_request, "the parameters are not well-formed UTF-8 form data", Reason::form_syntax};
  }
  std::unreachable();
}

Result<Form> parse(std::string_view text, std::span<const std::string_view> repeatable = {}) {
  auto form = Form::parse(text, repeatable);
  if (!form) return std::unexpected(describe_failure(form.error()));
  return *std::move(form);
}

Result<void> check_media_type(const http::Request& request) {
  if (request.header_count("content-type") == 1 && request.has_media_type(kMediaType)) return {};
  return fail(ErrorCode::invalid_request, "Content-Type must be application/x-www-form-urlencoded", Reason::media_type);
}

}  // namespace

Result<Form> read_form_body(const http::Request& request, std::span<const std::string_view> repeatable) {
  if (auto checked = check_media_type(request); !checked) return std::unexpected(checked.error());
  if (!request.query().empty())
    return fail(ErrorCode::invalid_request, "parameters belong into the body, not into the query",
                Reason::parameter_in_query);
  return parse(request.body, repeatable);
}

Result<Form> read_query_or_body(const http::Request& request, std::span<const std::string_view> repeatable) {
  if (request.method != "POST") return parse(request.query(), repeatable);
  return read_form_body(request, repeatable);
}

}  // namespace attesto::inline v0
