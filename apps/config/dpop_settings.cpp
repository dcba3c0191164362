#include "apps/config/dpop_settings.hpp"

#include <chrono>
#include <string>

#include "apps/config/settings_reader.hpp"

namespace attestod {
namespace {

using attesto::DpopWindow;
using std::chrono::seconds;

void read_algorithms(SettingsReader& settings, attesto::AlgorithmList& algorithms) {
  constexpr std::string_view kKey = "dpop.algorithms";
  constexpr std::string_view kCure = R"(write signature algorithms, each once, e.g. ["ES256", "EdDSA"])";
  const auto names = settings.texts(kKey, kCure);
  if (!names) return;
  attesto::AlgorithmList read;
  for (const std::string& name : *names) {
    const auto algorithm = attesto::parse_algorithm(name);
    if (!algorithm || read.contains(*algorithm))
      return settings.add_fault(kKey, "has an entry that is no signature algorithm, or one twice", kCure);
    read.push_back(*algorithm);
  }
  if (read.empty()) return settings.add_fault(kKey, "is empty", "name one, or set dpop.enabled = false");
  algorithms = read;
}

DpopWindow read_window(SettingsReader& settings) {
  constexpr DpopWindow kDefault;
  const auto past = settings.integer("dpop.max_age", {1, DpopWindow::kMostPast.count()}, "seconds");
  const auto future = settings.integer("dpop.max_ahead", {0, DpopWindow::kMostFuture.count()}, "seconds");
  return DpopWindow::create(seconds(past.value_or(kDefault.past().count())),
                            seconds(future.value_or(kDefault.future().count())))
      .value();
}

}  // namespace

std::optional<DpopSettings> read_dpop(SettingsReader& settings) {
  const bool enabled = settings.flag("dpop.enabled").value_or(true);
  DpopSettings dpop;
  read_algorithms(settings, dpop.algorithms);
  dpop.window = read_window(settings);
  dpop.require_nonce = settings.flag("dpop.require_nonce").value_or(false);
  return enabled ? std::optional(std::move(dpop)) : std::nullopt;
}

}  // namespace attestod
