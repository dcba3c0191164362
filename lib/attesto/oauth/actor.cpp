#include "attesto/oauth/actor.hpp"

#include <string>
#include <string_view>

namespace attesto::inline v0 {
namespace {

constexpr std::string_view kActor = "act";
constexpr std::string_view kMayAct = "may_act";
constexpr std::string_view kSubject = "sub";

/// The `sub` of a party that has `members` members in all.
const std::string* find_subject(const Json& party, std::size_t members) {
  if (!party.object() || party.object()->size() != members) return nullptr;
  const std::string* sub = party.find_string(kSubject);
  return sub && !sub->empty() ? sub : nullptr;
}

}  // namespace

std::optional<ActorChain> ActorChain::with(const Subject& actor) const {
  if (actors_.size() >= kMaxActors) return std::nullopt;
  ActorChain longer;
  longer.actors_.reserve(actors_.size() + 1);
  longer.actors_.push_back(actor);
  longer.actors_.insert(longer.actors_.end(), actors_.begin(), actors_.end());
  return longer;
}

void write_actors(JsonWriter& out, const ActorChain& chain) {
  for (const Subject& actor : chain.actors()) out.name(kActor).begin_object().member(kSubject, actor.view());
  for (std::size_t i = 0; i < chain.actors().size(); ++i) out.end_object();
}

std::optional<ActorChain> find_actors(const Json& claims) {
  std::vector<std::string_view> current_first;
  for (const Json* actor = claims.find(kActor); actor; actor = actor->find(kActor)) {
    if (current_first.size() == ActorChain::kMaxActors) return std::nullopt;
    const std::string* sub = find_subject(*actor, actor->find(kActor) ? 2 : 1);
    if (!sub) return std::nullopt;
    current_first.push_back(*sub);
  }
  std::optional<ActorChain> chain = ActorChain();
  for (auto actor = current_first.rbegin(); chain && actor != current_first.rend(); ++actor)
    chain = chain->with(Subject(*actor));
  return chain;
}

void write_may_act(JsonWriter& out, const MayAct& may_act) {
  if (!may_act.sub) return;
  out.name(kMayAct).begin_object().member(kSubject, may_act.sub->view()).end_object();
}

std::optional<MayAct> find_may_act(const Json& claims) {
  const Json* party = claims.find(kMayAct);
  if (!party) return MayAct();
  const std::string* sub = find_subject(*party, 1);
  if (!sub) return std::nullopt;
  return MayAct{Subject(*sub)};
}

}  // namespace attesto::inline v0
