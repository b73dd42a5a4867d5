#include "experiments/newsgroups/messages.hpp"

#include <neon/text/utf8.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <string_view>

#include "experiments/newsgroups/paper_messages.hpp"
#include "experiments/newsgroups/schema.hpp"

namespace neon::experiments::newsgroups {
namespace {

/// Known words of a message that fits in a panel and says enough.
constexpr Index shortest = 12, longest = 45;

Index known_words(const Study& study, Index row) {
  Index known = 0;
  for (const Occurrence& occurrence : study.document(row).occurrences)
    known += study.points.embedding.vector_row[static_cast<std::size_t>(occurrence.word)] >= 0 ? 1 : 0;
  return known;
}

/// Test messages of one newsgroup inside the cluster they are assigned to, by cluster.
std::map<Index, Labels> members(const Study& study, const Reading& reading, std::string_view group) {
  std::map<Index, Labels> result;
  for (std::size_t n = 0; n < reading.rows.size(); ++n) {
    const Index row = reading.rows[n];
    const std::string& name = study.data.corpus.groups[static_cast<std::size_t>(study.document(row).group)];
    if (name == group && reading.slopes.logit(static_cast<Index>(n)) > 0)
      result[study.cluster_of(row)].push_back(static_cast<Index>(n));
  }
  return result;
}

/// The deepest message of readable length, or of any length if none has it.
Index deepest(const Study& study, const Reading& reading, const Labels& among) {
  const auto depth = [&](Index n) {
    const Index words = known_words(study, reading.rows[static_cast<std::size_t>(n)]);
    return std::pair(words >= shortest && words <= longest, reading.slopes.logit(n));
  };
  return *std::max_element(among.begin(), among.end(), [&](Index a, Index b) { return depth(a) < depth(b); });
}

void add_pair(const Study& study, const Reading& reading, std::string_view first, std::string_view second,
              std::vector<ShownMessage>& shown) {
  const auto one = members(study, reading, first), other = members(study, reading, second);
  Index best = -1;
  std::size_t most = 0;
  for (const auto& [cluster, rows] : one) {
    const auto partner = other.find(cluster);
    const std::size_t common = partner == other.end() ? 0 : std::min(rows.size(), partner->second.size());
    if (common > most) most = common, best = cluster;
  }
  if (best < 0) return;
  const std::string role = fmt::format("{} and {} in one cluster", first, second);
  for (const auto* groups : {&one, &other})
    shown.push_back({reading.rows[static_cast<std::size_t>(deepest(study, reading, groups->at(best)))], role});
}

/// A message cut into words and what is between them.
struct Pieces {
  std::vector<std::string> text;  // UTF-8
  Labels occurrence;              // -1: between words
};

Pieces cut(const Document& document) {
  Pieces pieces;
  std::size_t end = 0;
  const auto add = [&](std::size_t first, std::size_t size, Index occurrence) {
    if (size == 0) return;
    pieces.text.push_back(to_utf8(std::string_view(document.text).substr(first, size)));
    pieces.occurrence.push_back(occurrence);
  };
  for (std::size_t t = 0; t < document.occurrences.size(); ++t) {
    const Span span = document.occurrences[t].span;
    add(end, span.first - end, -1);
    add(span.first, span.size, static_cast<Index>(t));
    end = span.first + span.size;
  }
  add(end, document.text.size() - end, -1);
  return pieces;
}

Vector by_piece(const Pieces& pieces, const Vector& relevance) {
  Vector result = Vector::Zero(static_cast<Index>(pieces.occurrence.size()));
  for (std::size_t p = 0; p < pieces.occurrence.size(); ++p)
    if (pieces.occurrence[p] >= 0) result(static_cast<Index>(p)) = relevance(pieces.occurrence[p]);
  return result;
}

/// 0 known, 1 stop word, 2 unknown (WordStatus), -1 between words.
Labels statuses(const Study& study, const Document& document, const Pieces& pieces) {
  Labels result;
  for (const Index t : pieces.occurrence) {
    const auto word = t < 0 ? 0 : static_cast<std::size_t>(document.occurrences[static_cast<std::size_t>(t)].word);
    result.push_back(t < 0 ? -1 : static_cast<Index>(study.points.embedding.status[word]));
  }
  return result;
}

std::string group_name(const Study& study, Index group) {
  return study.data.corpus.groups[static_cast<std::size_t>(group)];
}

}  // namespace

std::vector<ShownMessage> choose_messages(const Study& study, const Reading& of_test) {
  std::vector<ShownMessage> shown;
  for (const std::string_view message : messages_of_the_paper) {
    const Index row = study.points.row_of(study.data.corpus, std::string(message), false);
    if (row >= 0) shown.push_back({row, "shown in the paper"});
  }
  add_pair(study, of_test, "talk.politics.guns", "sci.crypt", shown);
  add_pair(study, of_test, "rec.motorcycles", "misc.forsale", shown);
  return shown;
}

HighlightPage write_messages(const Study& study, const std::vector<ShownMessage>& shown, ResultWriter& writer) {
  HighlightPage page;
  for (std::size_t i = 0; i < shown.size(); ++i) {
    const Index row = shown[i].row, cluster = study.cluster_of(row);
    const Document& document = study.document(row);
    const Pieces pieces = cut(document);
    const schema::newsgroups::Message stored{fmt::to_string(i)};
    stored.piece.write(writer, pieces.text);
    stored.status.write(writer, statuses(study, document, pieces));
    for (const char* reading : readings) {
      const Reading explained = explain_words(study, {row}, reading, true);
      const schema::newsgroups::MessageReading of_reading = stored.reading(reading);
      of_reading.relevance.write(writer, by_piece(pieces, explained.words[0]));
      of_reading.sum.write(writer, explained.words[0].sum());
      of_reading.smallest_denominator.write(writer, explained.slopes.smallest_denominator(0));
      of_reading.negative_share.write(writer, explained.slopes.negative_share(0));
      Matrix by_competitor(static_cast<Index>(explained.slopes.by_competitor.size()),
                           static_cast<Index>(pieces.text.size()));
      for (Index k = 0; k < by_competitor.rows(); ++k)
        by_competitor.row(k) = by_piece(
            pieces, word_relevance(study, row, explained.slopes.by_competitor[static_cast<std::size_t>(k)].row(0)));
      of_reading.by_competitor.write(writer, by_competitor);
      if (std::string_view(reading) != readings[0]) continue;

      ExplainedDocument shown_document = explained_document(document, study.points.embedding, explained.words[0]);
      shown_document.id = document.id;
      shown_document.cluster = cluster;
      shown_document.logit = explained.slopes.logit(0);
      shown_document.probability = 1 / (1 + std::exp(-study.clusters.model.beta * shown_document.logit));
      shown_document.note = fmt::format("{}, {} message; cluster started from {}", shown[i].role,
                                        document.test ? "test" : "training", group_name(study, cluster));
      stored.id.write(writer, document.id);
      stored.newsgroup.write(writer, group_name(study, document.group));
      stored.half.write(writer, document.test ? "test" : "train");
      stored.role.write(writer, shown[i].role);
      stored.cluster.write(writer, cluster);
      stored.logit.write(writer, shown_document.logit);
      stored.probability.write(writer, shown_document.probability);
      page.documents.push_back(std::move(shown_document));
    }
  }
  return page;
}

void write_scheme(const Study& study, Index row, ResultWriter& writer) {
  const Document& document = study.document(row);
  const Reading reading = explain_words(study, {row}, readings[0]);
  const Eigen::RowVectorXd slope = reading.slopes.relevance.row(0);
  std::vector<std::string> words;  // each once: its occurrences contribute alike and are added
  Matrix contribution(0, slope.size());
  for (const Occurrence& occurrence : document.occurrences) {
    const Index vector = study.points.embedding.vector_row[static_cast<std::size_t>(occurrence.word)];
    if (vector < 0) continue;
    const std::string& word = study.data.corpus.vocabulary.word(occurrence.word);
    const auto known = std::find(words.begin(), words.end(), word);
    const auto row_of_word = static_cast<Index>(known - words.begin());
    if (known == words.end()) {
      words.push_back(word);
      contribution.conservativeResize(row_of_word + 1, Eigen::NoChange);
      contribution.row(row_of_word).setZero();
    }
    contribution.row(row_of_word) +=
        Eigen::RowVectorXd(study.data.vectors.values.row(vector).cast<double>() *
                           study.points.pca.components.transpose() * study.points.embedding.weight(row))
            .cwiseProduct(slope);
  }
  const schema::newsgroups::Scheme stored;
  stored.word.write(writer, words);
  stored.contribution.write(writer, contribution);
  stored.relevance.write(writer, Vector(contribution.rowwise().sum()));
  stored.slope.write(writer, Vector(slope.transpose()));
  stored.id.write(writer, document.id);
  stored.logit.write(writer, reading.slopes.logit(0));
  stored.sum.write(writer, contribution.sum());
  stored.bias.write(writer, reading.slopes.logit(0) - contribution.sum());
}

}  // namespace neon::experiments::newsgroups
