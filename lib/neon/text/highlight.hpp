#pragma once
#include <neon/core/types.hpp>
#include <neon/text/document_embedding.hpp>

#include <filesystem>
#include <string>
#include <vector>

namespace neon {

/// A word of a text with what an explanation says about it.
struct HighlightedWord {
  Span span;  ///< bytes of the text
  WordStatus status = WordStatus::known;
  double relevance = 0;  ///< shown only for known words
};

/// A text with the relevance of its words for one cluster.
struct ExplainedDocument {
  std::string id;                      ///< title and entry of the index
  std::string note;                    ///< another line under the title (newsgroup, why it is shown); may be empty
  std::string text;                    ///< bytes that are not valid UTF-8 are taken for latin-1
  std::vector<HighlightedWord> words;  ///< from left to right, not overlapping
  Index cluster = 0;
  double logit = 0, probability = 0;
};

struct HighlightPage {
  std::string title, introduction;
  std::vector<ExplainedDocument> documents;
};

/// A page of explained documents with an index: one self-contained HTML file that keeps the line breaks of the texts.
/// Known words lie on red (positive) or blue (negative relevance), the deeper the larger |relevance| is against the
/// largest of the document; stop words and words without a vector are grey; the number is the word's tooltip.
/// @throws Error if a span lies outside its text or overlaps the one before it, or a number is not finite
std::string highlight_html(const HighlightPage& page);

/// The same as a file, atomically.
void write_highlight_page(const std::filesystem::path& file, const HighlightPage& page);

/// The words of `document` as `relevance` has them (see word_relevance), ready for a page.
/// @param relevance [occurrences of the document]
ExplainedDocument explained_document(const Document& document, const DocumentEmbedding& embedding,
                                     const Vector& relevance);

}  // namespace neon
