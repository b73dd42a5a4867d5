#include <neon/core/parallel.hpp>
#include <neon/text/clean_message.hpp>
#include <neon/text/corpus.hpp>

#include <catch2/catch.hpp>

#include "support/scratch_folder.hpp"

using namespace neon;
using Catch::Matchers::Contains;

namespace {

std::vector<Message> sample(int count) {
  std::vector<Message> messages;
  for (int n = 0; n < count; ++n)
    messages.push_back(
        {fmt::format("m{}", n), n % 3 == 0 ? "space" : "autos", n % 2 == 0,
         fmt::format("From: x\n\nCommon word{} Own{}\n> quoted\nlatin caf\xe9s\n--\nsigned",
                     static_cast<char>('a' + n % 26), std::string(static_cast<std::size_t>(n % 7), 'q'))});
  return messages;
}

}  // namespace

TEST_CASE("a corpus numbers words in the order of their first occurrence, for any number of threads") {
  const int count = GENERATE(1, 63, 64, 200);
  const std::vector<Message> messages = sample(count);
  Vocabulary expected;
  for (const Message& message : messages) {
    const std::string text = clean_message(message.text);
    for (const Span span : tokenise(text)) expected.add(lower_case(text.substr(span.first, span.size)));
  }
  for (const int threads : {1, 2, 3}) {
    set_threads(threads);
    const Corpus corpus = make_corpus(messages);
    set_threads(0);
    REQUIRE(corpus.documents.size() == messages.size());
    CHECK(corpus.vocabulary.words() == expected.words());
    for (std::size_t n = 0; n < messages.size(); ++n) {
      const Document& document = corpus.documents[n];
      CHECK(document.id == messages[n].id);
      CHECK(document.test == messages[n].test);
      CHECK(corpus.groups[static_cast<std::size_t>(document.group)] == messages[n].group);
      CHECK(document.text == clean_message(messages[n].text));
      for (const Occurrence& occurrence : document.occurrences)
        CHECK(corpus.vocabulary.word(occurrence.word) ==
              lower_case(document.text.substr(occurrence.span.first, occurrence.span.size)));
    }
  }
}

TEST_CASE("bytes that are not UTF-8 survive, or become UTF-8 where its letters count") {
  const std::vector<Message> message = {{"a", "", false,
                                         "x\n\nStra\xdf"
                                         "e frei"}};
  const Corpus bytes = make_corpus(message);
  CHECK(bytes.documents[0].text ==
        "Stra\xdf"
        "e frei");
  CHECK(bytes.vocabulary.words() == std::vector<std::string>{"stra", "frei"});
  const Corpus utf8 = make_corpus(message, {.letters = Letters::utf8});
  CHECK(utf8.documents[0].text ==
        "Stra\xc3\x9f"
        "e frei");
  CHECK(utf8.vocabulary.words() == std::vector<std::string>{"stra\xc3\x9f"
                                                            "e",
                                                            "frei"});
  CHECK(make_corpus(message, {.clean = false}).documents[0].text ==
        "x\n\nStra\xdf"
        "e frei");
}

TEST_CASE("groups are distinct and sorted, documents may be empty, a corpus may not") {
  const Corpus corpus = make_corpus({{"1", "b", false, ""}, {"2", "a", true, "x\n\nword"}, {"3", "b", false, "zz"}});
  CHECK(corpus.groups == std::vector<std::string>{"a", "b"});
  CHECK(corpus.documents[0].group == 1);
  CHECK(corpus.documents[0].occurrences.empty());
  CHECK(corpus.vocabulary.size() == 1);
  CHECK_THAT(message_of([] { make_corpus({}); }), Contains("there should be a message"));
}
