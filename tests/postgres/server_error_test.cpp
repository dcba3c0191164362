#include "adapters/postgres/server_error.hpp"

#include <gtest/gtest.h>

namespace attesto::postgres {
namespace {

TEST(ServerError, is_proof_that_nothing_happened_only_if_the_session_goes_on) {
  struct Case {
    const char* state;
    const char* severity;
    Fault fault;
  };
  for (const Case& row : {
           Case{"40001", "ERROR", Fault::conflict},
           Case{"40P01", "ERROR", Fault::conflict},
           Case{"23505", "ERROR", Fault::duplicate_key},
           Case{"57014", "ERROR", Fault::refused},
           Case{"55P03", "ERROR", Fault::refused},
           Case{"25006", "ERROR", Fault::refused},
           Case{"53100", "ERROR", Fault::refused},
           Case{"42P01", "ERROR", Fault::refused},
           Case{"40003", "ERROR", Fault::unknown},
           Case{"08006", "ERROR", Fault::unknown},
           Case{"57P01", "FATAL", Fault::unknown},
           Case{"40001", "FATAL", Fault::unknown},
           Case{"XX000", "PANIC", Fault::unknown},
           Case{"", "", Fault::unknown},
       })
    EXPECT_EQ(classify(row.state, row.severity), row.fault) << row.state << ' ' << row.severity;
}

TEST(ServerError, is_one_line) {
  EXPECT_EQ(one_line("connection failed:\n\tIs the server running?\n"), "connection failed:; Is the server running?");
  EXPECT_EQ(one_line("\n"), "");
  EXPECT_EQ(one_line("one"), "one");
}

}  // namespace
}  // namespace attesto::postgres
