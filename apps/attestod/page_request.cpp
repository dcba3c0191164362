#include "apps/attestod/page_request.hpp"

#include <optional>
#include <utility>

#include "attesto/endpoint/form_body.hpp"

namespace attestod {
namespace {

namespace http = attesto::http;
using attesto::InteractionFault;
using attesto::Reason;

constexpr std::string_view kStartAgain = "Go back to the application and start again from there.";

struct Fault {
  int status;
  ErrorView view;
};

Fault describe(InteractionFault fault) {
  switch (fault) {
    case InteractionFault::unknown:
      return {400,
              {"We know of no login that belongs to this address. It may be incomplete or very old.", kStartAgain}};
    case InteractionFault::expired:
      return {
          400,
          {"This login took too long and has ended, to keep it from being picked up by someone else.", kStartAgain}};
    case InteractionFault::completed:
      return {400, {"This login was finished already. A page like this can be used once.", kStartAgain}};
    case InteractionFault::other_browser:
      return {403,
              {"This login was started in another browser, or this browser did not keep our cookie.",
               "Open the application in this browser, allow cookies for this site, and start again from there."}};
    case InteractionFault::unavailable:
      return {503, {"We cannot look up your login right now.", "Wait a few seconds and reload this page."}};
  }
  std::unreachable();
}

std::optional<InteractionFault> interaction_fault(Reason reason) {
  switch (reason) {
    case Reason::interaction_unknown: return InteractionFault::unknown;
    case Reason::interaction_expired: return InteractionFault::expired;
    case Reason::interaction_completed: return InteractionFault::completed;
    case Reason::interaction_other_browser: return InteractionFault::other_browser;
    default: return std::nullopt;
  }
}

http::Response fault_page(const Pages& pages, InteractionFault fault) {
  const Fault found = describe(fault);
  http::Response response = pages.error(found.status, found.view);
  if (found.status == 503) response.add("Retry-After", "5");
  return response;
}

http::Response malformed_page(const Pages& pages) {
  return pages.error(400, {"Your browser sent something that is not one of our forms.", kStartAgain});
}

}  // namespace

std::expected<PageRequest, http::Response> open_page_request(const PageServices& services,
                                                             const http::Request& request) {
  const bool posted = request.method == "POST";
  auto form = attesto::read_query_or_body(posted ? request : http::Request{.method = "GET", .target = request.target});
  if (!form) return std::unexpected(malformed_page(services.pages));
  attesto::InteractionId id(form->find("interaction").value_or(""));
  auto open = services.server.open_interaction(request, id);
  if (!open) return std::unexpected(fault_page(services.pages, open.error()));
  if (posted && !open->accepts_csrf(form->find("csrf").value_or("")))
    return std::unexpected(services.pages.error(
        403, {"This form did not come from the page that we sent you, so nothing was done.", kStartAgain}));
  return PageRequest{*std::move(form), std::move(id), *std::move(open)};
}

http::Response see_other(const std::string& location) {
  http::Response response{.status = 303};
  response.add("Location", location).add("Cache-Control", "no-store").add("Referrer-Policy", "no-referrer");
  return response;
}

http::Response unavailable_page(const Pages& pages) { return fault_page(pages, InteractionFault::unavailable); }

http::Response library_error_page(const Pages& pages, const attesto::Error& error, std::string_view request_id) {
  // The library sets the status and, with 503, Retry-After.
  const auto show = [&](int status, ErrorView view) {
    view.request_id = request_id;
    return pages.error(status, view);
  };
  if (const auto fault = interaction_fault(error.reason)) return show(400, describe(*fault).view);
  if (error.code == attesto::ErrorCode::temporarily_unavailable)
    return show(503, describe(InteractionFault::unavailable).view);
  if (error.code == attesto::ErrorCode::server_error)
    return show(500, {"We made a mistake, and could not finish your request.",
                      "Try again in a moment. If it keeps happening, tell the operator of this site."});
  const std::string reason =
      "The application sent a request that we cannot answer: " + std::string(error.description.text) + ".";
  return show(400, {reason,
                    "Go back to the application and try again. If it keeps happening, tell the people who run "
                    "it; there is nothing wrong with your account."});
}

}  // namespace attestod
