// A part outside the library that did not answer.
#pragma once

namespace attesto::inline v0 {

/// The store or a host callback could not answer now. Becomes 503 with Retry-After,
/// never a protocol denial: an outage must not tell a client that its grant is bad.
struct Unavailable {};

}  // namespace attesto::inline v0
