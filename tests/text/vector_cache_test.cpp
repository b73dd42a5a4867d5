#include <neon/text/train_word_vectors.hpp>
#include <neon/text/vector_cache.hpp>

#include <catch2/catch.hpp>

#include "support/scratch_folder.hpp"

using namespace neon;
using Catch::Matchers::Contains;

namespace {

const std::string text = "gun 0.5 1 2\nkey 3 4 5\nlock 6 7 8\n";

Vocabulary gun_and_lock() {
  Vocabulary words;
  words.add("lock");
  words.add("gun");
  return words;
}

struct Cached {
  ScratchFolder folder;
  std::vector<std::string> notices;

  WordVectors read(const std::string& name = "g.txt") {
    return read_word_vectors(folder / name, gun_and_lock(),
                             {folder / "cache", {}, [this](const std::string& line) { notices.push_back(line); }});
  }
  std::filesystem::path copy() const { return std::filesystem::directory_iterator(folder / "cache")->path(); }
};

}  // namespace

TEST_CASE("the second reading comes from the cache and is the same") {
  Cached cached;
  spit(cached.folder / "g.txt", text);
  const WordVectors first = cached.read(), second = cached.read();
  CHECK_FALSE(first.cached);
  CHECK(second.cached);
  CHECK(second.words.words() == std::vector<std::string>{"gun", "lock"});
  CHECK(second.words.words() == first.words.words());
  CHECK(second.values == first.values);
  CHECK(second.kind == first.kind);
  CHECK(second.source == "g.txt");
  CHECK(cached.notices.empty());
}

TEST_CASE("a changed source is read again and its copy replaced") {
  Cached cached;
  spit(cached.folder / "g.txt", text);
  cached.read();
  spit(cached.folder / "g.txt", text + "tree 1 2 3\n");
  CHECK_FALSE(cached.read().cached);
  CHECK(cached.read().cached);
  CHECK(std::distance(std::filesystem::directory_iterator(cached.folder / "cache"), {}) == 1);
}

TEST_CASE("a damaged copy is not believed") {
  Cached cached;
  spit(cached.folder / "g.txt", text);
  const WordVectors sound = cached.read();
  const std::string bytes = slurp(cached.copy());
  constexpr std::size_t index = 64 + 3 * 3 * sizeof(float);  // after the header and three vectors
  SECTION("a byte anywhere") {
    for (std::size_t at = 0; at < bytes.size(); ++at) {
      std::string damaged = bytes;
      damaged[at] = static_cast<char>(damaged[at] ^ 0x41);
      spit(cached.copy(), damaged);
      const std::optional<WordVectors> found =
          load({cached.copy(), bytes.substr(index, static_cast<unsigned char>(bytes[8]))}, gun_and_lock(), "g.txt");
      // Padding, and the vector of a word that is not wanted, may differ.
      if (found) CHECK(found->values == sound.values);
      if (found) CHECK(found->words.words() == sound.words.words());
    }
  }
  SECTION("cut off") {
    const std::size_t size = GENERATE(0, 10, 56, 100, 200);
    spit(cached.copy(), bytes.substr(0, std::min(size, bytes.size() - 1)));
    const WordVectors again = cached.read();
    CHECK_FALSE(again.cached);
    CHECK(again.values == sound.values);
    CHECK(cached.read().cached);
  }
}

TEST_CASE("a cache that cannot be written is a notice, not an error") {
  Cached cached;
  spit(cached.folder / "g.txt", text);
  spit(cached.folder / "cache", "a file where the folder should be");
  CHECK(cached.read().words.size() == 2);
  REQUIRE(cached.notices.size() == 1);
  CHECK_THAT(cached.notices[0], Contains("no cache of the word vectors"));
}

TEST_CASE("words unknown to a cached file are an error as they are without a cache") {
  Cached cached;
  spit(cached.folder / "g.txt", "dog 1 2\n");
  for (int round = 0; round < 2; ++round)
    CHECK_THAT(message_of([&] { cached.read(); }), Contains("knows none of the 2 words"));
}

TEST_CASE("vectors trained on a corpus are cached by its text and the options") {
  const ScratchFolder folder;
  std::string words;
  for (int n = 0; n < 20; ++n) words += "guns keys locks ";
  const Corpus corpus = make_corpus({{"1", "", false, words}}, {.clean = false});
  const WordVectorOptions options{folder / "cache", {}, {}};
  TrainingOptions training{.dimension = 4, .epochs = 1, .least_count = 1, .seed = 0};
  const WordVectors first = train_word_vectors(corpus, training, options);
  const WordVectors second = train_word_vectors(corpus, training, options);
  CHECK_FALSE(first.cached);
  CHECK(second.cached);
  CHECK(first.values == second.values);
  training.seed = 1;
  CHECK_FALSE(train_word_vectors(corpus, training, options).cached);
}
