#include <neon/core/error.hpp>

#include <catch2/catch.hpp>

#include <cmath>

#include "experiments/newsgroups/messages.hpp"
#include "experiments/newsgroups/model_record.hpp"
#include "experiments/newsgroups/summaries.hpp"
#include "experiments/newsgroups/variants.hpp"
#include "experiments/newsgroups/word_flipping.hpp"
#include "support/laws.hpp"
#include "support/samples.hpp"
#include "support/scratch_folder.hpp"

using namespace neon;
using namespace neon::experiments::newsgroups;
using Catch::Contains;

namespace {

/// Messages of a few newsgroups, each with words of its own among common ones; one message has no known word.
Data sample_data(Index groups, Index messages) {
  const std::vector<std::string> names{"misc.forsale", "rec.motorcycles", "sci.crypt", "talk.politics.guns"};
  const std::vector<std::vector<std::string>> topics{
      {"sale", "price", "offer"}, {"bike", "honda", "seat"}, {"key", "cipher", "chip"}, {"gun", "law", "rifle"}};
  const std::vector<std::string> common{"people", "thing", "year"};
  std::vector<Message> all;
  Random random(3);
  for (Index n = 0; n < messages; ++n) {
    const auto g = static_cast<std::size_t>(n % groups);
    std::string text;
    for (int w = 0; w < 8; ++w) {
      const auto& from = random.uniform() < 0.7 ? topics[g] : common;
      text += from[static_cast<std::size_t>(random.below(3))] + (w % 3 == 2 ? " the\n" : " ");
    }
    all.push_back({fmt::format("{}/{}", names[g], n), names[g], n % 3 == 0, text});
  }
  all.push_back({"sci.crypt/999999", "sci.crypt", true, "xyzzy the"});
  Data data{make_corpus(std::move(all), {.clean = false}), {}, {}};
  std::vector<std::string> words = common;
  for (const auto& topic : topics) words.insert(words.end(), topic.begin(), topic.end());
  for (const std::string& word : words) data.vectors.words.add(word);
  data.vectors.values = samples::normal(static_cast<Index>(words.size()), 6, 4).cast<float>();
  return data;
}

struct Corpus4 {
  Data data = sample_data(4, 160);
  Points points = embed_documents(data);
  Clusters clusters = fit_clusters(points);
  Study study{data, points, clusters};
};

}  // namespace

TEST_CASE("documents lie along the components of their words, and what has no word is left out") {
  const Corpus4 corpus;
  CHECK(corpus.points.train.size() + corpus.points.test.size() == 160);
  CHECK(corpus.points.embedding.empty.size() == 1);
  laws::equal(corpus.points.z, Matrix(corpus.points.embedding.x * corpus.points.pca.components.transpose()));
  CHECK(corpus.points.row_of(corpus.data.corpus, "sci.crypt/999999", true) == -1);
  const Index row = corpus.points.row_of(corpus.data.corpus, "sci.crypt/2", false);
  CHECK(corpus.study.document(row).id == "sci.crypt/2");
  CHECK(quality(corpus.points, corpus.clusters, corpus.points.test).purity > 0.6);
  CHECK(corpus.clusters.top_probability == Approx(0.9).epsilon(1e-9));
}

TEST_CASE("words add up to what their document's dimensions carry, under every reading") {
  const Corpus4 corpus;
  for (const char* name : readings) {
    INFO(name);
    const Reading reading = explain_words(corpus.study, corpus.points.test, name, true);
    for (std::size_t n = 0; n < reading.rows.size(); ++n) {
      const auto row = static_cast<Index>(n);
      const double along = reading.slopes.relevance.row(row).dot(corpus.points.z.row(reading.rows[n]));
      CHECK(reading.words[n].sum() == Approx(along).margin(tolerance::amplified));
      CHECK(reading.words[n].sum() - reading.slopes.logit(row) ==
            Approx(reading.slopes.residual(row)).margin(tolerance::amplified));
    }
  }
}

