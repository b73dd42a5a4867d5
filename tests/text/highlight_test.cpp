#include <neon/text/highlight.hpp>

#include <catch2/catch.hpp>

#include <limits>

#include "support/scratch_folder.hpp"

using namespace neon;
using Catch::Matchers::Contains;

namespace {

ExplainedDocument sample() {
  return {"guns/1",
          "a <note>",
          "The gun\n  & the <key>",
          {{{0, 3}, WordStatus::stop_word, 0},
           {{4, 3}, WordStatus::known, 2.5},
           {{12, 3}, WordStatus::unknown, 0},
           {{17, 3}, WordStatus::known, -1.25}},
          3,
          1.5,
          0.875};
}

std::string html_of(const ExplainedDocument& document) { return highlight_html({"T", "", {document}}); }

std::string error_of(const ExplainedDocument& document) {
  return message_of([&] { html_of(document); });
}

std::size_t count(const std::string& text, const std::string& part) {
  std::size_t found = 0;
  for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++found;
  return found;
}

}  // namespace

TEST_CASE("a text is highlighted word by word, its line breaks and blanks kept, everything escaped") {
  const std::string html = html_of(sample());
  CHECK_THAT(html, Contains("<div class=\"text\"><i title=\"stop word\">The</i> "
                            "<b style=\"background:#b2182b;color:#fff\" title=\"+2.5\">gun</b>\n  &amp; "
                            "<i title=\"no vector\">the</i> &lt;"
                            "<b style=\"background:#67a9cf;color:#000\" title=\"-1.25\">key</b>&gt;</div>"));
  CHECK_THAT(html, Contains("<p>a &lt;note&gt;</p>"));
  CHECK_THAT(html, Contains("cluster 3 &middot; logit 1.5 &middot; probability 0.875"));
  CHECK_THAT(html, Contains("relevance of the words in all 1.25"));
  CHECK_THAT(html, Contains("white-space: pre-wrap"));
}

TEST_CASE("the page is one file with an index of its texts") {
  ExplainedDocument other = sample();
  other.id = "crypt/\"2\"";
  const std::string html = highlight_html({"Two <texts>", "Why & how", {sample(), other}});
  CHECK_THAT(html, Contains("<title>Two &lt;texts&gt;</title>") && Contains("<p>Why &amp; how</p>"));
  CHECK_THAT(html, Contains("<a href=\"#d0\">guns/1</a>") && Contains("<article id=\"d0\">"));
  CHECK_THAT(html, Contains("<a href=\"#d1\">crypt/&quot;2&quot;</a>") && Contains("<article id=\"d1\">"));
  for (const char* asset : {"src=", "<link", "<script", "url(", "http"})
    CHECK_FALSE(html.find(asset) != std::string::npos);
  for (const char* tag : {"div", "article", "table", "b", "i", "p", "h2", "tr", "td"})
    CHECK(count(html, std::string("<") + tag + ">") + count(html, std::string("<") + tag + " ") ==
          count(html, std::string("</") + tag + ">"));
}

TEST_CASE("bytes that are not UTF-8 are shown as latin-1, control characters as pictures") {
  CHECK_THAT(html_of({"x", "", "caf\xe9 abc", {{{5, 3}, WordStatus::known, 1}}, 0, 0, 0}), Contains("caf\xc3\xa9 <b"));
  CHECK_THAT(html_of({"x", "", "caf\xc3\xa9 abc", {{{6, 3}, WordStatus::known, 1}}, 0, 0, 0}),
             Contains("caf\xc3\xa9 <b"));
  CHECK_THAT(html_of({"x", "", std::string("a\x1b\r\nb\0", 6), {}, 0, 0, 0}),
             Contains("a\xe2\x90\x9b\nb\xe2\x90\x80</div>"));
}

TEST_CASE("a text without relevance is white, one without words is shown") {
  CHECK_THAT(html_of({"x", "", "word", {{{0, 4}, WordStatus::known, 0}}, 0, 0, 0}), Contains("background:#ffffff"));
  CHECK_THAT(html_of({"x", "", "", {}, 0, 0, 0}), Contains("<div class=\"text\"></div>"));
}

TEST_CASE("spans outside their text and numbers that are none are refused") {
  ExplainedDocument document = sample();
  document.words[3].span.size = 30;
  CHECK_THAT(error_of(document), Contains("guns/1: bytes 17 ... 47 should lie in 15 ... 21"));
  document = sample();
  document.words[1].span.first = 2;
  CHECK_THAT(error_of(document), Contains("guns/1: bytes 2 ... 5 should lie in 3 ... 21"));
  document = sample();
  document.words[1].relevance = std::numeric_limits<double>::quiet_NaN();
  CHECK_THAT(error_of(document), Contains("relevance nan should be finite"));
  document = sample();
  document.logit = infinity;
  CHECK_THAT(error_of(document), Contains("logit inf"));
}

TEST_CASE("a document of a corpus with its relevance is ready for a page, and the page becomes a file") {
  const Corpus corpus = make_corpus({{"1", "", false, "The gun zzz"}}, {.clean = false});
  WordVectors vectors;
  vectors.words.add("gun");
  vectors.values = FloatMatrix::Ones(1, 2);
  const DocumentEmbedding embedding = embed(corpus, vectors);
  const Vector relevance = word_relevance(corpus, vectors, embedding, 0, Eigen::Vector2d(1, 2));
  const ExplainedDocument document = explained_document(corpus.documents[0], embedding, relevance);
  REQUIRE(document.words.size() == 3);
  CHECK(document.words[0].status == WordStatus::stop_word);
  CHECK(document.words[1].relevance == 3);
  CHECK(document.words[2].status == WordStatus::unknown);
  CHECK_THAT(message_of([&] { explained_document(corpus.documents[0], embedding, Vector::Zero(2)); }),
             Contains("2 relevances should be 3"));

  const ScratchFolder folder;
  write_highlight_page(folder / "page.html", {"T", "", {document}});
  CHECK(slurp(folder / "page.html") == highlight_html({"T", "", {document}}));
}
