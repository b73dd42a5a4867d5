#include "experiments/tiles/pages.hpp"

#include <neon/clustering/assignment.hpp>
#include <neon/clustering/distances.hpp>
#include <neon/images/png_codec.hpp>
#include <neon/tables/atomic_file.hpp>
#include <neon/text/html.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "experiments/support/base64.hpp"
#include "experiments/tiles/study_script.hpp"

namespace neon::experiments::tiles {
namespace {

constexpr const char* style =
    ":root{color-scheme:light}body{font:16px/1.5 system-ui,sans-serif;max-width:62rem;margin:0 auto;padding:1rem;"
    "color:#1a1a1a;background:#fff}h1{font-size:1.5rem}h2{font-size:1.15rem;margin-top:2rem}.note{color:#555}"
    "figure{margin:0;text-align:center;font-size:.8rem}img{display:block;image-rendering:auto;border:1px solid "
    "#bbb}table{border-collapse:collapse}th,td{padding:.15rem .6rem;border-bottom:1px solid #ddd;text-align:right}"
    "th:first-child{text-align:left}.defect{background:#fdebd8}.tiles{display:flex;flex-wrap:wrap;gap:.6rem}"
    ".tiles button{padding:.3rem;border:3px solid transparent;background:#f2f2f2;border-radius:.3rem;cursor:pointer}"
    ".tiles button:hover,.tiles button:focus-visible{border-color:#0072b2}.asked img{width:14rem;height:14rem}"
    ".shown img{width:8.5rem;height:8.5rem}.answers{display:flex;gap:.6rem;flex-wrap:wrap;margin:1rem "
    "0}.answers button,.bar button{font:inherit;padding:.45rem .9rem;border:1px solid #888;border-radius:.3rem;"
    "background:#f6f6f6;cursor:pointer}.answers button:hover,.bar button:hover{background:#e3eef6}"
    ".bar{display:flex;gap:.6rem;align-items:center;margin-top:1.5rem;border-top:1px solid #ddd;padding-top:.8rem}"
    "progress{flex:1;height:1rem}.prediction{font-size:1.2rem;font-weight:600}.split{display:flex;gap:2rem;flex-wrap:"
    "wrap;align-items:flex-start}";

std::size_t at(Index n) { return static_cast<std::size_t>(n); }

std::string head(const std::string& title) {
  return fmt::format(
      "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>{}</title>\n"
      "<style>{}</style>\n</head>\n<body>\n<h1>{}</h1>\n",
      html::escape(title), style, html::escape(title));
}

std::string data_uri(const Tiles& tiles, Index tile) {
  return fmt::format("data:image/png;base64,{}", base64(encode_png(tiles.picture[at(tile)], tiles.names[at(tile)])));
}

/// A text as JavaScript inside a page: nothing in it ends the string or the script.
std::string script_string(const std::string& text) {
  std::string result = "\"";
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x20 || c == '"' || c == '\\' || c == '<' || c == '>' || c == '&')
      result += fmt::format("\\u{:04x}", byte);
    else
      result += c;
  }
  return result + '"';
}

template <class Values, class Text>
std::string script_list(const Values& values, const Text& text) {
  std::string result = "[";
  for (const auto& value : values) {
    if (result.size() > 1) result += ',';
    result += text(value);
  }
  return result + "]";
}

const std::string& kind_of(const Tiles& tiles, Index tile) { return tiles.kinds[at(tiles.kind[at(tile)])]; }

void write(const std::filesystem::path& path, const std::string& text) {
  AtomicFile file(path);
  file.append(text);
  file.commit();
}

}  // namespace

std::string study_html(const StudyPage& page, const Tiles& tiles, const std::vector<Trial>& trials) {
  std::map<Index, std::size_t> place;  // every picture once
  std::string pictures;
  const auto picture = [&](Index tile) {
    const auto [found, is_new] = place.emplace(tile, place.size());
    if (is_new)
      pictures += fmt::format("{}{{src:\"{}\",name:{}}}", pictures.empty() ? "" : ",\n", data_uri(tiles, tile),
                              script_string(kind_of(tiles, tile) + "/" + tiles.names[at(tile)]));
    return found->second;
  };
  std::string listed;
  for (const Trial& trial : trials)
    listed += fmt::format("{}{{tile:{},text:{},shown:{},source:{}}}", listed.empty() ? "" : ",\n", picture(trial.tile),
                          script_string(trial.text),
                          script_list(trial.shown, [&](Index tile) { return fmt::to_string(picture(tile)); }),
                          script_list(trial.source, script_string));
  return head(page.title) +
         fmt::format(
             "<p>{}</p>\n<noscript>This page asks its questions by a script, which this browser does not "
             "run.</noscript>\n<main id=\"study\" aria-live=\"polite\"></main>\n<script>\nconst study={{name:{},"
             "question:{},choices:{}}};\nconst pictures=[{}];\nconst trials=[{}];\n{}</script>\n</body>\n</html>\n",
             html::escape(page.introduction), script_string(page.name), script_string(page.question),
             script_list(page.choices, script_string), pictures, listed, study_script);
}

