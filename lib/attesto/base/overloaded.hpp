// Lambdas as one visitor for std::visit.
#pragma once

namespace attesto::inline v0 {

template <class... Fs>
struct Overloaded : Fs... {
  using Fs::operator()...;
};

}  // namespace attesto::inline v0