TEST_CASE("word flipping starts at 1, and NEON's affine reading is gradient x input") {
  const Corpus4 corpus;
  const Reading affine = explain_words(corpus.study, corpus.points.test, "affine"),
                z = explain_words(corpus.study, corpus.points.test, "z");
  const WordFlipping flipping = flip_words(corpus.study, {&affine, &z}, 0, {});
  CHECK(flipping.documents == (affine.slopes.logit.array() > 0).count());
  for (const WordFlipping::Method& method : flipping.methods) {
    INFO(method.name);
    CHECK(method.curve(0) == 1);
    CHECK(method.inside(0) == 1);
    CHECK(method.curve(10) == Approx(flipping.methods[0].curve(10)).epsilon(1e-9));  // nothing is left
    CHECK(std::isfinite(method.auc));
  }
  const auto named = [&](const std::string& name) {
    return *std::find_if(flipping.methods.begin(), flipping.methods.end(),
                         [&](const auto& m) { return m.name == name; });
  };
  CHECK(named("NEON").auc == Approx(named("GI").auc).epsilon(1e-9));
  CHECK(named("NEON").auc_inside < named("random").auc_inside);
}

TEST_CASE("everything can be stored, shown and read back") {
  const Corpus4 corpus;
  const ScratchFolder folder;
  const Reading reading = explain_words(corpus.study, corpus.points.test, "affine");
  const std::vector<ShownMessage> shown{{corpus.points.test[0], "first"}, {corpus.points.train[1], "second"}};
  ResultWriter writer(folder / "newsgroups.h5", "newsgroups");
  write_data(corpus.study, writer);
  write_model(corpus.study, writer);
  write_documents(corpus.study, reading, writer);
  write_reading(reading, writer);
  write_cluster_summaries(corpus.study, reading, writer);
  const HighlightPage page = write_messages(corpus.study, shown, writer);
  write_scheme(corpus.study, shown[0].row, writer);
  Variants variants;
  variants.add("as the text reads", corpus.data, corpus.points, corpus.clusters, 1);
  variants.fit_one("all at once", corpus.data, corpus.points, {.batch = true, .double_precision = true});
  variants.write(writer);
  writer.commit();

  CHECK(page.documents.size() == 2);
  CHECK_THAT(highlight_html(page), Contains("first") && Contains("second"));
  const ResultReader file(folder / "newsgroups.h5");
  std::string text;
  for (const std::string& piece : file.strings("messages/0/piece")) text += piece;
  CHECK(text == corpus.study.document(shown[0].row).text);
  const Vector relevance = file.vector("messages/0/readings/affine/relevance");
  CHECK(relevance.sum() == Approx(file.number("messages/0/readings/affine", "sum")).margin(1e-12));
  laws::equal(Vector(file.matrix("messages/0/readings/affine/by_competitor").colwise().sum()), relevance);
  laws::equal(Vector(file.matrix("scheme/contribution").rowwise().sum()), file.vector("scheme/relevance"));
  CHECK(file.number("scheme", "sum") + file.number("scheme", "bias") == Approx(file.number("scheme", "logit")));
  CHECK(file.matrix("clusters/newsgroups_test").sum() == static_cast<double>(corpus.points.test.size()));
  CHECK(file.number("readings/affine", "words_error") < 1e-9);
  CHECK(file.strings("variants/name").size() == 2);
}

TEST_CASE("pairs of messages that share a cluster are found") {
  const Corpus4 corpus;
  const Reading reading = explain_words(corpus.study, corpus.points.test, "affine");
  for (const ShownMessage& shown : choose_messages(corpus.study, reading)) {
    CHECK_THAT(shown.role, Contains("in one cluster"));
    CHECK(corpus.study.document(shown.row).test);
  }
}

TEST_CASE("too few newsgroups or messages are refused") {
  CHECK_THROWS_WITH(embed_documents(sample_data(4, 6)), Contains("should be more than 6 dimensions"));
  Data one = sample_data(1, 30);
  one.corpus.documents.pop_back();
  one.corpus.groups = {"misc.forsale"};
  CHECK_THROWS_WITH(embed_documents(one), Contains("1 newsgroup should be at least 2"));
}
