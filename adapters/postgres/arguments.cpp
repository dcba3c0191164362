#include "adapters/postgres/arguments.hpp"

#include "adapters/postgres/big_endian.hpp"

namespace attesto::inline v0::postgres {

std::vector<const char*> Arguments::values() const {
  std::vector<const char*> values;
  values.reserve(lengths_.size());
  for (std::size_t i = 0; i < lengths_.size(); ++i)
    values.push_back(lengths_[i] == kNull ? nullptr : buffer_.data() + offsets_[i]);
  return values;
}

void Arguments::begin_array(std::int32_t type, std::size_t size) {
  const bool empty = size == 0;
  append(std::int32_t{empty ? 0 : 1});  // dimensions
  append(std::int32_t{1});              // there may be NULLs
  append(type);
  if (empty) return;
  append(static_cast<std::int32_t>(size));
  append(std::int32_t{1});  // index of the first element
}

void Arguments::append(std::int16_t number) {
  buffer_.resize(buffer_.size() + sizeof number);
  write_big_endian(number, buffer_.data() + buffer_.size() - sizeof number);
}

void Arguments::append(std::int32_t number) {
  buffer_.resize(buffer_.size() + sizeof number);
  write_big_endian(number, buffer_.data() + buffer_.size() - sizeof number);
}

void Arguments::append(std::int64_t number) {
  buffer_.resize(buffer_.size() + sizeof number);
  write_big_endian(number, buffer_.data() + buffer_.size() - sizeof number);
}

void Arguments::overwrite(std::size_t at, std::int32_t number) { write_big_endian(number, buffer_.data() + at); }

}  // namespace attesto::inline v0::postgres
