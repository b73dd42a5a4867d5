#include <neon/text/train_word_vectors.hpp>
#include <neon/text/word_vectors.hpp>

#include <catch2/catch.hpp>
#include <fmt/format.h>
#include <zlib.h>

#include <array>
#include <clocale>
#include <cstring>
#include <fasttext/fasttext.h>
#include <limits>

#include "support/scratch_folder.hpp"
#include "support/tolerances.hpp"

using namespace neon;
using Catch::Matchers::Contains;
using Words = std::vector<std::string>;

namespace {

Vocabulary vocabulary(const Words& words) {
  Vocabulary result;
  for (const std::string& word : words) result.add(word);
  return result;
}

WordVectors read(const std::string& name, const std::string& text, const Words& words) {
  const ScratchFolder folder;
  spit(folder / name, text);
  return read_word_vectors(folder / name, vocabulary(words));
}

std::string error_of(const std::string& name, const std::string& text) {
  const ScratchFolder folder;
  spit(folder / name, text);
  return message_of([&] { read_word_vectors(folder / name, vocabulary({"gun", "key"})); });
}

std::string json(const std::string& vectors) {
  return R"({"precision":8,"l2NormIndex":2,"wordIndex":3,"size":2,"dimensions":2,"words":["gun","key"],"vectors":)" +
         vectors + R"(,"unkVector":[0,0,0,-1]})";
}

struct BinaryWord {
  std::string word;
  float first, second;
};

/// As word2vec (with line ends) and gensim (without) write it.
std::string binary(const std::vector<BinaryWord>& words, bool line_ends) {
  std::string bytes = fmt::format("{} 2\n", words.size());
  for (const BinaryWord& one : words) {
    bytes += one.word + " ";
    for (const float value : {one.first, one.second}) {
      std::array<char, sizeof(float)> stored;
      std::memcpy(stored.data(), &value, sizeof value);
      bytes.append(stored.begin(), stored.end());
    }
    if (line_ends) bytes += '\n';
  }
  return bytes;
}

std::string packed(const std::string& bytes) {
  const ScratchFolder folder;
  gzFile file = gzopen((folder / "t").c_str(), "wb");
  REQUIRE(gzwrite(file, bytes.data(), static_cast<unsigned>(bytes.size())) == static_cast<int>(bytes.size()));
  REQUIRE(gzclose(file) == Z_OK);
  return slurp(folder / "t");
}

/// What is told while the vectors are read.
std::vector<std::string> remarks_on(const std::string& text, const Words& words) {
  const ScratchFolder folder;
  spit(folder / "g.txt", text);
  std::vector<std::string> told;
  read_word_vectors(
      folder / "g.txt", vocabulary(words),
      {{}, {}, [&](const std::string& line) { told.push_back(line.substr((folder / "g.txt").string().size())); }});
  return told;
}

Corpus tiny_corpus() {
  std::string text;
  for (int n = 0; n < 50; ++n) text += "the gun shoots bullets and the key opens locks ";
  return make_corpus({{"1", "", false, text}, {"2", "", false, "guns keys rare"}}, {.clean = false});
}

}  // namespace

TEST_CASE("every kind of file gives the same vectors, packed or not, whatever the locale") {
  const std::string before = std::setlocale(LC_ALL, nullptr);
  std::setlocale(LC_ALL, "de_DE.UTF-8");
  const auto [kind, name, text] = GENERATE(table<std::string, std::string, std::string>(
      {{"GloVe text", "g.txt", "the 9 9\ngun 0.5 -1e-3\n. . 4 5\nkey 3 4.25\n"},
       {"GloVe text", "g.txt", "gun\t0.5\t-1e-3\r\nkey\t+3 4.25"},
       {"word2vec text", "w.vec", "3 2\n</s> 0 0 \ngun 0.5 -1e-3 \nkey 3 4.25 \n"},
       {"GloVe text", "g.txt", "\xef\xbb\xbfgun 0.5 -1e-3\nkey 3 4.25\n\n"},
       {"word2vec text", "w.vec",
        "\xef\xbb\xbf"
        "2 2\r\ngun 0.5 -1e-3\r\nkey 3 4.25\r\n"},
       {"word2vec binary", "w.bin", binary({{"</s>", 0, 0}, {"gun", 0.5F, -1e-3F}, {"key", 3, 4.25F}}, true)},
       {"word2vec binary", "w", binary({{"</s>", 0, 0}, {"gun", 0.5F, -1e-3F}, {"key", 3, 4.25F}}, false)},
       {"wink JSON", "w.json", json(R"({"gun":[0.5,-1e-3,7,0],"key":[3,4.25,8,1]})")}}));
  const WordVectors vectors = read(name, GENERATE(false, true) ? packed(text) : text, {"key", "none", "gun"});
  std::setlocale(LC_ALL, before.c_str());
  CHECK(vectors.kind == kind);
  CHECK(vectors.source == name);
  CHECK_FALSE(vectors.cached);
  CHECK(vectors.words.words() == Words{"gun", "key"});
  REQUIRE(vectors.dimension() == 2);
  CHECK(vectors.values.row(vectors.find("gun")) == Eigen::RowVector2f(0.5F, -1e-3F));
  CHECK(vectors.values.row(vectors.find("key")) == Eigen::RowVector2f(3, 4.25F));
  CHECK(vectors.find("the") == -1);
}

