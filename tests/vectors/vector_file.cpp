#include "vectors/vector_file.hpp"

#include <fstream>
#include <iterator>
#include <stdexcept>

namespace attesto::vectors {

std::string read_file(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) throw std::runtime_error("can't be read");
  return {std::istreambuf_iterator<char>(file), {}};
}

Data read_json(const std::filesystem::path& path) { return Data::parse(read_file(path)); }

Json to_attesto(const Data& data) { return Json::parse(data.dump()).value_or(Json()); }

std::string text_of(const Data& data, const char* member) {
  const auto found = data.find(member);
  return found != data.end() && found->is_string() ? found->get<std::string>() : std::string();
}

}  // namespace attesto::vectors
