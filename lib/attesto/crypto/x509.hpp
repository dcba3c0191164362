// Owners for X.509 objects, private to this room.
#pragma once

#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include "attesto/crypto/distinguished_name.hpp"
#include "attesto/crypto/openssl.hpp"

namespace attesto::inline v0 {
namespace openssl {

using X509Certificate = std::unique_ptr<X509, Deleter<X509_free>>;
using X509Name = std::unique_ptr<X509_NAME, Deleter<X509_NAME_free>>;
using X509NameEntry = std::unique_ptr<X509_NAME_ENTRY, Deleter<X509_NAME_ENTRY_free>>;
using GeneralNames = std::unique_ptr<GENERAL_NAMES, Deleter<GENERAL_NAMES_free>>;
using ObjectId = std::unique_ptr<ASN1_OBJECT, Deleter<ASN1_OBJECT_free>>;
using AnyValue = std::unique_ptr<ASN1_TYPE, Deleter<ASN1_TYPE_free>>;
using Time = std::unique_ptr<ASN1_TIME, Deleter<ASN1_TIME_free>>;

}  // namespace openssl

/// A name as OpenSSL holds it.
struct DistinguishedName::Impl {
  /// The name.
  openssl::X509Name name;  // with its canonical encoding made: comparing must not write
};

/// Makes the canonical encoding that comparing reads; nothing if the name has none.
[[nodiscard]] std::optional<DistinguishedName> make_distinguished_name(openssl::X509Name name);

}  // namespace attesto::inline v0
