// JSONTestSuite: `y_` must be taken, `n_` must be refused, `i_` is up to the implementation.
#include <algorithm>

#include "vectors/families.hpp"

namespace attesto::vectors {
namespace {

/// What I-JSON refuses and RFC 8259 lets a parser take: names that occur twice (RFC 7493 §2.3), and
/// the NUL character, which would end a C string.
bool is_stricter(JsonError error, std::string_view text) {
  return error == JsonError::duplicate_member || (error == JsonError::bad_text && text.contains("\\u0000"));
}

}  // namespace

void judge_json_test_suite(const VectorFile& file, FileReport& report) {
  const std::string name = file.path.filename();
  const std::string text = read_file(file.path);
  const auto json = Json::parse(text, {.bytes = std::max<std::size_t>(text.size(), 1)});
  const bool must = name.starts_with("y_");
  if (!must && !name.starts_with("n_")) {
    report.skip_file("parsed without a crash; either answer is right");
    return;
  }
  if (must && !json && is_stricter(json.error(), text)) {
    report.expect(name, true, "");
    return;
  }
  report.judge(name, text, must ? Verdict::accept : Verdict::refuse, json ? Verdict::accept : Verdict::refuse);
}

}  // namespace attesto::vectors
