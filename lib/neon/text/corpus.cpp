#include <neon/core/error.hpp>
#include <neon/core/parallel.hpp>
#include <neon/text/clean_message.hpp>
#include <neon/text/corpus.hpp>
#include <neon/text/utf8.hpp>

#include <algorithm>

namespace neon {
namespace {

constexpr Index block = 64;

std::vector<std::string> distinct_groups(const std::vector<Message>& messages) {
  std::vector<std::string> groups;
  for (const Message& message : messages)
    if (groups.empty() || groups.back() != message.group) groups.push_back(message.group);
  std::sort(groups.begin(), groups.end());
  groups.erase(std::unique(groups.begin(), groups.end()), groups.end());
  return groups;
}

/// Words are numbered in `vocabulary`.
Document make_document(Message message, const CorpusOptions& options, Vocabulary& vocabulary) {
  Document document{std::move(message.id), 0, message.test, std::move(message.text), {}};
  if (options.letters == Letters::utf8) document.text = to_utf8(document.text);
  if (options.clean) document.text = clean_message(document.text);
  const std::vector<Span> spans = tokenise(document.text, options.letters);
  document.occurrences.reserve(spans.size());
  for (const Span span : spans) {
    const std::string word = lower_case(std::string_view(document.text).substr(span.first, span.size));
    document.occurrences.push_back({span, static_cast<std::int32_t>(vocabulary.add(word))});
  }
  return document;
}

}  // namespace

Corpus make_corpus(std::vector<Message> messages, const CorpusOptions& options) {
  require(!messages.empty(), "corpus: there should be a message");
  Corpus corpus;
  corpus.groups = distinct_groups(messages);
  corpus.documents.resize(messages.size());
  const auto count = static_cast<Index>(messages.size());
  std::vector<Vocabulary> words(static_cast<std::size_t>((count + block - 1) / block));
  parallel_blocks(count, block, [&](Index first, Index last) {
    for (auto n = static_cast<std::size_t>(first); n < static_cast<std::size_t>(last); ++n) {
      const auto group = std::lower_bound(corpus.groups.begin(), corpus.groups.end(), messages[n].group);
      corpus.documents[n] =
          make_document(std::move(messages[n]), options, words[static_cast<std::size_t>(first / block)]);
      corpus.documents[n].group = group - corpus.groups.begin();
    }
  });

  std::vector<std::vector<std::int32_t>> numbers(words.size());
  for (std::size_t b = 0; b < words.size(); ++b)
    for (const std::string& word : words[b].words())
      numbers[b].push_back(static_cast<std::int32_t>(corpus.vocabulary.add(word)));
  parallel_blocks(count, block, [&](Index first, Index last) {
    const auto& number = numbers[static_cast<std::size_t>(first / block)];
    for (Index n = first; n < last; ++n)
      for (Occurrence& occurrence : corpus.documents[static_cast<std::size_t>(n)].occurrences)
        occurrence.word = number[static_cast<std::size_t>(occurrence.word)];
  });
  return corpus;
}

}  // namespace neon