TEST_CASE("a word may hold blanks: the last cells are its vector") {
  // the first line too: what most lines have is the dimension
  for (const std::string first : {"new york .5 .25 1\n", "in 2024 .5 .25 1\n", ". . . .5 .25 1\n"}) {
    const std::string text = first + "gun 1 0 0\nkey\t.9\t.1\t0\nat 5 mail@x.org 1 2 3\n";
    const std::string word = first.substr(0, first.find(" .5"));
    const WordVectors vectors = read("g.txt", text, {"gun", word, "at 5 mail@x.org"});
    REQUIRE(vectors.dimension() == 3);
    CHECK(vectors.values.row(vectors.find(word)) == Eigen::RowVector3f(0.5F, 0.25F, 1));
    CHECK(vectors.values.row(vectors.find("at 5 mail@x.org")) == Eigen::RowVector3f(1, 2, 3));
    CHECK(remarks_on(text, {"gun"}) ==
          Words{": 2 words hold blanks, such as '" + word + "': the last 3 cells of a line are its vector"});
  }
  const WordVectors headed = read("w.vec", "2 2\nnew york 1 2\nin 2024 3 4\n", {"new york", "in 2024"});
  CHECK(headed.values.row(headed.find("in 2024")) == Eigen::RowVector2f(3, 4));
}

TEST_CASE("of a word that comes again the first vector is kept, which is told") {
  const auto [name, text] = GENERATE(table<std::string, std::string>(
      {{"g.txt", "gun 1 2\nkey 3 4\ngun 5 6\nowl 7 8\nowl 9 9\n"},
       {"w.vec", "5 2\ngun 1 2\nkey 3 4\ngun 5 6\nowl 7 8\nowl 9 9\n"},
       {"w.bin", binary({{"gun", 1, 2}, {"key", 3, 4}, {"gun", 5, 6}, {"owl", 7, 8}, {"owl", 9, 9}}, true)},
       {"w.json", R"({"size":3,"dimensions":2,"vectors":{"gun":[1,2],"gun":[5,6],"key":[3,4]}})"}}));
  const WordVectors vectors = read(name, text, {"gun", "key"});
  CHECK(vectors.words.words() == Words{"gun", "key"});
  CHECK(vectors.values.row(0) == Eigen::RowVector2f(1, 2));
  const Words told = remarks_on(text, {"gun", "key"});
  REQUIRE(told.size() == 1);
  CHECK_THAT(told.front(), Contains(" there before, such as 'gun': the first vector of a word is kept"));
}

