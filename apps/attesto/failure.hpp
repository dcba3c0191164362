// Why a command did not do what it was asked.
#pragma once

#include <expected>
#include <string>
#include <utility>
#include <vector>

namespace attesto_cli {

/// Each line says what is wrong and what to do about it; together they are all that is wrong.
struct Failure {
  enum class Kind : int {
    refused = 1,  ///< the operation can't be done as things are
    usage = 2,    ///< the command line, the configuration or what it names is at fault
  };
  Kind kind;
  std::vector<std::string> lines;
};

[[nodiscard]] inline Failure refused(std::string line) { return {Failure::Kind::refused, {std::move(line)}}; }
[[nodiscard]] inline Failure usage(std::string line) { return {Failure::Kind::usage, {std::move(line)}}; }
/// A database or a key that can't be worked with.
[[nodiscard]] inline Failure unusable(std::string line) { return {Failure::Kind::usage, {std::move(line)}}; }

using Done = std::expected<void, Failure>;

}  // namespace attesto_cli
