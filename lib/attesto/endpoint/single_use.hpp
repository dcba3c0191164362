// What a request brings that counts once, ever - RFC 7523 §3, RFC 9449 §11.1.
#pragma once

#include <span>
#include <vector>

#include "attesto/oauth/error.hpp"
#include "attesto/store/store.hpp"

namespace attesto::inline v0 {

/// An assertion or a proof, used up in the one commit of the request that it came with.
struct SingleUse {
  Record record;    ///< must be new
  Error when_used;  ///< otherwise
};

/// Adds their records to a commit.
void use_up(std::span<const SingleUse> single_use, Commit& commit);

/// Which of them was used before, after a commit with them lost because a record exists.
/// @return `otherwise` if it was none of them; temporarily_unavailable if the store does not say
[[nodiscard]] Error describe_second_use(const ReadView& store, std::span<const SingleUse> single_use,
                                        const Error& otherwise);

}  // namespace attesto::inline v0
