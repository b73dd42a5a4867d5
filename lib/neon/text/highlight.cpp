#include <neon/core/error.hpp>
#include <neon/tables/atomic_file.hpp>
#include <neon/text/highlight.hpp>
#include <neon/text/highlight_style.hpp>
#include <neon/text/html.hpp>
#include <neon/text/utf8.hpp>

#include <algorithm>
#include <cmath>

namespace neon {
namespace {

void append_word(std::string& html, const HighlightedWord& word, std::string_view text, double largest) {
  if (word.status != WordStatus::known) {
    const std::string_view title = word.status == WordStatus::stop_word ? "stop word" : "no vector";
    html += fmt::format(R"(<i title="{}">{}</i>)", title, text);
    return;
  }
  const HighlightColour colour = highlight_colour(largest > 0 ? word.relevance / largest : 0);
  html += fmt::format(R"(<b style="background:{};color:{}" title="{:+.4g}">{}</b>)", colour.background, colour.ink,
                      word.relevance, text);
}

double largest_relevance(const ExplainedDocument& document) {
  double largest = 0;
  for (const HighlightedWord& word : document.words)
    if (word.status == WordStatus::known) largest = std::max(largest, std::abs(word.relevance));
  return largest;
}

void require_sound(const ExplainedDocument& document) {
  require(std::isfinite(document.logit) && std::isfinite(document.probability),
          "highlight: {}: logit {} and probability {} should be finite", document.id, document.logit,
          document.probability);
  std::size_t end = 0;
  for (const HighlightedWord& word : document.words) {
    const std::size_t first = word.span.first, last = first + word.span.size;
    require(first >= end && last <= document.text.size(), "highlight: {}: bytes {} ... {} should lie in {} ... {}",
            document.id, first, last, end, document.text.size());
    require(std::isfinite(word.relevance), "highlight: {}: relevance {} should be finite", document.id, word.relevance);
    end = last;
  }
}

void append_text(std::string& html, const ExplainedDocument& document) {
  const bool utf8 = is_utf8(document.text);
  const auto piece = [&](std::size_t first, std::size_t last) {
    const std::string_view bytes = std::string_view(document.text).substr(first, last - first);
    return html::escape(utf8 ? std::string(bytes) : from_latin1(bytes));
  };
  const double largest = largest_relevance(document);
  std::size_t end = 0;
  html += "<div class=\"text\">";
  for (const HighlightedWord& word : document.words) {
    const std::size_t first = word.span.first, last = first + word.span.size;
    html += piece(end, first);
    append_word(html, word, piece(first, last), largest);
    end = last;
  }
  html += piece(end, document.text.size()) + "</div>\n";
}

void append_document(std::string& html, const ExplainedDocument& document, std::size_t number) {
  double sum = 0;
  for (const HighlightedWord& word : document.words)
    if (word.status == WordStatus::known) sum += word.relevance;
  const double largest = largest_relevance(document);
  html += fmt::format("<article id=\"d{}\">\n<h2>{}</h2>\n", number, html::escape(to_utf8(document.id)));
  if (!document.note.empty()) html += fmt::format("<p>{}</p>\n", html::escape(to_utf8(document.note)));
  html += fmt::format(
      "<p class=\"numbers\">cluster {} &middot; logit {:.4g} &middot; probability {:.3f} &middot; "
      "relevance of the words in all {:.4g} &middot; {:+.3g} <span class=\"scale\"></span> {:+.3g}</p>\n",
      document.cluster, document.logit, document.probability, sum, -largest, largest);
  append_text(html, document);
  html += "</article>\n";
}

void append_index(std::string& html, const std::vector<ExplainedDocument>& documents) {
  html += "<nav><table>\n<tr><th>text</th><th>cluster</th><th>logit</th><th>probability</th></tr>\n";
  for (std::size_t n = 0; n < documents.size(); ++n)
    html += fmt::format("<tr><td><a href=\"#d{}\">{}</a></td><td>{}</td><td>{:.4g}</td><td>{:.3f}</td></tr>\n", n,
                        html::escape(to_utf8(documents[n].id)), documents[n].cluster, documents[n].logit,
                        documents[n].probability);
  html += "</table></nav>\n";
}

}  // namespace

std::string highlight_html(const HighlightPage& page) {
  for (const ExplainedDocument& document : page.documents) require_sound(document);
  const std::string title = html::escape(to_utf8(page.title));
  std::string html = "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<title>" + title +
                     "</title>\n" + std::string(highlight_style) + "</head>\n<body>\n<h1>" + title + "</h1>\n";
  if (!page.introduction.empty()) html += "<p>" + html::escape(to_utf8(page.introduction)) + "</p>\n";
  html += highlight_legend;
  append_index(html, page.documents);
  for (std::size_t n = 0; n < page.documents.size(); ++n) append_document(html, page.documents[n], n);
  return html + "</body>\n</html>\n";
}

void write_highlight_page(const std::filesystem::path& file, const HighlightPage& page) {
  const std::string html = highlight_html(page);
  AtomicFile output(file);
  output.append(html);
  output.commit();
}

ExplainedDocument explained_document(const Document& document, const DocumentEmbedding& embedding,
                                     const Vector& relevance) {
  require(relevance.size() == static_cast<Index>(document.occurrences.size()),
          "highlight: {}: {} relevances should be {}, one per word", document.id, relevance.size(),
          document.occurrences.size());
  ExplainedDocument explained;
  explained.id = document.id;
  explained.text = document.text;
  for (Index t = 0; t < relevance.size(); ++t) {
    const Occurrence& occurrence = document.occurrences[static_cast<std::size_t>(t)];
    explained.words.push_back(
        {occurrence.span, embedding.status[static_cast<std::size_t>(occurrence.word)], relevance(t)});
  }
  return explained;
}

}  // namespace neon