std::string clusters_html(const Tiles& tiles, const std::vector<LayerStudy>& layers, const std::vector<Matrix>& counts,
                          const Labels& number) {
  constexpr Index nearest = 6;
  const Index none = tiles.free();
  std::string html =
      head("Which clusters of which layer are clusters of defects") +
      fmt::format(
          "<p>{} magnetic tiles in the clusters of what a residual network's layers make of them, by kind (the "
          "fine label, which the network was not told). Purity: share of the most frequent kind. Clusters of "
          "which most tiles are defective are marked; below, its training tiles nearest to the centroid."
          "</p>\n",
          tiles.count());
  for (std::size_t l = 0; l < layers.size(); ++l) {
    const Matrix& count = counts[l];
    const Matrix distance = squared_distances(layers[l].train_code, layers[l].surrogate.model.centroids);
    const Labels cluster = row_argmin(distance);
    html += fmt::format("<h2>Layer {}</h2>\n", html::escape(layers[l].name));
    std::string rows, shown;
    for (Index k = 0; k < count.rows(); ++k) {
      const double all = count.row(k).sum();
      if (all == 0) continue;
      Index usual = 0;
      const double purity = count.row(k).maxCoeff(&usual) / all, defects = 1 - count(k, none) / all;
      rows += fmt::format("<tr{}><th scope=\"row\">cluster {}</th><td>{}</td><td>{:.2f}</td><td>{}</td><td>{:.2f}</td>",
                          defects > 0.5 ? " class=\"defect\"" : "", k, all, defects,
                          html::escape(tiles.kinds[at(usual)]), purity);
      for (Index kind = 0; kind < count.cols(); ++kind) rows += fmt::format("<td>{}</td>", count(k, kind));
      rows += "</tr>\n";
      if (defects <= 0.5) continue;
      Labels order;  // members
      for (Index row = 0; row < distance.rows(); ++row)
        if (cluster[at(row)] == k) order.push_back(row);
      std::stable_sort(order.begin(), order.end(), [&](Index a, Index b) { return distance(a, k) < distance(b, k); });
      order.resize(std::min(order.size(), at(nearest)));
      shown += fmt::format("<h3>Cluster {}: {} of {} tiles defective, most often {}</h3>\n<div class=\"tiles\">\n", k,
                           all - count(k, none), all, html::escape(tiles.kinds[at(usual)]));
      for (const Index row : order) {
        const Index tile = number[at(row)];
        shown +=
            fmt::format("<figure><img alt=\"{}\" src=\"{}\"><figcaption>{}</figcaption></figure>\n",
                        html::escape(tiles.names[at(tile)]), data_uri(tiles, tile), html::escape(kind_of(tiles, tile)));
      }
      shown += "</div>\n";
    }
    html += "<table><thead><tr><th></th><th>tiles</th><th>defective</th><th>most often</th><th>purity</th>";
    for (const std::string& kind : tiles.kinds) html += fmt::format("<th>{}</th>", html::escape(kind));
    html += "</tr></thead><tbody>\n" + rows + "</tbody></table>\n" +
            (shown.empty() ? "<p class=\"note\">No cluster of this layer has mostly defective tiles.</p>\n" : shown);
  }
  return html + "</body>\n</html>\n";
}

void write_pages(const std::filesystem::path& out, const Tiles& tiles, const SupportingExamples& supporting,
                 const Part& train, const Part& test, const std::vector<LayerStudy>& layers,
                 const std::vector<Matrix>& counts, Index trials, std::uint64_t seed) {
  const auto beside = [&](const std::string& what) {
    return out.parent_path() / (out.stem().string() + what + ".html");
  };
  write(beside(""), clusters_html(tiles, layers, counts, train.number));
  write(
      beside("-similar"),
      study_html({.name = "tiles-similar",
                  .title = "Which tile is most similar?",
                  .introduction =
                      "Here is a photograph of a magnetic tile, and others beside or below it. Choose the one that you "
                      "consider most similar to it. There is no right answer. Your answers stay in this browser until "
                      "you save them.",
                  .question = "Which of these is most similar to it?",
                  .choices = {}},
                 tiles, similarity_trials(supporting, train, test, trials, seed)));
  write(beside("-trust"),
        study_html({.name = "tiles-trust",
                    .title = "Do you trust this prediction?",
                    .introduction = "A program has looked at a photograph of a magnetic tile and says whether it is "
                                    "defective. Beside it are three photographs that it has seen before, as supporting "
                                    "evidence. How much do you trust the prediction? Your answers stay in this browser "
                                    "until you save them.",
                    .question = "How much do you trust the prediction?",
                    .choices = {"1: not at all", "2", "3", "4", "5: completely"}},
                   tiles, trust_trials(supporting, train, test, trials, seed)));
}

}  // namespace neon::experiments::tiles
