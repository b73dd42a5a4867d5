#include <neon/text/vocabulary.hpp>

#include <rapidcheck/catch.h>

#include <map>
#include <string>

using namespace neon;

TEST_CASE("a vocabulary numbers words like a map that is asked first") {
  rc::prop("for any words", [](const std::vector<std::string>& words) {
    Vocabulary vocabulary;
    std::map<std::string, Index> expected;
    for (const std::string& word : words) {
      const Index next = static_cast<Index>(expected.size());
      RC_ASSERT(vocabulary.find(word) == (expected.count(word) > 0 ? expected[word] : -1));
      RC_ASSERT(vocabulary.add(word) == expected.emplace(word, next).first->second);
    }
    RC_ASSERT(vocabulary.size() == static_cast<Index>(expected.size()));
    for (const auto& [word, number] : expected) RC_ASSERT(vocabulary.word(number) == word);
  });
}

TEST_CASE("a vocabulary of many words finds each of them, and its copies are its own") {
  Vocabulary vocabulary;
  CHECK(vocabulary.find("x") == -1);
  for (int i = 0; i < 100000; ++i) REQUIRE(vocabulary.add(std::to_string(i)) == i);
  Vocabulary copy = vocabulary;
  copy.add("new");
  CHECK(vocabulary.find("new") == -1);
  for (int i = 0; i < 100000; i += 97) CHECK(copy.find(std::to_string(i)) == i);
}
