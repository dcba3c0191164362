// attesto client add | list | show | disable
#include <CLI/CLI.hpp>
#include <algorithm>
#include <fstream>
#include <memory>
#include <sstream>
#include <utility>

#include "apps/attesto/client_request.hpp"
#include "apps/attesto/commands.hpp"
#include "apps/attesto/password_input.hpp"
#include "apps/attesto/program.hpp"
#include "attesto/crypto/digest.hpp"
#include "attesto/oauth/client_metadata.hpp"
#include "attesto/oauth/error.hpp"
#include "attesto/token/opaque_token.hpp"

namespace attesto_cli {
namespace {

using attesto::Client;
using attesto::ClientId;
using attesto::Json;
using attesto::JsonWriter;
using attesto::Secret;

void write_texts(JsonWriter& json, std::string_view name, const std::vector<std::string>& texts) {
  json.name(name).begin_array();
  for (const std::string& text : texts) json.value(text);
  json.end_array();
}

/// Names of RFC 7591 §2. A secret is not there to be written: only its digest is known.
void write_client(JsonWriter& json, const Client& client) {
  json.member("client_id", client.client_id.str()).member("client_name", client.client_name);
  json.member("token_endpoint_auth_method", to_string(client.token_endpoint_auth_method));
  json.member("application_type", to_string(client.application_type));
  write_texts(json, "redirect_uris", client.redirect_uris);
  write_texts(json, "grant_types", client.grant_types);
  json.member("scope", client.scope.str());
  if (client.id_token_signed_response_alg)
    json.member("id_token_signed_response_alg", to_string(*client.id_token_signed_response_alg));
  const Json metadata = write_client_metadata(client);
  for (const auto& [name, value] : *metadata.object()) json.member(name, value);
  json.member("disabled", client.disabled);
}

void print_client(const Program& program, const Client& client) {
  program.print("client_id:     " + client.client_id.str());
  program.print("name:          " + client.client_name);
  program.print("auth method:   " + std::string(to_string(client.token_endpoint_auth_method)));
  program.print("application:   " + std::string(to_string(client.application_type)));
  for (const std::string& uri : client.redirect_uris) program.print("redirect URI:  " + uri);
  for (const std::string& type : client.grant_types) program.print("grant type:    " + type);
  program.print("scope:         " + client.scope.str());
  if (client.id_token_signed_response_alg)
    program.print("ID token alg:  " + std::string(to_string(*client.id_token_signed_response_alg)));
  const Json metadata = write_client_metadata(client);
  for (const auto& [name, value] : *metadata.object())
    program.print(name + ": " + (value.string() ? *value.string() : value.write()));
  program.print(std::string("state:         ") + (client.disabled ? "disabled" : "enabled"));
}

/// A secret is stored as a plain SHA-256, so it must be beyond guessing by itself.
std::expected<Secret, Failure> read_client_secret() {
  constexpr std::size_t kLeast = 32;
  ATTESTO_TRY(secret, read_secret_line());
  const std::string_view text = secret.expose();
  // client-secret = *VSCHAR (RFC 6749 §A.2)
  if (text.size() < kLeast || !std::ranges::all_of(text, [](char c) { return c >= 0x20 && c <= 0x7E; }))
    return std::unexpected(usage(
        "the client secret must have at least 32 printable ASCII characters; without --secret-stdin a good one is "
        "generated"));
  return std::move(secret);
}

/// What `attesto client add` was asked for besides the client itself.
struct AddOptions {
  ClientRequest request;
  std::string jwks_file{};
  bool secret_from_stdin = false;
};

std::expected<std::string, Failure> read_jwks_file(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  if (!file || !(text << file.rdbuf()))
    return std::unexpected(usage("--jwks " + path + ": can't be read; name a file with a JWK Set"));
  return std::move(text).str();
}

Done add(Program& program, const AddOptions& options) {
  ClientRequest request = options.request;
  const bool secret_from_stdin = options.secret_from_stdin;
  if (!options.jwks_file.empty()) {
    ATTESTO_TRY(jwks, read_jwks_file(options.jwks_file));
    request.jwks = std::move(jwks);
  }
  auto client = check_client_request(request, program.random);
  if (!client) return std::unexpected(Failure{Failure::Kind::usage, std::move(client.error())});
  if (!has_secret(*client) && secret_from_stdin)
    return std::unexpected(usage("a client of this --auth-method has no secret; drop --secret-stdin"));
  ATTESTO_TRY(registry, program.open_registry());
  std::optional<Secret> generated;
  if (secret_from_stdin) {
    ATTESTO_TRY(given, read_client_secret());
    client->client_secret_sha256 = attesto::sha256(given.expose());
  } else if (has_secret(*client)) {
    generated = attesto::mint_opaque_token(program.random);
    client->client_secret_sha256 = attesto::sha256(generated->expose());
  }
  ATTESTO_TRY(outcome, answered(registry->add_client(*client)));
  if (outcome == attesto::AddOutcome::exists)
    return std::unexpected(refused("client " + client->client_id.str() + " exists; choose another --client-id"));
  if (program.json) {
    program.print_json([&](JsonWriter& json) {
      write_client(json, *client);
      if (generated) json.member("client_secret", generated->expose());
    });
    return {};
  }
  print_client(program, *client);
  if (generated) {
    program.print("client_secret: " + std::string(generated->expose()));
    program.print("Keep the secret now: only its hash is stored, and it is never shown again.");
  }
  return {};
}

Done list(const Program& program) {
  ATTESTO_TRY(registry, program.open_registry());
  ATTESTO_TRY(clients, answered(registry->list_clients()));
  if (program.json) {
    program.print_json([&](JsonWriter& json) {
      json.name("clients").begin_array();
      for (const Client& client : clients) {
        json.begin_object();
        write_client(json, client);
        json.end_object();
      }
      json.end_array();
    });
    return {};
  }
  for (const Client& client : clients)
    program.print(client.client_id.str() + "  " + client.client_name + (client.disabled ? "  (disabled)" : ""));
  return {};
}

Done show(const Program& program, const ClientId& client_id) {
  ATTESTO_TRY(registry, program.open_registry());
  ATTESTO_TRY(client, answered(registry->find_client(client_id)));
  if (!client) return std::unexpected(refused("there is no client " + client_id.str() + "; see `attesto client list`"));
  if (program.json) program.print_json([&](JsonWriter& json) { write_client(json, *client); });
  else print_client(program, *client);
  return {};
}

Done disable(const Program& program, const ClientId& client_id) {
  ATTESTO_TRY(registry, program.open_registry());
  ATTESTO_TRY(found, answered(registry->disable_client(client_id)));
  if (!found) return std::unexpected(refused("there is no client " + client_id.str() + "; see `attesto client list`"));
  if (program.json)
    program.print_json([&](JsonWriter& json) { json.member("client_id", client_id.str()).member("disabled", true); });
  else program.print("client " + client_id.str() + " is disabled; a running attestod follows within a second");
  return {};
}

void add_key_options(CLI::App& command, AddOptions& options) {
  ClientRequest& request = options.request;
  command.add_option("--jwks", options.jwks_file, "file with the client's public keys as a JWK Set (RFC 7517)");
  command.add_option("--assertion-alg", request.assertion_alg, "the only algorithm of its assertions; default: any");
  command.add_option("--tls-subject-dn", request.tls_subject_dn,
                     "subject of its certificate, e.g. CN=client,O=Example");
  command.add_option("--tls-san-dns", request.tls_san_dns, "or: a DNS name in its certificate");
  command.add_option("--tls-san-uri", request.tls_san_uri, "or: a URI in its certificate");
  command.add_option("--tls-san-ip", request.tls_san_ip, "or: an IP address in its certificate");
  command.add_option("--tls-san-email", request.tls_san_email, "or: an e-mail address in its certificate");
  command.add_flag("--certificate-bound-tokens", request.certificate_bound_tokens,
                   "its tokens count with its certificate only (RFC 8705)");
}

void add_add(CLI::App& client, Program& program) {
  const auto options = std::make_shared<AddOptions>();
  ClientRequest& request = options->request;
  CLI::App* command = client.add_subcommand("add", "Registers a client and shows its secret, once");
  command->add_option("--name", request.name, "what end-users read on the consent page")->required();
  command->add_option("--redirect-uri", request.redirect_uris, "where codes may be sent; compared byte for byte");
  command->add_option("--scope", request.scope, "what the client may ask for, separated by spaces");
  command->add_option("--grant-type", request.grant_types, "default: authorization_code");
  command->add_flag("--public", request.is_public, "an app that can't keep a secret (RFC 6749 §2.1)");
  command->add_flag("--native", request.is_native,
                    "an app on the user's device: public, and any port on http://127.0.0.1 or http://[::1] (RFC 8252)");
  command->add_flag("--dpop-bound", request.is_dpop_bound,
                    "no token without a DPoP proof, so that none is good without its key (RFC 9449)");
  command->add_option("--client-id", request.client_id, "default: generated");
  command->add_option("--auth-method", request.auth_method,
                      "client_secret_basic (default), client_secret_post, private_key_jwt, tls_client_auth, "
                      "self_signed_tls_client_auth or none");
  command->add_option("--id-token-alg", request.id_token_alg, "default: the server's");
  command->add_flag("--require-par", request.require_par, "its requests must be pushed first (RFC 9126 §6)");
  command->add_option("--request-object-alg", request.request_object_alg,
                      "what it signs its requests with; default: any that the server takes");
  command->add_flag("--require-signed-request", request.require_signed_request,
                    "its requests must be signed (RFC 9101 §10.5)");
  command->add_flag("--secret-stdin", options->secret_from_stdin, "read the secret from standard input");
  add_key_options(*command, *options);
  command->callback([&program, options] { program.choose([&program, options] { return add(program, *options); }); });
}

/// A command with the identifier of a client as its only argument.
void add_with_id(CLI::App& client, Program& program, const char* name, const char* help,
                 Done (*action)(const Program&, const ClientId&)) {
  const auto client_id = std::make_shared<std::string>();
  CLI::App* command = client.add_subcommand(name, help);
  command->add_option("CLIENT_ID", *client_id, "the client's identifier")->required();
  command->callback([&program, client_id, action] {
    program.choose([&program, client_id, action] { return action(program, ClientId(*client_id)); });
  });
}

}  // namespace

void add_client_commands(CLI::App& app, Program& program) {
  CLI::App* client = app.add_subcommand("client", "Applications that may ask for tokens");
  client->require_subcommand(1);
  add_add(*client, program);
  client->add_subcommand("list", "Lists all clients")->callback([&program] {
    program.choose([&program] { return list(program); });
  });
  add_with_id(*client, program, "show", "Shows one client", show);
  add_with_id(*client, program, "disable", "Treats a client like one that does not exist", disable);
}

}  // namespace attesto_cli