TEST_CASE("damaged binary word2vec files are refused with the byte") {
  const std::vector<BinaryWord> words{{"gun", 0.5F, -1e-3F}, {"key", 3, 0}, {"owl", 0, 1}};
  const std::string whole = binary(words, true);
  CHECK_THAT(error_of("w.bin", whole.substr(0, whole.size() - 3)),
             Contains("w.bin: cut off at byte 40, in word 3 of 3"));
  CHECK_THAT(error_of("w.bin", whole.substr(0, 25)), Contains("more than the 25 bytes of the file: cut off"));
  CHECK_THAT(error_of("w.bin", whole + "x"), Contains("w.bin: bytes follow the last of 3 words, at byte 43"));
  CHECK_THAT(error_of("w.bin", "3 2" + whole.substr(3, 20) + std::string(20, '\0')),
             Contains("w.bin: cut off at byte"));
  CHECK_THAT(error_of("w.bin", "9 2" + whole.substr(3)),
             Contains("9 words of 2 numbers, as its first line says, are more"));
  CHECK_THAT(error_of("w.bin", packed("9 2" + whole.substr(3))), Contains("w.bin: cut off at byte 43, in word 4 of 9"));
  CHECK_THAT(error_of("w.bin", binary({{"gun", 0, std::numeric_limits<float>::quiet_NaN()}, {"key", 0, 1}}, true)),
             Contains("w.bin: byte 4: value 2 of 'gun' should be finite"));
  CHECK_THAT(error_of("w.bin", packed("1 2\n" + std::string(70000, '\1'))),
             Contains("word 1 of 1, at byte 4, should be text"));
  for (std::size_t length = 4; length < whole.size() - 1; ++length)
    CHECK_THAT(error_of("w.bin", whole.substr(0, length)), Contains("w.bin"));
}

TEST_CASE("bad text vectors are refused with their line") {
  CHECK_THAT(error_of("g.txt", "gun 1 2\nkey 1\n"), Contains("g.txt:2: 'key' has 1 values, should be 2"));
  CHECK_THAT(error_of("g.txt", "gun 1 2\nkey 1 x2\n"), Contains("g.txt:2: value 2 of 'key': 'x2' should be a number"));
  CHECK_THAT(error_of("g.txt", "gun 1 2\nkey 1 nan\n"), Contains("g.txt:2: value 2 of 'key' should be finite"));
  CHECK_THAT(error_of("g.txt", "gun 1 2\nkey 1 1e300\n"), Contains("g.txt:2: value 2 of 'key' should be finite"));
  CHECK_THAT(error_of("g.txt", "gun 1 2\n\nkey 1 2\n"), Contains("g.txt:2: an empty line"));
  CHECK_THAT(error_of("g.txt", "hello\n"), Contains("g.txt:1: 'hello' should be a word and its vector"));
  CHECK_THAT(error_of("g.txt", ""), Contains("g.txt: is empty"));
  CHECK_THAT(error_of("w.vec", "3 2\ngun 1 2\nkey 1 2\n"), Contains("2 words should be 3 as its first line says"));
  CHECK_THAT(error_of("w.vec", "2 3\ngun 1 2\nkey 1 2\n"), Contains("w.vec:2: 'gun' has 2 values, should be 3"));
  CHECK_THAT(error_of("w.vec", "2 999999999999\ngun 1 2\n"), Contains("w.vec:1: dimension 999999999999 is more than"));
  CHECK_THAT(error_of("g.txt", "dog 1 2\ncat 1 2\n"), Contains("g.txt: knows none of the 2 words"));
}

TEST_CASE("bad JSON vectors are refused with the word") {
  CHECK_THAT(error_of("w.json", json(R"({"gun":[1,2,3,0],"key":[1,2,3]})")),
             Contains("the vector of 'key' has 3 values, should be 4 (2 and 2 extras)"));
  CHECK_THAT(error_of("w.json", json(R"({"gun":[1,"2",3,0]})")),
             Contains("'gun': a text should be a vector of numbers"));
  CHECK_THAT(error_of("w.json", json(R"({"gun":[1,null,3,0]})")), Contains("'gun': null"));
  CHECK_THAT(error_of("w.json", json(R"({"gun":5})")), Contains("'gun': a number should be a vector"));
  CHECK_THAT(error_of("w.json", json(R"({"gun":[1,[2],3,0]})")), Contains("'gun' should hold numbers only"));
  CHECK_THAT(error_of("w.json", json(R"({"gun":{"x":1}})")), Contains("'gun' should hold numbers only"));
  CHECK_THAT(error_of("w.json", json(R"({"gun":[1,1e39,3,0],"key":[1,2,3,1]})")),
             Contains("value 2 of 'gun' should be finite"));
  CHECK_THAT(error_of("w.json", json(R"({"gun":[1,2,3,0]})")), Contains("1 words should be 2 as its \"size\" says"));
  CHECK_THAT(error_of("w.json", R"({"size":1,"vectors":{"gun":[1,2]}})"), Contains("\"dimensions\" should be"));
  CHECK_THAT(error_of("w.json", R"({"size":1,"dimensions":2})"), Contains("lacks \"vectors\""));
  CHECK_THAT(error_of("w.json", R"({"dimensions":2,"vectors":[1,2]})"), Contains("w.json: "));
  CHECK_THAT(error_of("w.json", json(R"({"gun":[1,2,3,0],"key":[1,2)").substr(0, 130)), Contains("no valid JSON"));
}

