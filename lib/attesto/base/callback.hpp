// A callable that cannot be empty.
#pragma once

#include <concepts>
#include <functional>
#include <type_traits>
#include <utility>

namespace attesto::inline v0 {

template <class Signature>
class Callback;

/// Like std::function, but with neither a default constructor nor an empty state: leaving out a
/// required callback does not compile, and nothing needs to test for one at run time. One that takes
/// other arguments doesn't compile either (W-23).
///
/// @note The target must be safe to call from several threads at once.
template <class R, class... Args>
class Callback<R(Args...)> {
 public:
  /// Takes anything that can be called like this; a null pointer does not compile.
  template <class F>
    requires(!std::same_as<std::remove_cvref_t<F>, Callback>) &&
            (!std::is_null_pointer_v<std::remove_cvref_t<F>>) && std::is_invocable_r_v<R, F&, Args...>
  Callback(F&& target) : target_(std::forward<F>(target)) {}  // NOLINT(google-explicit-constructor)

  /// Calls the target.
  R operator()(Args... args) const { return target_(std::forward<Args>(args)...); }

 private:
  std::function<R(Args...)> target_;
};

}  // namespace attesto::inline v0
