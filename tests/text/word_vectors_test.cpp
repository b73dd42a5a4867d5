#include <neon/text/train_word_vectors.hpp>
#include <neon/text/word_vectors.hpp>

#include <catch2/catch.hpp>

#include <clocale>
#include <fasttext/fasttext.h>

#include "io/scratch_folder.hpp"
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

Corpus tiny_corpus() {
  std::string text;
  for (int n = 0; n < 50; ++n) text += "the gun shoots bullets and the key opens locks ";
  return make_corpus({{"1", "", false, text}, {"2", "", false, "guns keys rare"}}, {.clean = false});
}

}  // namespace

TEST_CASE("every kind of text file gives the same vectors, whatever the locale") {
  const std::string before = std::setlocale(LC_ALL, nullptr);
  std::setlocale(LC_ALL, "de_DE.UTF-8");
  const auto [kind, name, text] = GENERATE(table<std::string, std::string, std::string>(
      {{"GloVe text", "g.txt", "the 9 9\ngun 0.5 -1e-3\n. . 4 5\nkey 3 4.25\n"},
       {"GloVe text", "g.txt", "gun\t0.5\t-1e-3\r\nkey\t+3 4.25"},
       {"word2vec text", "w.vec", "3 2\n</s> 0 0 \ngun 0.5 -1e-3 \nkey 3 4.25 \n"},
       {"wink JSON", "w.json", json(R"({"gun":[0.5,-1e-3,7,0],"key":[3,4.25,8,1]})")}}));
  const WordVectors vectors = read(name, text, {"key", "none", "gun"});
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

TEST_CASE("bad text vectors are refused with their line") {
  CHECK_THAT(error_of("g.txt", "gun 1 2\nkey 1\n"), Contains("g.txt:2: 'key' has 1 values, should be 2"));
  CHECK_THAT(error_of("g.txt", "gun 1 2\nkey 1 2 3\n"), Contains("g.txt:2: 'key' has 3 values, should be 2"));
  CHECK_THAT(error_of("g.txt", "gun 1 2\nkey 1 x2\n"), Contains("g.txt:2: value 2 of 'key': 'x2' should be a number"));
  CHECK_THAT(error_of("g.txt", "gun 1 2\nkey 1 nan\n"), Contains("g.txt:2: value 2 of 'key' should be finite"));
  CHECK_THAT(error_of("g.txt", "gun 1 2\nkey 1 1e300\n"), Contains("g.txt:2: value 2 of 'key' should be finite"));
  CHECK_THAT(error_of("g.txt", "gun 1 2\nkey 1 2\ngun 1 2\n"), Contains("g.txt:3: the word 'gun' occurs twice"));
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
  CHECK_THAT(error_of("w.json", json(R"({"gun":[1,2,3,0],"gun":[1,2,3,1]})")), Contains("'gun' occurs twice"));
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
  CHECK_THAT(error_of("m.bin", "hello"), Contains("m.bin: not a fastText model"));
  CHECK_THAT(error_of("m.bin", ""), Contains("m.bin: not a fastText model"));
  CHECK_THAT(error_of("g.zip", "PK\x03\x04...."), Contains("is a zip file, should be word vectors (unpacked)"));
  CHECK_THAT(error_of("g.gz", "\x1f\x8b...."), Contains("is a gzip file"));
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

  const WordVectors vectors = read_word_vectors(folder / "m.bin", vocabulary({"shooter", "guns"}));
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