TEST_CASE("other files are refused by name") {
  for (const char* text : {"hello", ""})
    CHECK_THAT(error_of("m.bin", text), Contains("m.bin: is neither a fastText model (of version 0.1 or later) nor"));
  CHECK_THAT(error_of("g.zip", "PK\x03\x04...."), Contains("g.zip: not a readable archive"));
  CHECK_THAT(error_of("g.h5", "\x89HDF\r\n\x1a\n"), Contains("g.h5: is an HDF5 file; should be text"));
  CHECK_THAT(error_of("g.npy", std::string("\x93NUMPY\1\0", 8)), Contains("g.npy: is an array of NumPy"));
  CHECK_THAT(error_of("g.kv", "\x80\x04\x95" + std::string(8, '\0')), Contains("g.kv: is a Python pickle"));
  CHECK_THAT(error_of("g.bin", packed("hello").substr(0, 15)), Contains("g.bin: "));
  const ScratchFolder folder;
  CHECK_THAT(message_of([&] { read_word_vectors(folder / "none.txt", {}); }), Contains("none.txt: no such file"));
  CHECK_THAT(message_of([&] { read_word_vectors(folder / "", {}); }), Contains("is a directory"));
}

TEST_CASE("a fastText model gives the vectors of the library, also for words it has not seen") {
  const ScratchFolder folder;
  std::string text;
  for (int n = 0; n < 20; ++n) text += "shooting guns shoots keys locks opening\n";
  spit(folder / "text", text);
  fasttext::Args args;
  args.input = folder / "text";
  args.model = fasttext::model_name::sg;
  args.dim = 6;
  args.bucket = 1000;
  args.minCount = 1;
  args.thread = 1;
  args.verbose = 0;
  fasttext::FastText model;
  model.train(args);
  model.saveModel(folder / "m.bin");

  spit(folder / "p.bin.gz", packed(slurp(folder / "m.bin")));
  const WordVectors vectors =
      read_word_vectors(folder / GENERATE(as<std::string>{}, "m.bin", "p.bin.gz"), vocabulary({"shooter", "guns"}));
  CHECK(vectors.kind == "fastText model");
  REQUIRE(vectors.dimension() == 6);
  fasttext::Vector expected(6);
  for (const std::string word : {"guns", "shooter"}) {
    model.getWordVector(expected, word);
    for (Index i = 0; i < 6; ++i) CHECK(vectors.values(vectors.find(word), i) == expected[i]);
  }

  const std::string bytes = slurp(folder / "m.bin");
  for (const double part : {0.0001, 0.01, 0.5, 0.999}) {
    spit(folder / "cut.bin",
         bytes.substr(0, std::max<std::size_t>(8, static_cast<std::size_t>(part * static_cast<double>(bytes.size())))));
    CHECK_THAT(message_of([&] { read_word_vectors(folder / "cut.bin", vocabulary({"guns"})); }),
               Contains("cut.bin: is cut off"));
  }
}

TEST_CASE("vectors trained on a corpus are the same each time, and know rare words by their parts") {
  const Corpus corpus = tiny_corpus();
  const TrainingOptions training{.dimension = 8, .epochs = 2, .least_count = 5, .seed = 3};
  const WordVectors one = train_word_vectors(corpus, training), two = train_word_vectors(corpus, training);
  CHECK(one.kind == "trained on the corpus");
  CHECK(one.values == two.values);
  CHECK(one.find("gun") >= 0);
  CHECK(one.find("keys") >= 0);
  CHECK(one.find("the") == -1);
  CHECK(one.values.allFinite());
  TrainingOptions other = training;
  other.seed = 4;
  CHECK(train_word_vectors(corpus, other).values != one.values);
  other.least_count = 1000;
  CHECK_THAT(message_of([&] { train_word_vectors(corpus, other); }), Contains("at least 1000 times"));
  other.dimension = 0;
  CHECK_THAT(message_of([&] { train_word_vectors(corpus, other); }), Contains("should be positive"));
}
