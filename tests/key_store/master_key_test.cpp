#include "adapters/key_store/master_key.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include "attesto/crypto/os_random.hpp"
#include "support/temporary_folder.hpp"

namespace attesto {
namespace {

using testing::AllOf;
using testing::HasSubstr;

constexpr std::string_view kKey = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8";

class MasterKey : public testing::Test {
 protected:
  std::string load_error() const {
    const auto loaded = load_master_key(path_);
    return loaded ? "it loaded" : loaded.error();
  }
  void write_key(std::string_view text) const {
    folder_.write("master.key", text);
    ASSERT_EQ(::chmod(path_.c_str(), 0600), 0);
  }

  test::TemporaryFolder folder_;
  const std::string path_ = folder_.file("master.key");
  OsRandom random_;
};

TEST_F(MasterKey, made_one_is_private_and_loads) {
  EXPECT_TRUE(create_master_key(path_, random_).value());
  struct stat status{};
  ASSERT_EQ(::stat(path_.c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777u, 0600u);
  EXPECT_EQ(test::read_file(path_).size(), 44u);  // 32 bytes in base64url, and the end of the line
  EXPECT_EQ(load_error(), "it loaded");
  EXPECT_EQ(std::distance(std::filesystem::directory_iterator(folder_.path()), {}), 1);
}

TEST_F(MasterKey, existing_file_is_never_touched_whatever_is_in_it) {
  write_key("garbage");
  EXPECT_FALSE(create_master_key(path_, random_).value());
  EXPECT_EQ(test::read_file(path_), "garbage");
}

TEST_F(MasterKey, same_file_is_the_same_key) {
  write_key(kKey);
  const Bytes sealed = load_master_key(path_)->seal(random_, as_bytes("plain"), "context");
  write_key(std::string(kKey) + "\n");
  const auto opened = load_master_key(path_)->open(sealed, "context");
  ASSERT_TRUE(opened.has_value());
  EXPECT_EQ(opened->expose(), "plain");
}

TEST_F(MasterKey, open_to_others_is_refused_with_the_cure) {
  write_key(kKey);
  for (const mode_t mode : {0640u, 0620u, 0604u, 0602u, 0601u}) {
    ASSERT_EQ(::chmod(path_.c_str(), mode), 0);
    EXPECT_THAT(load_error(), AllOf(HasSubstr("open to other users"), HasSubstr("chmod 600 " + path_)));
  }
  ASSERT_EQ(::chmod(path_.c_str(), 0400), 0);
  EXPECT_EQ(load_error(), "it loaded");
}

TEST_F(MasterKey, anything_else_is_no_master_key_and_is_not_repeated) {
  const std::string key(kKey);
  for (const std::string& text : {std::string(), key.substr(1), key + "A", key + "=", " " + key, key + "\n\n",
                                  std::string(43, '!'), std::string(4096, 'A')}) {
    write_key(text);
    EXPECT_THAT(load_error(), AllOf(HasSubstr(path_), HasSubstr("is not a master key"))) << text;
    EXPECT_THAT(load_error(), testing::Not(HasSubstr(key.substr(1, 20))));
  }
}

TEST_F(MasterKey, absent_names_the_command_that_makes_it) {
  EXPECT_THAT(load_error(), AllOf(HasSubstr(path_), HasSubstr("attesto migrate")));
}

TEST_F(MasterKey, folder_is_no_file) {
  std::filesystem::create_directory(path_);
  EXPECT_THAT(load_error(), HasSubstr("is not a regular file"));
}

TEST_F(MasterKey, missing_folder_is_an_error_and_not_an_existing_key) {
  const auto created = create_master_key(folder_.file("absent/master.key"), random_);
  ASSERT_FALSE(created.has_value());
  EXPECT_THAT(created.error(), AllOf(HasSubstr("absent/master.key"), HasSubstr("can't be created")));
}

}  // namespace
}  // namespace attesto
