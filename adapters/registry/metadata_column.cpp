#include "adapters/registry/metadata_column.hpp"

#include "attesto/oauth/client_metadata.hpp"

namespace attesto::inline v0 {
namespace {

/// Above what may be registered at once, so that what was written can be read.
constexpr JsonLimits kLimits{.bytes = std::size_t{256} * 1024};

}  // namespace

std::string write_metadata_column(const Client& client) { return write_client_metadata(client).write(); }

bool read_metadata_column(std::string_view json, Client& client) {
  const auto metadata = Json::parse(json, kLimits);
  return metadata && metadata->object() &&
         read_client_metadata(*metadata->object(), UnknownMembers::refused, client).has_value();
}

}  // namespace attesto::inline v0
