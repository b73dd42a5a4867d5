#pragma once
#include <neon/text/message.hpp>
#include <neon/text/tokenise.hpp>
#include <neon/text/vocabulary.hpp>

#include <cstdint>

namespace neon {

/// One word of a document.
struct Occurrence {
  Span span;              ///< bytes of the document's text
  std::int32_t word = 0;  ///< number in the corpus's vocabulary
};

/// A message split into words.
struct Document {
  std::string id;
  Index group = 0;  ///< number in the corpus's groups
  bool test = false;
  std::string text;                     ///< cleaned, bytes as in the message (Letters::utf8: valid UTF-8)
  std::vector<Occurrence> occurrences;  ///< every word, stop words too, from left to right
};

/// Documents over one vocabulary.
struct Corpus {
  std::vector<Document> documents;  ///< in the order of the messages
  std::vector<std::string> groups;  ///< distinct, in alphabetical order
  Vocabulary vocabulary;            ///< lower case, in the order of first occurrence
};

struct CorpusOptions {
  bool clean = true;                 ///< messages lose headers, quotes and footers (clean_message)
  Letters letters = Letters::ascii;  ///< utf8: texts that are not valid UTF-8 are taken for latin-1
};

/// Cleans and tokenises messages, in parallel; the result does not depend on the number of threads.
/// @throws Error if there is no message
Corpus make_corpus(std::vector<Message> messages, const CorpusOptions& options = {});

}  // namespace neon
