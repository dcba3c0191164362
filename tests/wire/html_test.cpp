#include "attesto/wire/html.hpp"

#include <gtest/gtest.h>

namespace attesto {
namespace {

TEST(HtmlEscape, leaves_no_character_that_ends_text_or_attribute) {
  EXPECT_EQ(html_escape("<script>alert('x' & \"y\")</script>"),
            "&lt;script&gt;alert(&#39;x&#39; &amp; &quot;y&quot;)&lt;/script&gt;");
  std::string every;
  for (int byte = 1; byte < 256; ++byte) every += static_cast<char>(byte);
  EXPECT_EQ(html_escape(every).find_first_of("<>\"'"), std::string::npos);
}

TEST(HtmlEscape, is_not_applied_twice_by_itself) { EXPECT_EQ(html_escape("&amp;"), "&amp;amp;"); }

TEST(HtmlEscape, keeps_plain_text) { EXPECT_EQ(html_escape("caf\xC3\xA9 /?=;:#"), "caf\xC3\xA9 /?=;:#"); }

}  // namespace
}  // namespace attesto
