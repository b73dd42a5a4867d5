#include <neon/core/error.hpp>

#include <fmt/ranges.h>

#include <algorithm>
#include <map>
#include <numeric>

#include "experiments/claims/parts.hpp"
#include "experiments/newsgroups/schema.hpp"

namespace neon::claims::newsgroups {
namespace {

using schema::Dataset, schema::newsgroups::Message, schema::newsgroups::Variants;

std::vector<Message> messages(const ResultReader& file) {
  std::vector<Message> all;
  for (const std::string& name : file.groups(schema::newsgroups::all_messages)) all.push_back({name});
  return all;
}

Message stored_message(const ResultReader& file, const std::string& id) {
  for (const Message& message : messages(file))
    if (message.id.read(file) == id) return message;
  throw Error(fmt::format("{}: message {} is not stored", file.path().string(), id));
}

std::string lower_case(std::string word) {
  for (char& c : word) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  return word;
}

/// Relevance of a message's words, their occurrences added.
std::map<std::string, double> words_of(const ResultReader& file, const Message& message) {
  const std::vector<std::string> piece = message.piece.read(file);
  const Labels status = message.status.read(file);
  const Vector relevance = message.reading("affine").relevance.read(file);
  require(status.size() == piece.size() && static_cast<std::size_t>(relevance.size()) == piece.size(),
          "{}: {} has {} pieces, {} status and {} relevance entries", file.path().string(), message.group, piece.size(),
          status.size(), relevance.size());
  std::map<std::string, double> words;
  for (std::size_t p = 0; p < piece.size(); ++p)
    if (status[p] == schema::newsgroups::known_word) words[lower_case(piece[p])] += relevance(static_cast<Index>(p));
  return words;
}

std::string most_relevant(const std::map<std::string, double>& words, std::size_t count) {
  std::vector<std::pair<double, std::string>> order;
  order.reserve(words.size());
  for (const auto& [word, relevance] : words) order.emplace_back(-relevance, word);
  std::sort(order.begin(), order.end());
  std::vector<std::string> texts;
  for (std::size_t i = 0; i < std::min(count, order.size()); ++i)
    texts.push_back(fmt::format("{} {:.2f}", order[i].second, -order[i].first));
  return fmt::format("{}", fmt::join(texts, ", "));
}

Claim highlighted(const std::string& id, const std::vector<std::string>& expected) {
  return {fmt::format("{}: words that speak for its cluster", id),
          fmt::format("{}", fmt::join(expected, ", ")),
          {"all R > 0", 0, 0},
          [=](const ResultReader& file, double) {
            const std::map<std::string, double> words = words_of(file, stored_message(file, id));
            std::vector<std::string> missing;
            for (const std::string& word : expected) {
              const auto found = words.find(word);
              if (found == words.end())
                missing.push_back(word + " has no vector");
              else if (!(found->second > 0))
                missing.push_back(fmt::format("{} {:.2f}", word, found->second));
            }
            return Finding{most_relevant(words, 5), missing.empty(), fmt::format("{}", fmt::join(missing, ", "))};
          }};
}

/// @param column of the variants: did the two share a cluster there?
Claim same_cluster(const std::string& one, const std::string& other, Dataset<Vector> Variants::*column) {
  return {fmt::format("{} and {} share a cluster", one, other),
          "yes",
          {"exact", 0, 0},
          [=](const ResultReader& file, double) {
            const auto first = stored_message(file, one).cluster.read(file),
                       second = stored_message(file, other).cluster.read(file);
            Finding finding{
                first == second ? fmt::format("yes, {}", first) : fmt::format("no, {} and {}", first, second),
                first == second};
            if (finding.holds) return finding;
            const Variants variants;
            const Vector together = (variants.*column).read(file);
            const std::vector<std::string> name = variants.name.read(file);
            std::vector<std::string> names;
            for (std::size_t v = 0; v < name.size(); ++v)
              if (together(static_cast<Index>(v)) > 0) names.push_back(name[v]);
            finding.reason =
                names.empty() ? "in no variant either" : fmt::format("they do with: {}", fmt::join(names, "; "));
            return finding;
          }};
}

/// Two test messages of different newsgroups in one cluster, chosen for the figure.
Claim pair_found(const std::string& one, const std::string& other) {
  const std::string role = fmt::format("{} and {} in one cluster", one, other);
  return {fmt::format("test messages of {} and {} share a cluster", one, other),
          "yes",
          {"exact", 0, 0},
          [=](const ResultReader& file, double) {
            std::vector<std::string> found;
            for (const Message& message : messages(file))
              if (message.role.read(file) == role) found.push_back(message.id.read(file));
            return Finding{found.empty() ? "none" : fmt::format("{}", fmt::join(found, " and ")), found.size() == 2,
                           found.size() == 2 ? "" : "no cluster holds test messages of both with f > 0"};
          }};
}

}  // namespace

std::vector<Claim> word_claims() {
  return {same_cluster("talk.politics.guns/54301", "sci.crypt/15422", &Variants::politics_together),
          same_cluster("rec.motorcycles/104653", "misc.forsale/76134", &Variants::vehicles_together),
          pair_found("talk.politics.guns", "sci.crypt"),
          pair_found("rec.motorcycles", "misc.forsale"),
          highlighted("talk.politics.guns/54301", {"warrant", "illegal", "evidence"}),
          highlighted("sci.crypt/15422", {"court", "testimonial", "evidence"}),
          highlighted("rec.motorcycles/104653", {"bikes", "honda", "yamaha", "seat"}),
          highlighted("misc.forsale/76134", {"car", "bike", "nissan", "rack"})};
}

DataTable message_table(const ResultReader& file) {
  DataTable table{"Messages and the words that carry most relevance",
                  {"message", "cluster", "f", "most relevant words", "why shown"},
                  {},
                  "Relevance of a word: the sum over its occurrences.",
                  {0, 3, 4}};
  for (const Message& message : messages(file)) {
    table.rows.push_back({message.id.read(file), fmt::to_string(message.cluster.read(file)),
                          fmt::format("{:.2f}", message.logit.read(file)), most_relevant(words_of(file, message), 8),
                          message.role.read(file)});
  }
  return table;
}

DataTable cluster_table(const ResultReader& file) {
  const schema::newsgroups::Clusters stored;
  const std::vector<std::string> word = stored.word.read(file),
                                 group = schema::newsgroups::Data{}.newsgroups.read(file);
  const Matrix counts = stored.newsgroups_test.read(file);
  const auto words = word.size() / static_cast<std::size_t>(counts.rows());
  DataTable table{"Clusters: test messages, where they come from, and the words that carry most relevance",
                  {"cluster", "messages", "newsgroups", "words"},
                  {},
                  "A cluster has the number of the newsgroup it started from.",
                  {2, 3}};
  for (Index k = 0; k < counts.rows(); ++k) {
    Labels order(group.size());
    std::iota(order.begin(), order.end(), Index{0});
    std::stable_sort(order.begin(), order.end(), [&](Index a, Index b) { return counts(k, a) > counts(k, b); });
    std::vector<std::string> from;
    for (std::size_t i = 0; i < std::min<std::size_t>(3, order.size()); ++i)
      from.push_back(fmt::format("{} {:.0f}", group[static_cast<std::size_t>(order[i])], counts(k, order[i])));
    const auto first = word.begin() + k * static_cast<std::ptrdiff_t>(words);
    const std::vector<std::string> top(first, first + static_cast<std::ptrdiff_t>(std::min<std::size_t>(words, 10)));
    table.rows.push_back({fmt::to_string(k), fmt::format("{:.0f}", counts.row(k).sum()),
                          fmt::format("{}", fmt::join(from, ", ")), fmt::format("{}", fmt::join(top, " "))});
  }
  return table;
}

}  // namespace neon::claims::newsgroups
