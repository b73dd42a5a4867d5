#include "apps/explain_text/output.hpp"

#include <neon/clustering/models.hpp>
#include <neon/text/utf8.hpp>

#include <fmt/ranges.h>

#include <algorithm>

#include "experiments/support/check.hpp"

namespace neon::experiments::explain_text {
namespace {

constexpr std::size_t words_in_table = 10;
constexpr double percent = 100;

const Document& document_of(const Result& result, Index row) {
  return result.corpus.documents[static_cast<std::size_t>(result.embedding.document[static_cast<std::size_t>(row)])];
}

std::string shown(const std::vector<ClusterWord>& words) {
  std::vector<std::string> items;
  for (std::size_t w = 0; w < std::min(words.size(), words_in_table); ++w)
    items.push_back(fmt::format("{} {:.1f}", words[w].word, percent * words[w].share));
  return fmt::format("{}", fmt::join(items, ", "));
}

void write_model(const ClusterModel& model, ResultWriter& writer) {
  writer.attribute("model", "kind", kind(model));
  writer.attribute("model", "beta", beta(model));
  if (const auto* kernel = model.as<KernelKMeans>()) {
    writer.attribute("model", "gamma", kernel->gamma);
    writer.write("model/support", kernel->support);
    writer.write("model/support_cluster", kernel->cluster_of());
  } else {
    writer.write("model/centroids", model.get<KMeans>().centroids);
  }
}

void write_words(const Result& result, ResultWriter& writer) {
  Labels text, word, first, size;
  std::vector<double> relevance;
  for (std::size_t n = 0; n < result.relevance.rows.size(); ++n) {
    const Document& document = document_of(result, result.relevance.rows[n]);
    for (std::size_t t = 0; t < document.occurrences.size(); ++t) {
      const Occurrence& occurrence = document.occurrences[t];
      text.push_back(result.relevance.rows[n]);
      word.push_back(occurrence.word);
      first.push_back(occurrence.span.first);
      size.push_back(occurrence.span.size);
      relevance.push_back(result.relevance.of_occurrences[n](static_cast<Index>(t)));
    }
  }
  Labels status;
  for (const WordStatus value : result.embedding.status) status.push_back(static_cast<Index>(value));
  writer.write("vocabulary/word", result.corpus.vocabulary.words());
  writer.write("vocabulary/status", status);
  writer.write("words/text", text);
  writer.write("words/word", word);
  writer.write("words/first", first);
  writer.write("words/size", size);
  writer.write("words/relevance", relevance);
}

std::string logit_sentence(const SelfCheck& check) {
  return check.holds() ? "The relevance of the words and a constant of the clusters make up the logit."
                       : evidence_sentence(check);
}

}  // namespace

std::string cluster_table(const Result& result) {
  std::string table = "cluster  texts  words that carry most relevance, in % of a text's, on average\n";
  if (!result.relevance.check.holds()) table = logit_sentence(result.relevance.check) + "\n" + table;
  for (std::size_t k = 0; k < result.words.size(); ++k)
    table += fmt::format("{:>7}  {:>5}  {}\n", k, result.clusters.sizes[k], shown(result.words[k]));
  if (result.clusters.differ > 0)
    table += fmt::format("For {} of {} texts the rule for new texts says another cluster; they keep that of the fit.\n",
                         result.clusters.differ, result.clusters.cluster.size());
  return table;
}

HighlightPage page(const Result& result, Index per_cluster) {
  std::vector<std::size_t> order(result.relevance.rows.size());
  for (std::size_t n = 0; n < order.size(); ++n) order[n] = n;
  const auto cluster_of = [&](std::size_t n) {
    return result.clusters.cluster[static_cast<std::size_t>(result.relevance.rows[n])];
  };
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    if (cluster_of(a) != cluster_of(b)) return cluster_of(a) < cluster_of(b);
    return result.relevance.logit(static_cast<Index>(a)) > result.relevance.logit(static_cast<Index>(b));
  });

  HighlightPage page;
  page.title = fmt::format("Why these texts are in their clusters ({}, K = {})", kind(result.clusters.model),
                           result.clusters.sizes.size());
  page.introduction = fmt::format(
      "{} texts, {} explained; word vectors: {}, {} dimensions. The logit is the evidence for the cluster against the "
      "others: above 0, the cluster has more than half of the probability. {}",
      result.embedding.x.rows(), result.relevance.rows.size(), result.vectors.source, result.vectors.dimension(),
      logit_sentence(result.relevance.check));
  Index before = -1, taken = 0;
  for (const std::size_t n : order) {
    const Index cluster = cluster_of(n);
    taken = cluster == before ? taken + 1 : 1;
    before = cluster;
    if (per_cluster > 0 && taken > per_cluster) continue;
    const Document& document = document_of(result, result.relevance.rows[n]);
    ExplainedDocument text = explained_document(document, result.embedding, result.relevance.of_occurrences[n]);
    text.cluster = cluster;
    text.logit = result.relevance.logit(static_cast<Index>(n));
    text.probability = result.relevance.probability(static_cast<Index>(n));
    text.note = fmt::format("cluster {}: {}", cluster, shown(result.words[static_cast<std::size_t>(cluster)]));
    page.documents.push_back(std::move(text));
  }
  return page;
}

void write_result(const Result& result, ResultWriter& writer) {
  std::vector<std::string> id, group, empty;
  for (Index row = 0; row < result.embedding.x.rows(); ++row) {
    const Document& document = document_of(result, row);
    id.push_back(to_utf8(document.id));
    group.push_back(to_utf8(result.corpus.groups[static_cast<std::size_t>(document.group)]));
  }
  for (const Index n : result.embedding.empty)
    empty.push_back(to_utf8(result.corpus.documents[static_cast<std::size_t>(n)].id));
  writer.attribute("vectors", "source", result.vectors.source);
  writer.attribute("vectors", "kind", result.vectors.kind);
  writer.attribute("vectors", "dimension", result.vectors.dimension());
  writer.attribute("vectors", "known_words", result.vectors.words.size());
  writer.write("texts/id", id);
  writer.write("texts/group", group);
  writer.write("texts/empty", empty);
  writer.write("texts/x", result.embedding.x);
  writer.write("texts/cluster", result.clusters.cluster);
  writer.write("texts/logits", result.clusters.logits);
  writer.write("explained/text", result.relevance.rows);
  writer.write("explained/logit", result.relevance.logit);
  writer.write("explained/probability", result.relevance.probability);
  record_check(writer, "explained", result.relevance.check);
  write_model(result.clusters.model, writer);
  writer.attribute("model", "top_probability", result.clusters.top_probability);
  write_words(result, writer);
  for (std::size_t k = 0; k < result.words.size(); ++k) {
    std::vector<std::string> words;
    std::vector<double> share;
    for (const ClusterWord& word : result.words[k]) {
      words.push_back(word.word);
      share.push_back(word.share);
    }
    writer.write(fmt::format("clusters/{}/word", k), words);
    writer.write(fmt::format("clusters/{}/share", k), share);
  }
}

}  // namespace neon::experiments::explain_text
