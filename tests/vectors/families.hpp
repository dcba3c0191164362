// The families of vectors: each is one function in one file.
#pragma once

#include <array>
#include <string_view>

#include "vectors/report.hpp"
#include "vectors/vector_file.hpp"

namespace attesto::vectors {

/// Judges one file.
using Judge = void (*)(const VectorFile&, FileReport&);

struct Family {
  std::string_view folder;     ///< first part of the file's name
  std::string_view extension;  ///< of the files that hold cases
  Judge judge;
};

void judge_access_token_corpus(const VectorFile& file, FileReport& report);
void judge_jose_cookbook(const VectorFile& file, FileReport& report);
void judge_json_test_suite(const VectorFile& file, FileReport& report);
void judge_own(const VectorFile& file, FileReport& report);
void judge_rfc_examples(const VectorFile& file, FileReport& report);
void judge_wycheproof(const VectorFile& file, FileReport& report);

// Parts of a family, chosen by the form of the file and never by its name.
void judge_json_web(const Data& document, FileReport& report);
void judge_primitives(const Data& document, FileReport& report);
void judge_own_jwt(const Data& document, FileReport& report);
void judge_own_basic(const Data& cases, FileReport& report);
void judge_own_htu(const Data& cases, FileReport& report);
void judge_own_form(const Data& cases, FileReport& report);
void judge_own_pkce(const Data& cases, FileReport& report);
void judge_own_raw(const Data& cases, FileReport& report);
void judge_own_redirect(const Data& cases, FileReport& report);

inline constexpr std::array kFamilies = {
    Family{"attesto-jwt-corpus", ".jwt", judge_access_token_corpus},
    Family{"jose-cookbook", ".json", judge_jose_cookbook},
    Family{"json-test-suite", ".json", judge_json_test_suite},
    Family{"own", ".json", judge_own},
    Family{"rfc", ".json", judge_rfc_examples},
    Family{"wycheproof", ".json", judge_wycheproof},
};

}  // namespace attesto::vectors
