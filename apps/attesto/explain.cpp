// attesto explain
#include <CLI/CLI.hpp>
#include <algorithm>
#include <array>
#include <fstream>
#include <iostream>
#include <limits>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "apps/attesto/commands.hpp"
#include "apps/attesto/near_match.hpp"
#include "apps/attesto/program.hpp"
#include "attesto/base/request_id.hpp"
#include "attesto/endpoint/check_path.hpp"
#include "attesto/oauth/reason.hpp"
#include "attesto/wire/json.hpp"

namespace attesto_cli {
namespace {

using attesto::CheckPath;
using attesto::Json;
using attesto::Reason;

struct Question {
  std::string id;
  std::string log;  ///< empty: none was named; `-`: standard input
};

/// The steps up to the one that refuses, which has an arrow.
void print_path(const Program& program, const CheckPath& path, Reason reason) {
  const std::size_t length = path.length_to(reason);
  program.print("at " + std::string(path.endpoint) + ", after what comes before it:");
  for (std::size_t step = 0; step < length; ++step) {
    const bool refuses = path.steps[step].may_refuse(reason);
    program.print((refuses ? "  -> " : "     ") + std::to_string(step + 1) + ". " + std::string(path.steps[step].what));
  }
}

/// @param endpoint  where it happened; empty: wherever it can
void print_reason(const Program& program, Reason reason, std::string_view endpoint) {
  const attesto::ReasonText text = describe(reason);
  program.print("reason: " + std::string(text.id));
  program.print("clause: " + std::string(text.clause));
  program.print("option: " + std::string(text.option.empty() ? "none; nothing that can be set" : text.option));
  program.print("cure:   " + std::string(text.cure));
  for (const CheckPath& path : attesto::check_paths()) {
    const bool asked_for = endpoint.empty() || path.endpoint == endpoint;
    if (asked_for && path.length_to(reason) > 0) print_path(program, path, reason);
  }
}

void write_reason(attesto::JsonWriter& json, Reason reason) {
  const attesto::ReasonText text = describe(reason);
  json.member("reason", text.id).member("clause", text.clause).member("option", text.option).member("cure", text.cure);
  json.name("steps").begin_array();
  for (const CheckPath& path : attesto::check_paths()) {
    const std::size_t length = path.length_to(reason);
    if (length == 0) continue;
    json.begin_object()
        .member("endpoint", path.endpoint)
        .member("step", static_cast<std::int64_t>(length))
        .member("what", path.steps[length - 1].what)
        .end_object();
  }
  json.end_array();
}

Failure unknown_reason(std::string_view id) {
  std::vector<std::string_view> ids;
  for (std::size_t number = 0; number < attesto::kReasons; ++number)
    ids.push_back(describe(static_cast<Reason>(number)).id);
  std::string line = "there is no reason of that name";
  std::string_view before = "; did you mean ";
  for (const std::string_view near : near_matches(id, ids)) {
    line.append(before).append(near);
    before = ", ";
  }
  if (before.starts_with(';')) line += "; it is the member `reason` of a line of the log";
  return usage(line);
}

Done explain_reason(const Program& program, const Question& question) {
  const auto reason = attesto::find_reason(question.id);
  if (!reason) return std::unexpected(unknown_reason(question.id));
  if (program.json) program.print_json([&](attesto::JsonWriter& json) { write_reason(json, *reason); });
  else print_reason(program, *reason, {});
  return {};
}

/// The next line, without what is beyond the length that a line of ours can have; false at the end.
bool read_line(std::istream& log, std::string& line) {
  constexpr std::streamsize kMostBytes = 8192;
  std::array<char, kMostBytes> bytes;
  log.getline(bytes.data(), kMostBytes);
  line.assign(bytes.data());
  if (log.good()) return true;
  if (log.bad() || log.eof()) return !line.empty();
  log.clear();  // too long: of somebody else
  log.ignore(std::numeric_limits<std::streamsize>::max(), '\n');
  return true;
}

std::string text_of(const Json& line, std::string_view name) {
  const std::string* value = line.find_string(name);
  return value ? *value : std::string();
}

/// What the log says of that request, in its order.
std::vector<Json> find_lines(std::istream& log, std::string_view request_id) {
  std::vector<Json> found;
  for (std::string text; read_line(log, text);) {
    if (!text.contains(request_id)) continue;
    auto line = Json::parse(text);
    if (line && text_of(*line, "request_id") == request_id) found.push_back(*std::move(line));
  }
  return found;
}

/// Every value was made harmless when the line was written, but parsing undoes that: what isn't plain
/// ASCII must not reach a terminal.
std::string harmless(std::string text) {
  std::ranges::replace_if(text, [](char c) { return c < ' ' || c > '~'; }, '?');
  return text;
}

void print_line(const Program& program, const Json& line) {
  std::string said;
  for (const char* name : {"time", "event", "endpoint", "client_id", "subject", "grant_type"}) {
    const std::string value = text_of(line, name);
    if (!value.empty()) said += (said.empty() ? "" : " ") + std::string(name) + "=" + harmless(value);
  }
  program.print(said);
  const auto reason = attesto::find_reason(text_of(line, "reason"));
  if (reason) print_reason(program, *reason, text_of(line, "endpoint"));
}

Done explain_request(const Program& program, const Question& question) {
  if (question.log.empty())
    return std::unexpected(
        usage("that is the number of a request: name the log of attestod with --log FILE, or pipe "
              "it in, e.g. journalctl -u attestod -o cat | attesto explain --log - " +
              question.id));
  std::ifstream file;
  if (question.log != "-") {
    file.open(question.log);
    if (!file) return std::unexpected(usage(question.log + ": it can't be read"));
  }
  const std::vector<Json> lines = find_lines(question.log == "-" ? std::cin : file, question.id);
  if (lines.empty())
    return std::unexpected(usage(question.log + ": it has no line about " + question.id +
                                 "; look into the log of every node, and into older ones"));
  if (program.json) {
    program.print_json([&](attesto::JsonWriter& json) {
      json.member("request_id", question.id);
      const auto reason = attesto::find_reason(text_of(lines.back(), "reason"));
      if (reason) write_reason(json, *reason);
    });
    return {};
  }
  for (const Json& line : lines) print_line(program, line);
  return {};
}

}  // namespace

void add_explain_command(CLI::App& app, Program& program) {
  auto* command = app.add_subcommand("explain", "tell why a request was refused, and what to do about it");
  const auto question = std::make_shared<Question>();
  command->add_option("id", question->id, "a reason, or the number that the answer had in X-Request-Id")->required();
  command->add_option("--log", question->log, "the log of attestod, for the number of a request; - for standard input");
  command->callback([&program, question] {
    program.choose([&program, question] {
      return attesto::RequestId::is_one(question->id) ? explain_request(program, *question)
                                                      : explain_reason(program, *question);
    });
  });
}

}  // namespace attesto_cli
